/* Who else is here: faces in the bar, marks at the fields they are in, dots in a grid. And what this page says of itself. */
const APART = 2000;
const AGAIN = 10000; // the server forgets after 30 s
const LOOK = 500; // a field that is swapped away takes its focus along without a word
const FACES = { wide: 5, narrow: 2 };
const DOTS = 3;
const NARROW = matchMedia("(width < 48rem)");

/** By this number the server knows that a socket and what is posted come from the same tab. */
export const tab = crypto.getRandomValues(new Uint32Array(1))[0] || 1;

let told = ""; // the name of the last that was heard of others, empty for nobody, a hyphen for what has none
let others = document.createElement("live-presence");
let speaks = false;
let said = "";
let saidAt = 0;
let timer = 0;

document.addEventListener("htmx:after:swap", keepPresence);
document.addEventListener("focusin", look);
NARROW.addEventListener("change", keepPresence);
setInterval(look, LOOK);

/** Everybody who is here, from the server; the person of this page is no news to themselves. */
export function showPresence(everybody) {
  everybody.querySelectorAll(`[data-person="${document.body.dataset.person}"]`).forEach((own) => own.remove());
  others = everybody;
  told = everybody.getAttribute("as") ?? "-";
  keepPresence();
}

/** Put the marks back that a swap took away. */
export function keepPresence() {
  showFaces();
  renew(document.querySelectorAll("#main .marks"), wantedMarks());
  renew(document.querySelectorAll("#main .dots"), wantedDots());
}

/** Nothing is known of others any more. */
export function forgetPresence() {
  told = "";
  others = document.createElement("live-presence");
  keepPresence();
}

/** The page is known to the server from now on, which has to hear where its person is. */
export function saysPresence() {
  speaks = true;
  said = "";
  look();
}

export function saysNothing() {
  speaks = false;
}

/** What a page that asks for news says of itself; a socket says the first by being open, and the rest is posted. */
export const withPresence = (again) => [["again", again], ["unit", unitNow()], ["told", told]];

function showFaces() {
  const place = document.getElementById("present");
  const all = [...others.children].filter(({ className }) => className.startsWith("av"));
  const shown = all.slice(0, NARROW.matches ? FACES.narrow : FACES.wide);
  const row = shown.map((face) => face.cloneNode(true));
  const more = others.dataset.total - 1 - shown.length;
  if (more > 0) row.push(countOf(more));
  if (place.innerHTML === row.map(({ outerHTML }) => outerHTML).join("")) return;
  place.replaceChildren(...row);
}

function countOf(more) {
  const rest = element("span", "av av--more", `+${more}`);
  const words = more === 1 ? "One more person is here" : `${more} more people are here`;
  for (const [name, value] of Object.entries({ role: "img", "aria-label": words, title: words })) rest.setAttribute(name, value);
  return rest;
}

/* One place for each field that somebody is in: [where it goes, what it is]. */
function wantedMarks() {
  const wanted = new Map();
  for (const mark of others.querySelectorAll(":scope > .ghost")) {
    const place = placeOf(mark.dataset.in);
    if (!place) continue;
    if (!wanted.has(place)) wanted.set(place, element("span", "marks"));
    wanted.get(place).append(mark.cloneNode(true));
  }
  return [...wanted];
}

/* The field of a unit: in an open form, or on the page. */
function placeOf(unit) {
  const main = document.getElementById("main");
  return (
    main.querySelector(`form[data-draft] .control[data-unit="${unit}"]`) ??
    main.querySelector(`.fld[data-unit="${unit}"]`) ??
    (unit === "title" ? main.querySelector("#ev-title .event__sub") : null)
  );
}

function wantedDots() {
  const wanted = [];
  for (const { dataset, children } of others.querySelectorAll("live-dot")) {
    const page = `/events/${dataset.event}`;
    for (const link of document.querySelectorAll(`#main a:is([href="${page}"], [href^="${page}?"]):is(.chip, .ag__row, .ev a)`)) {
      const dots = element("span", "dots");
      dots.append(...[...children].slice(0, DOTS).map((dot) => dot.cloneNode(true)));
      if (dots.hasChildNodes()) wanted.push([link.querySelector(".ag__end") ?? link, dots]);
    }
  }
  return wanted;
}

/* Swaps know them by data-presence, and take them for nothing. */
function renew(old, wanted) {
  old.forEach((mark) => mark.remove());
  for (const [place, mark] of wanted) {
    mark.dataset.presence = "";
    place.append(mark);
  }
}

/** The unit that the person of this page is in, empty for none. */
function unitNow() {
  const field = document.activeElement;
  const form = field?.closest("#main form[data-draft]");
  if (!form) return "";
  const inPlace = form.id.match(/^form-(\w+)$/);
  return inPlace?.[1] ?? field.closest("[data-unit]")?.dataset.unit ?? "";
}

const isDue = () => unitNow() !== said || (said && !document.hidden && Date.now() - saidAt > AGAIN);

function look() {
  if (!speaks || timer || !isDue()) return;
  timer = setTimeout(tell, Math.max(0, saidAt + APART - Date.now()));
}

/* Whatever becomes of it, it is said again soon. */
function tell() {
  timer = 0;
  if (!speaks || !isDue()) return;
  said = unitNow();
  saidAt = Date.now();
  const { liveId: id } = document.getElementById("main").dataset;
  const headers = { "X-CSRFToken": document.querySelector("[name=csrf-token]").content };
  const body = new URLSearchParams({ id, tab, unit: said });
  fetch("/live/presence", { method: "POST", headers, body }).catch(() => {});
}

function element(tag, className, text = "") {
  const made = document.createElement(tag);
  made.className = className;
  made.textContent = text;
  return made;
}
