/* Somebody has deleted the event whose form is open: what is typed stays, and the event can be brought back from here. */
import { banner, button } from "../element.js";
import { openForms } from "./open-forms.js";

const BACK = "#main button[formaction$='/recoveries']";
const main = document.getElementById("main");

/** A <live-event> of a frame: the event was deleted, or its date left the series, or it is back. */
export function tellDeletion(piece) {
  const [word, name] = [piece.getAttribute("deleted"), piece.getAttribute("by")];
  if (word === "yes") showDeleted(name);
  else if (word === "date") showDateGone(name);
  else hideDeleted();
}

/** Say who has deleted the event, where a form is open; the event page itself says it in its head. */
export function showDeleted(name) {
  if (!openForms().length) return;
  const back = !document.querySelector(BACK) && button("Bring it back", bringBack); // the head may have one
  banner("bad", `${name} has deleted this event.`, "What you type stays here. Bring the event back, then save.", back).dataset.deleted = "";
}

/* The date whose form this is has left the series: saving puts what was typed where it is now, or hands it back. */
function showDateGone(name) {
  if (!openForms().length) return;
  const stays = "What you type stays here. Save it, and it goes along to where the date is now, or comes back to you.";
  banner("warn", `${name} has moved this date or taken it out of the series.`, stays).dataset.deleted = "";
}

export function hideDeleted() {
  document.querySelector("#banner-live [data-deleted]")?.remove();
}

/** With the last form, the banner goes too. While there is one, nothing may load the page anew. */
export function startDeleted() {
  document.addEventListener("click", (event) => {
    const pressed = event.target.closest?.(BACK);
    if (!pressed || !openForms().length) return;
    event.preventDefault();
    bringBack(pressed);
  });
  document.addEventListener("htmx:after:swap", () => openForms().length || hideDeleted());
}

/* The page stays as it is; the frame about what this has done takes the banner away. */
async function bringBack(pressed) {
  pressed.setAttribute("aria-busy", "true");
  const headers = { "X-CSRFToken": document.querySelector("meta[name='csrf-token']").content };
  const response = await fetch(`${main.dataset.liveHome}/recoveries`, { method: "POST", headers }).catch(() => null);
  pressed.removeAttribute("aria-busy");
  if (response && !response.ok) location.assign(main.dataset.liveHome);
}
