"""The instances around one moment or one instance: what comes next, what came before."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from webapp.domain.periods import length, span, wall_in
from webapp.domain.recurrence import next_starts, starts
from webapp.domain.series import (
    Instance,
    in_order,
    name_of,
    plain_when,
    second_dates,
    series_of,
    wall_of,
)

_BACK = (timedelta(days=40), timedelta(days=400), timedelta(days=4000))
_MOMENT = timedelta(seconds=1)


def upcoming(document: Mapping[str, Any], now: datetime, most: int) -> list[Instance]:
    """The instances that are not over at `now` (UTC), in order, at most so many."""
    overrides: Mapping[str, Mapping[str, Any]] = document["overrides"]
    after = max(
        wall_of(document["start"]), wall_in(now, document["zone"]) - abs(length(document)) - timedelta(days=1)
    )
    names = [
        name_of(wall, document["all_day"])
        for wall in next_starts(series_of(document), after, most + len(overrides) + _EARLY)
    ]
    found = [_instance(document, name) for name in {*names, *overrides, *second_dates(document)}]
    ahead = sorted((one for one in found if one.end > now), key=lambda one: (one.start, one.recurrence_id))
    return ahead[:most]


def neighbours(document: Mapping[str, Any], name: str) -> tuple[str, str]:
    """The names of the instances before and after this one by the series; "" where there is none."""
    wall, all_day, seconds = in_order(name), document["all_day"], second_dates(document)
    after = [name_of(one, all_day) for one in next_starts(series_of(document), wall + _MOMENT, 1)]
    last = _before(document, wall)
    before = [name_of(last, all_day)] if last else []
    before += [one for one in seconds if in_order(one) < wall]
    after += [one for one in seconds if in_order(one) > wall]
    return max(before, key=in_order, default=""), min(after, key=in_order, default="")


def _before(document: Mapping[str, Any], wall: datetime) -> datetime | None:
    """The last start before a wall time: looked for near it first."""
    series = series_of(document)
    for back in (*_BACK, wall - series.start):
        if found := starts(series, max(series.start, wall - back), wall):
            return found[-1]
    return None


def _instance(document: Mapping[str, Any], name: str) -> Instance:
    own = document["overrides"].get(name, {})
    return Instance(name, *span({**plain_when(document, name), **own}), own)


# Starts between "not over yet" by the widest reckoning and by the exact one: a day of hourly ones at most.
_EARLY = 50
