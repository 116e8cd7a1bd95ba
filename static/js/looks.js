/* Elements that look something up a moment after the last change. The answer to an earlier look takes their place: what
   still waited in the old one is done by the new one. */
const due = new Set();

export function look(element) {
  if (!element) return;
  due.add(element.id);
  element.dispatchEvent(new Event("look"));
}

document.addEventListener("htmx:before:request", ({ detail }) => due.delete(detail.ctx.sourceElement.id));
document.addEventListener("htmx:after:swap", () => {
  for (const id of due) document.getElementById(id)?.dispatchEvent(new Event("look"));
});
