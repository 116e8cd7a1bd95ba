"""Random rules in random zones: the same dates as python-dateutil, and as a plain walk over every day."""

import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from tests.domain.series import by_dateutil, day_by_day
from webapp.domain.periods import to_utc
from webapp.domain.recurrence import Series, starts
from webapp.domain.rules import WEEKDAYS, RuleError, parse_rule

ZONES = (
    "UTC", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "America/Sao_Paulo",
    "Pacific/Apia", "Asia/Kolkata", "Africa/Casablanca",
)  # fmt: skip
MONTHS = {"YEARLY": 40, "MONTHLY": 30, "WEEKLY": 14, "DAILY": 8}


def some(dice: random.Random, numbers: range, most: int) -> str:
    chosen = dice.sample([number for number in numbers if number], dice.randint(1, most))
    return ",".join(map(str, chosen))


def weekdays(dice: random.Random, numbered: range | None = None) -> str:
    chosen = dice.sample(WEEKDAYS, dice.randint(1, 4))
    return ",".join(f"{dice.choice([n for n in numbered if n]) if numbered else ''}{day}" for day in chosen)


def random_rule(dice: random.Random) -> str:
    freq = dice.choice(list(MONTHS))
    parts = {"FREQ": freq, "INTERVAL": str(dice.choice((1, 1, 1, 2, 3, 5)))}
    maybe = dice.random
    if maybe() < 0.3:
        parts["BYMONTH"] = some(dice, range(1, 13), 4)
    if maybe() < 0.3 and freq != "WEEKLY":
        parts["BYMONTHDAY"] = some(dice, range(-31, 32), 6)
    if maybe() < 0.2 and freq == "YEARLY":
        parts["BYYEARDAY"] = some(dice, range(-366, 367), 9)
    if maybe() < 0.5:
        numbered = range(-4, 5) if freq in ("MONTHLY", "YEARLY") and maybe() < 0.4 else None
        parts["BYDAY"] = weekdays(dice, numbered)
    if (
        maybe() < 0.15
        and freq == "YEARLY"
        and "BYDAY" in parts
        and not any(c.isdigit() for c in parts["BYDAY"])
    ):
        parts["BYWEEKNO"] = some(dice, range(-53, 54), 5)
    if maybe() < 0.15:
        parts["BYHOUR"] = some(dice, range(24), 2)
    if maybe() < 0.2 and len(parts) > 2:
        parts["BYSETPOS"] = some(dice, range(-4, 5), 2)
    if maybe() < 0.3:
        parts["WKST"] = dice.choice(WEEKDAYS)
    if maybe() < 0.15:
        parts["COUNT"] = str(dice.randint(1, 30))
    return ";".join(f"{name}={value}" for name, value in parts.items())


def cases(seed: int, most: int) -> Iterator[tuple[str, datetime, datetime, str]]:
    dice = random.Random(seed)
    while most:
        rule = random_rule(dice)
        try:
            parse_rule(rule)
        except RuleError:
            continue
        most -= 1
        start = datetime(2019, 1, 1, 2, 30) + timedelta(days=dice.randrange(2500), hours=dice.randrange(24))
        before = start + timedelta(days=30 * MONTHS[parse_rule(rule).freq])
        yield rule, start, before, dice.choice(ZONES)


def instants(walls: list[datetime], zone: str) -> list[datetime]:
    return [to_utc(wall, zone) for wall in walls]


def is_comparable(rule: str) -> bool:
    """Where dateutil follows the standard.

    It does not count the start, counts weeks by calendar years, and places BYSETPOS in a first week that is not whole.
    """
    return not ("COUNT" in rule or "BYWEEKNO" in rule or ("WEEKLY" in rule and "BYSETPOS" in rule))


def check_beside_dateutil(seed: int, most: int) -> None:
    for rule, start, before, zone in cases(seed, most):
        if not is_comparable(rule):
            continue
        found = instants(starts(Series(start, (parse_rule(rule),), zone), start, before), zone)
        aware = start.replace(tzinfo=ZoneInfo(zone))
        theirs = by_dateutil(rule, aware, before.replace(tzinfo=ZoneInfo(zone)))
        assert sorted({*found}) == sorted({one.astimezone(UTC) for one in theirs}), (rule, start, zone)


def check_day_by_day(seed: int, most: int) -> None:
    for rule, start, before, zone in cases(seed, most):
        found = starts(Series(start, (parse_rule(rule),), zone), start, before)
        assert found == day_by_day(parse_rule(rule), start, before), (rule, start)
        middle = start + (before - start) / 2
        later = starts(Series(start, (parse_rule(rule),), zone), middle, before)
        assert later == [one for one in found if one >= middle], (rule, start, "from the middle")


@pytest.mark.parametrize("seed", range(2))
def test_random_rules_happen_when_dateutil_says(seed: int) -> None:
    check_beside_dateutil(seed, 20)


@pytest.mark.parametrize("seed", range(2))
def test_random_rules_happen_when_a_walk_over_every_day_says(seed: int) -> None:
    check_day_by_day(seed, 20)


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(100, 120))
def test_ten_thousand_random_rules_happen_when_both_others_say(seed: int) -> None:
    check_beside_dateutil(seed, 500)
    check_day_by_day(seed, 500)
