/* Rows that come in above what one reads: that stays where it is, and "2 new changes" leads up to them. */

const place = document.querySelector("[data-arrived]");
const unseen = new Set();
const looking = new IntersectionObserver((entries) => entries.forEach(look), { rootMargin: "-112px 0px 0px" });

place?.addEventListener("click", goUp);

/** Put `rows`, which are in the list already, where `put` wants them, with everything below them where it was. */
export function inPlace(rows, put) {
  const kept = rows[0].parentElement.querySelector("li:not(.hist__day):nth-last-child(1)");
  rows.forEach((row) => (row.hidden = true));
  const before = kept.getBoundingClientRect().top;
  rows.forEach((row) => (row.hidden = false));
  put();
  scrollBy({ top: kept.getBoundingClientRect().top - before, behavior: "instant" });
  if (place) rows.forEach((row) => looking.observe(row));
}

/* A row that is in sight has been seen; one that came in above has not. */
function look({ target, isIntersecting }) {
  if (isIntersecting) looking.unobserve(target);
  unseen[isIntersecting ? "delete" : "add"](target);
  place.hidden = unseen.size === 0;
  place.querySelector("span").textContent = unseen.size === 1 ? "1 new change" : `${unseen.size} new changes`;
}

function goUp() {
  const first = [...unseen].at(-1);
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  scrollTo({ top: 0, behavior: still ? "instant" : "smooth" });
  first.querySelector("a, button")?.focus({ preventScroll: true });
}
