/* What somebody is typing, or has typed: nothing that the server sends may touch it. */
import { isDirty } from "../forms.js";

const TYPING = "textarea, select, input:not([type=radio], [type=checkbox], [type=submit], [type=button])";

/** The control with the focus, if it is one that is typed into. */
const inHand = () => (document.activeElement?.matches(TYPING) ? document.activeElement : null);

/** Whether this form, or this control, is left alone. */
export function isGuarded(element) {
  if (element.matches("form")) {
    return element.matches("[data-draft]") || element.querySelector("[data-dirty]") !== null || element.contains(inHand());
  }
  return element.matches(".control[data-dirty]") || (element.matches("input, textarea, select") && element === inHand());
}

/** Everything on the page that was typed and not sent, as text: a line for the field's name, then what stands in it. */
export function typedText(root) {
  return [...root.querySelectorAll("input, textarea, select")]
    .filter(isTyped)
    .map((control) => `${nameOf(control)}:\n${valueOf(control)}`)
    .join("\n\n");
}

/* A form that was refused came back as it was typed. */
function isTyped(control) {
  if (control.readOnly || ["hidden", "password"].includes(control.type)) return false;
  if (control.type === "radio") return control.checked && isDirty(control);
  return isDirty(control) || (control.form?.matches("[data-refused]") && control.matches("input, textarea") && control.value !== "");
}

const nameOf = (control) => (control.type === "radio" ? legendOf(control) : (control.labels?.[0]?.textContent.trim() ?? control.ariaLabel ?? control.name));

const legendOf = (control) => control.closest("fieldset")?.querySelector("legend")?.textContent.trim() ?? control.name;

function valueOf(control) {
  if (control.type === "checkbox") return control.checked ? "yes" : "no";
  if (control.type === "radio") return control.labels[0].textContent.trim();
  return control.tagName === "SELECT" ? control.selectedOptions[0]?.textContent.trim() : control.value;
}
