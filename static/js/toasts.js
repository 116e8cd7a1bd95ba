/* Toasts go by themselves, but never while somebody has the pointer or the focus on them. What one of them could take
   back can be taken back for as long as the page is open: the keys bring it here again. */
const READ = 8000;
const DECIDE = 15000;
const HEARD = 500;
let last = null; // the last one with a way back, also when it has gone

export function startToasts() {
  const area = document.getElementById("toasts");
  if (!area) return;
  area.addEventListener("click", closeOnDemand);
  area.addEventListener("submit", () => (last = null)); // it is taken back: what comes of it says how to do it again
  new MutationObserver(() => adoptAll(area)).observe(area, { childList: true });
  adoptAll(area);
}

/** Press the way back of the last thing that was done; one that is out of sight comes back first. False: there is none. */
export function takeBack() {
  const button = last?.querySelector("form button");
  if (!button) return false;
  if (last.isConnected) button.click();
  else bringBack(button);
  return true;
}

function bringBack(button) {
  delete last.dataset.toast;
  document.getElementById("toasts").append(last);
  button.focus({ preventScroll: true });
}

function adoptAll(area) {
  area.querySelectorAll("[data-toast]:not([data-toast='on'])").forEach(adopt);
}

function adopt(toast) {
  toast.dataset.toast = "on";
  toast.querySelector("[data-toast-close]").hidden = false;
  if (toast.querySelector("form")) last = toast;
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
