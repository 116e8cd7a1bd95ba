"""The instances within a window are those of all of them that touch it, however they were moved, and in whichever zone."""

import random
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.support.cast import a_document
from webapp.domain.periods import name_of
from webapp.domain.series import Instance, instances

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
BEGINNING, END = datetime(2026, 1, 1, tzinfo=UTC), datetime(2027, 2, 1, tzinfo=UTC)
# From one end of the world to the other, and where clocks change by half an hour or for a month.
ZONES = (
    "Europe/Berlin",
    "Pacific/Kiritimati",
    "Pacific/Pago_Pago",
    "Australia/Lord_Howe",
    "Africa/Casablanca",
)
RULES = (
    "FREQ=DAILY",
    "FREQ=DAILY;BYHOUR=1,2,23;BYMINUTE=30",
    "FREQ=WEEKLY;BYDAY=SA,SU",
    "FREQ=MONTHLY;BYDAY=-1SU",
)


def moved(dice: random.Random) -> dict[str, Any]:
    """What one instance may have of its own: a title, or a time anywhere in the year, in a zone of its own."""
    start = BEGINNING.replace(tzinfo=None) + dice.randrange(24 * 360) * HOUR
    end = start + dice.choice((0, 1, 24, 24 * 40)) * HOUR
    is_day = dice.random() < 0.3
    when = {"start": name_of(start, is_day), "end": name_of(end, is_day), "all_day": is_day}
    return dice.choice(({"title": "Own"}, when, {**when, "zone": dice.choice(ZONES)}))


def a_series(dice: random.Random) -> dict[str, Any]:
    """A series of the year, a dozen of its instances with something of their own."""
    start = datetime(2026, 1, 3, dice.choice((1, 2, 9, 23)), 30)
    when = {"start": name_of(start, False), "end": name_of(start + dice.choice((0, 1, 30)) * HOUR, False)}
    end = dice.choice(("", ";COUNT=60", ";UNTIL=20261025T003000Z"))
    series = a_document(**when, zone=dice.choice(ZONES), rrule=dice.choice(RULES) + end)
    names = [one.recurrence_id for one in instances(series, BEGINNING, END)]
    return {**series, "overrides": {name: moved(dice) for name in dice.sample(names, min(12, len(names)))}}


def is_touched(one: Instance, after: datetime, before: datetime) -> bool:
    return one.start < before and one.end >= after


def windows(dice: random.Random, series: Mapping[str, Any]) -> list[tuple[datetime, datetime]]:
    """Windows that begin or end just where an instance with a time of its own does, and any others."""
    own = [one for one in instances(series, BEGINNING - 99 * DAY, END + 99 * DAY) if "start" in one.own]
    edges = [moment for one in own for moment in (one.start, one.end, one.end + HOUR, one.start - HOUR)]
    edges += [BEGINNING + dice.randrange(24 * 360) * HOUR for _ in range(8)]
    return [(moment, moment + dice.choice((1, 24, 24 * 31)) * HOUR) for moment in edges]


@pytest.mark.parametrize("seed", range(12))
def test_a_window_has_the_instances_of_all_time_that_touch_it(seed: int) -> None:
    dice = random.Random(seed)
    series = a_series(dice)
    everything = instances(series, BEGINNING - 99 * DAY, END + 99 * DAY)
    seen = 0
    for after, before in windows(dice, series):
        found = instances(series, after, before)
        assert found == [one for one in everything if is_touched(one, after, before)]
        seen += sum("start" in one.own for one in found)
    assert seen
