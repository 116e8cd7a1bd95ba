"""Dates of a series in words: by day, and with their time where the day alone does not say which is meant."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from webapp.domain.periods import LATER, comes_twice, wall_of
from webapp.domain.recurrence import starts
from webapp.domain.series import second_dates, series_of
from webapp.domain.wording_dates import city, clock_time, day_and_year
from webapp.domain.wording_phrases import language_of
from webapp.domain.zones import abbreviation

# More dates than this are counted, not named.
NAMED = 3
# So many are named where values are told exactly.
ALL = 60


class Timed(NamedTuple):
    """The dates of which the time is told, the zone of their series, and whether that is told as well.

    Messages hold it as a list.
    """

    names: Collection[str] = ()
    zone: str = "UTC"
    tells_zone: bool = False


# Named by their days alone.
BY_DAY = Timed()


def timed_names(names: Iterable[str], *documents: Mapping[str, Any]) -> list[str]:
    """Those at another time than their series, and those of days on which it has several, in one of these documents."""
    return [name for name in names if any(_needs_time(name, document) for document in documents)]


def timed_of(names: Iterable[str], document: Mapping[str, Any], reader: str = "") -> Timed:
    """Which times are told beside these dates of a series, to a reader in a zone; "" is for all of them."""
    zone = document["zone"]
    return Timed(timed_names(names, document), zone, bool(reader) and zone != reader)


def dates_text(
    names: list[str], locale: str, clock: int = 24, timed: Timed = BY_DAY, most: int = NAMED
) -> str:
    """Dates of instances, named while they are few. Of several on one day the times are always told."""
    if len(names) > most:
        return language_of(locale).words["repeats.dates"].format(n=len(names))
    days = Counter(wall_of(name).date() for name in names)
    told = {name for name in names if days[wall_of(name).date()] > 1 and _has_time(name)} | {*timed.names}
    return ", ".join(
        _with_time(name, locale, clock, timed) if name in told else day_and_year(wall_of(name), locale)
        for name in names
    )


def _needs_time(name: str, document: Mapping[str, Any]) -> bool:
    if document["all_day"] or not _has_time(name):
        return False
    wall, start = wall_of(name), wall_of(document["start"])
    return name.endswith(LATER) or wall.time() != start.time() or _on_day(wall, document) > 1


def _on_day(wall: datetime, document: Mapping[str, Any]) -> int:
    """How many instances a series has on a day, with those that are left out."""
    day = datetime(wall.year, wall.month, wall.day)
    whole = {**document, "exdate": []}
    found = starts(series_of(whole), day, day + timedelta(days=1))
    own = [wall_of(name) for name in (*second_dates(whole), *document["overrides"])]
    return len({*found, *(one for one in own if one.date() == wall.date())})


def _with_time(name: str, locale: str, clock: int, timed: Timed) -> str:
    wall, words = wall_of(name), language_of(locale).words
    time = clock_time(wall, locale, clock)
    if comes_twice(wall, timed.zone):
        time = f"{time} {abbreviation(wall.replace(tzinfo=ZoneInfo(timed.zone)))}"
    if timed.tells_zone:
        time = f"{time} {city(timed.zone, locale)}"
    return words["date.at"].format(day=day_and_year(wall, locale), time=time)


def _has_time(name: str) -> bool:
    return "T" in name
