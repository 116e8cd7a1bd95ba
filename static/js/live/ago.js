/* "4 min ago": the server writes the whole moment, which is true for ever; this keeps the short form true as time goes by. */
import { daysBetween, sayTime } from "../moments.js";

const EVERY = 30000;
const MINUTE = 60000;

const { locale = "en-GB" } = document.body.dataset;
const relative = new Intl.RelativeTimeFormat(locale, { numeric: "auto", style: "short" });

export function startAges() {
  tellAges();
  setInterval(tellAges, EVERY);
}

export function tellAges() {
  document.querySelectorAll("time[data-ago]").forEach(tell);
}

function tell(element) {
  const then = new Date(element.dateTime);
  const said = age(then, new Date(), element.dataset.ago);
  if (!said || element.textContent === said) return;
  element.title ||= element.textContent.trim();
  element.textContent = said;
}

/* Nothing for what is older than yesterday: there the day itself says more. */
function age(then, now, first) {
  const minutes = Math.floor((now - then) / MINUTE);
  if (minutes < 1) return first || relative.format(0, "second");
  if (minutes < 60) return relative.format(-minutes, "minute");
  const days = daysBetween(then, now);
  if (days === 0) return relative.format(-Math.floor(minutes / 60), "hour");
  return days === 1 ? `${relative.format(-1, "day")}, ${sayTime(then)}` : "";
}
