/* Selecting many events: all at once, a range with Shift, by keys as in programs for mail, and how many they are. Without scripts
   every box is ticked by itself. Those that cannot be chosen are disabled and left alone. */
import { isOurs } from "./keys.js";

const BOX = 'input[name="event"]';
const form = document.querySelector("[data-many]");
const boxes = form ? [...form.querySelectorAll(`${BOX}:enabled`)] : [];
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
    const box = event.target.closest?.(BOX);
    if (box) chose(box, event.shiftKey);
  });
  /* Shift and a click on the words of a row would mark them as text. */
  form.addEventListener("mousedown", (event) => {
    if (event.shiftKey && event.target.closest?.(".many__row")) event.preventDefault();
  });
  /* Before the keys of every page, one of which has another meaning for x. */
  document.addEventListener("keydown", (event) => isOurs(event, BOX) && pressed(event), true);
  tell();
}
comeFromAnEvent();

/* Writing in a field is choosing what it belongs to. */
for (const one of form?.querySelectorAll(".many__one") ?? []) {
  const radio = one.querySelector('input[name="do"]');
  for (const field of one.querySelectorAll(".many__fields input, .many__fields select"))
    for (const kind of ["input", "change"]) field.addEventListener(kind, () => (radio.checked = true));
}

function pressed(event) {
  const [key, place] = [event.key.toLowerCase(), boxes.indexOf(event.target)];
  if (key === "x" && place >= 0) {
    event.target.checked = !event.target.checked;
    chose(event.target, event.shiftKey);
  } else if (key === "x" || (place >= 0 && "jk".includes(key))) {
    const next = place < 0 ? boxes.indexOf(last) : place + (key === "j" ? 1 : -1);
    boxes[Math.min(Math.max(next, 0), boxes.length - 1)].focus();
  } else return;
  event.preventDefault();
  event.stopPropagation();
}

function chose(box, ranged) {
  if (ranged && last && last !== box) reach(box);
  last = box;
  tell();
}

/* Who pressed x on an event in the agenda or in a search goes on from there; why it cannot be chosen stands beside it. */
function comeFromAnEvent() {
  const asked = new URLSearchParams(location.search).get("event");
  const box = [...(form?.querySelectorAll(BOX) ?? [])].find((one) => one.value === asked);
  box?.closest("li").scrollIntoView({ block: "center" });
  if (!boxes.includes(box)) return;
  box.focus();
  last = box;
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
