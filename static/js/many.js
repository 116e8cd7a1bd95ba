/* Selecting many events: all at once, a range with Shift, and how many they are. Without scripts every box is ticked by itself.
   Those that cannot be chosen are disabled and left alone. */
const form = document.querySelector("[data-many]");
const boxes = form ? [...form.querySelectorAll('input[name="event"]:enabled')] : [];
const bar = form?.querySelector("[data-many-all]");
const all = bar?.querySelector("input");
/* Who touches has no Shift. */
const hint = matchMedia("(pointer: fine)").matches ? "Shift selects a range." : "";
let last = null;

if (bar && boxes.length) {
  bar.hidden = false;
  all.addEventListener("change", () => {
    for (const box of boxes) box.checked = all.checked;
    tell();
  });
  /* A click, or Space with Shift held: a box that is ticked by keyboard is clicked too. */
  form.addEventListener("click", (event) => {
    const box = event.target.closest?.('input[name="event"]');
    if (!box) return;
    if (event.shiftKey && last && last !== box) reach(box);
    last = box;
    tell();
  });
  /* Shift and a click on the words of a row would mark them as text. */
  form.addEventListener("mousedown", (event) => {
    if (event.shiftKey && event.target.closest?.(".many__row")) event.preventDefault();
  });
  tell();
}

/* Writing in a field is choosing what it belongs to. */
for (const one of form?.querySelectorAll(".many__one") ?? []) {
  const radio = one.querySelector('input[name="do"]');
  for (const field of one.querySelectorAll(".many__fields input, .many__fields select"))
    for (const kind of ["input", "change"]) field.addEventListener(kind, () => (radio.checked = true));
}

function reach(box) {
  const [first, end] = [boxes.indexOf(last), boxes.indexOf(box)].sort((a, b) => a - b);
  for (const one of boxes.slice(first, end + 1)) one.checked = box.checked;
}

function tell() {
  const chosen = boxes.filter((box) => box.checked).length;
  all.checked = chosen === boxes.length;
  all.indeterminate = chosen > 0 && chosen < boxes.length;
  bar.querySelector("[data-many-count]").textContent = chosen ? `${chosen} selected` : hint;
}
