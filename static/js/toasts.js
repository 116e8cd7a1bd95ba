/* Toasts go by themselves, but never while somebody has the pointer or the focus on them. */
const READ = 8000;
const DECIDE = 15000;
const HEARD = 500;

export function startToasts() {
  const area = document.getElementById("toasts");
  if (!area) return;
  area.addEventListener("click", closeOnDemand);
  new MutationObserver(() => adoptAll(area)).observe(area, { childList: true });
  adoptAll(area);
}

function adoptAll(area) {
  area.querySelectorAll("[data-toast]:not([data-toast='on'])").forEach(adopt);
}

function adopt(toast) {
  toast.dataset.toast = "on";
  toast.querySelector("[data-toast-close]").hidden = false;
  announce(toast.querySelector("p").textContent);
  let timer = wait(toast);
  const hold = () => clearTimeout(timer);
  const release = () => {
    hold();
    if (!toast.matches(":hover, :focus-within")) timer = wait(toast);
  };
  toast.addEventListener("pointerenter", hold);
  toast.addEventListener("focusin", hold);
  toast.addEventListener("pointerleave", release);
  toast.addEventListener("focusout", () => setTimeout(release));
}

function wait(toast) {
  return setTimeout(() => toast.remove(), toast.querySelector("form, a") ? DECIDE : READ);
}

/* A reader hears only what changes in the status region after it has met the page. */
function announce(sentence) {
  setTimeout(() => {
    document.getElementById("status").textContent = sentence;
  }, HEARD);
}

function closeOnDemand({ target }) {
  if (!target.closest("[data-toast-close]")) return;
  target.closest("[data-toast]").remove();
  document.getElementById("main").focus({ preventScroll: true });
}
