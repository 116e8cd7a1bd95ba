/* What is the reader's alone in a month, a week or an agenda: marks for their answers and overlaps. The server has drawn them
   into the page; pushed pieces are everybody's and come without. #mine has all of them, and is fetched when something changed. */
const HERD = 2000; // everybody who takes part in an event would ask at once
const LINKS = "#main :is(a.chip, .ev > a, a.ag__row)";
let soon = 0;

export function startOwn() {
  if (!document.getElementById("mine")) return;
  document.addEventListener("live:time", fetchSoon);
  document.addEventListener("htmx:after:swap", keepOwn);
}

/** Put the marks where they belong, whatever has been swapped. */
export function keepOwn() {
  const mine = document.getElementById("mine");
  if (!mine) return;
  const marks = new Map([...mine.children].map((mark) => [mark.dataset.href, mark]));
  document.querySelectorAll(LINKS).forEach((link) => show(link, marks.get(link.getAttribute("href"))));
}

function show(link, mark) {
  const place = link.querySelector(":scope > .ag__end, :scope > b") ?? link;
  const old = place.querySelector(":scope > .own");
  if (old?.title === mark?.title && old?.className === mark?.className) return;
  old?.remove();
  if (!mark) return;
  const copy = mark.cloneNode(true);
  copy.removeAttribute("data-href");
  place.prepend(copy);
}

function fetchSoon() {
  soon ||= setTimeout(fetchMine, Math.random() * HERD);
}

async function fetchMine() {
  soon = 0;
  const response = await fetch(document.getElementById("mine").dataset.url, { cache: "no-store", redirect: "manual" }).catch(() => null);
  if (!response?.ok) return;
  const fresh = new DOMParser().parseFromString(await response.text(), "text/html").getElementById("mine");
  if (fresh) document.getElementById("mine").replaceWith(fresh);
  keepOwn();
}
