/* A form that cannot be saved right now stays where it is, with everything in it, and says why: no connection, a refusal
   without a form of its own, a text that is too long. What the server refuses on a page of its own carries the text back. */
import { element, link } from "./element.js";

const LARGEST = 1024 * 1024; // what the server takes, as it is sent
const AWAY = "There is no connection to Daybook.";
const KEPT = "Nothing is saved yet; what you typed stays here. Save it again when the connection is back.";
const probed = new WeakSet();
const renewed = new WeakSet();

export function startRefusals() {
  document.addEventListener("submit", onSubmit, true); // before htmx and before everything else
  document.addEventListener("input", ({ target }) => target.dataset?.bytes && measure(target));
  document.addEventListener("htmx:before:request", ({ detail }) => clear(detail.ctx.sourceElement));
  document.addEventListener("htmx:after:request", onAnswer);
  document.addEventListener("htmx:error", onFault);
}

function onSubmit(event) {
  const form = event.target;
  if (!form.matches("form[data-draft]")) return;
  clear(form);
  if (isTooLong(form)) return stop(event);
  if (form.matches("[hx-post]") || probed.delete(form) || !isAway()) return;
  stop(event);
  probe(form, event.submitter);
}

function stop(event) {
  event.preventDefault();
  event.stopImmediatePropagation();
}

/* The browser would show a page of its own in the place of the form. */
const isAway = () => !navigator.onLine || document.querySelector("#live-state:is(.live--wait, .live--off)") !== null;

async function probe(form, submitter) {
  const answer = await fetch("/healthz", { cache: "no-store" }).catch(() => null);
  if (!answer) return say(form, AWAY, KEPT);
  probed.add(form);
  form.requestSubmit(submitter);
}

function isTooLong(form) {
  const wrong = [...form.querySelectorAll("[data-bytes]")].filter((field) => !measure(field));
  wrong[0]?.focus();
  if (wrong.length) return true;
  if (new URLSearchParams(new FormData(form)).toString().length < LARGEST) return false;
  say(form, "That is too much to be saved at once.", "Nothing is lost: shorten it, then save it again.");
  return true;
}

/* Counted as the server counts: line breaks are one byte there. A maxlength would cut off what is pasted, without a word. */
function measure(field) {
  const bytes = new TextEncoder().encode(field.value).length;
  const fits = bytes <= Number(field.dataset.bytes);
  const place = field.closest(".control");
  place.querySelector("[data-too-long]")?.remove();
  if (!fits) field.insertAdjacentElement("afterend", tooLong(place, bytes, field.dataset.bytes));
  if (fits && field.dataset.measured) field.removeAttribute("aria-invalid");
  if (!fits) Object.assign(field, { ariaInvalid: "true" }).dataset.measured = "yes";
  return fits;
}

function tooLong(place, bytes, most) {
  const name = place.querySelector("label").textContent.trim();
  const sentence = element("p", "err", `${name} takes ${kibibytes(bytes)} KB. Shorten it to ${kibibytes(most)} KB.`);
  sentence.dataset.tooLong = "";
  sentence.setAttribute("role", "alert");
  return sentence;
}

const kibibytes = (bytes) => Math.ceil((bytes * 10) / 1024) / 10;

/* An answer that is neither a form again nor the question about a conflict is a page that would take the form's place. */
function onAnswer(event) {
  const { sourceElement: form, response, text } = event.detail.ctx;
  if (!form?.matches?.("form[data-draft]") || response.status < 400) return;
  const page = new DOMParser().parseFromString(text, "text/html");
  if (response.status < 500 && page.querySelector("form[data-draft]:not(#kept)")) return;
  event.preventDefault();
  if (response.status === 400 && renew(form, page)) return form.requestSubmit();
  const said = page.querySelector(".empty__title")?.textContent ?? "That did not work";
  const how = page.querySelector(".empty__title + p")?.textContent ?? "";
  say(form, `${said}.`, `${how} Nothing is saved yet; what you typed stays here.`.trim(), response.status === 401);
}

/* The same person has signed in again in another tab: the form goes on with the token of the new session, once. */
function renew(form, page) {
  const token = page.querySelector("meta[name='csrf-token']")?.content;
  if (!token || page.body.dataset.person !== document.body.dataset.person || renewed.has(form)) return false;
  renewed.add(form);
  document.querySelectorAll("[name='csrf_token']").forEach((field) => (field.value = token));
  document.querySelector("meta[name='csrf-token']").content = token;
  document.body.setAttribute("hx-headers:inherited", JSON.stringify({ "X-CSRFToken": token }));
  return true;
}

function onFault({ detail }) {
  const form = detail.ctx?.sourceElement;
  if (form?.matches?.("form[data-draft]") && !detail.ctx.response) say(form, AWAY, KEPT);
}

const clear = (form) => form.querySelector?.("[data-refusal]")?.remove();

function say(form, text, small, signIn = false) {
  clear(form);
  const banner = element("div", "banner banner--bad");
  banner.dataset.refusal = "";
  banner.setAttribute("role", "alert");
  const words = element("p", "", `${text} `);
  words.append(element("small", "", small));
  banner.append(words);
  if (signIn) banner.append(signInLink());
  (form.querySelector(".fld__value") ?? form).prepend(banner);
}

function signInLink() {
  const row = element("div", "row");
  const there = link("Sign in in a new tab", `/sign-in?next=${encodeURIComponent(location.pathname + location.search)}`);
  Object.assign(there, { target: "_blank", rel: "noopener" });
  row.append(there);
  return row;
}
