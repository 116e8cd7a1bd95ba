/* The panel behind the bar's arrow: it opens with the focus on the day, and goes with Escape or a click elsewhere. */
const panel = document.getElementById("jump");

panel?.addEventListener("toggle", () => {
  if (panel.open) panel.querySelector("#jump-to").focus();
});
panel?.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  panel.open = false;
  panel.querySelector("summary").focus();
});
document.addEventListener("click", (event) => {
  if (panel?.open && !panel.contains(event.target)) panel.open = false;
});
