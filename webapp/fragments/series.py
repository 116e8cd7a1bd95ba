"""What an event page says about repeating: the rule in words, the next dates, the exceptions, the neighbours."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from flask import url_for

from webapp.domain.document import Document
from webapp.domain.locales import Audience, say_day
from webapp.domain.periods import local_days
from webapp.domain.series import instance_document, repeats, wall_of
from webapp.domain.series_dates import neighbours, upcoming
from webapp.domain.wording import say_instance
from webapp.domain.wording_dates import day_and_year
from webapp.domain.wording_repeats import rule_text
from webapp.operations.reading import EventView

NEXT = 5
# So many exceptions, added or left-out dates are named; the history names them all.
NAMED = 12


@dataclass(frozen=True)
class Dated:
    """One instance as a link: its day, and what is its own."""

    label: str
    url: str = ""
    own: str = ""


@dataclass(frozen=True)
class RepeatsRow:
    """What the row says. Lists are cut at NAMED, `more` says by how many for each."""

    words: str
    dates: list[Dated] = field(default_factory=list)
    over: bool = False
    added: list[Dated] = field(default_factory=list)
    left_out: list[Dated] = field(default_factory=list)
    exceptions: list[Dated] = field(default_factory=list)
    more: dict[str, int] = field(default_factory=dict)
    series_url: str = ""
    previous: Dated | None = None
    following: Dated | None = None


def repeats_row(view: EventView, audience: Audience) -> RepeatsRow | None:
    """The row of a series, or of one of its instances; None for an event that happens once."""
    if not repeats(view.series or view.document):
        return None
    words = rule_sentence(view.series or view.document, audience.locale)
    if not view.series:
        return RepeatsRow(words)
    if view.occurrence:
        return _of_instance(view, audience, words)
    return _of_series(view, audience, words)


def rule_sentence(document: Document, locale: str) -> str:
    """How often a series happens: "every week on Tuesday"; of dates without a rule, that they are single days."""
    if not document["rrule"]:
        return "on single days"
    return rule_text(document["rrule"], locale, wall_of(document["start"]), document["zone"])


def next_dates(
    document: Document, audience: Audience, now: datetime, most: int = NEXT
) -> list[tuple[date, str]]:
    """The days of the instances that come next, with how they are said."""
    today = now.astimezone(ZoneInfo(audience.zone)).date()
    days = [
        local_days(instance_document(document, one.recurrence_id), audience.zone)[0]
        for one in upcoming(document, now, most)
    ]
    return [(day, say_day(day, audience.locale, today=today)) for day in days]


def _of_series(view: EventView, audience: Audience, words: str) -> RepeatsRow:
    document, now = view.series, datetime.now(UTC)
    ahead = [one.recurrence_id for one in upcoming(document, now, NEXT)]
    said = next_dates(document, audience, now)
    own = sorted(name for name, fields in document["overrides"].items() if _is_changed(fields))
    lists = {"added": document["rdate"], "left_out": document["exdate"], "exceptions": own}
    return RepeatsRow(
        words,
        [
            Dated(label, _url(view, name), "changed" if name in own else "")
            for name, (_, label) in zip(ahead, said, strict=True)
        ],
        over=not ahead,
        added=[_dated(view, name, audience) for name in document["rdate"][:NAMED]],
        left_out=[Dated(_day(name, audience)) for name in document["exdate"][:NAMED]],
        exceptions=[_dated(view, name, audience) for name in own[:NAMED]],
        more={name: len(found) - NAMED for name, found in lists.items() if len(found) > NAMED},
    )


def _of_instance(view: EventView, audience: Audience, words: str) -> RepeatsRow:
    before, after = neighbours(view.series, view.occurrence)
    return RepeatsRow(
        words,
        series_url=url_for("events.show", event_id=view.event.id),
        previous=_dated(view, before, audience) if before else None,
        following=_dated(view, after, audience) if after else None,
    )


def _dated(view: EventView, name: str, audience: Audience) -> Dated:
    own = view.series["overrides"].get(name)
    invited = view.series["attendees"]
    said = say_instance(own, audience.locale, audience.clock, invited) if _is_changed(own) else ""
    return Dated(_day(name, audience), _url(view, name), said)


def _is_changed(own: Mapping[str, Any] | None) -> bool:
    """Whether an instance is another than the others; an answer to it alone does not make it so."""
    return bool(own and own.keys() - {"attendees"})


def _url(view: EventView, name: str) -> str:
    return url_for("events.show", event_id=view.event.id, occurrence=name)


def _day(name: str, audience: Audience) -> str:
    return day_and_year(wall_of(name), audience.locale)
