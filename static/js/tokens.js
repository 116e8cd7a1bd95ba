/* A token that is shown once: selected as a whole, with a button that copies it. */
import { copyButton } from "./live/hand-back.js";

for (const place of document.querySelectorAll("[data-copy]")) {
  const text = place.querySelector("textarea");
  text.addEventListener("focus", () => text.select());
  if (document.activeElement === text) text.select();
  place.append(copyButton(() => text.value));
}
