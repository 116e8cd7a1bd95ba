"""When people are busy, for those who plan with them: times, and nothing of what fills them."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from webapp.domain.common_times import Busy, merged
from webapp.domain.periods import to_utc
from webapp.models import Person
from webapp.operations.acquaintances import Someone, find_known
from webapp.operations.errors import Refused
from webapp.operations.occupied import Row, occupied

MOST_DAYS = 62
MOST_PEOPLE = 20
# An all-day event floats: its days begin and end elsewhere at another instant.
_AROUND_THE_WORLD = timedelta(hours=14)


@dataclass(frozen=True)
class Timetable:
    """When one person is busy, in order and without overlaps; nothing of whoever keeps their times to themselves."""

    person: Someone
    busy: list[Busy]


@dataclass(frozen=True)
class Timetables:
    """The people in the order they were named; from `until` on not all of their times, None where none is missing."""

    people: list[Timetable]
    until: datetime | None = None


def find_acquaintances(usernames: Sequence[str], of: Person) -> dict[str, Someone]:
    """Those of the named people whom somebody plans with, by username; one statement. Raises Refused for too many.

    Whoever does not exist is missing like whoever shares nothing with them.
    """
    if len(usernames) > MOST_PEOPLE:
        raise Refused(f"These are {len(usernames)} people. Choose {MOST_PEOPLE} of them at most.")
    return find_known(usernames, of)


def timetables(people: Sequence[Someone], after: datetime, before: datetime, but: int = 0) -> Timetables:
    """When people whom find_acquaintances() has found are busy between two instants, `but` for one event.

    Four statements at most; raises Refused for too many days.
    """
    if before - after > timedelta(days=MOST_DAYS):
        raise Refused(f"Ask for {MOST_DAYS} days at most.")
    zones = {one.id: one.zone for one in people if one.tells}
    found: dict[int, list[Busy]] = {one.id: [] for one in people}
    rows, until = occupied(None, zones, after - _AROUND_THE_WORLD, before + _AROUND_THE_WORLD, but)
    for row in rows:
        for who in row.people:
            start, end = _instants(row, zones[who])
            found[who].append(Busy(start, end, row.status == "tentative"))
    tables = [Timetable(one, merged(_cut(found[one.id], after, before))) for one in people]
    return Timetables(tables, until if until and until < before else None)


def _instants(row: Row, zone: str) -> tuple[datetime, datetime]:
    """A whole day lasts from midnight to midnight where the person is."""
    if not row.all_day:
        return row.start, row.end
    return to_utc(row.start.replace(tzinfo=None), zone), to_utc(row.end.replace(tzinfo=None), zone)


def _cut(spans: Iterable[Busy], after: datetime, before: datetime) -> Iterator[Busy]:
    for span in spans:
        yield Busy(max(span.start, after), min(span.end, before), span.maybe)
