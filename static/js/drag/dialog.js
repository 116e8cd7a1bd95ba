/* Forms of the server's pages in a dialog: for which dates of a series, and "Move to…". */
import { element } from "../element.js";
import { formIn, post, sentenceOf } from "./send.js";

/** Show a form until it is answered: `done` gets the answer, or nothing when somebody closes it. */
export function ask(form, done) {
  const dialog = element("dialog", "move-dialog");
  dialog.setAttribute("aria-labelledby", "move-title");
  let answer = null;
  put(dialog, form);
  dialog.addEventListener("submit", async (event) => {
    event.preventDefault();
    answer = await sent(dialog, event.target, event.submitter);
    if (answer) dialog.close();
  });
  dialog.addEventListener("click", (event) => {
    if (event.target !== dialog && !event.target.closest("[data-dialog-close]")) return;
    event.preventDefault();
    dialog.close();
  });
  dialog.addEventListener("close", () => {
    dialog.remove();
    done(answer);
  });
  document.body.append(dialog);
  dialog.showModal();
}

/* The heading of a page is not that of a dialog on another one. */
function put(dialog, form) {
  const title = element("h2", "", form.querySelector("h1").textContent);
  title.id = "move-title";
  form.querySelector("h1").replaceWith(title);
  dialog.replaceChildren(document.adoptNode(form));
}

/* The form again, with what will not do or with a question, takes the place of the one before. */
async function sent(dialog, form, pressed) {
  if (form.dataset.busy) return null;
  form.dataset.busy = "yes";
  const fields = new FormData(form);
  if (pressed?.name) fields.append(pressed.name, pressed.value);
  const answer = await post(form.action, fields);
  const again = formIn(answer);
  if (answer.status === 0 || answer.status >= 500) return refuse(form, answer);
  if (!again) return answer;
  put(dialog, again);
  (again.querySelector("[aria-invalid]") ?? again.querySelector("input:not([type=hidden]), button")).focus();
  return null;
}

/* What may pass is tried again from the same form. */
function refuse(form, answer) {
  delete form.dataset.busy;
  form.querySelector("[data-refusal]")?.remove();
  const said = element("p", "err", sentenceOf(answer.page));
  said.dataset.refusal = "";
  said.setAttribute("role", "alert");
  form.querySelector(".savebar").before(said);
  return null;
}
