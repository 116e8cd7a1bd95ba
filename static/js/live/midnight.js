/* At midnight where the person is, what a page says of today has become yesterday's. */
import { dayOf } from "../moments.js";

const EVERY = 30000;
const LATE = 60000; // the clock of a browser may be ahead of the server's, which draws today

/** Call this once a new day has begun; a page that nobody looks at waits until somebody does. */
export function startDays(begun) {
  let known = today();
  const look = () => {
    if (document.hidden || known === today()) return;
    known = today();
    begun();
  };
  setInterval(look, EVERY);
  document.addEventListener("visibilitychange", look);
}

const today = () => dayOf(Date.now() - LATE);
