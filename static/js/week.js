/* Hours with a pointer and a clock: a click on free time starts an event there, the line of now moves every minute. */
const MINUTE = 60_000;
const STEP = 30;
const DAY = 24 * 60;
const scroller = document.getElementById("wk-scroll");
const two = (number) => String(number).padStart(2, "0");

/** The wall time of the person's zone as "2026-03-24T10:42". */
function wallNow() {
  const parts = new Intl.DateTimeFormat("en-CA", {
    timeZone: scroller.dataset.zone,
    dateStyle: "short",
    timeStyle: "short",
    hourCycle: "h23",
  }).formatToParts(new Date());
  const part = (type) => parts.find((found) => found.type === type).value;
  return `${part("year")}-${part("month")}-${part("day")}T${part("hour")}:${part("minute")}`;
}

function tick() {
  moveLine(wallNow());
  const now = Date.now() / 1000;
  for (const block of document.querySelectorAll(".wk__col .ev[data-over]")) {
    if (block.dataset.over <= now) block.classList.add("ev--past");
  }
}

/* At midnight the line goes over to the next day, or off the page. */
function moveLine(now) {
  const [day, time] = now.split("T");
  const line = document.getElementById("now");
  const column = document.getElementById(`wday-${day}`);
  if (!line || !column) return line?.remove();
  if (line.parentElement !== column) column.prepend(line);
  line.className = `now from-${Number(time.slice(0, 2))} past-${Number(time.slice(3))}`;
  line.querySelector("[data-now-face]").textContent = face(time);
}

const face = (time) =>
  scroller.dataset.clock === "24"
    ? time
    : new Date(`2026-01-01T${time}`).toLocaleTimeString(document.body.dataset.locale, { hour: "numeric", minute: "2-digit", hour12: true });

/* Everything but an event is free time; whoever drags has prevented the click. */
function startHere(event) {
  const column = event.target.closest(".wk__col");
  if (!column || event.defaultPrevented || event.target.closest(".ev, a, button")) return;
  const box = column.getBoundingClientRect();
  const minute = Math.floor((((event.clientY - box.top) / box.height) * DAY) / STEP) * STEP;
  const time = `${two(Math.floor(minute / 60))}:${two(minute % 60)}`;
  location.assign(`/events/new?date=${column.dataset.day}&time=${time}`);
}

/* Where the browser does not open at the hour that CSS names, and sideways at today in any. */
function openAt() {
  if (!CSS.supports("scroll-initial-target", "nearest")) {
    scroller.scrollTop = document.getElementById("wk-opens").offsetTop;
  }
  const today = scroller.querySelector(".wk__col--today");
  if (today && scroller.scrollWidth > scroller.clientWidth) {
    scroller.scrollLeft = today.offsetLeft - scroller.querySelector(".wk__corner").offsetWidth;
  }
}

if (scroller) {
  openAt();
  // On a page of the past the clock stands still, and nothing begins.
  if (!("then" in scroller.dataset)) run();
}

function run() {
  tick();
  scroller.addEventListener("click", startHere);
  setTimeout(() => (tick(), setInterval(tick, MINUTE)), MINUTE - (Date.now() % MINUTE));
  document.addEventListener("visibilitychange", () => document.hidden || tick());
}
