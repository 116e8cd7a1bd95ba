"""When two people changed the same: base, theirs and mine side by side, with everything that was typed."""

from collections.abc import Iterator
from typing import Any

from flask import render_template

from webapp.domain.diffs import compare_words
from webapp.domain.document import Document
from webapp.domain.event_input import LOCATION_AT_MOST, TITLE_AT_MOST, as_form
from webapp.domain.merge import Collision, overlay
from webapp.domain.wording import say_value
from webapp.models import Event
from webapp.operations.access import OpenEvent
from webapp.operations.events import EditConflict
from webapp.operations.reading import Origin, instance_of, view_of
from webapp.views import conflict_words, event_calendars
from webapp.views.conflict_answers import ONE_LINE, TEXTS
from webapp.views.conflict_texts import Text, text_of
from webapp.views.forms import new_key
from webapp.views.shell import shell

_AT_MOST = {"title": TITLE_AT_MOST, "location": LOCATION_AT_MOST}


def page(
    opened: OpenEvent,
    conflict: EditConflict,
    undoing: conflict_words.Undoing | None = None,
    scope: str = "",
) -> str:
    """The conflict page. Its form starts from the version that others saved, so choosing answers just the question.

    `undoing` is what is being taken back, where that is what collides; `scope` says for which dates of a series one was
    edited. A text of a date is asked about as a whole.
    """
    event, merged, date = conflict.event, conflict.merged, conflict.occurrence
    texts = {
        unit: text_of_collision(collision)
        for unit, collision in merged.conflicts.items()
        if unit in TEXTS and not date
    }
    origins = _origins(opened, event, date)
    words = conflict_words.of(conflict, origins, undoing)
    questions = [
        question | {"sides": words.sides(origins[unit])}
        for unit in merged.conflicts
        for question in (
            of_text(unit, texts[unit]) if unit in texts else of_unit(unit, merged.conflicts[unit])
        )
    ]
    return render_template(
        "events/conflict.html",
        words=words,
        opened=opened,
        event=event,
        questions=questions,
        asked=[(unit, conflict.base_of(unit), text.asked) for unit, text in texts.items()],
        settled=[_settled(unit, merged.document) for unit in merged.merged if unit not in merged.conflicts],
        values=as_form(overlay(merged.document, merged.conflicts, _mine(merged.document, conflict))),
        base=event.version,
        calendar=event_calendars.carried(event, conflict.base),
        key=new_key(),
        about={"occurrence": date, "scope": scope} if date else {},
    )


def _origins(opened: OpenEvent, event: Event, date: str) -> dict[str, Origin]:
    """Who gave the units their present values: those of the date, where it is about one."""
    view = view_of(event, opened.calendar)
    return (instance_of(view, date) if date else view).origins


def _mine(theirs: Document, conflict: EditConflict) -> Document:
    parts = [collision.mine for collision in conflict.merged.conflicts.values()]
    return theirs | {name: value for part in parts for name, value in part.items()}


def text_of_collision(collision: Collision) -> Text:
    return text_of(
        *(side["description"] or "" for side in (collision.base, collision.theirs, collision.mine))
    )


def of_text(unit: str, text: Text) -> Iterator[dict[str, Any]]:
    """One question for each contested part of a text."""
    for one in text.questions:
        yield one._asdict() | {
            "name": f"{unit}.{one.name}",
            "label": conflict_words.label(unit),
            "anew": "text",
            "long": one.long,
        }


def of_unit(unit: str, collision: Collision) -> Iterator[dict[str, Any]]:
    """One colliding unit: what was before, what somebody saved, what this person typed."""
    before, theirs, mine = (_words(unit, part) for part in (collision.base, collision.theirs, collision.mine))
    yield {
        "name": unit,
        "label": conflict_words.label(unit),
        "before": before,
        "theirs": compare_words(before, theirs),
        "mine": compare_words(before, mine),
        "anew": "line" if unit in ONE_LINE else "",
        "at_most": _AT_MOST.get(unit),
        "long": False,
    }


def _settled(unit: str, document: Document) -> dict[str, str]:
    return {"label": conflict_words.label(unit), "value": _words(unit, document)}


def _words(unit: str, document: Document) -> str:
    view = shell()
    if unit == "description":
        return str(document["description"])
    return say_value(unit, document, view.account.locale, view.account.clock)
