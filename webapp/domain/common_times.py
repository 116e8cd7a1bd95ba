"""When people are busy, and when several of them are free at once. All of it in instants (UTC).

Working hours are wall times in each person's own zone, so a day on which clocks change has its windows where its clocks
show them.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple

from webapp.domain.periods import to_utc
from webapp.domain.week_grid import WORK_FROM, WORK_TO

_DAY = timedelta(days=1)
_FRIDAY = 4
_LONG_AGO = datetime.min.replace(tzinfo=UTC)
FREE, MAYBE, BUSY = "free", "maybe", "busy"


class Busy(NamedTuple):
    """A time that is taken, the end exclusive; `maybe`: by nothing but what is tentative."""

    start: datetime
    end: datetime
    maybe: bool = False


class Window(NamedTuple):
    """A stretch of time, the end exclusive."""

    start: datetime
    end: datetime


@dataclass(frozen=True)
class Attendee:
    """Somebody a time is looked for: their spans as `merged` gives them, and whether they have to be there."""

    key: str
    zone: str
    busy: Sequence[Busy]
    required: bool = True


@dataclass(frozen=True)
class Slot:
    """A time at which all who have to be there can be: who is free, and who has only something tentative.

    `late` are those for whom it is outside of working hours, where that does not matter.
    """

    start: datetime
    end: datetime
    free: tuple[str, ...] = ()
    maybe: tuple[str, ...] = ()
    busy: tuple[str, ...] = ()
    late: tuple[str, ...] = ()

    @property
    def rank(self) -> tuple[int, int, int, datetime]:
        """The best first: nobody busy, nobody tentative, all at work, early."""
        return len(self.busy), len(self.maybe), len(self.late), self.start


@dataclass(frozen=True)
class Wish:
    """What is looked for: `days` from `first` on as they are in `zone`, where starts lie on every `step` of its clocks.

    Nothing that starts before `not_before` is of use.
    """

    first: date
    days: int
    length: timedelta
    zone: str
    within_work: bool = True
    step: timedelta = timedelta(minutes=30)
    not_before: datetime = _LONG_AGO


def merged(spans: Iterable[Busy]) -> list[Busy]:
    """The same times in order, none of them twice: what is taken for certain hides what is tentative."""
    found = [span for span in spans if span.start < span.end]
    certain = _joined(Window(span.start, span.end) for span in found if not span.maybe)
    open_still = _joined(Window(span.start, span.end) for span in found if span.maybe)
    rest = [Busy(*part, maybe=True) for span in open_still for part in _without(span, certain)]
    return sorted([*(Busy(*span) for span in certain), *rest])


def work_windows(first: date, last: date, zone: str) -> list[Window]:
    """The working hours of these days, Monday to Friday, by the clocks of a zone."""
    days = (first + timedelta(days=number) for number in range((last - first).days + 1))
    return [
        Window(_moment(day, WORK_FROM, zone), _moment(day, WORK_TO, zone))
        for day in days
        if day.weekday() <= _FRIDAY
    ]


def slots(
    people: Sequence[Attendee], wish: Wish, suits: Callable[[Slot], bool] = lambda slot: True
) -> list[Slot]:
    """The times at which all required people can be there and which suit, best first; no two of them overlap."""
    timetables = [_Timetable(person, wish) for person in people]
    found = (_slot(start, start + wish.length, timetables) for start in starts(wish))
    return _apart(sorted((slot for slot in found if slot and suits(slot)), key=lambda slot: slot.rank))


def starts(wish: Wish) -> Iterator[datetime]:
    """Where a slot can start: on the steps of the clocks of each day, from midnight to midnight.

    Of an hour that clocks show twice both are there, of one that they skip nothing.
    """
    for number in range(wish.days):
        day = wish.first + timedelta(days=number)
        at, end = _moment(day, 0, wish.zone), _moment(day + _DAY, 0, wish.zone)
        while at < end:
            if at >= wish.not_before:
                yield at
            at += wish.step


class _Timetable:
    """One person, with what answers quickly."""

    def __init__(self, person: Attendee, wish: Wish) -> None:
        self.person = person
        self.busy_starts = [span.start for span in person.busy]
        last = wish.first + timedelta(days=wish.days)
        self.works = work_windows(wish.first - _DAY, last + _DAY, person.zone)
        self.work_starts = [window.start for window in self.works]
        self.within_work = wish.within_work

    def state(self, start: datetime, end: datetime) -> str:
        """How somebody is between two instants; outside of working hours they are busy where these count."""
        if self.within_work and self.is_late(start, end):
            return BUSY
        # Merged spans do not overlap, so only the one before `start` can reach into it.
        first = max(bisect_right(self.busy_starts, start) - 1, 0)
        met = self.person.busy[first : bisect_left(self.busy_starts, end)]
        states = {span.maybe for span in met if span.end > start}
        return BUSY if False in states else MAYBE if states else FREE

    def is_late(self, start: datetime, end: datetime) -> bool:
        """Whether it is outside of their working hours, or reaches out of them."""
        place = bisect_right(self.work_starts, start) - 1
        return place < 0 or end > self.works[place].end


def _slot(start: datetime, end: datetime, timetables: Sequence[_Timetable]) -> Slot | None:
    """None where somebody who has to be there cannot."""
    found: dict[str, list[str]] = {FREE: [], MAYBE: [], BUSY: []}
    for table in timetables:
        state = table.state(start, end)
        if state == BUSY and table.person.required:
            return None
        found[state].append(table.person.key)
    late = (table.person.key for table in timetables if not table.within_work and table.is_late(start, end))
    return Slot(start, end, tuple(found[FREE]), tuple(found[MAYBE]), tuple(found[BUSY]), tuple(late))


def _apart(slots: Iterable[Slot]) -> list[Slot]:
    """Each that overlaps with none before it."""
    kept: list[Slot] = []
    taken: list[datetime] = []
    for slot in slots:
        place = bisect_left(taken, slot.start)
        length = slot.end - slot.start
        before = taken[place - 1] if place else None
        after = taken[place] if place < len(taken) else None
        if (before is None or before + length <= slot.start) and (after is None or after >= slot.end):
            taken.insert(place, slot.start)
            kept.append(slot)
    return kept


def _joined(windows: Iterable[Window]) -> list[Window]:
    found: list[Window] = []
    for window in sorted(windows):
        if found and window.start <= found[-1].end:
            found[-1] = Window(found[-1].start, max(found[-1].end, window.end))
        else:
            found.append(window)
    return found


def _without(window: Window, taken: Iterable[Window]) -> Iterator[Window]:
    """What is left of a window."""
    at = window.start
    for other in taken:
        if other.end <= at or other.start >= window.end:
            continue
        if other.start > at:
            yield Window(at, other.start)
        at = other.end
    if at < window.end:
        yield Window(at, window.end)


def _moment(day: date, hour: int, zone: str) -> datetime:
    return to_utc(datetime.combine(day, time(hour)), zone)
