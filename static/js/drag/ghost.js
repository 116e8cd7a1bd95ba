/* The event in somebody's hand: drawn over the page, at the place where it would be. Positions are set from script, as the
   content security policy allows no styles in the markup. */
import { element } from "../element.js";
import { say, sayTimes } from "./walls.js";
import { piecesOf } from "./items.js";
import { visible } from "./sight.js";

const BACK = 400; // longer than the way back takes
const WIDE = 240;
const TAG = { width: 260, height: 44, apart: 8 };

export class Ghost {
  #board;
  #item;
  #layer = element("div", "ghosts");
  plan;

  /** Without an item it is new time. */
  constructor(board, item) {
    this.#board = board;
    this.#item = item;
    this.#layer.ariaHidden = "true";
    board.open?.(item);
    (board.host?.() ?? document.getElementById("cal")).append(this.#layer);
    if (item) piecesOf(item).forEach((piece) => piece.toggleAttribute("data-lifted", true));
  }

  show(plan) {
    this.plan = plan;
    const found = this.#board.boxes(plan);
    const boxes = found.length ? found : [this.#outside()];
    while (this.#layer.children.length > boxes.length) this.#layer.lastChild.remove();
    boxes.forEach((box, n) => this.#draw(this.#layer.children[n] ?? this.#made(), box, n === 0));
  }

  inView() {
    this.#board.reveal?.(this.plan);
    this.show(this.plan);
    this.#layer.firstElementChild?.scrollIntoView({ block: "nearest", inline: "nearest" });
  }

  #made() {
    const made = element("div", `drag-ghost ${this.#item?.hue ?? "drag-ghost--new"}`);
    made.append(element("b"), element("span"));
    this.#layer.append(made);
    return made;
  }

  /* Carried off the page: it stays in sight and says where it is. */
  #outside() {
    const { left, right, top, bottom } = this.#board.inner();
    const isBefore = this.#item && this.plan.start < this.#item.plan.start;
    const at = isBefore ? top + TAG.apart : Math.min(bottom, visible().bottom) - TAG.height - TAG.apart;
    const { width, height } = TAG;
    return { left: isBefore ? left + TAG.apart : right - width - TAG.apart, top: at, width, height, tells: true };
  }

  #draw(box, at, isFirst) {
    const [name, when] = box.children;
    name.textContent = isFirst ? (this.#item?.title ?? "New event") : "";
    when.textContent = isFirst ? this.#when(at) : "";
    box.classList.toggle("drag-ghost--line", at.height < 40);
    box.classList.toggle("drag-ghost--area", at.area ?? false);
    place(box, at);
  }

  /* The day is where it stands; a short bar has room for its title and times alone. */
  #when({ width, tells }) {
    if (tells) return say(this.plan);
    if (this.plan.allDay) return width < WIDE ? "" : say(this.plan);
    return sayTimes(this.plan);
  }

  /** The way back to where it was taken from; then there is nothing to see of it. */
  back() {
    const home = this.#item && piecesOf(this.#item)[0]?.getBoundingClientRect();
    const box = this.#layer.firstElementChild;
    if (!home || !box) return this.end();
    while (this.#layer.children.length > 1) this.#layer.lastChild.remove();
    box.classList.add("drag-ghost--back");
    place(box, home);
    setTimeout(() => this.end(), BACK);
  }

  end() {
    this.#layer.remove();
    if (this.#item) piecesOf(this.#item).forEach((piece) => piece.removeAttribute("data-lifted"));
    if (!document.querySelector(".ghosts")) this.#board.close?.(this.#item);
  }
}

function place(box, { left, top, width, height }) {
  const around = box.parentElement.getBoundingClientRect();
  const at = { left: left - around.left, top: top - around.top, width, height };
  for (const [side, size] of Object.entries(at)) box.style[side] = `${size}px`;
}
