/* The socket itself: opened from a cursor, missed when it falls silent, opened again whatever the reason it closed for. */
import { showState } from "./banners.js";

const FIRST = 500;
const LONGEST = 15000;
const SILENCE = 25000;
const LOOK = 5000;
const SIGNED_OUT = 4401;
const NO_ACCESS = 4403;
const ROLE_TOO_LOW = 4405;

/** `query()` gives the parameters of an attempt; `on` has message, lost, refused, signedOut, gone and lowered. */
export class Connection {
  #query;
  #on;
  #socket = null;
  #tries = 0;
  #heardAt = 0;
  #timer = 0;
  #over = false;

  constructor(query, on) {
    this.#query = query;
    this.#on = on;
    setInterval(() => this.#listen(), LOOK);
    addEventListener("online", () => this.now());
    addEventListener("offline", () => this.#lose());
    addEventListener("pagehide", () => this.#let());
    addEventListener("pageshow", ({ persisted }) => persisted && this.now());
    document.addEventListener("visibilitychange", () => document.hidden || this.now());
  }

  /** Connect without waiting, unless there is a connection already. */
  now() {
    if (this.#over || (this.#socket && this.#socket.readyState <= WebSocket.OPEN)) return;
    this.#tries = 0;
    this.#open();
  }

  /** No attempt follows. */
  end() {
    this.#over = true;
    this.#let();
    showState("off");
  }

  #open() {
    clearTimeout(this.#timer);
    const address = new URL("/live", location.href);
    address.protocol = location.protocol.replace("http", "ws");
    address.search = new URLSearchParams(this.#query());
    const socket = (this.#socket = new WebSocket(address));
    let opened = false;
    socket.onopen = () => (opened = true);
    socket.onmessage = ({ data }) => this.#heard(data);
    socket.onclose = ({ code, reason }) => this.#closed(code, reason, opened);
    this.#heardAt = Date.now();
  }

  #heard(data) {
    this.#heardAt = Date.now();
    this.#tries = 0;
    showState("live");
    this.#on.message(data);
  }

  #closed(code, reason, opened) {
    this.#socket = null;
    if (code === SIGNED_OUT) return this.#on.signedOut();
    if (code === NO_ACCESS) return this.#on.gone(reason);
    if (code === ROLE_TOO_LOW) return this.#on.lowered(reason);
    if (!opened) this.#on.refused();
    this.#retry();
  }

  /* A connection can die without a word: the server beats every ten seconds. */
  #listen() {
    if (this.#socket && Date.now() - this.#heardAt > SILENCE) this.#lose();
  }

  #lose() {
    this.#let();
    this.#retry();
  }

  #let() {
    clearTimeout(this.#timer);
    if (!this.#socket) return;
    this.#socket.onclose = this.#socket.onmessage = null;
    this.#socket.close();
    this.#socket = null;
  }

  #retry() {
    if (this.#over) return;
    showState(navigator.onLine ? "wait" : "off");
    this.#on.lost();
    clearTimeout(this.#timer);
    const longest = Math.min(LONGEST, FIRST * 2 ** this.#tries++);
    this.#timer = setTimeout(() => this.#open(), longest * (0.3 + 0.7 * Math.random()));
  }
}
