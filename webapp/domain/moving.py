"""Another time for an event, by the clock of whoever moves it, in the words of the event itself.

A page draws a time that clocks show twice in one place. Of the two, a drop there takes the one that is as far away, or
makes the event as long, as it looks; whoever wants the other says so in the form "Move to…".
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any

from webapp.domain.day_input import read_day, read_time
from webapp.domain.document import Document
from webapp.domain.event_input import FORM_FIELDS, as_form, partial
from webapp.domain.periods import comes_twice, drawn_until, end_after, ending, length, span, to_utc, told_in
from webapp.domain.series import instance_document, name_of, wall_of
from webapp.domain.texts import Refused
from webapp.domain.which_input import FIRST, SECOND

BOTH_ALIKE = "Give the start and the end both as days, or both with a time."
_OF_THE_SERIES = ("rrule", "rdate", "exdate")


@dataclass(frozen=True)
class Wanted:
    """From when to when, as the clock of a person says it; of whole days, the first and the last at midnight.

    `which` is FIRST or SECOND where somebody has said which of two equal times the start is.
    """

    start: datetime
    end: datetime
    all_day: bool
    which: str = ""


def read_wanted(start: object, end: object, which: object = "") -> Wanted:
    """What a script sends: two days, or two days with times ("2026-03-24T09:00"); raises Refused."""
    (first, first_time), (last, last_time) = _parts(start), _parts(end)
    if (first_time is None) != (last_time is None):
        raise Refused(BOTH_ALIKE)
    all_day = first_time is None
    begins = datetime.combine(read_day(first), time() if all_day else read_time(first_time))
    ends = datetime.combine(read_day(last), time() if all_day else read_time(last_time))
    return Wanted(begins, ends, all_day, str(which) if which in (FIRST, SECOND) else "")


def as_texts(wanted: Wanted) -> tuple[str, str]:
    """The same as texts, for a form that sends it again."""
    return name_of(wanted.start, wanted.all_day), name_of(wanted.end, wanted.all_day)


def seen_in(document: Mapping[str, Any], zone: str) -> Wanted:
    """When an event is for somebody in a zone, to the minute, as their page draws it; the start with its fold."""
    if document["all_day"]:
        return Wanted(wall_of(document["start"]), wall_of(document["end"]), True)
    moments = span(document)
    start, end = (_to_the_minute(told_in(moment, zone)) for moment in moments)
    return Wanted(start, _to_the_minute(drawn_until(start, end, moments[1] - moments[0])), False)


def _to_the_minute(wall: datetime) -> datetime:
    return wall.replace(second=0, microsecond=0)


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
    before = None if document["all_day"] else _Before(document, seen_in(document, zone), *span(document))
    end_zone = document["end_zone"] if before else ""
    begins = _start(before, wanted, zone, document["zone"])
    until = _end(before, wanted, zone, begins, document["zone"], end_zone)
    until = until if end_zone else ending(until, document["zone"], begins)
    return {"start": name_of(begins, False), "end": name_of(until, False), "end_zone": end_zone}


@dataclass(frozen=True)
class _Before:
    """An event with times as it is: as somebody sees it, and when that is."""

    document: Document
    seen: Wanted
    start: datetime
    end: datetime

    def starts_so(self, wanted: Wanted) -> bool:
        """Whether the start is left alone; it stays to the letter then, as the end does."""
        which = SECOND if self.seen.start.fold else FIRST
        return wanted.start == self.seen.start and wanted.which in ("", which)

    def lasts_so(self, wanted: Wanted) -> bool:
        """Whether it looks as long as before."""
        return wanted.end - wanted.start == self.seen.end - self.seen.start


def _start(before: _Before | None, wanted: Wanted, zone: str, there: str) -> datetime:
    """The start on the clocks of the event."""
    if before and before.starts_so(wanted):
        return wall_of(before.document["start"])
    return told_in(_which_start(before, wanted, _both(wanted.start, zone)), there)


def _which_start(before: _Before | None, wanted: Wanted, both: tuple[datetime, datetime]) -> datetime:
    if wanted.which or not before:
        return both[wanted.which == SECOND]
    if wanted.end == before.seen.end and not before.lasts_so(wanted):
        looks = wanted.end - wanted.start
        return min(both, key=lambda moment: abs(before.end - moment - looks))
    looks = wanted.start - before.seen.start
    return min(both, key=lambda moment: abs(moment - before.start - looks))


def _end(
    before: _Before | None, wanted: Wanted, zone: str, begins: datetime, starts_in: str, end_zone: str
) -> datetime:
    """The end on the clocks that it ends by. What was only moved stays as long as it is by its own."""
    if before and (before.starts_so(wanted) or not before.lasts_so(wanted)) and wanted.end == before.seen.end:
        return wall_of(before.document["end"])
    if before and before.lasts_so(wanted):
        return _as_long(before.document, begins)
    start = to_utc(begins, starts_in)
    found = (
        moment for moment in _ends(before, wanted, zone, start) if _looks(start, moment, zone, wanted.end)
    )
    return told_in(next(found, to_utc(wanted.end, zone)), end_zone or starts_in)


def _as_long(document: Document, begins: datetime) -> datetime:
    zone, lasts = document["zone"], length(document)
    if document["end_zone"]:
        return begins + lasts
    if wall_of(document["end"]).fold and not wall_of(document["start"]).fold:
        return told_in(to_utc(begins, zone) + lasts, zone)  # an exact length (periods.length)
    return end_after(begins, lasts, zone)


def _ends(before: _Before | None, wanted: Wanted, zone: str, start: datetime) -> tuple[datetime, ...]:
    """When it may end, the likeliest first: what is drawn as tall as it lasts is resized so."""
    both = _both(wanted.end, zone)
    tall = before and told_in(before.end, zone).fold and not before.seen.start.fold
    return (start + (wanted.end - wanted.start), *both) if tall else both


def _looks(start: datetime, end: datetime, zone: str, until: datetime) -> bool:
    """Whether something is drawn so far down."""
    return end >= start and drawn_until(told_in(start, zone), told_in(end, zone), end - start) == until


def _both(wall: datetime, zone: str) -> tuple[datetime, datetime]:
    """The moments at which clocks show a time: where they show it once, the same one."""
    first, second = (to_utc(wall.replace(fold=fold), zone) for fold in (0, 1))
    return first, second if comes_twice(wall, zone) else first
