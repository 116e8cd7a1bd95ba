/* Somebody's rights have become less while a page was open: what it becomes, and how it gives back what was typed. */
import { say } from "./banners.js";
import { banner, bannerPlace, element, link } from "../element.js";
import { copyButton, handBack } from "./hand-back.js";
import { openForms } from "./open-forms.js";
import { typedText } from "./typed.js";

const CHANGED = "Your role has changed: you may look, not change.";
const BELOW = "What you had typed is below; this device keeps it as a draft too.";
const STAYS = "What you have typed stays here, and this device keeps it as a draft.";
const TEXTS = "textarea, input:not([type=checkbox], [type=radio])";

const main = () => document.getElementById("main");
const keepDrafts = () => document.dispatchEvent(new Event("draft:keep"));

export function showSignedOut() {
  const again = link("Sign in again", `/sign-in?next=${encodeURIComponent(location.pathname + location.search)}`);
  keepDrafts();
  const isTyped = typedText(main()) !== "";
  banner("warn", "You are signed out.", isTyped ? STAYS : "", again, isTyped && copyButton(() => typedText(main()), "Copy what you typed"));
  say("You are signed out.");
}

/** The role is too low for this page now, yet the event, or the calendar, may still be seen. */
export function showLowered(reason) {
  if (openForms().length) return lockForms(reason, link("To the event", main().dataset.liveHome));
  showInstead("Your role does not allow this", "Ask an owner for a higher role.", reason || CHANGED, main().dataset.liveHome);
}

/** The page turns into what a stranger sees. */
export function showGone(reason) {
  document.querySelector(".bar .crumbs")?.remove();
  const sentence = "It may have been deleted, or it is not shared with you any more.";
  showInstead("We cannot find that page", sentence, reason || "You no longer have access to this page.", "/month");
}

function showInstead(title, sentence, reason, url) {
  keepDrafts();
  const typed = typedText(main());
  const empty = element("section", typed ? "empty" : "empty empty--page");
  const row = element("div", "row");
  row.append(url === "/month" ? link("To your calendar", url, "btn") : link("Back", url, "btn"));
  empty.append(element("h1", "empty__title", title), element("p", "", sentence), row);
  document.title = `${title} · Daybook`;
  main().replaceChildren(bannerPlace(), empty);
  banner("bad", reason, typed && BELOW);
  handBack(typed);
  say(reason);
}

/** Open forms can be read and no more; what was typed into them is handed back. */
export function lockForms(reason = "", ...actions) {
  const forms = [...openForms(), ...document.querySelectorAll("form#conflict:not([data-locked])")];
  if (!forms.length) return;
  keepDrafts();
  const typed = forms.map(typedText).filter(Boolean).join("\n\n");
  banner("warn", reason || CHANGED, typed && BELOW, ...actions);
  handBack(typed);
  forms.forEach(lock);
  say(reason || CHANGED);
}

/* Texts stay selectable, and the one with the focus keeps it. */
function lock(form) {
  form.removeAttribute("data-follows");
  form.removeAttribute("data-guard");
  form.dataset.locked = "";
  for (const control of form.elements) {
    if (control.matches(TEXTS)) control.readOnly = true;
    else if (control.matches("button, select, input")) control.disabled = true;
  }
  form.querySelectorAll("[data-notes]").forEach((notes) => notes.replaceChildren());
  form.querySelectorAll(".btn--primary").forEach((save) => (save.hidden = true));
}
