"""What a month and a year of one series cost: every frequency with every part, old and new starts, near and far windows."""

import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import product
from typing import Any, NamedTuple

from webapp.domain import recurrence
from webapp.domain.document import ONCE
from webapp.domain.rules import FREQUENCIES, RuleError, parse_rule
from webapp.domain.series import instances

BUDGET = 200  # µs for a month of a series
ROUNDS, TIMES, TOLD = 5, 2, 6
PARTS = (
    "",
    "INTERVAL=3",
    "BYDAY=TU,TH",
    "BYDAY=MO,TU,WE,TH,FR,SA,SU",
    "BYDAY=2TU,-1FR",
    "BYDAY=MO,TU,WE,TH,FR;BYSETPOS=1,-1",
    "BYMONTH=3,6,9,11",
    "BYMONTHDAY=1,15,-1",
    "BYMONTHDAY=13;BYDAY=FR",
    "BYMONTH=11;BYDAY=4TH",
    "BYMONTH=1,2,3,4,5,6,7,8,9,10,11,12;BYDAY=MO,TU,WE,TH,FR,SA,SU",
    "BYYEARDAY=1,100,200,-1",
    "BYWEEKNO=1,20,53,-1;BYDAY=MO",
    "BYWEEKNO=1,5,10,15,20,25,30,35,40,45,50;BYDAY=MO,TU,WE,TH,FR,SA,SU",
    "BYHOUR=9,13,17",
    "WKST=SU;INTERVAL=2;BYDAY=SU,MO",
)
ENDS = ("", "COUNT=9999", "UNTIL=21991231T000000Z")
BEGAN = (datetime(1970, 1, 6, 9), datetime(2016, 3, 24, 9), datetime(2026, 2, 27, 9))
MONTHS = tuple(datetime(year, month, 1, tzinfo=UTC) for year, month in ((2026, 3), (2026, 10), (2190, 5)))
ZONES = ("Europe/Berlin", "America/New_York")


class Cost(NamedTuple):
    """Seconds for one series in one window, and how many instances it has there."""

    seconds: float
    found: int
    name: str


def run() -> None:
    """Print the dearest months and years, how many keep to the budget, and what counting costs once."""
    for name, days, months in (("a month", 31, MONTHS), ("a year", 365, MONTHS[:1])):
        _tell(name, [_cost(document, first, days) for document in _documents() for first in months])
    _tell_counted()


def _tell(name: str, costs: list[Cost]) -> None:
    costs.sort(reverse=True)
    middle, most = costs[len(costs) // 2], costs[len(costs) // 100]
    within = sum(one.seconds * 1e6 <= BUDGET for one in costs)
    print(f"{name} of a series, with instants and exceptions: {len(costs):,} rules x starts x windows")
    print(
        f"  in the middle {middle.seconds * 1e6:.0f} µs, one in a hundred {most.seconds * 1e6:.0f} µs or more;"
        f" {within / len(costs):.1%} within {BUDGET} µs"
    )
    for one in costs[:TOLD]:
        each = f", {one.seconds / one.found * 1e6:.1f} µs each" if one.found else ""
        print(f"  {one.seconds * 1e6:6.0f} µs  {one.found:4} instances{each}  {one.name}")


def _documents() -> Iterator[dict[str, Any]]:
    """Each rule that Daybook takes, with exceptions: left out, moved and renamed instances."""
    for number, (freq, part, end, began) in enumerate(product(FREQUENCIES, PARTS, ENDS, BEGAN)):
        rule = ";".join(filter(None, (f"FREQ={freq}", part, end)))
        try:
            recurrence.check_rule(parse_rule(rule), began, "UTC")
        except RuleError:
            continue
        yield series(rule, began, ZONES[number % len(ZONES)])


def series(rule: str, began: datetime, zone: str) -> dict[str, Any]:
    """A document of an hour, with exceptions in the first month that is looked at."""
    day = f"2026-03-{began.day:02}"
    own = {
        f"{day}T09:00": {"title": "Another title"},
        "2026-03-17T09:00": {"start": "2026-03-18T11:00", "end": "2026-03-18T12:00"},
    }
    when = {
        "start": f"{began:%Y-%m-%dT%H:%M}",
        "end": f"{began:%Y-%m-%dT}10:00",
        "zone": zone,
        "all_day": False,
    }
    left_out = [f"2026-03-{day:02}T09:00" for day in (3, 10, 24)]
    return {**ONCE, **when, "title": "Series", "rrule": rule, "exdate": left_out, "overrides": own}


def _cost(document: dict[str, Any], first: datetime, days: int) -> Cost:
    found = len(instances(document, first, first + timedelta(days=days)))
    # The least: neighbours on the machine add to a round and never take away.
    seconds = min(_timed(document, first, first + timedelta(days=days)) for _ in range(ROUNDS))
    name = f"{document['rrule']} since {document['start'][:4]}, seen in {first:%Y-%m}"
    return Cost(seconds, found, name)


def _timed(document: dict[str, Any], first: datetime, last: datetime) -> float:
    started = time.process_time()
    for _ in range(TIMES):
        instances(document, first, last)
    return (time.process_time() - started) / TIMES


def _tell_counted() -> None:
    """The end of a rule with COUNT is found once in a process; so long does that take."""
    worst = max(_counting(f"FREQ={freq};COUNT=10000") for freq in FREQUENCIES[1:])
    print(f"the end of COUNT=10000, once a process: {worst * 1e3:.1f} ms")


def _counting(rule: str) -> float:
    started = time.process_time()
    recurrence.last_start(recurrence.Series(datetime(2016, 3, 24, 9), (parse_rule(rule),)))
    return time.process_time() - started
