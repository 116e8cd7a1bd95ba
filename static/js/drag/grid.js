/* Where days and minutes are on a page with hours, and where a plan is drawn there. */
import { DAY, MINUTE, dayOf, lastDay, parse } from "./walls.js";

const MINUTES = 24 * 60;
const BAR = 22;
const columns = () => [...document.querySelectorAll(".wk__col")];
const tops = () => [...document.querySelectorAll(".wk__all")];

export const grid = {
  scroller: () => document.getElementById("wk-scroll"),
  steps: { ArrowUp: -15 * MINUTE, ArrowDown: 15 * MINUTE, ArrowLeft: -DAY, ArrowRight: DAY },

  /* Where content scrolls: below the head and right of the hours. */
  inner() {
    const box = this.scroller().getBoundingClientRect();
    const head = document.querySelector(".wk__head").getBoundingClientRect();
    const hours = document.querySelector(".wk__hours").getBoundingClientRect();
    return { left: box.left + hours.width, right: box.right, top: box.top + head.height, bottom: box.bottom };
  },

  /** The point below a pointer. `stay` keeps to the row above the hours, or to the hours. */
  at(x, y, stay = "") {
    const all = columns();
    const column = all.find((one) => x < one.getBoundingClientRect().right) ?? all.at(-1);
    const { top, height } = column.getBoundingClientRect();
    const isAbove = stay ? stay === "days" : y < document.querySelector(".wk__head").getBoundingClientRect().bottom;
    const minute = Math.min(Math.max(((y - top) / height) * MINUTES, 0), MINUTES);
    return { day: parse(column.dataset.day), minute: isAbove ? null : minute };
  },

  freeAt(target) {
    return !target.closest("a, button, .ev, .chip") && target.closest(".wk__col, .wk__all") !== null;
  },

  boxes(plan) {
    return plan.allDay || plan.end - plan.start >= DAY ? bar(plan) : blocks(plan);
  },
};

function bar(plan) {
  const covered = tops().filter(({ dataset }) => parse(dataset.day) >= dayOf(plan.start) && parse(dataset.day) <= lastDay(plan));
  if (!covered.length) return [];
  const [first, last] = [covered[0].getBoundingClientRect(), covered.at(-1).getBoundingClientRect()];
  return [{ left: first.left + 4, top: first.top + 2, width: last.right - first.left - 8, height: BAR }];
}

function blocks(plan) {
  return columns().map((column) => part(plan, column)).filter(Boolean);
}

function part({ start, end }, column) {
  const day = parse(column.dataset.day);
  const [from, to] = [Math.max(start, day), Math.min(end, day + DAY)];
  if (from >= day + DAY || to < day || (to === day && start < day)) return null;
  const { left, top, width, height } = column.getBoundingClientRect();
  const tall = Math.max(((to - from) / DAY) * height, 20);
  return { left: left + 2, top: top + ((from - day) / DAY) * height, width: width - 6, height: tall };
}
