/* What a page says about its connection. */
import { banner, button } from "../element.js";

const APART = 5000;
const WORDS = { live: "Live", wait: "Reconnecting", off: "Offline" };
const FEW = 5000;
let sentence = "";
let spokenAt = 0;
let timer = 0;

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
  return banner("warn", "No connection to Daybook.", "You can go on reading and typing. What you type is kept on this device; what others change appears here when the connection is back.");
}

/** Somebody has put a newer Daybook, or an older database, under this page while something was typed here. */
export function showReload() {
  const again = button("Load it again", () => location.reload());
  banner("warn", "This page is out of date.", "Copy what you have typed, then load it again.", again);
}
