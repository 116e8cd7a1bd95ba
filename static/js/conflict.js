/* The conflict page: writing in a text's box chooses it. From then on the choice is the last word, which the form says. */
export function startConflict() {
  document.addEventListener("input", ({ target }) => {
    const form = target.closest?.("#conflict");
    if (form) choose(form, target.matches("textarea") ? target.closest("[data-anew]") : null);
  });
}

function choose(form, box) {
  if (box) box.querySelector("input[type='radio']").checked = true;
  if (!form.elements.followed) form.append(lastWord());
}

function lastWord() {
  const field = document.createElement("input");
  Object.assign(field, { type: "hidden", name: "followed", value: "yes" });
  return field;
}
