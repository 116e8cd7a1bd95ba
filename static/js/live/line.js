/* Which way news comes: over a socket, or by asking where no socket comes to speak. The socket is tried again all the time. */
import { showState } from "./banners.js";
import { Connection } from "./connection.js";
import { Poller } from "./polling.js";

const NEVER = 3; // attempts in a row without a word, after which a page asks instead
const SPOKEN = 6; // the same where a socket has worked: a server that starts anew is no reason
const ASKS = "daybook:asks"; // in this tab no socket came to speak: its next page asks from the start

/** `query()` says where the page stands; `on` has message, back, lost, signedOut, gone and lowered. */
export class Line {
  #on;
  #socket;
  #poller;
  #mutes = 0;
  #patience = NEVER;

  constructor(query, on) {
    this.#on = on;
    this.#poller = new Poller(query, { ...on, back: () => this.#answered(), lost: () => this.#lost() });
    this.#socket = new Connection(query, {
      ...on,
      message: (html) => this.#spoke(html),
      mute: () => this.#mute(),
      lost: () => this.#poller.runs || this.#lost(),
    });
  }

  now() {
    if (sessionStorage.getItem(ASKS)) this.#ask();
    this.#socket.now();
  }

  /** Whether the page asks, as no socket speaks. */
  get asks() {
    return this.#poller.runs;
  }

  end() {
    this.#poller.stop();
    this.#socket.end();
  }

  #spoke(html) {
    this.#mutes = 0;
    this.#patience = SPOKEN;
    if (this.#poller.runs) this.#listen();
    showState("live");
    this.#on.back();
    this.#on.message(html);
  }

  /* Why an attempt failed no script may know. One question tells: signed out, gone, the server away, or sockets alone. */
  async #mute() {
    if (this.#poller.runs || !navigator.onLine) return;
    this.#mutes += 1;
    const reached = await this.#poller.once();
    if (reached && this.#mutes >= this.#patience && !this.#poller.runs) this.#ask();
  }

  #ask() {
    sessionStorage.setItem(ASKS, "1");
    this.#socket.relax(true);
    this.#poller.start();
  }

  #listen() {
    sessionStorage.removeItem(ASKS);
    this.#socket.relax(false);
    this.#poller.stop();
  }

  #answered() {
    if (this.#poller.runs) showState("asks", this.#poller.pace);
    this.#on.back();
  }

  #lost() {
    showState(navigator.onLine ? "wait" : "off");
    this.#on.lost();
  }
}
