/* What a page says about its connection, and what it becomes when it may show nothing any more. */
import { typedText } from "./typed.js";

const APART = 5000;
const WORDS = { live: "Live", wait: "Reconnecting", off: "Offline" };
const FEW = 5000;
let sentence = "";
let spokenAt = 0;
let timer = 0;

const main = () => document.getElementById("main");

/** The word in the bar: live, wait, off, or asks with the milliseconds from one question to the next. */
export function showState(state, pace = 0) {
  const word = document.getElementById("live-state");
  word.hidden = false;
  const said = WORDS[state] ?? `Checks every ${pace < FEW ? "few" : pace / 1000} seconds`;
  if (word.textContent !== said) word.textContent = said;
  word.classList.toggle("live--asks", state === "asks");
  word.classList.toggle("live--wait", state === "wait");
  word.classList.toggle("live--off", state === "off");
}

/** One polite sentence for the status region, the newest one, at most every five seconds. */
export function say(text) {
  if (!text) return;
  sentence = text;
  clearTimeout(timer);
  timer = setTimeout(speak, Math.max(0, spokenAt + APART - Date.now()));
}

function speak() {
  spokenAt = Date.now();
  document.getElementById("status").textContent = sentence;
}

/** The banner of a page that has been alone for a while; the caller takes it away again. */
export function showAway() {
  return show("warn", "No connection to Daybook.", "You can go on reading and typing. What you type is kept on this device; what others change appears here when the connection is back.");
}

export function showSignedOut() {
  const link = element("a", "btn btn--s", "Sign in again");
  link.href = `/sign-in?next=${encodeURIComponent(location.pathname + location.search)}`;
  show("warn", "You are signed out.", "What you have typed stays here until you close this page.", link);
  say("You are signed out.");
}

/** Somebody has put a newer Daybook, or an older database, under this page while something was typed here. */
export function showReload() {
  const button = element("button", "btn btn--s", "Load it again");
  button.type = "button";
  button.addEventListener("click", () => location.reload());
  show("warn", "This page is out of date.", "Copy what you have typed, then load it again.", button);
}

/** Somebody deleted the event whose form this is; the page of the event has the button that brings it back. */
export function showDeleted(name, url) {
  const link = element("a", "btn btn--s", "To the event");
  link.href = url;
  show("bad", `${name} has deleted this event.`, "What you type stays here. Bring the event back first, then save.", link).dataset.deleted = "";
}

export function hideDeleted() {
  document.querySelector("#banner-live [data-deleted]")?.remove();
}

/** The page turns into what a stranger sees; what was typed is handed back. */
export function showGone(reason) {
  const typed = typedText(main());
  const empty = element("section", typed ? "empty" : "empty empty--page");
  empty.append(element("h1", "empty__title", "We cannot find that page"));
  empty.append(element("p", "", "It may have been deleted, or it is not shared with you any more."));
  const row = element("div", "row");
  const link = element("a", "btn", "To your calendar");
  link.href = "/month";
  row.append(link);
  empty.append(row);
  document.querySelector(".bar .crumbs")?.remove();
  document.title = "Not found · Daybook";
  const banner = document.getElementById("banner-live");
  main().replaceChildren(banner, empty);
  const said = reason || "You no longer have access to this page.";
  show("bad", said, typed ? "What you had typed is below." : "");
  if (typed) handBack(typed);
  say(said);
}

/** Text that has lost its form, to be copied. */
export function handBack(typed) {
  const box = element("div", "stack measure measure--s");
  const label = element("label", "label", "What you had typed");
  const area = element("textarea", "input");
  label.htmlFor = area.id = "handed-back";
  area.readOnly = true;
  area.rows = 10;
  area.value = typed;
  box.append(label, area);
  const place = document.getElementById("banner-live");
  place.classList.add("stack");
  place.append(box);
}

function show(kind, text, small, action) {
  const banner = element("div", `banner banner--${kind}`);
  const words = element("p", "", `${text} `);
  if (small) words.append(element("small", "", small));
  banner.append(words);
  if (action) {
    const row = element("div", "row");
    row.append(action);
    banner.append(row);
  }
  const place = document.getElementById("banner-live");
  place.querySelector(".banner")?.remove();
  place.prepend(banner);
  return banner;
}

function element(tag, className, text = "") {
  const made = document.createElement(tag);
  if (className) made.className = className;
  made.textContent = text;
  return made;
}
