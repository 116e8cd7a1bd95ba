/* What is typed outlives anything: kept on this device per person and form, offered again, gone once it is saved.
   A draft holds only the fields that were touched, the version they were typed on, and what was seen of others' since. */
import { basesOf, standOn } from "./bases.js";
import { button, element } from "./element.js";
import { isDirty } from "./forms.js";
import { daysBetween, sayDay, sayTime } from "./moments.js";

const PREFIX = "daybook:draft:";
const PAUSE = 400;
const SINCE = "The event has changed since; what others wrote stays in the fields you had not touched.";
const MONTH = 30 * 24 * 3600 * 1000;
let asking = ""; // the draft of a form in place that a question came back for
const timers = new Map(); // by draft: a form in place is followed by another one, which has the same
const seen = new WeakSet();

export function startDrafts() {
  if (!document.body.dataset.person) return;
  dropOld();
  forgetSaved();
  document.addEventListener("input", ({ target }) => keepSoon(target.form));
  document.addEventListener("change", ({ target }) => keepSoon(target.form));
  document.addEventListener("submit", (event) => event.defaultPrevented || sent(event.target));
  document.addEventListener("htmx:before:request", ({ detail }) => keepFirst(detail.ctx.sourceElement));
  document.addEventListener("htmx:after:request", ({ detail }) => answered(detail.ctx));
  document.addEventListener("htmx:after:swap", () => drafted().forEach(offer));
  document.addEventListener("htmx:after:swap", hand);
  addEventListener("pageshow", () => setTimeout(() => drafted().filter(open).forEach(restored)));
  addEventListener("pagehide", keepAll);
  document.addEventListener("draft:keep", keepAll);
  drafted().forEach(offer);
}

const drafted = () => [...document.querySelectorAll("form[data-draft]")];
const place = (key) => `${PREFIX}${document.body.dataset.person}:${key}`;
const read = (key) => JSON.parse(localStorage.getItem(place(key)) ?? "null");
const forget = (key) => [key, `${key}:key`].forEach((one) => localStorage.removeItem(place(one)));
const kept = ({ name, type, hidden }) =>
  name && !hidden && !["hidden", "password", "file", "submit"].includes(type);
const controls = (form) => [...form.elements].filter(kept);
const named = (form, name) => controls(form).filter((control) => control.name === name);
const open = (form) => form.querySelector("[data-draft-offer]") !== null;

function keepSoon(form) {
  const key = form?.dataset.draft;
  if (!key) return;
  hurry(key);
  timers.set(key, setTimeout(() => keep(form), PAUSE));
}

/* What waits for its pause waits no more. */
function hurry(key) {
  clearTimeout(timers.get(key));
  timers.delete(key);
}

const waits = (form) => timers.has(form.dataset.draft);

/* Whatever waits for its pause is written now: the page, or its forms, are about to go. */
const keepAll = () => drafted().filter(waits).forEach(keep);

function keep(form) {
  const key = form.dataset.draft;
  hurry(key);
  const earlier = read(key);
  const values = touched(form, earlier?.values ?? {});
  if (Object.keys(values).length === 0) return putBack(form, key);
  const known = open(form) && earlier ? earlier : { base: form.dataset.base ?? "", bases: basesOf(form) };
  const draft = { at: Date.now(), base: known.base, bases: known.bases, values };
  try {
    localStorage.setItem(place(key), JSON.stringify(draft));
  } catch {
    return; // Full or forbidden storage: the form itself still works.
  }
  tell(form, draft);
}

/* Everything is as the server sent it. */
function putBack(form, key) {
  forget(key);
  const note = form.querySelector("[data-draft-note]");
  if (note) note.hidden = true;
}

/* What is touched now; before it, what a draft still on offer holds, or what a refusal sent back. */
function touched(form, earlier) {
  const dirty = controls(form).filter(isDirty);
  const again = refused(form) ? Object.keys(earlier).filter((name) => named(form, name).length) : [];
  return {
    ...(open(form) || refused(form) ? earlier : {}),
    ...valuesOf(form, [...again, ...dirty.map(({ name }) => name)]),
  };
}

function valuesOf(form, names) {
  return Object.fromEntries(names.map((name) => [name, valueOf(form, name)]));
}

function valueOf(form, name) {
  const group = named(form, name);
  if (group[0]?.type === "checkbox") return group.filter((box) => box.checked).map((box) => box.value);
  if (group[0]?.type === "radio") return group.find((radio) => radio.checked)?.value ?? "";
  return group[0]?.value ?? "";
}

function put(form, name, value) {
  for (const control of named(form, name)) {
    if (control.type === "checkbox") control.checked = value.includes(control.value);
    else if (control.type === "radio") control.checked = control.value === value;
    else control.value = value;
    control.dispatchEvent(new Event("input", { bubbles: true }));
  }
}

