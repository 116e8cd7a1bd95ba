/* Single keys follow the links that carry them: <a data-key="n">. They can be switched off on this device. */
import { isDirty } from "./forms.js";
import { takeBack } from "./toasts.js";

const SWITCH = "daybook:keys";
const SAME_AS = { ArrowLeft: "k", ArrowRight: "j" };
const TYPING = "input, textarea, select, [contenteditable]";

export function startKeys() {
  const list = document.getElementById("keys");
  if (!list) return;
  document.querySelectorAll("[data-keys-open]").forEach((button) => {
    button.hidden = false;
    button.addEventListener("click", () => open(list));
  });
  list.querySelector("[data-keys-close]").addEventListener("click", () => list.close());
  list.querySelector("[data-keys-switch]").addEventListener("click", () => flip(list));
  list.addEventListener("click", (event) => event.target === list && list.close());
  document.addEventListener("keydown", (event) => pressed(event, list));
}

function pressed(event, list) {
  if (event.altKey || event.defaultPrevented || event.isComposing) return;
  if (!switchedOn() || list.open || isTyping(event)) return;
  if (event.key === "z" && !event.shiftKey && !event.repeat) takeBackBy(event);
  else if (event.ctrlKey || event.metaKey) return;
  else if (event.key === "?") open(list);
  else if (event.key === "/") search(event);
  else if (event.key.toLowerCase() === "x" && select(event)) event.preventDefault();
  else follow(SAME_AS[event.key] ?? event.key);
}

/* A box to tick takes no letters, but what one has ticked is not left by one: only the list opens from there. */
function isTyping({ target, key }) {
  return target.closest?.(TYPING) && !(key === "?" && target.type === "checkbox");
}

/* With Ctrl it is the browser's as long as something is typed here: there it takes back what was typed. */
function takeBackBy(event) {
  if ((event.ctrlKey || event.metaKey) && isTyped()) return;
  if (takeBack()) event.preventDefault();
}

function isTyped() {
  return [...document.querySelectorAll("input, textarea")].some((field) => field.type !== "checkbox" && isDirty(field));
}

function follow(key) {
  if (/^[a-z]$/.test(key)) document.querySelector(`[data-key="${key}"]`)?.click();
}

/* On an event it is the way to the page on which many are chosen, with this one chosen already (many.js goes on there). */
function select({ target }) {
  const [way, item] = [document.querySelector("a[data-select]"), target.closest?.("[data-event]")];
  if (!way || !item) return false;
  const there = new URL(way.href);
  there.searchParams.append("event", item.dataset.event);
  location.assign(there);
  return true;
}

/* The box where it is in sight, else the way to the page that has one. */
function search(event) {
  const ways = [...document.querySelectorAll('[data-key="/"]')];
  const target = ways.find((one) => one.checkVisibility()) ?? ways.find((one) => one.matches("a"));
  if (!target) return;
  event.preventDefault(); // the stroke is no part of what is searched for
  if (target.matches("input")) target.select();
  else target.click();
}

function open(list) {
  tellState(list);
  list.showModal();
}

function flip(list) {
  localStorage.setItem(SWITCH, switchedOn() ? "off" : "on");
  tellState(list);
}

function tellState(list) {
  list.querySelector("[data-keys-switch]").textContent = switchedOn()
    ? "Switch the keys off"
    : "Switch the keys on";
}

/** Whether a stroke is one of ours: nothing is typed, the list is closed, and the keys are not switched off. */
export function isOurs(event, except = "") {
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || event.isComposing) return false;
  if (!switchedOn() || document.getElementById("keys")?.open) return false;
  return !event.target.closest?.(TYPING) || (except !== "" && event.target.matches(except));
}

export function switchedOn() {
  return document.body.dataset.keys !== "off" && localStorage.getItem(SWITCH) !== "off";
}
