"""What overlaps with what, found in one sweep over all occurrences, so that series against series costs no product.

A span takes its time from `start` up to `end`; where one ends and the next begins nothing overlaps.
"""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta
from heapq import heappop, heappush
from typing import Any, NamedTuple

from webapp.domain.periods import to_utc


class Span(NamedTuple):
    """One occurrence: when it is (UTC, the end exclusive), of which event, and whose time it takes.

    `room` says that it takes a place in a calendar that holds one at a time.
    """

    start: datetime
    end: datetime
    event_id: int = 0
    name: str = ""
    all_day: bool = False
    people: frozenset[int] = frozenset()
    room: bool = False


class Found(NamedTuple):
    """Two occurrences that overlap, and for whom; for nobody where it is the calendar that holds one at a time."""

    ours: Span
    other: Span
    people: frozenset[int]


def pairs(ours: Iterable[Span], others: Iterable[Span]) -> Iterator[Found]:
    """Every pair of them that overlaps: for people who take part in both, or for the room."""
    running: tuple[list[Any], list[Any]] = ([], [])  # of ours, of the others: what has begun, by its end
    marked = [(one, 0) for one in ours] + [(one, 1) for one in others]
    for number, (one, side) in enumerate(sorted(marked, key=lambda entry: _order(entry[0]))):
        beside = running[1 - side]
        while beside and beside[0][0] <= one.start:
            heappop(beside)
        for _, _, met in beside:
            if found := _meeting(met, one) if side else _meeting(one, met):
                yield found
        heappush(running[side], (one.end, number, one))


def overlapping(spans: Iterable[Span]) -> set[tuple[int, str]]:
    """Event and name of each of these that overlaps with one of another event."""
    in_order = sorted(spans, key=_order)
    return _begun_within(in_order) | _reached_into(in_order)


def overlapping_on(spans: Iterable[Span], first: date, last: date, zone: str) -> set[tuple[int, str]]:
    """The same for what of them lies on these days, as they are in `zone`."""
    opens = to_utc(datetime.combine(first, time()), zone)
    closes = to_utc(datetime.combine(last + timedelta(days=1), time()), zone)
    cut = [one._replace(start=max(one.start, opens), end=min(one.end, closes)) for one in spans]
    return overlapping(one for one in cut if one.start <= one.end)


def on_days_of(one: Span, zone: str) -> Span:
    """A span of whole days, stored as if they were days in UTC, as the days of a zone."""
    if not one.all_day:
        return one
    start, end = (to_utc(moment.replace(tzinfo=None), zone) for moment in (one.start, one.end))
    return one._replace(start=start, end=end)


def _order(one: Span) -> tuple[datetime, datetime, int, str]:
    """A moment comes before what begins with it, so whatever came earlier and has not ended overlaps.

    What is at one time is in one order, too, in whichever it was given.
    """
    return one[:4]


def _meeting(ours: Span, other: Span) -> Found | None:
    if ours.event_id and ours.event_id == other.event_id:
        return None
    both = ours.people & other.people
    return Found(ours, other, both) if both or (ours.room and other.room) else None


def _begun_within(in_order: Iterable[Span]) -> set[tuple[int, str]]:
    """Those that begin before one of another event, begun earlier, has ended."""
    found: set[tuple[int, str]] = set()
    latest: list[tuple[datetime, int]] = []  # the latest ends so far, of two events
    for one in in_order:
        if any(end > one.start and event_id != one.event_id for end, event_id in latest):
            found.add((one.event_id, one.name))
        latest = sorted(_of_two([*latest, (one.end, one.event_id)]), reverse=True)[:2]
    return found


def _of_two(ends: list[tuple[datetime, int]]) -> list[tuple[datetime, int]]:
    by_event = {event_id: end for end, event_id in sorted(ends)}
    return [(end, event_id) for event_id, end in by_event.items()]


def _reached_into(in_order: list[Span]) -> set[tuple[int, str]]:
    """Those before whose end one of another event begins."""
    found: set[tuple[int, str]] = set()
    following: dict[int, datetime] = {}  # the next start of the two events that begin next
    for one in reversed(in_order):
        if any(start < one.end and event_id != one.event_id for event_id, start in following.items()):
            found.add((one.event_id, one.name))
        others = [(event_id, start) for event_id, start in following.items() if event_id != one.event_id]
        following = dict([(one.event_id, one.start), *others][:2])
    return found
