/* Wall times as numbers: milliseconds as if every day had 24 hours, which is how the page draws them. The server knows
   zones and changes of clocks. A plan is {start, end, allDay}; of whole days, `end` is the last of them. */
export const MINUTE = 60_000;
export const DAY = 24 * 60 * MINUTE;
export const STEP = 15 * MINUTE;

export const parse = (text) => Date.parse(text.length > 10 ? `${text.slice(0, 16)}Z` : `${text}T00:00Z`);
export const dayOf = (wall) => wall - (((wall % DAY) + DAY) % DAY);
export const writeDay = (wall) => new Date(wall).toISOString().slice(0, 10);
export const writeTime = (wall) => new Date(wall).toISOString().slice(11, 16);
export const floor = (wall) => Math.floor(wall / STEP) * STEP;
export const snap = (wall) => Math.round(wall / STEP) * STEP;
export const isSame = (one, two) => one.start === two.start && one.end === two.end && one.allDay === two.allDay;

/** A plan as the server reads it. */
export function write({ start, end, allDay }) {
  const text = (wall) => (allDay ? writeDay(wall) : `${writeDay(wall)}T${writeTime(wall)}`);
  return { start: text(start), end: text(end) };
}

/** The last day that a plan touches; an end at midnight touches no other day. */
export const lastDay = ({ start, end, allDay }) => dayOf(allDay || end === start ? end : end - 1);

/** "Tue 24 Mar", in the person's language. */
export function sayDay(wall) {
  return format(wall, { weekday: "short", day: "numeric", month: "short" });
}

/** "10:00–11:30", by the clock that the person has chosen. */
export function sayTimes({ start, end }) {
  return start === end ? sayTime(start) : `${sayTime(start)}–${sayTime(end)}`;
}

function sayTime(wall) {
  if (document.body.dataset.clock === "24") return writeTime(wall);
  return format(wall, { hour: "numeric", minute: "2-digit", hour12: true });
}

const format = (wall, how) =>
  new Date(wall).toLocaleString(document.body.dataset.locale, { ...how, timeZone: "UTC" });

/** The whole of it in a sentence, for those who hear it. */
export function say(plan) {
  const [first, last] = [dayOf(plan.start), lastDay(plan)];
  const days = first === last ? sayDay(first) : `${sayDay(first)} – ${sayDay(last)}`;
  return plan.allDay ? days : `${days}, ${sayTimes(plan)}`;
}
