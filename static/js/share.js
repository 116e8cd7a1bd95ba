/* The share page: marks the reader's own line, and keeps the focus when a row's button has gone. */
const me = document.body.dataset.person;
let pressed = "";

function markMe() {
  document.querySelectorAll("#shares [data-person]").forEach((row) => {
    row.querySelector(".who__you").hidden = row.dataset.person !== me;
  });
}

/* A button that was pressed disappears with its answer; the next thing to do is in the same row, or in the next one. */
function keepFocus() {
  const active = document.activeElement;
  if (!pressed || (active !== document.body && active.checkVisibility())) return;
  const row = document.getElementById(pressed) ?? document.querySelector("#shares");
  (row.querySelector("select, button") ?? document.getElementById("f-q")).focus();
  pressed = "";
}

/* The second half of a double click would fall on what has come into the place of the row, or of its button. */
function onClick(event) {
  const row = event.target.closest("button[hx-post]")?.closest(".who > li");
  if (!row) return;
  pressed = row.id;
  if (event.detail < 2) return;
  event.preventDefault();
  event.stopImmediatePropagation();
}

document.addEventListener("click", onClick, true);
document.addEventListener("htmx:after:settle", () => {
  markMe();
  keepFocus();
});
markMe();
