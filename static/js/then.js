/* The slider through the past says which day it stands at; without scripts the page it leads to does. */
const form = document.querySelector(".then__slide");
const slider = form?.querySelector("[name=place]");

function tell() {
  const [first, last] = [form.dataset.first, form.dataset.last].map((text) => new Date(text).getTime());
  const at = new Date(first + (last - first) * (slider.value / slider.max));
  const options = { dateStyle: "medium", timeStyle: "short", timeZone: form.dataset.zone };
  options.hourCycle = document.body.dataset.clock === "24" ? "h23" : "h12";
  const said = at.toLocaleString(document.body.dataset.locale, options);
  form.querySelector("[data-then-said]").textContent = said;
  slider.setAttribute("aria-valuetext", said);
}

if (slider) {
  slider.addEventListener("input", tell);
  tell();
}
