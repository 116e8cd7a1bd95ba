/* Open pages that change by themselves. Without it every page is as it was when it was loaded. */
import { startAges } from "./live/ago.js";
import { say, showAway, showGone, showReload, showSignedOut, showState } from "./live/banners.js";
import { Connection } from "./live/connection.js";
import { isOld, put, read } from "./live/frames.js";
import { tellPage } from "./live/notes.js";
import { fetchPage, takeAround, takeOver } from "./live/refresh.js";
import { startSwaps } from "./live/swap.js";
import { typedText } from "./live/typed.js";

const SPREAD = 2000; // so that not everybody fetches at once
const PATIENCE = 10000;
const RELOADED = "daybook:reloaded";
const main = document.getElementById("main");

let known = ""; // under which name the server knows how this page is drawn
let line = null;
let work = Promise.resolve(); // frames are put in one after the other
let away = 0;
let banner = null;
let stopped = false;
let fetching = 0;
let asked = 0;

startAges();
if (main?.dataset.live) start();

function start() {
  startSwaps();
  line = new Connection(query, { message, lost, refused, signedOut, gone });
  line.now();
}

function query() {
  const { live, liveId, liveDate, liveOccurrence, liveSince } = main.dataset;
  const sent = { page: live, id: liveId, date: liveDate, occurrence: liveOccurrence, since: liveSince, as: known };
  return Object.entries(sent).filter(([, value]) => value);
}

function message(html) {
  back();
  work = work.then(() => take(read(html))).catch((error) => console.warn("A live frame was left out.", error));
}

async function take(frame) {
  const note = frame.matches("live-note") ? frame : frame.querySelector("live-note");
  if (note && note.getAttribute("kind") !== "beat") noted(note.getAttribute("kind"));
  if (!frame.matches("live-frame")) return;
  known = frame.getAttribute("as");
  const to = frame.getAttribute("to");
  if (isOld(to, main.dataset.liveSince)) return;
  await put(frame);
  main.dataset.liveSince = to;
  say(frame.getAttribute("said"));
}

function noted(kind) {
  if (kind === "reload") return reload();
  clearTimeout(fetching);
  fetching = setTimeout(() => (work = work.then(refresh)), Math.random() * SPREAD);
}

/* The cursor is of another world: begin from nothing, once, and not under somebody's hands. */
function reload() {
  const often = Date.now() - Number(sessionStorage.getItem(RELOADED)) < 30000;
  if (often || typedText(document)) return showReload();
  sessionStorage.setItem(RELOADED, Date.now());
  setTimeout(() => location.reload(), Math.random() * SPREAD);
}

async function refresh() {
  const { status, page } = await fetchPage();
  if (stopped) return;
  if (status === "signed-out" || status === 401) return signedOut();
  if (status === 404 || status === 403) return gone("");
  if (status !== 200) return;
  tellPage(page);
  await takeOver(page);
}

function lost() {
  away ||= setTimeout(() => (banner = showAway()), PATIENCE);
}

function back() {
  clearTimeout(away);
  away = 0;
  banner?.remove();
  banner = null;
}

/* Browsers do not tell scripts why a socket was refused; the page itself says it. */
async function refused() {
  if (Date.now() - asked < SPREAD || !navigator.onLine) return;
  asked = Date.now();
  const { status } = await fetchPage().catch(() => ({ status: 0 }));
  if (status === "signed-out" || status === 401) signedOut();
  if (status === 404 || status === 403) gone("");
}

function signedOut() {
  stop();
  showSignedOut();
}

/* The answer to a stranger has the calendars that are left, to stand beside it. */
async function gone(reason) {
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
  showState("off");
}
