/* Moments as the person reads them: in the zone of their profile, which need not be the one of this browser. */
const DAY = 24 * 60 * 60 * 1000;
const { locale = "en-GB", clock = "24", zone } = document.body.dataset;

function writer(how, language = locale) {
  try {
    return new Intl.DateTimeFormat(language, { ...how, timeZone: zone });
  } catch {
    return new Intl.DateTimeFormat(language, how); // the zone is younger than the browser
  }
}

/* As the server writes them: 09:05, or 9:05 am. */
const hours = clock === "12" ? { hour: "numeric", hour12: true } : { hour: "2-digit", hourCycle: "h23" };
const time = writer({ ...hours, minute: "2-digit" });
const day = writer({ day: "numeric", month: "long" });
const whole = writer({ day: "numeric", month: "short", year: "numeric", ...hours, minute: "2-digit" });
const date = writer({ dateStyle: "short" }, "en-CA"); // 2026-11-30

export const sayTime = (at) => time.format(new Date(at));
export const sayDay = (at) => day.format(new Date(at));
export const sayMoment = (at) => whole.format(new Date(at));
/** The day of a moment: "2026-11-30". */
export const dayOf = (at) => date.format(at);
/* How many midnights lie between two moments. */
export const daysBetween = (then, now) => (Date.parse(dayOf(now)) - Date.parse(dayOf(then))) / DAY;
