"""What is the reader's alone in a month, a week or an agenda: marks for what they have answered, and what overlaps for them.

The pieces of these pages are shared by all who see the same calendars, so a mark is an element of its own within them
(`data-aside`), which a comparison of pieces leaves out; static/js/own.js puts it into pushed ones.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from flask import render_template, url_for
from markupsafe import Markup

from webapp.domain.locales import Audience
from webapp.domain.wording_overlaps import say_mark
from webapp.fragments.links import path_to
from webapp.fragments.month import macro
from webapp.operations.own_marks import Key, Mark

Mine = Mapping[Key, Markup]
_KINDS = {"declined": "declined", "tentative": "maybe", "needs-action": "asked"}


@dataclass(frozen=True)
class Own:
    """One mark: what it looks like, and what it says."""

    kinds: list[str]
    said: str


def drawn(marks: Iterable[Mark], audience: Audience) -> Mine:
    """HTML of the marks, by event and instance."""
    draw = macro("calendar/own.html", "own")
    return {(mark.event_id, mark.recurrence_id): Markup(draw(_own(mark, audience))) for mark in marks}


def piece(marks: Iterable[Mark], first: date, last: date, audience: Audience) -> str:
    """HTML of all marks with the DOM id `mine`: what scripts put into the pieces of the page."""
    draw = macro("calendar/own.html", "own")
    return render_template(
        "calendar/_mine.html",
        url=url_for("own.show", first=first.isoformat(), last=last.isoformat()),
        marks=[draw(_own(mark, audience), path_to(mark.event_id, mark.recurrence_id)) for mark in marks],
    )


def _own(mark: Mark, audience: Audience) -> Own:
    kinds = [_KINDS[mark.answer]] if mark.answer else []
    others = [(one.title, one.start, one.end, one.all_day) for one in mark.others]
    return Own(kinds + ["clash"] * mark.overlaps, say_mark(mark.answer, mark.overlaps, others, audience))
