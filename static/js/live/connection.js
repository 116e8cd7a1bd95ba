/* The socket itself: opened from a cursor, missed when it falls silent, opened again whatever the reason it closed for. */
const SOON = [500, 15000]; // the longest pause after the first attempt, and after many
const LATER = [10000, 60000]; // the same while the page gets its news another way
const GREETING = 5000; // a server greets at once: a proxy that swallows sockets never does
const SILENCE = 25000;
const LOOK = 5000;
const SIGNED_OUT = 4401;
const NO_ACCESS = 4403;
const ROLE_TOO_LOW = 4405;
const OPEN = 1;

/** `query()` gives the parameters of an attempt; `on` has opened, message, mute (no word was heard), lost, signedOut, gone, lowered. */
export class Connection {
  #query;
  #on;
  #socket = null;
  #tries = 0;
  #pauses = SOON;
  #heard = false;
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
    if (this.#over || this.#socket?.readyState <= OPEN) return;
    this.#tries = 0;
    this.#open();
  }

  /** Whether attempts are far between from now on: nobody waits for one. */
  relax(relaxed) {
    this.#pauses = relaxed ? LATER : SOON;
    this.#tries = 0;
  }

  /** No attempt follows. */
  end() {
    this.#over = true;
    this.#let();
  }

  #open() {
    clearTimeout(this.#timer);
    this.#heard = false;
    const address = new URL("/live", location.href);
    address.protocol = location.protocol.replace("http", "ws");
    address.search = new URLSearchParams(this.#query());
    try {
      this.#socket = new WebSocket(address);
    } catch (error) {
      console.info("This browser makes no WebSocket.", error); // taken away by an extension, or forbidden
      return this.#retry();
    }
    this.#socket.onopen = () => this.#on.opened();
    this.#socket.onmessage = ({ data }) => this.#hear(data);
    this.#socket.onclose = ({ code, reason }) => this.#closed(code, reason);
    this.#timer = setTimeout(() => this.#lose(), GREETING);
    this.#heardAt = Date.now();
  }

  #hear(data) {
    clearTimeout(this.#timer);
    this.#heard = true;
    this.#heardAt = Date.now();
    this.#tries = 0;
    this.#on.message(data);
  }

  #closed(code, reason) {
    this.#socket = null;
    if (code === SIGNED_OUT) return this.#on.signedOut();
    if (code === NO_ACCESS) return this.#on.gone(reason);
    if (code === ROLE_TOO_LOW) return this.#on.lowered(reason);
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
    if (!this.#heard) this.#on.mute();
    this.#on.lost();
    clearTimeout(this.#timer);
    const [first, longest] = this.#pauses;
    const pause = Math.min(longest, first * 2 ** this.#tries++);
    this.#timer = setTimeout(() => this.#open(), pause * (0.3 + 0.7 * Math.random()));
  }
}
