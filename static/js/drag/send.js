/* A drop to the server, and what becomes of it: said in a toast; a refused one goes back to where it was. */
import { button, element } from "../element.js";
import { ask } from "./dialog.js";
import { piecesOf } from "./items.js";
import { write } from "./walls.js";

const ARRIVES = 1500; // until the change should be on the page, in a frame or by a question
const LOOK = 40;

/** Send a form as a script does: {status, page}; status 0 where no answer came. */
export async function post(url, fields) {
  const headers = { "HX-Request": "true", "HX-Request-Type": "partial", Accept: "text/html" };
  headers["X-CSRFToken"] = document.querySelector("meta[name='csrf-token']").content;
  return fetched(url, { method: "POST", headers, body: new URLSearchParams(fields) });
}

export async function fetched(url, options = {}) {
  const response = await fetch(url, { cache: "no-store", ...options }).catch(() => null);
  if (!response) return { status: 0, page: null };
  return { status: response.status, page: new DOMParser().parseFromString(await response.text(), "text/html") };
}

const isGood = ({ status }) => status >= 200 && status < 300;
export const formIn = (answer) => answer.page?.querySelector("form[data-move]") ?? null;

/** Ask the server for it; `ghost` stands at the new place meanwhile. */
export async function sendMove(item, ghost) {
  const { event, occurrence, version } = item;
  const fields = { base: version, occurrence, ...write(ghost.plan), key: newKey() };
  const answer = await post(`/events/${event}/moves`, fields);
  const form = formIn(answer);
  if (form && isGood(answer)) return new Promise((done) => ask(form, (said) => done(settle(said, item, ghost))));
  return settle(answer, item, ghost);
}

const newKey = () => [...crypto.getRandomValues(new Uint8Array(12))].map((byte) => byte.toString(16).padStart(2, "0")).join("");

/** An answer that is none (somebody closed the dialog) leaves everything as it was. */
export async function settle(answer, item, ghost) {
  if (answer) tell(answer);
  if (!answer || !isGood(answer)) return ghost?.back();
  await arrives(() => piecesOf(item).every(({ dataset }) => dataset.version !== item.version));
  ghost?.end();
}

/* The change comes as everybody else's does. Where no frame brings it, the page fetches itself. */
async function arrives(isThere) {
  if (await comes(isThere)) return;
  document.dispatchEvent(new Event("live:stale"));
  await comes(isThere);
}

async function comes(isThere) {
  for (let waited = 0; waited < ARRIVES; waited += LOOK) {
    if (isThere()) return true;
    await new Promise((resolve) => setTimeout(resolve, LOOK));
  }
  return isThere();
}

/** Show what the server says: its toast, or the sentence of a page that refuses. */
export function tell({ page }) {
  const said = page?.querySelector(".toast") ?? toast(sentenceOf(page));
  document.getElementById("toasts").append(document.adoptNode(said));
}

/** Why it was refused, from a page that says so; no page means no answer. */
export function sentenceOf(page) {
  if (!page) return "There is no connection to Daybook, so nothing was moved.";
  const title = page.querySelector(".empty__title")?.textContent ?? "That did not work";
  return `${title}. ${page.querySelector(".empty__title + p")?.textContent ?? ""}`.trim();
}

function toast(sentence) {
  const made = element("div", "toast");
  made.dataset.toast = "";
  const close = button("×", () => {}, "btn btn--icon btn--s");
  Object.assign(close, { ariaLabel: "Close", hidden: true }).dataset.toastClose = "";
  made.append(element("p", "", sentence), close);
  return made;
}

/** [Undo] takes it back on this page. A question about a collision needs a page of its own. */
export function startUndo() {
  document.getElementById("toasts").addEventListener("submit", (event) => {
    if (!event.target.matches("form[action$='/undo']")) return;
    event.preventDefault();
    takeBack(event.target);
  });
}

async function takeBack(form) {
  const since = document.getElementById("main").dataset.liveSince;
  const answer = await post(form.action, new FormData(form));
  if (!isGood(answer)) return form.submit();
  form.closest(".toast").remove();
  tell(answer);
  await arrives(() => document.getElementById("main").dataset.liveSince !== since);
}
