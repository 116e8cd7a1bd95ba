"""Another time for an event, by the clock of whoever moves it, in the words of the event itself."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any

from webapp.domain.day_input import read_day, read_time
from webapp.domain.document import Document
from webapp.domain.event_input import FORM_FIELDS, as_form, partial
from webapp.domain.periods import ending, length, span, to_utc, told_in, wall_in
from webapp.domain.series import instance_document, name_of, wall_of
from webapp.domain.texts import Refused

BOTH_ALIKE = "Give the start and the end both as days, or both with a time."
_OF_THE_SERIES = ("rrule", "rdate", "exdate")


@dataclass(frozen=True)
class Wanted:
    """From when to when, as the clock of a person says it; of whole days, the first and the last at midnight."""

    start: datetime
    end: datetime
    all_day: bool


def read_wanted(start: object, end: object) -> Wanted:
    """What a script sends: two days, or two days with times ("2026-03-24T09:00"); raises Refused."""
    (first, first_time), (last, last_time) = _parts(start), _parts(end)
    if (first_time is None) != (last_time is None):
        raise Refused(BOTH_ALIKE)
    all_day = first_time is None
    begins = datetime.combine(read_day(first), time() if all_day else read_time(first_time))
    return Wanted(
        begins, datetime.combine(read_day(last), time() if all_day else read_time(last_time)), all_day
    )


def as_texts(wanted: Wanted) -> tuple[str, str]:
    """The same as texts, for a form that sends it again."""
    return name_of(wanted.start, wanted.all_day), name_of(wanted.end, wanted.all_day)


def seen_in(document: Mapping[str, Any], zone: str) -> Wanted:
    """When an event is for somebody in a zone, to the minute, as their page shows it."""
    if document["all_day"]:
        return Wanted(wall_of(document["start"]), wall_of(document["end"]), True)
    moments = span(document)
    start, end = (wall_in(moment, zone).replace(second=0, microsecond=0) for moment in moments)
    # Where clocks go back within it, the wall may say that it ends before it starts: it goes on as a clock left alone.
    return Wanted(start, end if end >= start else start + (moments[1] - moments[0]), False)


def moved(document: Document, wanted: Wanted, zone: str) -> Document:
    """The document at the wanted time, which is by the clocks of `zone`; raises Refused for a time that will not do.

    An event that is only moved stays as long as it is by its own clocks, which is how a series moves, too.
    """
    when = _whole_days(wanted) if wanted.all_day else _timed(document, wanted, zone)
    new = {**document, "end_zone": "", **when, "all_day": wanted.all_day}
    form = {name: value for name, value in as_form(new).items() if name in FORM_FIELDS["when"]}
    checked = partial(document, "when", form, document["zone"])
    if checked.document is None:
        raise Refused(next(iter(checked.errors.values())))
    return new


def the_one(document: Document, occurrence: str) -> Document:
    """What is moved: one instance of a series, with the rule of its series, or the event itself."""
    if not occurrence:
        return document
    return instance_document(document, occurrence) | {name: document[name] for name in _OF_THE_SERIES}


def _parts(text: object) -> tuple[str, str | None]:
    day, t, clock = text.partition("T") if isinstance(text, str) else ("", "", "")
    return day, clock if t else None


def _whole_days(wanted: Wanted) -> Document:
    return dict(zip(("start", "end"), as_texts(wanted), strict=True))


def _timed(document: Document, wanted: Wanted, zone: str) -> Document:
    if document["all_day"]:
        there = document["zone"]
        return _written(_there(wanted.start, zone, there), _there(wanted.end, zone, there), "")
    seen, end_zone = seen_in(document, zone), document["end_zone"]
    start, end = wall_of(document["start"]), wall_of(document["end"])
    # A side that was left alone stays to the letter: which of two equal times it is cannot be said by a wall time.
    stays = wanted.start == seen.start
    begins = start if stays else _there(wanted.start, zone, document["zone"])
    if wanted.end - wanted.start == seen.end - seen.start:
        until = begins + length(document)
        until = until if end_zone else ending(until, document["zone"], begins)
        return _written(begins, end if stays else until, end_zone)
    if wanted.end == seen.end:
        return _written(begins, end, end_zone)
    return _written(begins, _there(wanted.end, zone, end_zone or document["zone"]), end_zone)


def _there(wall: datetime, zone: str, other: str) -> datetime:
    """What the clocks of another zone show then; a time that clocks skip is the one they show instead."""
    return told_in(to_utc(wall, zone), other)


def _written(start: datetime, end: datetime, end_zone: str) -> Document:
    return {"start": name_of(start, False), "end": name_of(end, False), "end_zone": end_zone}
