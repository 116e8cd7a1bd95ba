/* Mouse and pen drag after a few pixels, a finger after half a second without moving, so that a swipe scrolls and a click
   opens the event. */
import { hold, release } from "../live/holding.js";
import { Ghost } from "./ghost.js";
import { edgeAt, itemAt, mayCreate } from "./items.js";
import { create, move, resize } from "./plans.js";
import { sendMove } from "./send.js";
import { isSame, write, writeDay, writeTime } from "./walls.js";

const THRESHOLD = 4;
const LONG_PRESS = 500;
const UNSTEADY = 10;
const EDGE = 40; // so near to the edge the page scrolls
const FASTEST = 14; // pixels a frame

let board = null;
let pressed = null; // {intent, x, y, touch, timer}: it may become a drag
let drag = null; // {intent, ghost, x, y}

export function startPointer(ours) {
  board = ours;
  const main = document.getElementById("main");
  main.addEventListener("pointerdown", onDown);
  main.addEventListener("pointermove", hint);
  main.addEventListener("dragstart", (event) => itemAt(event.target) && event.preventDefault());
  main.addEventListener("touchmove", (event) => drag && event.preventDefault(), { passive: false });
  main.addEventListener("contextmenu", (event) => (drag || pressed?.touch) && event.preventDefault());
  document.addEventListener("selectstart", (event) => (drag || pressed) && event.preventDefault());
  addEventListener("pointermove", onMove);
  addEventListener("pointerup", onUp);
  addEventListener("pointercancel", cancel);
  addEventListener("blur", cancel);
  addEventListener("keydown", onKey, true);
  addEventListener("click", swallow, true);
}

function onDown(event) {
  forget();
  clicks = false;
  if (drag || event.button || !event.isPrimary || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  const intent = intentOf(event);
  if (!intent) return;
  const touch = event.pointerType === "touch";
  pressed = { intent, x: event.clientX, y: event.clientY, touch, id: event.pointerId };
  if (touch) pressed.timer = setTimeout(begin, LONG_PRESS);
}

/* What pressing here may become: a function from a point to a plan, and the item it is about. */
function intentOf({ target, clientX: x, clientY: y, pointerType }) {
  const item = target.closest("button") ? null : itemAt(target);
  if (item) return intentFor(item, x, y, pointerType === "touch");
  if (!mayCreate() || !board.freeAt(target)) return null;
  const from = board.at(x, y);
  const stay = from.minute === null ? "days" : "hours";
  return { item: null, stay, kind: "new", plan: (to) => create(from, to) };
}

function intentFor(item, x, y, isTouch) {
  const side = edgeAt(item, x, y, isTouch);
  const from = board.at(x, y, item.element.matches(".ev") ? "hours" : "");
  const stay = side && (from.minute === null ? "days" : "hours");
  const plan = side ? (to) => resize(item.plan, side, to) : (to) => move(item.plan, from, to);
  return { item, stay, kind: side ? (from.minute === null ? "sideways" : "length") : "move", plan };
}

function onMove(event) {
  if (pressed && event.pointerId === pressed.id) {
    const far = Math.hypot(event.clientX - pressed.x, event.clientY - pressed.y);
    if (pressed.touch && far > UNSTEADY) forget();
    else if (!pressed.touch && far >= THRESHOLD) begin();
  }
  if (!drag || event.pointerId !== drag.id) return;
  Object.assign(drag, { x: event.clientX, y: event.clientY });
  draw();
}

function begin() {
  const { intent, x, y, id, touch } = pressed;
  forget();
  hold();
  drag = { intent, x, y, id, ghost: new Ghost(board, intent.item) };
  document.documentElement.dataset.dragging = intent.kind;
  if (!touch) document.documentElement.setPointerCapture?.(id);
  else navigator.vibrate?.(10);
  draw();
  requestAnimationFrame(scroll);
}

function draw() {
  drag.ghost.show(drag.intent.plan(board.at(drag.x, drag.y, drag.intent.stay)));
}

function scroll() {
  if (!drag) return;
  const { left, right, top, bottom } = board.inner();
  const [across, down] = [pace(drag.x, left, right), pace(drag.y, top, bottom)];
  // Above the hours a pointer is among the days, which do not scroll away from it.
  const isAbove = drag.y < top && drag.intent.stay !== "hours";
  if (across || (down && !isAbove)) {
    board.scroller().scrollBy({ left: across, top: isAbove ? 0 : down, behavior: "instant" });
    draw();
  }
  requestAnimationFrame(scroll);
}

function pace(at, low, high) {
  if (at < low + EDGE) return -Math.min((low + EDGE - at) / EDGE, 1) * FASTEST;
  return at > high - EDGE ? Math.min((at - high + EDGE) / EDGE, 1) * FASTEST : 0;
}

let clicks = false; // the click that follows a drop is none

function onUp(event) {
  forget();
  if (!drag || event.pointerId !== drag.id) return;
  const { intent, ghost } = end();
  clicks = true;
  setTimeout(() => (clicks = false), 50);
  if (!intent.item) return startEvent(ghost.plan);
  if (isSame(ghost.plan, intent.item.plan)) return ghost.end();
  sendMove(intent.item, ghost);
}

function swallow(event) {
  if (!clicks) return;
  clicks = false;
  event.preventDefault();
  event.stopPropagation();
}

function startEvent(plan) {
  const { start, end, allDay } = plan;
  const times = allDay ? { all_day: "1" } : { time: writeTime(start), end_time: writeTime(end) };
  location.assign(`/events/new?${new URLSearchParams({ date: writeDay(start), end_date: writeDay(end), ...times })}`);
}

function onKey(event) {
  if (!drag || event.key !== "Escape") return;
  event.preventDefault();
  event.stopPropagation();
  cancel();
}

function cancel() {
  forget();
  if (drag) end().ghost.back();
}

function end() {
  const ended = drag;
  drag = null;
  delete document.documentElement.dataset.dragging;
  release();
  return ended;
}

function forget() {
  clearTimeout(pressed?.timer);
  pressed = null;
}

/* What a press here would do, as the pointer's shape. */
function hint(event) {
  if (drag || event.pointerType === "touch") return;
  const item = itemAt(event.target);
  const side = item && !event.target.closest("button") && edgeAt(item, event.clientX, event.clientY, false);
  const cal = document.getElementById("cal");
  if (side) cal.dataset.cursor = item.element.matches(".ev") ? "length" : "sideways";
  else delete cal.dataset.cursor;
}
