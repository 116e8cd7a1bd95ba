/* Days that read down: an event of an agenda is put on another day and keeps its hours. Runs of empty days, which stand in
   one line, are opened while something is in somebody's hand. */
import { element } from "../element.js";
import { keepStill, visible } from "./sight.js";
import { DAY, dayOf, lastDay, parse, sayDay, writeDay } from "./walls.js";

const CHIP = 44;
const AROUND = 6;
const OPEN = "ag__free";
let held = null; // the day that the pointer is at

const days = () => [...document.querySelectorAll("#cal [data-day]:not([data-last])")];

export const agenda = {
  scroller: () => document.scrollingElement,
  steps: { ArrowUp: -DAY, ArrowDown: DAY, ArrowLeft: -DAY, ArrowRight: DAY },
  inner: visible,
  host: () => document.getElementById("cal").parentElement, // the list itself is swapped as a whole

  at(_x, y) {
    const all = days();
    held = all.find((one) => y < one.getBoundingClientRect().bottom) ?? all.at(-1);
    return { day: parse(held.dataset.day), minute: null };
  },

  freeAt: () => false,

  /** A line where the pointer is, or on the first day; an outline around all its days. */
  boxes(plan) {
    const found = covered(plan);
    if (!found.length) return [];
    const at = (found.includes(held) ? held : found[0]).getBoundingClientRect();
    const [first, last] = [found[0], found.at(-1)].map((day) => day.getBoundingClientRect());
    const { left, width, top } = first;
    return [line(at), { left: left - AROUND, top, width: width + 2 * AROUND, height: last.bottom - top, area: true }];
  },

  reveal: (plan) => covered(plan)[0]?.scrollIntoView({ block: "nearest", behavior: "instant" }),

  open(item) {
    held = null;
    keepStill(item.element, () => document.querySelectorAll("#cal [data-last]").forEach(openRun));
    document.documentElement.dataset.open = "";
  },

  close(item) {
    delete document.documentElement.dataset.open;
    keepStill(item.element, () => document.querySelectorAll(`#cal .${OPEN}`).forEach((day) => day.remove()));
  },
};

function covered(plan) {
  const [first, last] = [dayOf(plan.start), lastDay(plan)];
  return days().filter(({ dataset }) => parse(dataset.day) >= first && parse(dataset.day) <= last);
}

/* Beside the date, and in sight also where the day begins above the page. */
function line({ left, right, top, bottom, height }) {
  const margin = parseFloat(getComputedStyle(document.getElementById("cal")).getPropertyValue("--ag-margin")) * 16;
  const tall = Math.min(CHIP, height);
  const at = Math.max(top, Math.min(visible().top, bottom - tall));
  return { left: left + margin, top: at, width: right - left - margin, height: tall, tells: true };
}

function openRun(run) {
  if (run.querySelector(`.${OPEN}`)) return;
  const [first, last] = [parse(run.dataset.day), parse(run.dataset.last)];
  for (let day = first; day <= last; day += DAY) run.append(freeDay(day));
}

function freeDay(wall) {
  const day = element("span", OPEN, sayDay(wall));
  Object.assign(day.dataset, { day: writeDay(wall), aside: "" });
  return day;
}
