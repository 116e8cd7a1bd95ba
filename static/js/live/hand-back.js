/* Text that has lost its form, or is about to: shown to be selected, with a button that copies it. */
import { button, bannerPlace, element } from "../element.js";

const SHOWN = 4000;

/** Show it below the banner; once, whatever is handed back later comes below. */
export function handBack(typed) {
  if (!typed) return;
  const place = bannerPlace();
  place.classList.add("stack");
  const area = place.querySelector("textarea");
  if (area) area.defaultValue = `${area.value}\n\n${typed}`;
  else place.append(box(typed));
}

function box(typed) {
  const made = element("div", "stack stack--s");
  const head = element("div", "row");
  const label = element("label", "label", "What you had typed");
  const area = element("textarea", "area");
  label.htmlFor = area.id = "handed-back";
  area.readOnly = true;
  area.rows = 6;
  area.defaultValue = typed; // the page may be drawn anew from its HTML
  head.append(label, copyButton(() => area.value));
  made.append(head, area);
  return made;
}

/** A button that copies what `text()` gives, and says so. */
export function copyButton(text, label = "Copy") {
  return button(label, async (pressed) => {
    await copy(text());
    pressed.textContent = "Copied";
    setTimeout(() => (pressed.textContent = label), SHOWN);
  });
}

/* Without HTTPS browsers give scripts no clipboard; the old way works everywhere. */
async function copy(text) {
  const had = document.activeElement;
  const area = element("textarea", "vh");
  area.value = text;
  document.body.append(area);
  area.select();
  const done = document.execCommand("copy");
  area.remove();
  had?.focus();
  if (!done) await navigator.clipboard.writeText(text);
}
