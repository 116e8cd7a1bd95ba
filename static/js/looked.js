/* Whoever has a page in sight has looked at it: said once, so that the next visit can tell what is new. */
const place = document.querySelector("[data-looked]");

if (place) whenInSight(say);

function whenInSight(act) {
  if (document.visibilityState === "visible") return act();
  document.addEventListener("visibilitychange", act, { once: true });
}

function say() {
  const token = document.querySelector("meta[name='csrf-token']").content;
  const { looked, seen } = place.dataset;
  // A look that is not kept, as one is signed out or offline, is told again the next time.
  fetch(looked, { method: "POST", headers: { "X-CSRFToken": token }, body: new URLSearchParams({ seen }) }).catch(() => {});
}
