"""Where many events are chosen: in the agenda around a day, or among what a search has found."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from flask import request, url_for

from webapp.domain.day_ranges import say_range
from webapp.domain.locales import Audience, all_day_word, say_full_day
from webapp.domain.roles import Role
from webapp.domain.search_words import marked
from webapp.domain.spans import say_instants, say_span
from webapp.domain.texts import Refused
from webapp.domain.wording_files import say_events
from webapp.entry.identity import person
from webapp.fragments.agenda import DAYS
from webapp.operations.access import OpenEvent, open_events
from webapp.operations.schedule import Item
from webapp.operations.searching import AT_ONCE, heads
from webapp.operations.searching import Wish as Search
from webapp.views.search_query import Asked, asked_again
from webapp.views.shell import shell
from webapp.views.view_bar import beside, read_day

AT_MOST = 5 * AT_ONCE  # events of a search to choose from at once: whole pages of its results
ONLY_SEEN = "You may only view it."
DELETED = "It is deleted. Restore it first."
ALONE = "Shared with you"


@dataclass(frozen=True)
class Place:
    """Where one came from and is back at afterwards; `hidden` are the fields that say so in a form."""

    label: str
    url: str
    selection: str
    hidden: Mapping[str, str]
    day: date
    found: Asked | None = None


@dataclass(frozen=True)
class Row:
    """One event to choose; `why` says why it cannot be."""

    event_id: int
    title: Any  # pieces, those that were searched for marked
    hue: str
    time: str
    where: str
    repeats: bool
    why: str = ""


@dataclass(frozen=True)
class Choices:
    """All that can be chosen at once, in groups, and the ways to more."""

    title: str
    groups: list[tuple[str, list[Row]]]
    earlier: str = ""
    later: str = ""


def in_agenda(day: date) -> Place:
    """The agenda that begins on this day."""
    text = day.isoformat()
    return Place(
        "Agenda",
        url_for("calendar.agenda_at", day=text),
        url_for("many.choose", day=text),
        {"day": text},
        day,
    )


def in_search(asked: Asked) -> Place:
    """What was found by what is searched for (`is_search`)."""
    return Place(
        "Search",
        asked.url(asked.page),
        url_for("many.choose_found", **asked.parts(asked.page)),
        {"found": asked.carried},
        shell().today,
        asked,
    )


def place_sent() -> Place:
    """Where the form says that one came from."""
    asked = asked_again(request.form.get("found", ""))
    if is_search(asked):
        return in_search(asked)
    return in_agenda(read_day(request.form.get("day") or shell().today.isoformat()))


def is_search(asked: Asked) -> bool:
    """Whether it searches for something that can be looked for."""
    try:
        return asked.wish is not None
    except Refused:
        return False


def choices(place: Place, chosen: set[int]) -> Choices:
    """What can be chosen there, and what was chosen before and is there no more. As many statements for many as for few."""
    view = shell()
    view.current = "search" if place.found else "agenda"
    if place.found and place.found.wish:
        listed = _found(place.found, place.found.wish)
    else:
        view.month = place.day.replace(day=1)
        listed = _in_agenda(place.day)
    kept = _elsewhere(chosen - {row.event_id for _, rows in listed.groups for row in rows})
    groups = [("Chosen before", kept), *listed.groups] if kept else listed.groups
    return Choices(listed.title, groups, listed.earlier, listed.later)


# -- the agenda


def _in_agenda(first: date) -> Choices:
    last = first + timedelta(days=DAYS - 1)
    return Choices(
        say_range(first, last, shell().account.locale),
        _days(shell().items_of(first, last)),
        _beside(beside("agenda", first, -DAYS)),
        _beside(beside("agenda", first, DAYS)),
    )


def _beside(address: str) -> str:
    return f"{address}/selection" if address else ""


def _days(items: list[Item]) -> list[tuple[str, list[Row]]]:
    """Events under the day on which they are first seen here; a series stands once."""
    first = {item.event_id: item for item in reversed(items)}
    opened = open_events(person(), first.keys())
    audience, names = _audience(), {row.id: row.name for row in shell().calendars}
    days: dict[date, list[Row]] = {}
    for item in items:
        if first[item.event_id] is item:
            where = " · ".join(filter(None, (item.location, names.get(item.calendar_id, ""))))
            row = Row(
                item.event_id,
                marked(item.title, []),
                item.hue,
                _time(item, audience),
                where,
                item.repeats,
                _why_not(opened.get(item.event_id)),
            )
            days.setdefault(item.first_day, []).append(row)
    return [(say_full_day(day, audience.locale), rows) for day, rows in days.items()]


def _time(item: Item, audience: Audience) -> str:
    if item.all_day:
        return all_day_word(audience.locale)
    return say_instants(item.start_utc, item.end_utc, audience)


# -- what was found


def _found(asked: Asked, wish: Search) -> Choices:
    page = (asked.page - 1) * AT_ONCE // AT_MOST + 1
    found = heads(person(), wish, page, AT_MOST)
    rows = [_row(one, wish.words) for one in found.rows]
    first = (page - 1) * AT_MOST + 1
    title = f"Found for “{asked.text}”: {say_events(found.total)}"
    if found.total > AT_MOST:
        title += f", {first} to {first + len(rows) - 1}"
    more = first + len(rows) <= found.total
    return Choices(
        title,
        [("", rows)] if rows else [],
        _selection(asked, page - 1) if page > 1 else "",
        _selection(asked, page + 1) if rows and more else "",
    )


def _selection(asked: Asked, page: int) -> str:
    return url_for("many.choose_found", **asked.parts((page - 1) * AT_MOST // AT_ONCE + 1))


def _elsewhere(chosen: Iterable[int]) -> list[Row]:
    missing = set(chosen)
    if not missing:
        return []
    return [_row(one, ()) for one in open_events(person(), missing).values() if not one.event.purged]


def _row(one: OpenEvent, words: Iterable[str]) -> Row:
    event = one.event
    calendar = one.calendar.name if one.through_calendar else ALONE
    when = say_span(event.document, _audience()).text
    return Row(
        event.id,
        marked(event.title, list(words)),
        one.calendar.hue,
        "",
        " · ".join(filter(None, (when, event.location, calendar))),
        event.repeats,
        _why_not(one),
    )


def _why_not(opened: OpenEvent | None) -> str:
    if opened is None or opened.role < Role.EDITOR:
        return ONLY_SEEN
    return DELETED if opened.event.deleted else ""


def _audience() -> Audience:
    return shell().audience(Role.VIEWER.word)
