/* A month with a pointer: a click on the empty part of a day starts an event there; on a phone a day opens its list below. */
const NARROW = matchMedia("(width < 48rem)");

document.addEventListener("click", (event) => {
  const cell = event.target.closest(".day[data-day]");
  if (!cell) return;
  if (NARROW.matches) return openDay(event, cell);
  if (!event.target.closest("a, button")) follow(cell.querySelector(".day__add"));
});

/* A month of the past has none. */
function follow(link) {
  if (link) location.assign(link.href);
}

function openDay(event, cell) {
  event.preventDefault();
  document.querySelector(".day[data-open]")?.removeAttribute("data-open");
  cell.setAttribute("data-open", "");
  const address = new URL(location.href);
  address.searchParams.set("day", cell.dataset.day);
  history.replaceState(history.state, "", address);
  window.htmx.ajax("GET", address.pathname + address.search, { target: "#dayview", select: "#dayview", swap: "outerHTML" });
}
