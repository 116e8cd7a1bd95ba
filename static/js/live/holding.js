/* While somebody has an event in their hand, what the server sends waits: nothing is taken out from under the pointer. */
let held = null;
let letGo = null;

export function hold() {
  held ??= new Promise((resolve) => (letGo = resolve));
}

export function release() {
  held = null;
  letGo?.();
}

/** Resolves when nobody holds anything. */
export async function released() {
  while (held) await held;
}
