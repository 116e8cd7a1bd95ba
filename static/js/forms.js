/* Forms: sent once, not left by accident, errors found at once. What a field held when the server sent it is its default value. */
const PATIENCE = 15000;
let leaving = false;

export function startForms() {
  document.addEventListener("submit", onSubmit);
  document.addEventListener("input", ({ target }) => markDirty(target));
  document.addEventListener("change", ({ target }) => markDirty(target));
  document.addEventListener("click", onClick);
  addEventListener("beforeunload", warn);
  addEventListener("pageshow", () => document.querySelectorAll("form[data-busy]").forEach(settle));
  fillBrowserZone();
  offerCast();
  focusFirstError();
}

/** Whether a control holds something else than what the server sent. */
export function isDirty(control) {
  if (control.type === "checkbox" || control.type === "radio")
    return control.checked !== control.defaultChecked;
  if (control.tagName === "SELECT") return control.value !== sentChoice(control);
  return "defaultValue" in control && control.type !== "hidden" && control.value !== control.defaultValue;
}

function sentChoice(select) {
  const sent = [...select.options].find((option) => option.defaultSelected) ?? select.options[0];
  return sent?.value ?? "";
}

function markDirty(target) {
  const control = target.closest?.(".control");
  if (!control || !target.form) return;
  control.toggleAttribute(
    "data-dirty",
    [...control.querySelectorAll("input, textarea, select")].some(isDirty),
  );
}

function onSubmit(event) {
  const form = event.target;
  if (event.defaultPrevented) return;
  if (form.dataset.busy) return event.preventDefault();
  leaving = true;
  form.dataset.busy = "yes";
  event.submitter?.setAttribute("aria-busy", "true");
  setTimeout(() => settle(form), PATIENCE);
}

function settle(form) {
  leaving = false;
  delete form.dataset.busy;
  form.querySelectorAll("[aria-busy]").forEach((button) => button.removeAttribute("aria-busy"));
}

/* Cancel does not ask: what was typed stays as a draft. */
function onClick({ target }) {
  const link = target.closest?.("[data-leave]");
  if (link?.closest("form[data-draft]")) leaving = true;
}

function warn(event) {
  if (!leaving && [...document.querySelectorAll("form[data-guard]")].some(isUnsaved)) event.preventDefault();
}

/* After a refusal (422, 409) the server sends back what was typed: equal to its default, yet saved nowhere. */
function isUnsaved(form) {
  return document.documentElement.dataset.status.startsWith("4") || [...form.elements].some(isDirty);
}

function focusFirstError() {
  if (document.querySelector("[aria-invalid='true'], .control--bad")) {
    document.querySelector("[aria-invalid='true'], .control--bad :is(input, select)").focus();
  }
}

function fillBrowserZone() {
  const field = document.querySelector("[data-browser-zone]");
  if (field && !field.value) field.value = Intl.DateTimeFormat().resolvedOptions().timeZone ?? "";
}

function offerCast() {
  document.querySelectorAll("[data-fill]").forEach((button) => {
    button.hidden = false;
    button.addEventListener("click", () => signInAs(button.dataset));
  });
}

function signInAs({ fill, fillPassword }) {
  const form = document.getElementById("sign-in");
  form.elements.identifier.value = fill;
  form.elements.password.value = fillPassword;
  form.requestSubmit();
}
