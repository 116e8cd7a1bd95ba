"""Overlaps in sentences, for somebody who may not see all that something overlaps with."""

from collections.abc import Sequence
from datetime import datetime
from typing import TypedDict

from webapp.domain.locales import Audience, say_day
from webapp.domain.periods import wall_in
from webapp.domain.spans import say_instant, say_instants
from webapp.domain.wording_formats import listed, quoted

# So many are named in a sentence.
NAMED = 2
CHOOSE = "Choose another time."


class Overlap(TypedDict):
    """An occurrence that something overlaps with, as one person may know of it.

    Where they may not see it, `event_id` and `title` are None and nothing says what it is. Moments are written as ISO
    8601 has them, in UTC. `who` takes part in both, by first name and "you"; nobody where the calendar holds one at a time.
    """

    start: str
    end: str
    all_day: bool
    event_id: int | None
    recurrence_id: str
    title: str | None
    who: list[str]


def say_overlaps(found: Sequence[Overlap], count: int, audience: Audience) -> str:
    """ "Overlaps with “Standup”, Tue 24 March 2026 09:00." and "Bob is busy Tue 24 March 2026 09:00–10:00."."""
    if not found:
        return ""
    seen = [one for one in found if one["title"] is not None]
    told = [_seen(one, audience) for one in seen[:NAMED]]
    busy = [_busy(one, audience) for one in found if one["title"] is None][: NAMED - len(told)]
    rest = count - len(told) - len(busy)
    more = [f"{rest:,} more"] if rest else []
    if not told:
        return " ".join([*busy, *(f"It overlaps {one}." for one in _times(rest))])
    joined = "{0} and {1}"
    return " ".join([f"Overlaps with {listed([*told, *more], joined)}.", *busy])


def say_one(one: Overlap, audience: Audience) -> str:
    """One of them without its title, to stand beside it: when, and for whom."""
    return _when(one, audience, ends=True) + (_with(one) if one["title"] is not None else "")


def say_busy(one: Overlap) -> str:
    """Who is busy, or that the calendar is taken."""
    if not one["who"]:
        return "Taken"
    names = listed(one["who"], "{0} and {1}")
    several = len(one["who"]) > 1 or one["who"] == ["you"]
    return f"{names[:1].upper()}{names[1:]} {'are' if several else 'is'} busy"


def say_refused(found: Sequence[Overlap], count: int, calendar: str, audience: Audience) -> str:
    """Why nothing is saved, and what to do; `calendar` is the one that takes none, if it is one."""
    said = say_overlaps(found, count, audience)
    return f"{said} {quoted(calendar)} takes no overlaps. {CHOOSE}" if calendar else f"{said} {CHOOSE}"


_ANSWERED = {
    "declined": "you declined",
    "tentative": "you said maybe",
    "needs-action": "you have not answered",
}


def say_mark(
    answer: str,
    overlaps: bool,
    others: Sequence[tuple[str | None, datetime, datetime, bool]],
    audience: Audience,
) -> str:
    """What an occurrence is to its reader: "You said maybe, overlaps with “Stand-up” 09:00–09:15"."""
    told = [_told_of(one, audience) for one in others[:NAMED]]
    rest = len(others) - len(told)
    named = [*told, *([f"{rest:,} more"] if rest else [])]
    clash = f"overlaps with {listed(named, '{0} and {1}')}" if named else "overlaps"
    said = ", ".join([*filter(None, [_ANSWERED.get(answer)]), *([clash] if overlaps else [])])
    return said[:1].upper() + said[1:]


def _told_of(one: tuple[str | None, datetime, datetime, bool], audience: Audience) -> str:
    title, start, end, all_day = one
    name = quoted(title) if title is not None else "something else of yours"
    if all_day:
        return name
    first, last = wall_in(start, audience.zone), wall_in(end, audience.zone)
    if first.date() != last.date():
        day = say_day(first, audience.locale, year=False)
        return f"{name} from {day} {say_instant(start, audience)}"
    return f"{name} {say_instants(start, end, audience)}"


def say_until(until: datetime | None, audience: Audience) -> str:
    """Where not all that lies ahead was looked at, up to when it was; nothing where it was."""
    if until is None:
        return ""
    return f"Daybook has looked as far as {say_day(wall_in(until, audience.zone), audience.locale)}."


def say_count(count: int, most: int) -> str:
    """ "1 new overlap": what an edit brings."""
    number = f"more than {most:,}" if count > most else f"{count:,}"
    return f"{number} new overlap{'' if count == 1 else 's'}"


def say_slot(start: datetime, end: datetime, all_day: bool, audience: Audience) -> str:
    """A free time: "Tue 24 March 2026, 10:00–11:00"; of whole days the first."""
    zone = "UTC" if all_day else audience.zone
    day = say_day(wall_in(start, zone), audience.locale)
    return day if all_day else f"{day}, {say_instants(start, end, audience)}"


def _seen(one: Overlap, audience: Audience) -> str:
    return f"{quoted(one['title'] or '')}, {_when(one, audience)}{_with(one)}"


def _busy(one: Overlap, audience: Audience) -> str:
    return f"{say_busy(one)} {_when(one, audience, ends=True)}."


def _with(one: Overlap) -> str:
    others = [name for name in one["who"] if name != "you"]
    return f" ({listed(others, '{0} and {1}')})" if others else ""


def _when(one: Overlap, audience: Audience, ends: bool = False) -> str:
    zone = "UTC" if one["all_day"] else audience.zone
    start, end = (datetime.fromisoformat(one[side]) for side in ("start", "end"))
    days = [wall_in(moment, zone).date() for moment in (start, end)]
    day = say_day(days[0], audience.locale)
    if one["all_day"]:
        return day
    clock = (
        say_instants(start, end, audience) if ends and days[0] == days[1] else say_instant(start, audience)
    )
    return f"{day} {clock}"


def _times(rest: int) -> list[str]:
    return [f"{rest:,} more time{'' if rest == 1 else 's'}"] if rest else []
