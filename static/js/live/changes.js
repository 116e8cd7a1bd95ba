/* Others' changes beside an open form. A field that nobody has touched follows; one in somebody's hands is never
   changed, it gets two buttons. The same on the edit page and in the form of one field. */
import { see, seen } from "../bases.js";
import { afterComposing, isComposedIn } from "./composing.js";
import { asked, followed, kept, notesOf, show } from "./notes.js";
import { formWith, isRefused, placeOf } from "./open-forms.js";
import { firstOf, isClean, isSame, put, sentIn, setSent, valuesOf } from "./units.js";

const newest = new WeakMap(); // form -> unit -> the last change that was told

/** A <live-field>: of a frame, or of a form that was fetched, whose controls hold the values. */
export function tellField(piece, form) {
  const [unit, v, by, at, said] = ["unit", "v", "by", "at", "said"].map((name) => piece.getAttribute(name));
  const values = piece.dataset.values ? JSON.parse(piece.dataset.values) : sentIn(placeOf(form, unit));
  tell({ unit, v: Number(v), by, at, said, values });
}

/** The form as the server draws it now: whatever this page has not seen of it. */
export function tellForm(fresh) {
  fresh.querySelectorAll("[data-sources] live-field").forEach((piece) => tellField(piece, fresh));
}

/** A draft has been put in, which knows less than the form did: what it does not know is told again. */
export function tellAgain(form) {
  const told = newest.get(form) ?? new Map();
  form.querySelectorAll("[data-sources] live-field").forEach((piece) => {
    const change = told.get(piece.getAttribute("unit"));
    if (change) tell(change);
    else tellField(piece, form);
  });
}

function tell(change) {
  const form = formWith(change.unit);
  if (!form || change.v <= seen(form, change.unit)) return;
  const place = placeOf(form, change.unit);
  if (isComposedIn(place)) return afterComposing(() => tell(change));
  remember(form, change);
  if (isSame(valuesOf(place), change.values)) agree(place, change);
  else if (isClean(place) && !isRefused(form, change.unit) && !isInHand(place)) follow(place, change);
  else ask(place, change);
}

const isInHand = (place) => place.contains(document.activeElement) && !notesOf(place).contains(document.activeElement);

function remember(form, change) {
  if (!newest.has(form)) newest.set(form, new Map());
  newest.get(form).set(change.unit, change);
}

const toldOf = (place) => newest.get(place.closest("form")).get(place.dataset.unit);

/* From here on, saving may replace this version of the unit. */
function accept(place, { unit, v, values }) {
  see(place.closest("form"), unit, v);
  setSent(place, values);
}

function agree(place, change) {
  accept(place, change);
  show(place, null);
}

function follow(place, change) {
  const before = valuesOf(place);
  accept(place, change);
  put(place, change.values);
  show(place, followed(place, change, before, () => settle(place, null, before)));
}

function ask(place, change) {
  const badge = asked(place, change, { take: () => take(place), keep: () => keep(place) });
  if (!badge.isConnected) show(place, badge);
}

function take(place) {
  const change = toldOf(place);
  accept(place, change);
  settle(place, null, change.values);
}

function keep(place) {
  const change = toldOf(place);
  accept(place, change);
  settle(place, kept(change));
}

/* A button has been pressed: what it stood in goes, and the focus goes back to the field. */
function settle(place, note, values) {
  if (values) put(place, values);
  show(place, note);
  firstOf(place).focus();
}
