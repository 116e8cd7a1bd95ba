/* Where days are in a month, and where a plan is drawn there. */
import { DAY, dayOf, lastDay, parse } from "./walls.js";

const BELOW_THE_NUMBER = 29;
const BAR = 22;
const cells = () => [...document.querySelectorAll("#cal .day[data-day]")];

export const month = {
  scroller: () => document.scrollingElement,
  steps: { ArrowUp: -7 * DAY, ArrowDown: 7 * DAY, ArrowLeft: -DAY, ArrowRight: DAY },

  inner: () => ({ left: 0, right: innerWidth, top: 0, bottom: innerHeight }),

  at(x, y) {
    const all = cells();
    const row = all.filter((cell) => y < cell.getBoundingClientRect().bottom).slice(0, 7);
    const week = row.length ? row : all.slice(-7);
    const cell = week.find((one) => x < one.getBoundingClientRect().right) ?? week.at(-1);
    return { day: parse(cell.dataset.day), minute: null };
  },

  freeAt(target) {
    return !target.closest("a, button") && target.closest(".day[data-day]") !== null;
  },

  /** One bar for each week. */
  boxes(plan) {
    const covered = cells().filter(({ dataset }) => parse(dataset.day) >= dayOf(plan.start) && parse(dataset.day) <= lastDay(plan));
    const weeks = new Map();
    for (const cell of covered) {
      const week = cell.parentElement;
      weeks.set(week, [...(weeks.get(week) ?? []), cell.getBoundingClientRect()]);
    }
    return [...weeks.values()].map(bar);
  },
};

function bar(boxes) {
  const [first, last] = [boxes[0], boxes.at(-1)];
  return { left: first.left + 3, top: first.top + BELOW_THE_NUMBER, width: last.right - first.left - 6, height: BAR };
}
