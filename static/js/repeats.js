/* The form of Repeats: hides what does not apply, and looks up the next dates while one chooses. */
import { look } from "./looks.js";

export function startRepeats() {
  document.addEventListener("input", onChange);
  document.addEventListener("change", onChange);
  document.addEventListener("htmx:after:swap", () => places().forEach(settle));
  places().forEach(settle);
}

const places = () => document.querySelectorAll("[data-repeats]");
const named = (place, name) => place.querySelector(`[name="${name}"]`);

function onChange({ target }) {
  const form = target.closest?.("[data-repeats], [data-when]")?.closest("form");
  const place = form?.querySelector("[data-repeats]");
  if (!place) return;
  show(place);
  look(place.querySelector("#repeats-next"));
}

function settle(place) {
  place.querySelector("[data-look]").hidden = true;
  show(place);
  offerDays(place);
}

function show(place) {
  const way = named(place, "repeat").value;
  const end = named(place, "repeat_ends").value;
  for (const part of place.querySelectorAll("[data-for]")) part.hidden = !part.dataset.for.split(" ").includes(way);
  for (const part of place.querySelectorAll("[data-for-end]")) part.hidden = part.dataset.forEnd !== end;
}

/* The days of the month follow the start; the one that is chosen is always among them. */
function offerDays(place) {
  const fresh = place.querySelector("[data-month-days]");
  const select = named(place, "repeat_on");
  const values = (list) => [...list].map(({ value }) => value).join();
  if (!fresh || values(fresh.content.children) === values(select.options)) return;
  const options = [...fresh.content.cloneNode(true).children];
  const sent = [...select.options].find(({ defaultSelected }) => defaultSelected)?.value ?? "";
  for (const option of options) option.defaultSelected = option.value === sent;
  (options.find(({ value }) => value === select.value) ?? options[0]).selected = true;
  select.replaceChildren(...options);
}
