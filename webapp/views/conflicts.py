"""When two people changed the same: base, theirs and mine side by side, with everything that was typed."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask import render_template

from webapp.domain.diffs import compare_words
from webapp.domain.document import Document
from webapp.domain.event_input import FORM_FIELDS, as_form
from webapp.domain.locales import say_moment
from webapp.domain.merge import overlay
from webapp.domain.wording import say_value
from webapp.domain.wording_phrases import language_of
from webapp.models import Event
from webapp.operations.access import OpenEvent
from webapp.operations.events import EditConflict, document_at
from webapp.operations.reading import Origin, view_of
from webapp.views.forms import new_key
from webapp.views.shell import shell

WRITTEN_ANEW = ("title", "location")  # units for which the page offers a third way: one line of text


def page(opened: OpenEvent, conflict: EditConflict) -> str:
    """The conflict page. Its form starts from the version that others saved, so choosing answers just the question."""
    event, merged = conflict.event, conflict.merged
    origins = view_of(event, opened.calendar).origins
    mine = overlay(merged.document, merged.conflicts, _mine(merged.document, conflict))
    questions = [_question(conflict, unit, origins[unit]) for unit in merged.conflicts]
    return render_template(
        "events/conflict.html",
        headline=_headline(questions),
        opened=opened,
        event=event,
        questions=questions,
        settled=[_settled(unit, merged.document) for unit in merged.merged if unit not in merged.conflicts],
        values=as_form(mine),
        base=event.version,
        key=new_key(),
    )


def with_choices(raw: Mapping[str, str], event: Event, base: int) -> Mapping[str, str]:
    """The form with the answers of a conflict page worked in: theirs, mine, or what was written anew."""
    chosen = {
        name.removeprefix("choice."): value for name, value in raw.items() if name.startswith("choice.")
    }
    if not chosen:
        return raw
    theirs = as_form(document_at(event, base))
    answered = dict(raw.items())
    for unit, choice in chosen.items():
        if choice == "theirs" and unit in FORM_FIELDS:
            answered |= {name: theirs[name] for name in FORM_FIELDS[unit]}
        if anew := raw.get(f"anew.{unit}", "").strip():
            answered[unit] = anew
    return answered


def _mine(theirs: Document, conflict: EditConflict) -> Document:
    parts = [collision.mine for collision in conflict.merged.conflicts.values()]
    return theirs | {name: value for part in parts for name, value in part.items()}


def _question(conflict: EditConflict, unit: str, origin: Origin) -> dict[str, Any]:
    """One colliding unit: what was before, what somebody saved, what this person typed."""
    view, collision = shell(), conflict.merged.conflicts[unit]
    before, theirs, mine = (_words(unit, part) for part in (collision.base, collision.theirs, collision.mine))
    return {
        "unit": unit,
        "label": _label(unit),
        "before": before,
        "theirs": compare_words(before, theirs),
        "mine": compare_words(before, mine),
        "author": origin.author,
        "first_name": origin.first_name,
        "version": origin.version,
        "at": origin.at.isoformat(),
        "moment": say_moment(origin.at, view.audience("editor")),
        "anew": unit in WRITTEN_ANEW,
    }


def _headline(questions: Sequence[Mapping[str, Any]]) -> str:
    """Who changed what besides oneself: "You and Alice both changed Title and Where"."""
    names = list(dict.fromkeys(question["first_name"] for question in questions))
    both = "both" if len(names) == 1 else "all"
    return (
        f"{_listed(['You', *names])} {both} changed {_listed([question['label'] for question in questions])}"
    )


def _listed(words: list[str]) -> str:
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)


def _settled(unit: str, document: Document) -> dict[str, str]:
    return {"label": _label(unit), "value": _words(unit, document)}


def _words(unit: str, document: Document) -> str:
    view = shell()
    if unit == "description":
        return str(document["description"])
    return say_value(unit, document, view.account.locale, view.account.clock)


def _label(unit: str) -> str:
    return language_of(shell().account.locale).words[unit]
