/* What stands below a field that somebody else has changed. The templates for it are in events/notes.html. */
import { sayMoment } from "../moments.js";
import { firstOf } from "./units.js";

const LONGEST = 40;
const BOTH = ["description", "tags"]; // what saving can put together by itself

export const notesOf = (place) => place.querySelector("[data-notes]");
/* The label may be for ears only, where the row beside it says the name already. */
const labelOf = (place) => place.querySelector("legend, label").textContent.trim();

/** Show this note, or none, in the place of what stood there; a focus in there stays near. */
export function show(place, note) {
  const notes = notesOf(place);
  const held = notes.contains(document.activeElement);
  notes.replaceChildren(...(note ? [note] : []));
  if (held) (notes.querySelector("button") ?? firstOf(place)).focus();
}

/** The field has followed a change; `back` puts `before` in again. */
export function followed(place, change, before, back) {
  const note = copyOf("note-followed");
  const words = `${change.by} changed ${labelOf(place)}, `;
  note.querySelector("[data-text]").append(words, time(change), ". You had not touched it, so it is up to date.");
  const button = note.querySelector("[data-back]");
  button.textContent = backLabel(place, change.unit, before);
  button.addEventListener("click", back);
  return note;
}

function backLabel(place, unit, before) {
  if (unit === "when") return "Put the earlier time back";
  const old = unit === "status" ? wordFor(place, before.status) : before[unit];
  if (!old) return "Empty it again";
  return old.length > LONGEST || old.includes("\n") ? "Put the earlier text back" : `Put “${old}” back`;
}

const wordFor = (place, value) => place.querySelector(`[value="${value}"]`).parentElement.textContent.trim();

/** The badge of a field in somebody's hands; `on` has take and keep. One that stands there already gets the new words. */
export function asked(place, change, on) {
  const badge = notesOf(place).querySelector(".badge") ?? badgeFor(place, on);
  const both = BOTH.includes(change.unit) ? " If you choose neither, saving keeps both where it can." : "";
  badge.querySelector("[data-text]").replaceChildren(`${change.by} ${change.said} `, time(change), `.${both}`);
  return badge;
}

function badgeFor(place, { take, keep }) {
  const badge = copyOf("note-asked");
  badge.setAttribute("aria-label", labelOf(place));
  badge.querySelector("[data-take]").addEventListener("click", take);
  badge.querySelector("[data-keep]").addEventListener("click", keep);
  return badge;
}

/** What the choice to keep the own words means. */
export function kept({ by }) {
  const note = copyOf("note-kept");
  note.querySelector("[data-text]").textContent = `Yours stays. It replaces what ${by} wrote when you save.`;
  return note;
}

const copyOf = (id) => document.getElementById(id).content.firstElementChild.cloneNode(true);

function time({ at }) {
  const element = document.createElement("time");
  element.dateTime = at;
  element.dataset.ago = element.textContent = "just now";
  element.title = sayMoment(at);
  return element;
}
