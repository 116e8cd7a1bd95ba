"""One event that was found: what it is now, and the values that fit, with the versions in which it had them."""

from datetime import date, datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from flask import current_app, url_for

from webapp.domain.locales import Audience, say_day, say_time
from webapp.domain.search_words import Piece, excerpt, marked
from webapp.domain.series import has_instance, repeats, wall_of
from webapp.domain.spans import say_span
from webapp.operations.searching import Found, Value

# What is said before a value that an event has, and before one that it had.
_SAID = {
    "title": ("Title is", "Title was"),
    "location": ("Where:", "Where was"),
    "description": ("Description says", "Description said"),
    "tags": ("Tagged", "Was tagged"),
    "attendees": ("Invited:", "Was invited:"),
    "overrides": ("", ""),
}


class _End(NamedTuple):
    """Where a value came or went: when, in words, and the comparison that shows it."""

    said: str
    url: str
    label: str


class _Date(NamedTuple):
    """The first of the single dates that have a value of their own; `url` is empty where the series has it no more."""

    day: str
    url: str
    others: int


class _Line(NamedTuple):
    """One value as it is told; `until` is None for what the event still has, `date` for what is not of single dates."""

    date: "_Date | None"
    said: str
    text: list[Piece]
    versions: str
    since: _End
    until: _End | None


def found(one: Found, words: list[str], audience: Audience, today: date) -> str:
    """One event of the results; where its title is all that fits, the marks in it are all that is told."""
    span = say_span(one.document, audience)
    return current_app.jinja_env.get_template("search/_found.html").render(
        event=one,
        title=marked(one.title, words),
        when=", ".join(part for part in (span.text, span.note) if part),
        repeats=repeats(one.document),
        lines=[
            _line(one, value, words, audience, today) for value in one.values if not _is_title(one, value)
        ],
        url=url_for("events.show", event_id=one.event_id),
        history=url_for("history.event", event_id=one.event_id),
    )


def _is_title(one: Found, value: Value) -> bool:
    return value.unit == "title" and value.last is None


def _line(one: Found, value: Value, words: list[str], audience: Audience, today: date) -> _Line:
    still = value.last is None
    ends = _ends(one.event_id, value, audience, today)
    return _Line(
        _date(one, value, audience, today) if value.unit == "overrides" else None,
        _SAID[value.unit][0 if still and not one.deleted else 1],
        excerpt(value.text, words),
        _versions(value),
        ends[0],
        ends[1] if len(ends) > 1 else None,
    )


def _date(one: Found, value: Value, audience: Audience, today: date) -> _Date:
    if not value.dates:
        return _Date("A single date", "", 0)
    name = value.dates[0]
    there = not one.deleted and has_instance(one.document, name)
    url = url_for("events.show", event_id=one.event_id, occurrence=name) if there else ""
    return _Date(say_day(wall_of(name), audience.locale, today=today), url, len(value.dates) - 1)


def _versions(value: Value) -> str:
    if value.last is None:
        return f"since version {value.first}"
    if value.first == value.last:
        return f"in version {value.first}"
    return f"in versions {value.first}–{value.last}"


def _ends(event_id: int, value: Value, audience: Audience, today: date) -> list[_End]:
    zone = ZoneInfo(audience.zone)
    moments = [moment.astimezone(zone) for moment in (value.came, value.went) if moment]
    within_a_day = len({moment.date() for moment in moments}) < len(moments)
    said = [_moment(moment, audience, today, within_a_day) for moment in moments]
    changes = [value.first, (value.last or 0) + 1]
    return [_end(event_id, number, text) for number, text in zip(changes, said, strict=False)]


def _moment(moment: datetime, audience: Audience, today: date, with_time: bool) -> str:
    day = say_day(moment.date(), audience.locale, today=today, weekday=False)
    return f"{day}, {say_time(moment, audience.clock, audience.locale)}" if with_time else day


def _end(event_id: int, number: int, said: str) -> _End:
    """The change that made a version; the first one made the event, so there is nothing to compare it with."""
    if number == 1:
        address = url_for("history.version", event_id=event_id, number=1)
        return _End(said, address, "Version 1")
    address = url_for("history.compare", event_id=event_id, older=number - 1, newer=number)
    return _End(said, address, f"Compare versions {number - 1} and {number}")
