/* The controls of one unit of a form, such as Where or When: what they hold, and what the server is known to hold. */
import { isDirty } from "../forms.js";

const controls = (place) => [...place.querySelectorAll("input, textarea, select")].filter(({ name }) => name);
const isTick = ({ type }) => type === "checkbox" || type === "radio";

/** What the controls hold, by name. */
export function valuesOf(place) {
  const values = {};
  for (const control of controls(place)) {
    if (!isTick(control) || control.checked) values[control.name] = control.value;
    else values[control.name] ??= "";
  }
  return values;
}

/** What the server sent into them, whatever they hold now. */
export function sentIn(place) {
  const form = document.createElement("form");
  form.append(place.cloneNode(true));
  form.reset();
  return valuesOf(form);
}

export const isSame = (one, other) => Object.keys(other).every((name) => (one[name] ?? "") === other[name]);

export const isClean = (place) => !controls(place).some(isDirty);

/** The control to go to when a choice has been made. */
export const firstOf = (place) => controls(place).find(({ checked, type }) => type !== "radio" || checked) ?? controls(place)[0];

/** Fill the controls in, and tell the page as if it had been typed. */
export function put(place, values) {
  for (const control of controls(place)) fill(control, values[control.name] ?? "");
  controls(place)[0].dispatchEvent(new Event("input", { bubbles: true }));
}

function fill(control, value) {
  if (isTick(control)) control.checked = control.value === value;
  else if (control.value !== value) control.value = value;
}

/** From now on these values count as what the server sent; the controls go on holding what they hold. */
export function setSent(place, values) {
  const held = valuesOf(place);
  for (const control of controls(place)) send(control, values[control.name] ?? "");
  put(place, held);
}

function send(control, value) {
  if (isTick(control)) control.defaultChecked = control.value === value;
  else if (control.tagName === "SELECT") choose(control, value);
  else if (control.defaultValue !== value) control.defaultValue = value;
}

function choose(select, value) {
  if (![...select.options].some((option) => option.value === value)) select.add(new Option(value, value));
  for (const option of select.options) option.defaultSelected = option.value === value;
}
