/* The form of one field, in the place of the field. A frame brings the field, which has no place then; so the form asks
   for itself, and learns from the answer what has changed, by whom, and to what. */
import { tellAgain, tellForm } from "./changes.js";
import { openForms } from "./open-forms.js";

const PAUSE = 2000;
const AS_FRAGMENT = { "HX-Request": "true", "HX-Request-Type": "partial", Accept: "text/html" };
const fields = new Map(); // id -> the field of the event page as it came last
const met = new WeakSet();
const asking = new Map(); // form -> whether something newer has come since it asked

/** `replace` puts a field in its place. */
export function startInPlace(replace) {
  document.addEventListener("htmx:after:swap", () => {
    bringBack(replace);
    openForms().forEach(meet);
  });
}

/** A field of the event page has come; the form that stands in its place, if there is one, asks for itself. */
export function meetField(field, isNews) {
  if (!field.id.startsWith("ev-")) return;
  fields.set(field.id, field);
  const form = document.getElementById(field.id.replace("ev-", "form-"));
  if (isNews && form?.matches("[data-follows]")) lookAgain(form);
}

/** Fetch a form again and tell what it does not know; one question at a time. */
export async function lookAgain(form) {
  if (asking.has(form)) return asking.set(form, true);
  asking.set(form, false);
  const { status, fresh } = await fetchForm(form).catch(() => ({ status: 0 }));
  const isOld = asking.get(form);
  asking.delete(form);
  if (!form.isConnected) return;
  if (fresh) tellForm(fresh);
  if (isOld) return lookAgain(form);
  if (status === 0 || status === 429 || status >= 500) setTimeout(() => form.isConnected && lookAgain(form), PAUSE);
}

async function fetchForm(form) {
  const response = await fetch(`${form.action}/form`, { headers: AS_FRAGMENT, cache: "no-store", redirect: "manual" });
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  return { status: response.status || 403, fresh: response.ok ? page.querySelector("form[data-follows]") : null };
}

/* What htmx has put in may have been drawn before the last frame came: the field after Cancel, or the form itself. */
function bringBack(replace) {
  for (const field of fields.values()) {
    if (isNewer(field, document.getElementById(field.id)?.dataset.v)) replace(field);
  }
}

function meet(form) {
  const field = fields.get(form.id.replace("form-", "ev-"));
  if (met.has(form)) return;
  met.add(form);
  if ("refused" in form.dataset) tellAgain(form);
  else takeFocus(form);
  if (field && isNewer(field, form.dataset.base)) lookAgain(form);
}

/* The link that was pressed is gone: whoever goes on by keyboard goes on here. Not in the control, which follows others
   for as long as nobody has it in hand. */
function takeFocus(form) {
  if (!form.matches(".fld--open") || document.activeElement !== document.body) return;
  form.tabIndex = -1;
  form.focus({ preventScroll: true });
}

const isNewer = (field, version) => Number(field.dataset.v) > Number(version);
