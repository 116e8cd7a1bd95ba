/* Whoever has a page in sight has looked at it: said once, so that the next visit can tell what is new. What arrives
   while one looks has been seen as well: that is said when one turns away, and only where something did arrive. */
const place = document.querySelector("[data-looked]");
let told = 0;

if (place) whenInSight(begin);

function whenInSight(act) {
  if (document.visibilityState === "visible") return act();
  document.addEventListener("visibilitychange", act, { once: true });
}

function begin() {
  say(Number(place.dataset.seen));
  document.addEventListener("visibilitychange", () => document.visibilityState === "hidden" && sayArrived());
  // A page that is closed out of sight shows nothing to anybody.
  addEventListener("pagehide", () => document.visibilityState === "visible" && sayArrived());
}

function sayArrived() {
  const seen = shown();
  if (seen > told && !passedBy()) say(seen, { arrived: 1 });
}

/* How far the page has come by what was pushed to it: the version in the head of an event or in the newest row, or the
   cursor of a calendar ("c3.57"). */
function shown() {
  const calendar = place.dataset.looked.match(/\/calendars\/(\d+)\//);
  if (calendar) {
    const cursor = document.querySelector("[data-live-since]")?.dataset.liveSince ?? "";
    return Number(cursor.match(`\\bc${calendar[1]}\\.(\\d+)`)?.[1] ?? 0);
  }
  const rows = [...document.querySelectorAll("#history-rows > [id^=v-]")].map((row) => Number(row.id.slice(2)));
  return Math.max(0, Number(document.getElementById("ev-title")?.dataset.v ?? 0), ...rows);
}

/* Rows above what one reads wait behind a pill, and a filtered history takes none in. */
function passedBy() {
  const history = document.querySelector(".hist");
  const isTop = document.getElementById("history-rows");
  return (history && !isTop) || document.querySelector("[data-arrived]:not([hidden])") !== null;
}

function say(seen, more = {}) {
  told = seen;
  const token = document.querySelector("meta[name='csrf-token']").content;
  const body = new URLSearchParams({ seen, ...more });
  // A look that is not kept, as one is signed out or offline, is told again the next time.
  fetch(place.dataset.looked, { method: "POST", headers: { "X-CSRFToken": token }, body, keepalive: true }).catch(() => {});
}
