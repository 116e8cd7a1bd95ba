/* Overlaps: a form looks again while one types, a free time goes into its fields, an event page looks when it moved. */
import { element } from "./element.js";
import { look } from "./looks.js";

const HERD = 2000; // everybody who has the page open would ask at once

export function startOverlaps() {
  document.addEventListener("input", onTyped);
  document.addEventListener("change", onTyped);
  document.addEventListener("click", onClick);
  document.addEventListener("htmx:after:swap", announce);
  document.addEventListener("visibilitychange", () => document.hidden || look(document.getElementById("ev-overlaps")));
  document.addEventListener("live:time", () => document.getElementById("ev-overlaps") && lookSoon());
  const page = document.getElementById("ev-overlaps")?.parentElement;
  if (page) new MutationObserver(onChanged).observe(page, { childList: true, subtree: true, characterData: true });
}

function onTyped({ target }) {
  if (!target.closest?.("[data-when], #when-said, [data-repeats], [data-invite], #f-calendar_id")) return;
  look(target.closest("form")?.querySelector("[data-overlaps]"));
}

/* Without scripts the button sends the form and it comes back with the time in it. */
function onClick(event) {
  const slot = event.target.closest?.("[data-slot]");
  const when = slot?.form.querySelector("[data-when]");
  if (!when) return;
  event.preventDefault();
  take(when, ...slot.value.split(" "));
  when.querySelector('[name="start_date"]').focus();
  document.getElementById("status").textContent = `It is ${slot.textContent.trim()} now.`;
}

/* Which of two equal times it is then stands beside the times, until the server asks there again. */
function take(when, minutes, until = minutes, ...which) {
  const said = when.form?.querySelector("#when-said") ?? when.closest("form").querySelector("#when-said");
  [["start", minutes], ["end", until]].forEach(([side, later], at) => {
    shift(when, side, Number(later));
    if (which[at]) answer(said, `${side}_which`, which[at]);
  });
  look(said);
}

function answer(said, name, value) {
  said.querySelector(`#f-${name}`)?.remove();
  said.append(Object.assign(element("input"), { type: "hidden", name, value }));
}

/* Wall time only: the server has found that it is free by the clocks of the event. */
function shift(when, side, minutes) {
  const [day, clock] = ["date", "time"].map((part) => when.querySelector(`[name="${side}_${part}"]`));
  const moment = new Date(`${day.value}T${clock.value || "00:00"}Z`);
  if (Number.isNaN(moment.getTime())) return;
  const [date, time] = new Date(moment.getTime() + minutes * 60000).toISOString().split("T");
  set(day, date);
  if (clock.value) set(clock, time.slice(0, 5));
}

function set(control, value) {
  control.value = value;
  control.dispatchEvent(new Event("input", { bubbles: true }));
}

function announce() {
  const note = document.querySelector("#overlaps .clash__said");
  const said = note?.textContent.trim() ?? "";
  if (said && said !== announce.last) document.getElementById("status").textContent = said;
  announce.last = said;
}

let soon = 0;
function onChanged(changes) {
  if (changes.some(({ target }) => concernsTime(target))) lookSoon();
}

/* Also when something else has moved: the server says so to whom it concerns. */
function lookSoon() {
  soon ||= setTimeout(() => {
    soon = 0;
    look(document.getElementById("ev-overlaps"));
  }, Math.random() * HERD);
}

const concernsTime = (node) =>
  (node.nodeType === Node.TEXT_NODE ? node.parentElement : node)?.closest("#ev-when, #ev-repeats, #ev-status, #ev-attendees") != null ||
  node.matches?.("article") === true;
