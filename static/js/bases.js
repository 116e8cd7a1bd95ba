/* Which version of each unit a form has seen. It started from `base`; `base.location=8` says that version 8 of Where has
   been seen since, so that saving may replace it. */
const PREFIX = "base.";

const baseOf = (form, unit) => form.elements[PREFIX + unit];

/** The version of one unit that saving may replace. */
export const seen = (form, unit) => Number(baseOf(form, unit)?.value ?? form.dataset.base);

/** From here on, saving may replace this version of the unit; without one, no other than that of the whole form. */
export function see(form, unit, version) {
  if (version === undefined) return baseOf(form, unit)?.remove();
  if (!baseOf(form, unit)) {
    const base = document.createElement("input");
    Object.assign(base, { type: "hidden", name: PREFIX + unit });
    form.prepend(base);
  }
  baseOf(form, unit).value = version;
}

/** What has been seen beyond the base, to be kept with a draft: {location: 8}. */
export function basesOf(form) {
  const fields = [...form.querySelectorAll(`input[name^="${PREFIX}"]`)];
  return Object.fromEntries(fields.map(({ name, value }) => [name.slice(PREFIX.length), Number(value)]));
}

/** Go back to what was known when a draft was typed; what the draft does not touch stays as this page has seen it. */
export function standOn(form, { base, bases = {}, values }) {
  const newest = Number(form.dataset.base);
  if (Number(base) > newest) return; // typed on a version that a backup has taken away
  for (const place of form.querySelectorAll("[data-unit]")) {
    const { unit } = place.dataset;
    const isTyped = [...place.querySelectorAll("[name]")].some(({ name }) => name in values);
    see(form, unit, isTyped ? bases[unit] : seen(form, unit));
  }
  form.elements.base.value = form.dataset.base = base;
}
