/* News by asking: every few seconds while somebody is at the page, less often while nobody is, never twice at a time. */
import { withPresence } from "./presence.js";

const PACES = [
  [10 * 60000, 30000], // nobody has touched the page for ten minutes, or it is hidden
  [2 * 60000, 10000],
  [0, 3000],
];
const LONGEST = 30000; // between questions that get no answer
const TOO_LONG = 10000; // for one answer
const NEWS = /^<live-(frame|presence) /;
const SIGNS = ["pointerdown", "pointermove", "keydown", "wheel", "touchstart", "focusin"];

/** `query()` says where the page stands; `on` has message, back, lost, signedOut, gone and lowered. */
export class Poller {
  #query;
  #on;
  #asking = null;
  #abort = null;
  #timer = 0;
  #fails = 0;
  #said = 0; // how soon the page has said that it asks again
  #usedAt = Date.now();
  #notBefore = 0;
  runs = false;

  constructor(query, on) {
    this.#query = query;
    this.#on = on;
    addEventListener("online", () => this.now());
    addEventListener("offline", () => this.runs && this.#on.lost());
    addEventListener("pagehide", () => this.#leave());
    addEventListener("pageshow", ({ persisted }) => persisted && this.now());
    document.addEventListener("visibilitychange", () => document.hidden || this.#seen());
    SIGNS.forEach((sign) => document.addEventListener(sign, () => this.#used(), { passive: true, capture: true }));
  }

  start() {
    this.runs = true;
    this.now();
  }

  stop() {
    this.runs = false;
    clearTimeout(this.#timer);
    this.#abort?.abort();
  }

  /** Ask without waiting for the next turn, unless the server has asked for a pause. */
  now() {
    if (this.runs && Date.now() >= this.#notBefore) this.#turn();
  }

  /** One question; whether Daybook has answered it. */
  once() {
    this.#asking ??= this.#ask().finally(() => (this.#asking = null));
    return this.#asking;
  }

  /** Milliseconds from one question to the next, as things stand. */
  get pace() {
    const idle = document.hidden ? Infinity : Date.now() - this.#usedAt;
    return PACES.find(([since]) => idle >= since)[1];
  }

  #used() {
    const before = this.pace;
    this.#usedAt = Date.now();
    if (this.pace < before) this.now();
  }

  #seen() {
    this.#usedAt = Date.now();
    this.now();
  }

  async #turn() {
    clearTimeout(this.#timer);
    const reached = await this.once();
    if (!this.runs) return;
    this.#fails = reached ? 0 : this.#fails + 1;
    if (!reached) this.#on.lost();
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#turn(), this.#wait());
  }

  #wait() {
    const usual = Math.min(LONGEST, this.#said * 2 ** Math.min(this.#fails, 4));
    const asked = Math.max(0, this.#notBefore - Date.now());
    return Math.max(usual * (0.85 + 0.3 * Math.random()), asked * (1 + 0.2 * Math.random()));
  }

  async #ask() {
    this.#abort = new AbortController();
    const late = setTimeout((question) => question.abort(), TOO_LONG, this.#abort);
    const answer = await fetchNews(this.#question(), { signal: this.#abort.signal }).catch(() => null); // cut off, or too slow
    clearTimeout(late);
    return answer !== null && this.#take(answer);
  }

  /* Nobody waits for this answer. */
  #leave() {
    this.#abort?.abort();
    if (this.runs) fetchNews([...this.#query(), ...withPresence(0)], { keepalive: true }).catch(() => {});
  }

  /* A page that asks once, to learn why no socket speaks, is not there by it. */
  #question() {
    this.#said = this.pace;
    return [...this.#query(), ...(this.runs ? withPresence(this.#said / 1000) : [])];
  }

  /* Proxies and captive portals have these statuses too: what is not in our words is no answer. */
  #take({ status, after, text }) {
    this.#notBefore = after && (status === 429 || status === 503) ? Date.now() + after * 1000 : 0;
    if (status === 429) return true;
    if (status === 204 || (status === 200 && NEWS.test(text))) this.#on.back();
    else if (status === 401 && text.startsWith("<live-note ")) this.#on.signedOut();
    else if (status === 403 && text.startsWith("<live-note ")) this.#on.lowered(said(text));
    else if (status === 404 && text.startsWith("<live-note ")) this.#on.gone(said(text));
    else return false;
    if (status === 200) this.#on.message(text);
    return true;
  }
}

async function fetchNews(query, options) {
  const usual = { redirect: "manual", cache: "no-store" };
  const response = await fetch(`/live/news?${new URLSearchParams(query)}`, { ...usual, ...options });
  return { status: response.status, after: Number(response.headers.get("Retry-After")), text: await response.text() };
}

const said = (note) => new DOMParser().parseFromString(note, "text/html").body.firstElementChild.getAttribute("said") ?? "";
