/* The history: two columns of choices that make sense together, and rows that the socket brings put under their day.
   The compare page: n and p go from change to change. All of it is an extra. */
import { inPlace } from "./arrivals.js";
import { switchedOn } from "./keys.js";

const TYPING = "input:not([type=radio]), textarea, select, [contenteditable]";

const form = document.getElementById("history");
const list = document.getElementById("history-rows");
if (form) startChoices();
if (list) new MutationObserver(settleRows).observe(list, { childList: true });
if (document.querySelector("[data-change]")) document.addEventListener("keydown", jump, true);

function startChoices() {
  form.querySelector("[data-picked]")?.removeAttribute("hidden");
  form.querySelector("[data-pick-hint]")?.setAttribute("hidden", "");
  form.addEventListener("change", showChoices);
  showChoices();
}

/* The older version stands on the left, so neither column offers what would turn the two round. */
function showChoices() {
  const older = chosen("a");
  const newer = chosen("b");
  form.querySelectorAll(".pick-a").forEach((radio) => (radio.disabled = newer !== null && Number(radio.value) >= newer));
  form.querySelectorAll(".pick-b").forEach((radio) => (radio.disabled = older !== null && Number(radio.value) <= older));
  tell("[data-picked-a]", older);
  tell("[data-picked-b]", newer);
}

function chosen(name) {
  const radio = form.querySelector(`input[name="${name}"]:checked`);
  return radio ? Number(radio.value) : null;
}

function tell(place, number) {
  const element = form.querySelector(place);
  if (element && number !== null) element.textContent = `v${number}`;
}

/* New rows arrive at the very top of the list, above the heading of the day. What one reads stays where it is. */
function settleRows() {
  const rows = [...list.children];
  const first = rows.findIndex((row) => row.matches(".hist__day"));
  const arrived = (first < 0 ? rows : rows.slice(0, first)).filter((row) => row.dataset.day);
  if (!arrived.length) return;
  inPlace(arrived, () => arrived.toReversed().forEach(putUnderDay));
  if (form) showChoices();
  count(arrived);
}

/* The head says how many there are; the history of a calendar does not. */
function count(rows) {
  const place = document.querySelector("[data-versions]");
  if (place) place.textContent = `${Math.max(...rows.map((row) => Number(row.dataset.v ?? 0)), parseInt(place.textContent, 10))} versions`;
}

function putUnderDay(row) {
  const heading = document.getElementById(row.dataset.day) ?? list.insertBefore(newHeading(row.dataset), list.firstChild);
  heading.after(row);
  document.querySelector(".hist--single")?.classList.remove("hist--single");
  document.querySelector(".hist__first")?.remove();
}

function newHeading({ day, daySays }) {
  const heading = document.createElement("li");
  heading.className = "hist__day";
  heading.id = day;
  heading.append(document.createElement("h2"));
  heading.firstChild.textContent = day === `day-${list.dataset.today}` ? `Today, ${daySays}` : daySays;
  return heading;
}

function jump(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || !switchedOn()) return;
  if (!["n", "p"].includes(event.key) || event.target.closest?.(TYPING) || document.querySelector("dialog[open]")) return;
  const next = neighbour(event.key === "n" ? 1 : -1);
  if (!next) return;
  event.preventDefault();
  next.scrollIntoView({ block: "start" });
  next.querySelector("h2").focus({ preventScroll: true });
}

function neighbour(step) {
  const changes = [...document.querySelectorAll("[data-change]")];
  const here = changes.findIndex((change) => change.contains(document.activeElement));
  return changes[here < 0 ? (step > 0 ? 0 : changes.length - 1) : here + step];
}
