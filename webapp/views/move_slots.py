"""Free times near one that a calendar has refused, for whoever moves an event there."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any, NamedTuple

from flask import url_for

from webapp.domain.move_input import of_wanted
from webapp.domain.moving import Wanted
from webapp.domain.which_input import FIRST, SECOND
from webapp.domain.wording_overlaps import say_slot
from webapp.operations.overlaps import Overlapping
from webapp.views import toasts
from webapp.views.shell import shell

_MOST = timedelta(days=366)


class Offer(NamedTuple):
    """One of them: what the form sends that takes it, how it is called, and what the form would hold then."""

    choice: str
    label: str
    fields: dict[str, Any]


def offers(refused: Overlapping, wanted: Wanted) -> list[Offer]:
    """The times that a refusal names, the nearest first."""
    audience = shell().audience("editor")
    return [
        Offer(
            slot.choice,
            say_slot(slot.start, slot.end, slot.all_day, audience),
            of_wanted(taken(wanted, slot.choice)),
        )
        for slot in refused.free
    ]


def taken(wanted: Wanted, choice: str) -> Wanted:
    """The wanted time, moved to the one that was chosen; as it is for what no form of ours sends."""
    start, *more = choice.split(" ")
    end, which = more[0] if more else start, more[1] if len(more) > 1 else ""
    later = [_minutes(start), _minutes(end)]
    if None in later:
        return wanted
    begins, ends = (
        one + move for one, move in zip((wanted.start, wanted.end), later, strict=True) if move is not None
    )
    return replace(wanted, start=begins, end=ends, which=which if which in (FIRST, SECOND) else "")


def link(event_id: int, occurrence: str, found: Sequence[Offer]) -> list[toasts.Action]:
    """The way from the message of a drop to the form with the nearest of them in it."""
    return [
        toasts.link(
            "Nearest free time",
            url_for("moves.new", event_id=event_id, occurrence=occurrence or None, **one.fields),
        )
        for one in found[:1]
    ]


def _minutes(text: str) -> timedelta | None:
    digits = text.removeprefix("-")
    if not (digits.isascii() and digits.isdigit() and len(digits) < 7):
        return None
    found = timedelta(minutes=int(text))
    return found if abs(found) <= _MOST else None
