/* New HTML in the place of old: the same nodes stay where they can, so focus, scroll and open details stay too. */
import { tellAges } from "./ago.js";
import { isGuarded } from "./typed.js";

const FADE = 2400;
const KEPT = ["open", "data-dirty", "data-open"]; // set by people and scripts, unknown to the server
const timers = new WeakMap();
let ours = false;

export function startSwaps() {
  window.htmx.registerExtension("keep-dirty", {
    htmx_before_morph_node: (element) => !(ours && element.matches && isGuarded(element)),
    htmx_before_morph_attr: (_element, { attrName }) => !(ours && KEPT.includes(attrName)),
  });
}

/** Make `old` look like `fresh`; whether anything changed. `style` is outerMorph or innerMorph. */
export async function morph(old, fresh, style = "outerMorph") {
  const before = essence(old);
  if (before === essence(fresh)) return copyVersion(old, fresh);
  ours = true;
  try {
    const text = style === "outerMorph" ? fresh.outerHTML : fresh.innerHTML;
    const done = window.htmx.swap({ sourceElement: document.body, target: old, swap: style, text, transition: false });
    tellAges();
    await done;
  } finally {
    ours = false;
  }
  tellAges();
  return true;
}

function copyVersion(old, fresh) {
  if (fresh.dataset.v) old.dataset.v = fresh.dataset.v;
  return false;
}

/** One soft wash over what has just changed; taken off again, so that it can be repeated. */
export function wash(element) {
  element.classList.remove("fresh");
  void element.offsetWidth;
  element.classList.add("fresh");
  clearTimeout(timers.get(element));
  timers.set(element, setTimeout(() => unwash(element), FADE));
}

function unwash(element) {
  element.classList.remove("fresh");
  if (!element.classList.length) element.removeAttribute("class");
}

/** An element as the server sent it: without what scripts and people have made of it since. */
export function essence(element) {
  const copy = element.cloneNode(true);
  copy.querySelectorAll("[data-presence], [data-aside]").forEach((mark) => mark.remove());
  for (const node of [copy, ...copy.querySelectorAll("*")]) {
    node.classList.remove("fresh", "htmx-swapping", "htmx-settling", "htmx-added");
    if (!node.classList.length) node.removeAttribute("class");
    for (const name of [...KEPT, "hidden", "data-v", "data-htmx-powered", "disabled"]) node.removeAttribute(name);
    if (node.matches("time[data-ago]")) {
      node.textContent = "";
      node.removeAttribute("title");
    }
  }
  return copy.outerHTML;
}
