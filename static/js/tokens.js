/* A token that is shown once: selected as a whole, with a button that copies it. */
import { copyButton } from "./live/hand-back.js";

for (const place of document.querySelectorAll("[data-copy]")) {
  const input = place.querySelector("input");
  input.addEventListener("focus", () => input.select());
  place.append(copyButton(() => input.value));
}
