/* Others' changes beside an open form. A field that nobody has touched follows; one in somebody's hands is never
   changed, it gets two buttons. `base.location=8` tells the server that version 8 of Where has been seen here. */
import { hideDeleted, showDeleted } from "./banners.js";
import { firstOf, isClean, isSame, put, setSent, valuesOf } from "./units.js";

const LONGEST = 40;
const BOTH = ["description", "tags"]; // what saving can put together by itself
const asked = new Map(); // unit -> the change that its buttons are about

const formOf = () => document.querySelector("[data-live='edit'] form[data-base]");
const placeOf = (form, unit) => form.querySelector(`[data-unit="${unit}"]`);
const notesOf = (place) => place.querySelector("[data-notes]");
const labelOf = (place) => place.querySelector(".label").textContent.trim();

/** A <live-field> of a frame. */
export function tellField(piece) {
  const [unit, v, by, at, said] = ["unit", "v", "by", "at", "said"].map((name) => piece.getAttribute(name));
  tell({ unit, v: Number(v), by, at, said, values: JSON.parse(piece.dataset.values) });
}

/** A <live-event> of a frame: the event was deleted, or it is back. */
export function tellEvent(piece) {
  if (piece.getAttribute("deleted") === "no") return hideDeleted();
  showDeleted(piece.getAttribute("by"), formOf()?.action);
}

/** The same page as it is now: whatever differs from what this form knows has changed meanwhile. */
export function tellPage(page) {
  const form = formOf();
  const fresh = form && page.getElementById(form.id);
  if (!fresh) return;
  const at = new Date().toISOString();
  for (const place of fresh.querySelectorAll("[data-unit]")) {
    const said = `changed ${labelOf(place)}`;
    const change = { unit: place.dataset.unit, v: Number(fresh.dataset.base), by: "Somebody", at, said, values: valuesOf(place) };
    if (!knows(form, change)) tell(change);
  }
}

function knows(form, { unit, values }) {
  const copy = placeOf(form, unit).cloneNode(true);
  const reset = document.createElement("form");
  reset.append(copy);
  reset.reset();
  return isSame(valuesOf(copy), values);
}

function tell(change) {
  const form = formOf();
  const place = form && placeOf(form, change.unit);
  if (!place || change.v <= seen(form, change.unit)) return;
  if (isSame(valuesOf(place), change.values)) agree(place, change);
  else if (isClean(place) && !isInHand(place)) follow(place, change);
  else ask(place, change);
}

const isInHand = (place) => place.contains(document.activeElement) && !notesOf(place).contains(document.activeElement);

const baseOf = (form, unit) => form.elements[`base.${unit}`];
const seen = (form, unit) => Number(baseOf(form, unit)?.value ?? form.dataset.base);

/* From here on, saving may replace this version of the unit. */
function see(place, { unit, v, values }) {
  const form = formOf();
  if (!baseOf(form, unit)) {
    const base = document.createElement("input");
    Object.assign(base, { type: "hidden", name: `base.${unit}` });
    form.prepend(base);
  }
  baseOf(form, unit).value = v;
  asked.delete(unit);
  setSent(place, values);
}

function agree(place, change) {
  see(place, change);
  show(place, null);
}

function follow(place, change) {
  const before = valuesOf(place);
  see(place, change);
  put(place, change.values);
  const note = copyOf("note-followed");
  const words = `${change.by} changed ${labelOf(place)}, `;
  note.querySelector("[data-text]").append(words, time(change), ". You had not touched it, so it is up to date.");
  const back = note.querySelector("[data-back]");
  back.textContent = backLabel(place, change.unit, before);
  back.addEventListener("click", () => settle(place, () => put(place, before)));
  show(place, note);
}

function backLabel(place, unit, before) {
  if (unit === "when") return "Put the earlier time back";
  const old = unit === "status" ? wordFor(place, before.status) : before[unit];
  if (!old) return "Empty it again";
  return old.length > LONGEST || old.includes("\n") ? "Put the earlier text back" : `Put “${old}” back`;
}

const wordFor = (place, value) => place.querySelector(`[value="${value}"]`).parentElement.textContent.trim();

function ask(place, change) {
  asked.set(change.unit, change);
  const open = notesOf(place).querySelector(".badge");
  const badge = open ?? badgeFor(place, change.unit);
  const both = BOTH.includes(change.unit) ? " If you choose neither, saving keeps both where it can." : "";
  badge.querySelector("[data-text]").replaceChildren(`${change.by} ${change.said} `, time(change), `.${both}`);
  if (!open) show(place, badge);
}

function badgeFor(place, unit) {
  const badge = copyOf("note-asked");
  badge.setAttribute("aria-label", labelOf(place));
  badge.querySelector("[data-take]").addEventListener("click", () => settle(place, () => take(place, asked.get(unit))));
  badge.querySelector("[data-keep]").addEventListener("click", () => settle(place, () => keep(place, asked.get(unit))));
  return badge;
}

function take(place, change) {
  see(place, change);
  put(place, change.values);
}

function keep(place, change) {
  see(place, change);
  const note = copyOf("note-kept");
  note.querySelector("[data-text]").textContent = `Yours stays. It replaces what ${change.by} wrote when you save.`;
  return note;
}

/* A button has been pressed: what it stood in goes, and the focus goes back to the field. */
function settle(place, act) {
  show(place, act() ?? null);
  firstOf(place).focus();
}

function show(place, note) {
  const notes = notesOf(place);
  const held = notes.contains(document.activeElement);
  notes.replaceChildren(...(note ? [note] : []));
  if (held) (notes.querySelector("button") ?? firstOf(place)).focus();
}

const copyOf = (id) => document.getElementById(id).content.firstElementChild.cloneNode(true);

function time({ at }) {
  const element = document.createElement("time");
  element.dateTime = at;
  element.dataset.ago = element.textContent = "just now";
  element.title = new Date(at).toLocaleString(document.body.dataset.locale);
  return element;
}
