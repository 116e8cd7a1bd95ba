/* The name of the event wherever a page repeats it: in the heading above the form, in the bar, on the tab. */
const BAR = ".bar .crumbs [data-title] .cut";

/** The name that this page shows now. */
export const titleShown = () => document.querySelector(BAR)?.textContent ?? "";

/** It is called this from now on. */
export function retitle(title) {
  const step = document.querySelector(BAR);
  if (!step || step.textContent === title) return;
  step.textContent = step.title = title;
  const heading = document.querySelector("#main h1 [data-title]");
  if (heading) heading.textContent = title;
  document.title = `${heading?.closest("h1").textContent.trim() ?? title} · Daybook`;
}
