/* Half-composed input, such as Japanese before its characters are chosen: whatever would touch it waits until it is done. */
let composed = null;
let waiting = [];

export function startComposing() {
  document.addEventListener("compositionstart", ({ target }) => (composed = target));
  document.addEventListener("compositionend", release);
  document.addEventListener("focusout", release);
}

/** Whether somebody composes in this element. */
export const isComposedIn = (element) => composed?.isConnected === true && element.contains(composed);

/** Do it when nobody composes any more. */
export const afterComposing = (act) => waiting.push(act);

/* Browsers write the last of it right after they have said that it ends. */
function release() {
  if (composed) setTimeout(doWaiting);
  composed = null;
}

function doWaiting() {
  const acts = waiting;
  waiting = [];
  acts.forEach((act) => act());
}
