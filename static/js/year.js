/* A year has 365 days: Tab stops once in each month, arrows go from day to day. */
const STEPS = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -7, ArrowDown: 7 };
const daysOf = (table) => [...table.querySelectorAll("td a")];
const main = document.getElementById("main");

function settle() {
  for (const table of main.querySelectorAll("[data-roving]")) {
    const days = daysOf(table);
    const stop = days.find((day) => day === document.activeElement) ?? table.querySelector("[aria-current]") ?? days[0];
    days.forEach((day) => (day.tabIndex = day === stop ? 0 : -1));
  }
}

main.addEventListener("keydown", (event) => {
  const step = STEPS[event.key];
  const table = event.target.closest("[data-roving]");
  if (!step || !table || event.ctrlKey || event.metaKey || event.altKey) return;
  event.preventDefault();
  const all = daysOf(main);
  const next = all[all.indexOf(event.target) + step];
  next?.focus();
  settle();
});

new MutationObserver(settle).observe(main, { childList: true, subtree: true });
settle();
