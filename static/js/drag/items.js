/* Events on the page, and which of them this person may move. Pieces of a page are the same for everybody who sees
   them, so rights are not in them: the page says which calendars and events its reader may write to. */
import { isDrawn } from "./sight.js";
import { parse } from "./walls.js";

const PIECES = ":is(#cal, #dayview) [data-event]";
const writable = () => new Set((document.getElementById("main").dataset.writable ?? "").split(" "));

/** Whether a new event can be made anywhere. */
export const mayCreate = () => [...writable()].some((name) => name.startsWith("c"));

/** The event that an element belongs to, if its reader may move it. */
export function itemAt(target) {
  const element = target?.closest?.(PIECES);
  return element && isWritable(element) ? read(element) : null;
}

function isWritable({ dataset }) {
  const names = writable();
  return names.has(`c${dataset.calendar}`) || names.has(`e${dataset.event}`);
}

function read(element) {
  const { event, occurrence, version, start, end } = element.dataset;
  return {
    element,
    event,
    occurrence,
    version,
    title: element.querySelector("b, .t").textContent,
    hue: element.outerHTML.match(/\bhue-[a-z]+/)[0],
    plan: { start: parse(start), end: parse(end), allDay: start.length === 10 },
  };
}

/** Every piece of the event that is to be seen: one over midnight stands in two columns. */
export const piecesOf = ({ event, occurrence }) =>
  [...document.querySelectorAll(PIECES)].filter(
    (piece) => piece.dataset.event === event && piece.dataset.occurrence === occurrence && isDrawn(piece),
  );

/** Which edge of a piece a pointer is at: "start", "end", or nothing where it is not the end of the event. */
export function edgeAt(item, x, y, isTouch) {
  const { element } = item;
  if (element.matches(".ev")) return edgeOfBlock(element, y, isTouch);
  const bar = element.querySelector(".chip--bar");
  return bar ? edgeOfBar(bar, x, isTouch) : "";
}

function edgeOfBlock(block, y, isTouch) {
  const { top, bottom, height } = block.getBoundingClientRect();
  const least = isTouch ? 14 : 6;
  if (bottom - y <= Math.min(least, height / 4)) return block.matches(".ev--out") ? "" : "end";
  if (y - top <= Math.min(least, height / 5)) return block.matches(".ev--in") ? "" : "start";
  return "";
}

function edgeOfBar(bar, x, isTouch) {
  const { left, right } = bar.getBoundingClientRect();
  const least = isTouch ? 14 : 7;
  if (right - x <= least) return bar.matches(".chip--out") ? "" : "end";
  if (x - left <= least) return bar.matches(".chip--in") ? "" : "start";
  return "";
}
