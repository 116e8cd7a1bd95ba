/* The page fetches itself and takes over what is new: after a change of rights, or of more than a frame should hold. */
import { bannerPlace } from "../element.js";
import { handBack } from "./hand-back.js";
import { lockForms } from "./rights.js";
import { morph } from "./swap.js";
import { isGuarded, typedText } from "./typed.js";

const AROUND = ["side-calendars", "mini"]; // beside the content, and as old as it

/** What the server answers for this page now: {status, page}, status "signed-out" when it wants a sign-in first. */
export async function fetchPage() {
  const headers = { Accept: "text/html", "Daybook-Refresh": "1" }; // messages wait for a page that somebody reads
  const response = await fetch(location.href, { redirect: "manual", headers, cache: "no-store" });
  if (response.type === "opaqueredirect") return { status: "signed-out" };
  const text = await response.text();
  return { status: response.status, page: new DOMParser().parseFromString(text, "text/html") };
}

/** Make this page look like the one that was fetched, without taking anything out of somebody's hands. */
export async function takeOver(page) {
  const main = document.getElementById("main");
  const fresh = page.getElementById("main");
  keepForms(main, fresh);
  fresh.querySelector("#banner-live").replaceWith(bannerPlace().cloneNode(true));
  document.title = page.title;
  Object.assign(main.dataset, fresh.dataset);
  // A question about a collision stands in the place of the whole page until it is answered.
  if (!document.getElementById("conflict")) await morph(main, fresh, "innerMorph");
  await takeBar(page);
  await takeAround(page);
}

/** The person's calendars beside the content, as they are now. */
export async function takeAround(page) {
  for (const id of AROUND) {
    const [old, now] = [document.getElementById(id), page.getElementById(id)];
    if (old && now) await morph(old, now);
  }
}

async function takeBar(page) {
  for (const place of [".bar .crumbs", ".bar .bar__title"]) {
    const [old, now] = [document.querySelector(place), page.querySelector(place)];
    if (old && now) await morph(old, now);
  }
}

/* A form that is being filled in gets its own place in the new page, where the morph finds it and leaves it alone. */
function keepForms(main, fresh) {
  if (fresh.dataset.liveRole === "viewer") return giveUpForms();
  for (const form of [...main.querySelectorAll("form[id]")].filter(isGuarded)) {
    if (fresh.querySelector(`#${CSS.escape(form.id)}`)) continue;
    const field = fresh.querySelector(`#${CSS.escape(form.id.replace(/^form-/, "ev-"))}`);
    if (field) field.replaceWith(form.cloneNode(false));
    else if (form.id !== "conflict") handBack(typedText(form));
  }
}

function giveUpForms() {
  const held = document.activeElement.closest("form.fld--open") !== null;
  lockForms();
  if (held) document.getElementById("handed-back")?.focus({ preventScroll: true });
}
