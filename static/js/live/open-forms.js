/* The forms on this page that follow what others save: the one of the edit page, or those of single fields. */
import { basesOf } from "../bases.js";

export const openForms = () => [...document.querySelectorAll("#main form[data-follows]")];

export const placeOf = (form, unit) => form.querySelector(`[data-unit="${unit}"]`);

/** The form that holds this unit. */
export const formWith = (unit) => openForms().find((form) => placeOf(form, unit));

/** The server has refused this unit once: it came back as it was typed, so its controls cannot tell what is new in them. */
export const isRefused = (form, unit) => "refused" in form.dataset && !(unit in basesOf(form));
