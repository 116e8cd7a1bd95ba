/* The API's page: copies examples, and sends calls with a token that is kept in its field and nowhere else. */
import { element } from "./element.js";
import { copyButton } from "./live/hand-back.js";

const token = document.querySelector("#token");
token.hidden = false;
token.addEventListener("submit", (event) => event.preventDefault());

for (const figure of document.querySelectorAll("[data-copy]")) {
  const text = figure.querySelector("pre").textContent;
  const pressed = copyButton(() => text);
  pressed.classList.add("btn--s");
  figure.querySelector("figcaption").append(pressed);
}
for (const form of document.querySelectorAll("[data-try]")) {
  form.closest("details").hidden = false;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    send(form);
  });
}

async function send(form) {
  const place = form.querySelector("[data-answer]");
  place.replaceChildren(element("p", "hint", "Asking …"));
  try {
    const answer = await fetch(addressOf(form), { method: form.dataset.method, headers: headersOf(form), body: bodyOf(form), credentials: "omit", cache: "no-store" });
    place.replaceChildren(element("p", "label", `Answer ${answer.status}`), shown(await answer.text(), answer.headers));
  } catch {
    place.replaceChildren(element("p", "err", "No answer came: the connection is gone, or a header holds a sign that it cannot. Try again."));
  }
}

function given(form, place) {
  return [...form.querySelectorAll(`[data-place="${place}"]`)].filter((field) => field.value !== "");
}

function addressOf(form) {
  let path = form.dataset.path;
  for (const field of given(form, "path")) path = path.replace(`{${field.name}}`, encodeURIComponent(field.value));
  const query = new URLSearchParams(given(form, "query").map((field) => [field.name, field.value]));
  return query.size ? `${path}?${query}` : path;
}

function headersOf(form) {
  const headers = { Accept: "application/json" };
  for (const field of given(form, "header")) headers[field.name] = field.value;
  if (given(form, "body").length) headers["Content-Type"] = "application/json";
  const text = token.querySelector("input").value.trim();
  if (text) headers.Authorization = `Bearer ${text}`;
  return headers;
}

function bodyOf(form) {
  return given(form, "body")[0]?.value;
}

function shown(text, headers) {
  const told = ["etag", "location", "ratelimit"].filter((name) => headers.has(name)).map((name) => `${name}: ${headers.get(name)}`);
  const pre = element("pre", "api__answer", [...told, pretty(text)].join("\n"));
  pre.tabIndex = 0;
  pre.setAttribute("role", "group");
  pre.setAttribute("aria-label", "The answer");
  const figure = element("figure", "code");
  figure.append(pre);
  return figure;
}

function pretty(text) {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}
