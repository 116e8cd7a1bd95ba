/* The trash: all boxes at once, a range with Shift (mouse or keys), and how many are ticked. All of it is an extra. */
const BOXES = "#trash-rows input[type=checkbox]";
let last = null; // the box from which a range goes on
let shift = false;

document.addEventListener("keydown", ({ shiftKey }) => (shift = shiftKey), true);
document.addEventListener("keyup", noteShift, true);
document.addEventListener("click", onClick);
document.addEventListener("change", onChange);
document.addEventListener("htmx:after:settle", show);
document.addEventListener("htmx:after:swap", show);
addEventListener("pageshow", show);
show();

/* A box that is ticked with the Space key hears of it when the key comes up, Shift still being held. */
function noteShift(event) {
  if (event.key === "Shift") shift = false;
}

function boxes() {
  return [...document.querySelectorAll(BOXES)];
}

function onClick(event) {
  const box = event.target.closest?.(BOXES);
  if (!box) return;
  if (last?.isConnected && last !== box && (event.shiftKey || shift)) tickRange(last, box);
  last = box;
  show();
}

function tickRange(from, to) {
  const all = boxes();
  const [first, end] = [all.indexOf(from), all.indexOf(to)].sort((one, other) => one - other);
  all.slice(first, end + 1).forEach((box) => (box.checked = to.checked));
}

function onChange({ target }) {
  if (target.closest?.("[data-pick-all]")) boxes().forEach((box) => (box.checked = target.checked));
  show();
}

function show() {
  const form = document.getElementById("trash");
  if (!form) return;
  const ticked = boxes().filter((box) => box.checked).length;
  const all = form.querySelector("[data-pick-all]");
  const button = form.querySelector("[data-restore]");
  all.hidden = false;
  all.querySelector("input").checked = ticked > 0 && ticked === boxes().length;
  all.querySelector("input").indeterminate = ticked > 0 && ticked < boxes().length;
  button.querySelector("span").textContent = ticked ? `Restore ${ticked} ${ticked === 1 ? "event" : "events"}` : "Restore";
}
