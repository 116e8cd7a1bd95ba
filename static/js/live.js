/* Open pages that change by themselves. Without it every page is as it was when it was loaded. */
import { startAges } from "./live/ago.js";
import { say, showAway, showReload, showState } from "./live/banners.js";
import { tellAgain, tellForm } from "./live/changes.js";
import { afterComposing, isComposedIn, startComposing } from "./live/composing.js";
import { hideDeleted, showDeleted, startDeleted } from "./live/deleted.js";
import { isOld, put, read, startFrames } from "./live/frames.js";
import { lookAgain } from "./live/in-place.js";
import { released } from "./live/holding.js";
import { Line } from "./live/line.js";
import { startDays } from "./live/midnight.js";
import { openForms } from "./live/open-forms.js";
import { forgetPresence, keepPresence, saysNothing, saysPresence, showPresence, tab } from "./live/presence.js";
import { fetchPage, takeAround, takeOver } from "./live/refresh.js";
import { lockForms, showGone, showLowered, showSignedOut } from "./live/rights.js";
import { startSwaps } from "./live/swap.js";
import { typedText } from "./live/typed.js";
import { keepOwn } from "./own.js";

const SPREAD = 2000; // so that not everybody fetches at once
const PATIENCE = 10000;
const AGAIN = 5000;
const TIMES = 30000;
const RELOADED = "daybook:reloaded";
const main = document.getElementById("main");

let known = ""; // under which name the server knows how this page is drawn
let line = null;
let work = Promise.resolve(); // frames are put in one after the other
let away = 0;
let banner = null;
let stopped = false;
let fetching = 0;

startAges();
if (main?.dataset.live) start();

function start() {
  startSwaps();
  startComposing();
  startFrames();
  startDeleted();
  startDays(() => stopped || noted("refresh"));
  document.addEventListener("live:stale", () => stopped || noted("refresh", true));
  document.addEventListener("draft:used", ({ target }) => tellAgain(target));
  if (main.dataset.liveDeleted) showDeleted(main.dataset.liveDeleted);
  line = new Line(query, { opened: saysPresence, message, back, lost, signedOut, gone, lowered });
  line.now();
  setInterval(() => line.asks && !document.hidden && !stopped && tellTime(), TIMES);
}

function query() {
  const { live, liveId, liveDate, liveOccurrence, liveSince } = main.dataset;
  const sent = { page: live, id: liveId, date: liveDate, occurrence: liveOccurrence, since: liveSince, as: known, tab };
  return Object.entries(sent).filter(([, value]) => value);
}

function message(html) {
  if (stopped) return;
  for (const part of read(html)) {
    work = work.then(() => take(part)).catch((error) => console.warn("A live frame was left out.", error));
  }
}

async function take(frame) {
  const note = frame.matches("live-note") ? frame : frame.querySelector("live-note");
  if (note?.getAttribute("kind") === "time") return tellTime();
  if (note?.hasAttribute("lowered")) lockForms(frame.getAttribute("said"));
  if (note && note.getAttribute("kind") !== "beat") noted(note.getAttribute("kind"), note.hasAttribute("at-once"));
  if (frame.matches("live-presence")) return showPresence(frame);
  if (!frame.matches("live-frame")) return;
  known = frame.getAttribute("as");
  const to = frame.getAttribute("to");
  if (!note && isOld(to, main.dataset.liveSince)) return; // with a note the page may have to go back
  await put(frame);
  keepPresence();
  keepOwn();
  if (line.asks) tellTime();
  main.dataset.liveSince = to;
  say(frame.getAttribute("said"));
}

/* Whoever asks for news hears nothing in between: a change of what the page shows tells them, and now and then the clock. */
function tellTime() {
  document.dispatchEvent(new Event("live:time"));
}

function noted(kind, atOnce = false) {
  if (kind === "reload") return reload();
  refreshIn(atOnce ? 0 : Math.random() * SPREAD);
}

/* The server takes the page for fresh from now on, so one that could not be fetched is fetched again. */
function refreshIn(pause) {
  clearTimeout(fetching);
  fetching = setTimeout(() => (work = work.then(refresh)), pause);
}

/* The cursor is of another world: begin from nothing, once, and not under somebody's hands. */
function reload() {
  const often = Date.now() - Number(sessionStorage.getItem(RELOADED)) < 30000;
  if (often || typedText(document)) return showReload();
  sessionStorage.setItem(RELOADED, Date.now());
  setTimeout(() => location.reload(), Math.random() * SPREAD);
}

async function refresh() {
  const { status, page } = await fetchPage().catch(() => ({ status: 0 }));
  if (stopped) return;
  if (status === "signed-out" || status === 401) return signedOut();
  if (status === 403) return lowered("");
  if (status === 404 || status === 410) return gone(page.querySelector("[data-purged]")?.textContent.trim() ?? "");
  if (status !== 200) return refreshIn(AGAIN);
  if (isComposedIn(main)) return afterComposing(() => noted("refresh", true));
  const { liveDeleted, liveDate } = page.getElementById("main").dataset;
  await released();
  if (liveDate !== main.dataset.liveDate) return reload(); // it shows today, which is another day by now
  await takeOver(page);
  keepPresence();
  keepOwn();
  openForms().forEach((form) => tellNow(form, page));
  if (liveDeleted) showDeleted(liveDeleted);
  else hideDeleted();
}

function tellNow(form, page) {
  const fresh = page.getElementById(form.id);
  if (fresh) tellForm(fresh);
  else lookAgain(form);
}

function lost() {
  saysNothing();
  away ||= setTimeout(alone, PATIENCE);
}

function alone() {
  banner = showAway();
  forgetPresence();
}

function back() {
  clearTimeout(away);
  away = 0;
  banner?.remove();
  banner = null;
}

function signedOut() {
  if (stopped) return;
  stop();
  showSignedOut();
}

function lowered(reason) {
  if (stopped) return;
  stop();
  showLowered(reason);
}

/* The answer to a stranger has the calendars that are left, to stand beside it. */
async function gone(reason) {
  if (stopped) return;
  stop();
  showGone(reason);
  const { page } = await fetchPage();
  if (page) await takeAround(page);
}

function stop() {
  stopped = true;
  clearTimeout(away);
  clearTimeout(fetching);
  line.end();
  saysNothing();
  forgetPresence();
  showState("off");
}