function tell(form, { at }) {
  const note = form.querySelector("[data-draft-note]");
  if (!note) return;
  note.hidden = false;
  note.querySelector("span").textContent = `Draft kept on this device, ${sayTime(at)}`;
}

/* After a refusal the page already holds what was typed. */
function offer(form) {
  if (seen.has(form) || refused(form)) return;
  seen.add(form);
  const draft = read(form.dataset.draft);
  const names = Object.keys(draft?.values ?? {}).filter((name) => named(form, name).length);
  if (names.length === 0) return;
  if (!isThere(form, draft))
    form.prepend(banner(form, draft));
  else if (controls(form).some(isDirty)) goOn(form, draft); // the browser has put it back by itself
  else forget(form.dataset.draft);
}

function banner(form, draft) {
  const box = element("div", "banner");
  box.dataset.draftOffer = "";
  box.setAttribute("role", "group");
  box.setAttribute("aria-label", "Draft");
  const text = element("p", "", `You have a draft from ${moment(draft.at)}.`);
  if (draft.base !== (form.dataset.base ?? "")) text.append(element("small", "", SINCE));
  const row = element("div", "row");
  row.append(button("Use it", () => (goOn(form, draft), use(form, draft, box))));
  row.append(button("Throw away", () => discard(form, box), "btn btn--s btn--quiet"));
  box.append(text, row);
  return box;
}

/* The old base goes along, so that the server sees a collision with what was saved in between. */
function use(form, draft, box) {
  box.remove();
  Object.entries(draft.values).forEach(([name, value]) => put(form, name, value));
  if (draft.base && form.elements.base) standOn(form, draft);
  form.dispatchEvent(new Event("draft:used", { bubbles: true }));
  controls(form).find(isDirty)?.focus();
}

const isThere = (form, { values }) =>
  Object.keys(values).every((name) => !named(form, name).length || String(valueOf(form, name)) === String(values[name]));

/* Going back, the browser fills the fields in again, only after the draft has been offered. */
function restored(form) {
  const draft = read(form.dataset.draft);
  if (!draft || !isThere(form, draft)) return;
  form.querySelector("[data-draft-offer]").remove();
  goOn(form, draft);
}

/* It may have been saved, and only its answer got lost: with the same key it is not saved twice. */
function goOn(form, draft) {
  const earlier = read(`${form.dataset.draft}:key`);
  if (earlier && form.elements.key) form.elements.key.value = earlier.key;
  tell(form, draft);
}

function discard(form, box) {
  forget(form.dataset.draft);
  box.remove();
  controls(form)[0]?.focus();
}

/* htmx prevents the default and tells by itself how it went. */
function sent(form) {
  if (!form.dataset?.draft) return;
  if (waits(form)) keep(form);
  const { draft } = form.dataset;
  if (!read(draft) || open(form)) return;
  localStorage.setItem(place(`${draft}:key`), JSON.stringify({ at: Date.now(), key: form.elements.key?.value }));
}

/* It came back as it was typed: with its page, or in its place. */
const refused = (form) => document.documentElement.dataset.status !== "" || "refused" in form.dataset;

/* Only the server knows what has been saved: any other page may have been reached without. */
function forgetSaved() {
  document.querySelectorAll("meta[name='draft-done']").forEach((meta) => forget(meta.content));
}

/* The answer to the question saves what was typed in place: its page forgets that draft too. */
function hand() {
  const form = asking && document.querySelector("form#conflict");
  if (!form) return;
  const field = document.createElement("input");
  Object.assign(field, { type: "hidden", name: "draft", value: asking });
  form.append(field);
  asking = "";
}

/* A form in place is on its way: whatever comes back, what was typed a moment ago is in the draft. */
function keepFirst(form) {
  if (form?.dataset?.draft && waits(form)) keep(form);
}

function answered({ sourceElement, request, response }) {
  const key = sourceElement?.dataset?.draft;
  if (key && response?.status === 409) asking = key;
  if (!key || request.method === "GET" || !(response?.status >= 200 && response.status < 300)) return;
  hurry(key); // what was typed a moment ago has been saved with the rest
  forget(key);
}

function dropOld() {
  for (const name of Object.keys(localStorage).filter((one) => one.startsWith(PREFIX))) {
    if (Date.now() - JSON.parse(localStorage.getItem(name)).at > MONTH) localStorage.removeItem(name);
  }
}

/* The day as well, unless it is today. */
const moment = (at) => (daysBetween(new Date(at), new Date()) === 0 ? sayTime(at) : `${sayDay(at)}, ${sayTime(at)}`);
