"""Runs of edits: what one person did to an event within ten minutes, shown as one, with what it comes to in all."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from sqlalchemy import select

from webapp.domain.document import changed_units, unpack
from webapp.domain.wording import Message, describe
from webapp.domain.wording_calendars import calendars_in
from webapp.extensions import db
from webapp.models import EventVersion
from webapp.operations.history import VersionRow

WITHIN = timedelta(minutes=10)
LONGEST = 16_000  # characters of two descriptions that are compared for the words of a run


@dataclass(frozen=True)
class Run:
    """Versions of one person that follow each other, newest first; `rows` may be a single one."""

    rows: list[VersionRow]

    @property
    def newest(self) -> VersionRow:
        return self.rows[0]

    @property
    def oldest(self) -> VersionRow:
        return self.rows[-1]

    @property
    def before(self) -> int:
        """The version that the run started from."""
        return self.oldest.number - 1

    @property
    def grown(self) -> int:
        return sum(row.grown for row in self.rows)


@dataclass(frozen=True)
class Sum:
    """What a run comes to: the units that differ in the end, and the words where the texts are not too long for it."""

    units: list[str]
    said: list[Message] | None


def runs(rows: Sequence[VersionRow], zone: str, apart: Iterable[datetime] = ()) -> list[Run]:
    """Versions that come newest first, in runs; what happened at one of the moments `apart` stands between two of them.

    A run is counted from its oldest version, so that what comes later never takes it to pieces. The version that
    made the event is none, nor is anything across midnight.
    """
    found: list[list[VersionRow]] = []
    moments, there = sorted(apart), ZoneInfo(zone)
    for row in reversed(rows):
        if found and _goes_on(found[-1], row, there) and not _between(found[-1][-1].at, row.at, moments):
            found[-1].append(row)
        else:
            found.append([row])
    return [Run(run[::-1]) for run in reversed(found)]


def sums(event_id: int, found: Iterable[Run]) -> dict[int, Sum]:
    """What runs of more than one version come to, by the number of the newest; one statement for all of them."""
    long = [run for run in found if len(run.rows) > 1]
    if not long:
        return {}
    numbers = {number for run in long for number in (run.before, run.newest.number)}
    wanted = select(EventVersion.version, EventVersion.body).where(
        EventVersion.event_id == event_id, EventVersion.version.in_(numbers)
    )
    bodies = {row.version: row.body for row in db.session.execute(wanted)}
    return {run.newest.number: _sum(bodies[run.before], bodies[run.newest.number]) for run in long}


def _goes_on(run: list[VersionRow], row: VersionRow, there: ZoneInfo) -> bool:
    first, last = run[0], run[-1]
    return (
        first.number > 1
        and not (_moved(first) or _moved(row))
        and row.number == last.number + 1
        and (row.actor_id, row.author.name, row.via, row.deleted)
        == (first.actor_id, first.author.name, first.via, first.deleted)
        and row.at - first.at <= WITHIN
        and row.at.astimezone(there).date() == first.at.astimezone(there).date()
    )


def _moved(row: VersionRow) -> bool:
    """A move to another calendar stands for itself: it is in no sum of fields."""
    return bool(calendars_in(row.said))


def _between(first: datetime, last: datetime, moments: list[datetime]) -> bool:
    return any(first <= moment < last for moment in moments)


@lru_cache(maxsize=512)  # versions never change, and the same runs are shown again and again
def _sum(before: bytes, after: bytes) -> Sum:
    if not (before and after):  # what an admin has purged says nothing any more
        return Sum([], None)
    old, new = unpack(before), unpack(after)
    units = changed_units(old, new)
    too_long = "description" in units and len(old["description"]) + len(new["description"]) > LONGEST
    return Sum(units, None if too_long else describe(old, new))
