/* What a gesture makes of a plan. A point is {day, minute}: `minute` is null where only days are shown. */
import { DAY, MINUTE, STEP, dayOf, floor, lastDay, snap } from "./walls.js";

const HOUR = 60 * MINUTE;
const wallAt = ({ day, minute }) => day + minute * MINUTE;
const shifted = (plan, by) => ({ ...plan, start: plan.start + by, end: plan.end + by });

/** The plan, taken at one point and held over another. */
export function move(plan, from, to) {
  if (plan.allDay && to.minute !== null && from.minute === null) return anHour(to);
  if (to.minute === null && from.minute !== null) return wholeDays(plan, to);
  const days = to.day - from.day;
  const minutes = from.minute === null || to.minute === null ? 0 : (to.minute - from.minute) * MINUTE;
  // Who moves an event sideways wants it on another day, at the minute at which it is.
  if (Math.abs(minutes) < STEP / 2) return shifted(plan, days);
  return shifted(plan, snap(plan.start + days + minutes) - plan.start);
}

function anHour(to) {
  const start = floor(wallAt(to));
  return { start, end: start + HOUR, allDay: false };
}

function wholeDays(plan, to) {
  const length = lastDay(plan) - dayOf(plan.start);
  return { start: to.day, end: to.day + length, allDay: true };
}

/** The plan with another start or end; it stays a quarter of an hour, or a day, at least. */
export function resize(plan, side, to) {
  const [asked, least] = plan.allDay || to.minute === null ? [null, 0] : [snap(wallAt(to)), STEP];
  if (side === "end") {
    const end = asked ?? to.day + (plan.end - (plan.allDay ? plan.end : dayOf(plan.end)));
    return { ...plan, end: Math.max(plan.start + least, end) };
  }
  const start = asked ?? to.day + (plan.start - dayOf(plan.start));
  return { ...plan, start: Math.min(plan.end - least, start) };
}

/** New time, from one point to another: hours of the first day, or days. */
export function create(from, to) {
  if (from.minute === null) {
    return { start: Math.min(from.day, to.day), end: Math.max(from.day, to.day), allDay: true };
  }
  const [one, two] = [floor(wallAt(from)), snap(wallAt({ day: from.day, minute: to.minute ?? 0 }))];
  return { start: Math.min(one, two), end: Math.max(one + STEP, two), allDay: false };
}
