/* The form of People: whoever is chosen goes into the box of those who are invited, and the box for the next one is empty. */
export function startInvite() {
  document.addEventListener("change", ({ target }) => isAdding(target) && take(target));
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.isComposing || !isAdding(event.target) || !event.target.value.trim()) return;
    event.preventDefault();
    take(event.target);
  });
}

const isAdding = (control) => control.matches?.("[data-invite] [name=attendees_add]");

function take(adding) {
  const names = adding.value.trim();
  if (!names) return;
  const box = adding.closest("[data-invite]").querySelector("[name=attendees]");
  box.value = [box.value.trimEnd(), names].filter(Boolean).join("\n");
  adding.value = "";
  box.dispatchEvent(new Event("input", { bubbles: true }));
}
