/* What of the page can be seen, and how it keeps still while more comes into it. */

/** Between the bar at the top and, on a phone, the one at the bottom. */
export function visible() {
  const top = document.querySelector(".bar").getBoundingClientRect().bottom;
  const bottom = document.querySelector(".bottom")?.getBoundingClientRect();
  return { left: 0, right: innerWidth, top: Math.max(top, 0), bottom: bottom?.height ? bottom.top : innerHeight };
}

/** Whether an element is drawn at all: a month has its events twice, in its days and in the list of one of them. */
export const isDrawn = (element) => element.getClientRects().length > 0;

/** Change what stands above or below `element`, and leave it where it is on the screen. */
export function keepStill(element, change) {
  const before = element.getBoundingClientRect().top;
  const root = document.documentElement;
  root.dataset.still = "";
  change();
  scrollBy({ top: element.getBoundingClientRect().top - before, behavior: "instant" });
  delete root.dataset.still;
}
