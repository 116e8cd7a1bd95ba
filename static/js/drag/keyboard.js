/* The same without a pointer: `m` or the button beside an event opens "Move to…"; Space takes it, arrows carry it. */
import { element } from "../element.js";
import { switchedOn } from "../keys.js";
import { hold, release } from "../live/holding.js";
import { ask } from "./dialog.js";
import { Ghost } from "./ghost.js";
import { itemAt, piecesOf } from "./items.js";
import { fetched, formIn, sendMove, settle, tell } from "./send.js";
import { DAY, isSame, say } from "./walls.js";

const HOW = "Arrow keys move it, Enter puts it down, Escape puts it back.";
let board = null;
let taken = null; // {item, ghost}
let menu = null;

export function startKeyboard(ours) {
  board = ours;
  const main = document.getElementById("main");
  main.addEventListener("keydown", onKey);
  main.addEventListener("focusin", ({ target }) => offer(itemAt(target)));
  main.addEventListener("focusout", ({ relatedTarget }) => left(relatedTarget));
  main.addEventListener("pointerover", ({ target, pointerType }) => pointerType !== "touch" && offer(itemAt(target)));
  main.addEventListener("pointerleave", () => offer(itemAt(document.activeElement)));
}

function onKey(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (taken) return carry(event);
  const item = event.target.closest("a") && itemAt(event.target);
  if (!item || !switchedOn()) return;
  if (event.key === "m") openForm(item);
  else if (event.key === " ") take(item);
  else return;
  event.preventDefault();
}

/* -- Move to… */

async function openForm(item) {
  const { event, occurrence } = item;
  const query = occurrence ? `?${new URLSearchParams({ occurrence })}` : "";
  const answer = await fetched(`/events/${event}/moves/new${query}`);
  const form = formIn(answer);
  if (!form) return tell(answer);
  ask(form, (said) => said && settle(said, item, null).then(() => refocus(item)));
}

/* One button for whichever event has the focus or the pointer; Tab leads from the event to it. */
function offer(item) {
  if (taken || document.documentElement.dataset.dragging) return;
  if (menu?.parentElement === item?.element) return;
  if (menu?.contains(document.activeElement)) return;
  menu?.remove();
  menu = item && button(item);
  if (menu) item.element.append(menu);
}

function button(item) {
  const made = element("button", "move-button");
  made.type = "button";
  made.dataset.aside = "";
  made.title = "Move to…";
  made.ariaLabel = `Move ${item.title} to…`;
  made.append(dots());
  made.addEventListener("click", (event) => {
    event.stopPropagation();
    openForm(itemAt(made) ?? item);
  });
  return made;
}

function dots() {
  const NS = "http://www.w3.org/2000/svg";
  const [icon, use] = [document.createElementNS(NS, "svg"), document.createElementNS(NS, "use")];
  icon.setAttribute("class", "icon icon--s");
  icon.setAttribute("aria-hidden", "true");
  const sheet = document.querySelector("svg.icon use").getAttribute("href").split("#")[0];
  use.setAttribute("href", `${sheet}#more`);
  icon.append(use);
  return icon;
}

/* -- carried by arrow keys */

function take(item) {
  menu?.remove();
  menu = null;
  hold();
  taken = { item, ghost: new Ghost(board, item) };
  taken.ghost.show(item.plan);
  tellStatus(`${item.title} is in your hand, ${say(item.plan)}. ${HOW}`);
}

function carry(event) {
  const by = event.shiftKey ? undefined : board.steps[event.key];
  if (event.key === "Tab") return putBack();
  event.preventDefault();
  event.stopPropagation();
  if (by !== undefined) step(by);
  else if (event.key === "Enter" || event.key === " ") putDown();
  else if (event.key === "Escape") putBack();
}

/* What lasts all day moves by days alone. */
function step(by) {
  const { ghost } = taken;
  if (ghost.plan.allDay && by % DAY) return;
  ghost.show({ ...ghost.plan, start: ghost.plan.start + by, end: ghost.plan.end + by });
  ghost.inView();
  tellStatus(say(ghost.plan));
}

function putDown() {
  const { item, ghost } = letGo();
  if (isSame(item.plan, ghost.plan)) return stays(item, ghost);
  sendMove(item, ghost).then(() => refocus(item, ghost.plan));
}

/* It has gone to another day, where it is another element; or away from the list of one day, to that day. */
function refocus(item, plan) {
  if (document.activeElement !== document.body) return;
  const there = piecesOf(item)[0] ?? (plan && board.landing?.(plan));
  there?.querySelector("a").focus();
}

function putBack() {
  const { item, ghost } = letGo();
  stays(item, ghost);
}

function stays(item, ghost) {
  ghost.back();
  tellStatus(`${item.title} stays where it is.`);
}

function letGo() {
  const ended = taken;
  taken = null;
  release();
  return ended;
}

function left(next) {
  if (taken) putBack();
  if (!itemAt(next)) queueMicrotask(() => document.activeElement !== menu && offer(null));
}

const tellStatus = (sentence) => (document.getElementById("status").textContent = sentence);
