"""Lists of events within a window: series by their occurrences, however far away, or each occurrence by itself."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import NamedTuple

from webapp.domain.api_times import Edge
from webapp.domain.series import Instance, instances
from webapp.domain.series_dates import upcoming
from webapp.models import Person
from webapp.operations.event_filters import sifter
from webapp.operations.event_lists import AROUND, Found, Place, Wanted, read
from webapp.operations.showing import Shown, occurrence_shown

# A list of occurrences covers at most so much.
LONGEST_WINDOW = timedelta(days=366)
_SLICE = timedelta(days=31)
_MOMENT = timedelta(microseconds=1)
_BEGINNING = datetime(1900, 1, 1, tzinfo=UTC)
# The next occurrences of a series; the first of them may only touch the window.
_NEXT = 3


class Listed(NamedTuple):
    """One item of a list, and its place there."""

    place: Place
    shown: Shown


def list_events(wanted: Wanted, person: Person, after: Place | None, most: int) -> list[Listed]:
    """At most so many events from a place on, sorted by their start; a series counts where an occurrence is within."""
    is_plain = not (wanted.tag or wanted.after or wanted.before or wanted.at)
    is_wanted = sifter(wanted)
    found = read(wanted, person, after, most if is_plain else None)
    fitting = (one for one in found if is_plain or (_is_within(one, wanted) and is_wanted(one)))
    return [Listed(one.place, one.shown) for one in islice(fitting, most)]


def list_occurrences(wanted: Wanted, person: Person, after: Place | None, most: int) -> list[Listed]:
    """The same with each occurrence by itself; the window has two ends, at most LONGEST_WINDOW apart."""
    found = list(filter(sifter(wanted), read(wanted, person, None, None)))
    chosen: list[_One] = []
    for first, last in _slices(wanted, after):
        chosen += [one for one in _starting(found, first, last, wanted) if not after or one.place > after]
        if len(chosen) >= most:
            break
    chosen.sort(key=lambda one: one.place)
    return [Listed(one.place, _shown(one)) for one in chosen[:most]]


class _One(NamedTuple):
    place: Place
    found: Found


def _shown(one: _One) -> Shown:
    name = one.place.occurrence
    return occurrence_shown(one.found.shown, name) if name else one.found.shown


def _is_within(found: Found, wanted: Wanted) -> bool:
    if wanted.after is None and wanted.before is None:
        return True
    if not found.repeats:
        return _touches(found.row.start_utc, found.row.end_utc, found.all_day, wanted)
    since = _moment_of(wanted.after, found.all_day) or _BEGINNING
    near = upcoming(found.document, since - _MOMENT, _NEXT)
    return any(_touches(one.start, one.end, _is_all_day(found, one), wanted) for one in near)


def _slices(wanted: Wanted, after: Place | None) -> Iterator[tuple[datetime, datetime]]:
    """The times within which starts are looked for, one after the other: a part of a list ends after a few of them."""
    assert wanted.after is not None and wanted.before is not None
    begin, end = wanted.after.moment - AROUND, wanted.before.moment + AROUND
    first = max(begin, after.start) if after else begin
    lower = after.start if after else _BEGINNING
    while first < end:
        upper = min(first + _SLICE, end)
        yield lower, upper
        first = lower = upper


def _starting(found: list[Found], first: datetime, last: datetime, wanted: Wanted) -> Iterator[_One]:
    """The occurrences within the window that start from `first` on and before `last`."""
    for one in found:
        for each in _instances(one, first, last, wanted):
            inside = _touches(each.start, each.end, _is_all_day(one, each), wanted)
            if first <= each.start < last and inside:
                yield _One(Place(each.start, one.row.id, each.recurrence_id), one)


def _instances(found: Found, first: datetime, last: datetime, wanted: Wanted) -> list[Instance]:
    if not found.repeats:
        return [Instance("", found.row.start_utc, found.row.end_utc, {})]
    assert wanted.after is not None
    return instances(found.document, max(first, wanted.after.moment - AROUND), last)


def _touches(start: datetime, end: datetime, all_day: bool, wanted: Wanted) -> bool:
    """Where one ends and the other begins they do not; whole days by the days that the window was written for."""
    after, before = _moment_of(wanted.after, all_day), _moment_of(wanted.before, all_day)
    return (before is None or start < before) and (after is None or end > after or start >= after)


def _moment_of(edge: Edge | None, all_day: bool) -> datetime | None:
    if edge is None:
        return None
    return edge.days if all_day else edge.moment


def _is_all_day(found: Found, one: Instance) -> bool:
    return bool(one.own.get("all_day", found.all_day))
