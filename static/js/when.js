/* Moving the start moves the end by as much. Wall time only, so no zone and no change of clocks comes in. */
import { look } from "./looks.js";

const starts = new WeakMap();

export function startWhen() {
  document.addEventListener("focusin", ({ target }) => remember(target.closest?.("[data-when]")));
  document.addEventListener("change", ({ target }) => {
    if (target.name === "start_date" || target.name === "start_time") follow(target.closest("[data-when]"));
    // The server knows the clocks of every zone: it says below what the times are.
    if (target.closest?.("[data-when]")) look(document.querySelector("#when-said"));
  });
}

function remember(when) {
  const start = when && read(when, "start");
  if (start) starts.set(when, start);
}

function follow(when) {
  const before = when && starts.get(when);
  const after = when && read(when, "start");
  const end = when && read(when, "end");
  if (before && after && end) write(when, new Date(end.getTime() + after.getTime() - before.getTime()));
  remember(when);
}

function read(when, side) {
  const date = when.querySelector(`[name="${side}_date"]`).value;
  const time = when.querySelector(`[name="${side}_time"]`).value || "00:00";
  const moment = new Date(`${date}T${time}Z`);
  return Number.isNaN(moment.getTime()) ? null : moment;
}

function write(when, end) {
  const [date, time] = end.toISOString().split("T");
  set(when.querySelector('[name="end_date"]'), date);
  const clock = when.querySelector('[name="end_time"]');
  if (clock.value) set(clock, time.slice(0, 5));
}

function set(control, value) {
  if (control.value === value) return;
  control.value = value;
  control.dispatchEvent(new Event("input", { bubbles: true }));
}
