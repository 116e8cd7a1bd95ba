/* A frame from the server (docs/live-protocol.md) onto the page, piece by piece. */
import { tellField } from "./changes.js";
import { afterComposing, isComposedIn } from "./composing.js";
import { tellDeletion } from "./deleted.js";
import { released } from "./holding.js";
import { meetField, startInPlace } from "./in-place.js";
import { morph, wash, essence } from "./swap.js";
import { retitle, titleShown } from "./titles.js";

const PARTS = "section[id], li[id]"; // inside a large piece, only these are washed
const NARROW = matchMedia("(width < 48rem)");

export const startFrames = () => startInPlace(replace);

/** The <live-frame> of a message, or what stands alone: a note, who else is here. An answer may hold a frame and the last. */
export function read(html) {
  return [...new DOMParser().parseFromString(html, "text/html").body.children];
}

/** Whether `to` says nothing that a page at `since` does not show already. */
export function isOld(to, since) {
  const known = numbers(since);
  return [...numbers(to)].every(([name, number]) => known.get(name) >= number);
}

const numbers = (cursor) =>
  new Map(cursor.split("-").filter(Boolean).map((part) => [part.split(".")[0], Number(part.split(".")[1])]));

/** Put every piece in its place; notes are the caller's. */
export async function put(frame) {
  const pieces = [...frame.children].filter(({ localName }) => localName !== "live-note");
  for (const piece of pieces) {
    await released();
    if (piece.localName === "live-into") insert(piece);
    else if (piece.localName === "live-field") tellField(piece);
    else if (piece.localName === "live-event") tellDeletion(piece);
    else await replace(piece);
  }
  await followUp(pieces);
}

function insert(into) {
  const list = document.querySelector(into.getAttribute("target"));
  if (!list) return;
  for (const row of [...into.children].filter(({ id }) => !document.getElementById(id))) {
    list.insertAdjacentElement(into.getAttribute("where"), row);
    window.htmx.process(row);
    wash(row);
  }
}

async function replace(piece) {
  const old = document.getElementById(piece.id);
  meetField(piece, isNews(piece));
  if (!old) return;
  if (Number(piece.dataset.v) < Number(old.dataset.v)) return;
  if (isComposedIn(old)) return afterComposing(() => replace(piece));
  const parts = changedParts(old, piece);
  if (await morph(old, piece)) parts.map((id) => document.getElementById(id)).forEach(wash);
}

/* The head of an event comes with every change of it; only another title concerns the form of the title. */
const isNews = (piece) => piece.id !== "ev-title" || titleIn(piece) !== titleShown();

const titleIn = (piece) => piece.querySelector("h1").textContent.trim();

/* The ids of what differs: rows of a list one by one, anything smaller as a whole. */
function changedParts(old, piece) {
  if (piece.id === "ev-title" && titleIn(old) === titleIn(piece)) return [];
  const parts = [...piece.querySelectorAll(PARTS)];
  if (!parts.length) return [piece.id];
  return parts.filter((part) => isChanged(part)).map((part) => part.id);
}

function isChanged(part) {
  const old = document.getElementById(part.id);
  return !old || essence(old) !== essence(part);
}

/* What repeats a piece elsewhere on the page: its title above, the list of a chosen day below a month. */
async function followUp(pieces) {
  pieces.forEach(repeatTitle);
  const chosen = document.querySelector("#dayview [id^='chosen-']")?.id.replace("chosen-", "day-");
  if (NARROW.matches && chosen && pieces.some(({ id }) => id === chosen)) {
    await released();
    await window.htmx.ajax("GET", location.pathname + location.search, { target: "#dayview", select: "#dayview", swap: "outerHTML" });
  }
}

function repeatTitle(piece) {
  if (piece.id === "ev-title") retitle(titleIn(piece));
  else if (piece.getAttribute("unit") === "title") retitle(JSON.parse(piece.dataset.values).title);
}
