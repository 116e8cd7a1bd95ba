/* Where days are in a month, and where a plan is drawn there. On a phone days have no events in them: these stand in the
   list of one day below, and are taken from there. */
import { visible } from "./sight.js";
import { DAY, dayOf, lastDay, parse } from "./walls.js";

const NARROW = matchMedia("(width < 48rem)");
const BELOW_THE_NUMBER = 29;
const BAR = 22;
const TAG = { width: 230, height: 44, apart: 6 };
const cells = () => [...document.querySelectorAll("#cal .day[data-day]")];
const list = () => document.querySelector("#dayview [data-day]");

export const month = {
  scroller: () => document.scrollingElement,
  steps: { ArrowUp: -7 * DAY, ArrowDown: 7 * DAY, ArrowLeft: -DAY, ArrowRight: DAY },
  inner: visible,

  at(x, y) {
    const all = cells();
    const row = all.filter((cell) => y < cell.getBoundingClientRect().bottom).slice(0, 7);
    // Below the days is the list, whose day it is.
    if (!row.length && NARROW.matches && list()) return { day: parse(list().dataset.day), minute: null };
    const week = row.length ? row : all.slice(-7);
    const cell = week.find((one) => x < one.getBoundingClientRect().right) ?? week.at(-1);
    return { day: parse(cell.dataset.day), minute: null };
  },

  freeAt(target) {
    return !target.closest("a, button") && target.closest(".day[data-day]") !== null;
  },

  /** One bar for each week; where there is no room for bars, outlines and what is carried above them. */
  boxes(plan) {
    const weeks = weeksOf(plan);
    if (!NARROW.matches || !weeks.length) return weeks.map(bar);
    return [tag(weeks), ...weeks.map(outline)];
  },

  /** Where to be after an event has left the list below. */
  landing: (plan) => cells().find(({ dataset }) => parse(dataset.day) === dayOf(plan.start)),
};

function weeksOf(plan) {
  const [from, to] = [dayOf(plan.start), lastDay(plan)];
  const weeks = new Map();
  for (const cell of cells().filter(({ dataset }) => parse(dataset.day) >= from && parse(dataset.day) <= to)) {
    const week = cell.parentElement;
    weeks.set(week, [...(weeks.get(week) ?? []), cell.getBoundingClientRect()]);
  }
  return [...weeks.values()];
}

function bar(boxes) {
  const [first, last] = [boxes[0], boxes.at(-1)];
  return { left: first.left + 3, top: first.top + BELOW_THE_NUMBER, width: last.right - first.left - 6, height: BAR };
}

function outline(boxes) {
  const [first, last] = [boxes[0], boxes.at(-1)];
  return { left: first.left, top: first.top, width: last.right - first.left, height: first.height, area: true };
}

/* Above the days, where the finger does not hide it; below them where the page ends. */
function tag([first]) {
  const { width, height, apart } = TAG;
  const { left: edge, right, top: highest } = visible();
  const middle = (first[0].left + first.at(-1).right) / 2;
  const left = Math.min(Math.max(middle - width / 2, edge + apart), right - width - apart);
  const above = first[0].top - height - apart;
  return { left, top: above < highest ? first[0].bottom + apart : above, width, height, tells: true };
}
