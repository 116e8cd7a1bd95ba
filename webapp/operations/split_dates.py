"""Where dates of a series are now: under which name, and in which event, as splits take them along.

For who has been let in to the series already; into the other events one is let as anywhere (access.py).
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby, pairwise
from typing import Any, NamedTuple

from sqlalchemy import String, bindparam, cast, or_, select
from sqlalchemy.orm import aliased

from webapp.domain.document import Document, unpack
from webapp.domain.roles import Role
from webapp.domain.series import in_order
from webapp.domain.series_meanwhile import date_in
from webapp.domain.single_dates import first_of_the_rest, is_there, moved_along, through_split
from webapp.extensions import db
from webapp.models import Event, EventVersion, Person
from webapp.operations.access import open_event
from webapp.operations.errors import NotThere, RoleTooLow
from webapp.operations.events import version_of

_SAID = "event.split_off"
# Why a date cannot be changed where it is: the words are "unreached.…" (wording_undo.py).
GONE, DELETED, HIDDEN, CLOSED, LEFT_OUT = "gone", "deleted", "hidden", "closed", "left_out"


class Split(NamedTuple):
    """A version of a series with which an event was split off, and that event."""

    event_id: int
    version: int
    rest_id: int
    first: str = ""  # the date from which on it has them, "" where older versions do not say it


@dataclass(frozen=True)
class Place:
    """The event that has a date now, and what the date is called in it."""

    event: Event
    name: str


class Unreached(NamedTuple):
    """A date that a split took along and that cannot be changed: what it was called, why, in which event (0: not told)."""

    name: str
    why: str
    event_id: int = 0


def splits_since(versions: Mapping[int, int]) -> list[Split]:
    """The splits of these events after these versions, and of what was split off by them; a statement for each generation."""
    found: list[Split] = []
    asked = dict(versions)
    while asked:
        some = [one for one in _splits(asked) if one.version > asked[one.event_id] and one not in found]
        found += some
        asked = {one.rest_id: 1 for one in some}
    return found


def calendars_of(splits: Collection[Split]) -> set[int]:
    """The calendars in which what was split off is now."""
    if not splits:
        return set()
    wanted = select(Event.calendar_id).where(Event.id.in_(sorted({one.rest_id for one in splits})))
    return set(db.session.scalars(wanted))


class Elsewhere(NamedTuple):
    """The event that has a date now, and the date."""

    event_id: int
    title: str
    occurrence: str


def moved_out(event: Event, occurrence: str, since: int, person: Person) -> Elsewhere | None:
    """The event that a split behind version `since` has made of the rest, and what it calls the date of that day."""
    for split in reversed(splits_since({event.id: since})):
        try:
            other = open_event(person, split.rest_id).event
        except NotThere:
            continue
        if not other.deleted and (there := date_in(other.document, occurrence)):
            return Elsewhere(other.id, other.title, there)
    return None


def find(series: Event, since: int, name: str, splits: list[Split], by: Person) -> Place | Unreached | None:
    """Where the date `name` of version `since` is now that the series was split, if this person may change it there.

    None where no split took it along.
    """
    there = _find(series, since, name, splits)
    if not isinstance(there, Place) or there.event.id == series.id:
        return there
    try:
        event = open_event(by, there.event.id, Role.EDITOR).event
    except RoleTooLow:
        return Unreached(name, CLOSED, there.event.id)
    except NotThere:
        return Unreached(name, HIDDEN)
    return Unreached(name, DELETED, event.id) if event.deleted else Place(event, there.name)


def _find(series: Event, since: int, name: str, splits: list[Split]) -> Place | Unreached | None:
    """The same, whoever asks."""
    past = _Past(series.id, since)
    called = past.name_at(name, series.version)
    if is_there(series.document, called):
        return Place(series, called)
    lost: Unreached | None = None
    for split in reversed([one for one in splits if one.event_id == series.id and one.version > since]):
        there = _through(past, split, name, splits)
        if isinstance(there, Place):
            return there
        lost = lost or there
    return lost


def _through(past: "_Past", split: Split, name: str, splits: list[Split]) -> Place | Unreached | None:
    """Where it is in what this split took along."""
    before, ended = past.at(split.version - 1), past.at(split.version)
    called = past.name_at(name, split.version - 1)
    first = split.first or first_of_the_rest(before, ended)
    if not first or in_order(called) < in_order(first):
        return None
    there = through_split(called, first, version_of(split.rest_id, 1).document)
    rest = db.session.get_one(Event, split.rest_id, populate_existing=True)
    found = _find(rest, 1, there, splits) if there else None
    return found if isinstance(found, Place) else Unreached(name, GONE)


class _Past:
    """What a series was from a version on, as far as it says which dates there are."""

    def __init__(self, event_id: int, since: int) -> None:
        self._asked = {"number": event_id, "since": since}

    def name_at(self, name: str, version: int) -> str:
        """What a date of the first version is called at a later one."""
        documents = list(self._until(version))
        for before, after in pairwise(documents):
            name = moved_along(name, before, after)
        return name

    def at(self, version: int) -> Document:
        """The series at a version."""
        *_, last = self._until(version)
        return last

    def _until(self, version: int) -> Iterator[Document]:
        return (document for number, document in self._documents if number <= version)

    @cached_property
    def _documents(self) -> list[tuple[int, Document]]:
        return [(row.version, unpack(row.body)) for row in db.session.execute(_DATING, self._asked)]


def _splits(versions: Mapping[int, int]) -> list[Split]:
    asked = {"numbers": sorted(versions), "least": min(versions.values())}
    rows = [row for row in db.session.execute(_SPLITS, asked) if row.said and row.said[0][0] == _SAID]
    found = []
    for (event_id, version), some in groupby(rows, key=lambda row: (row.event_id, row.version)):
        found += [Split(event_id, version, rest_id, first) for rest_id, first in _rests(event_id, list(some))]
    return found


def _rests(event_id: int, rows: list[Any]) -> Iterator[tuple[int, str]]:
    """Of what one change set split off, that which came from this series: a batch may split several.

    Older versions do not say from which, so these count where there is but one.
    """
    for row in rows:
        said = row.said[0][1]
        if said.get("of", event_id if len(rows) == 1 else 0) == event_id:
            yield row.rest_id, said.get("at", "")


_here, _first = aliased(EventVersion), aliased(EventVersion)
_SPLITS = (
    select(_here.event_id, _here.version, _first.event_id.label("rest_id"), _first.said)
    .join(_first, _first.change_set_id == _here.change_set_id)
    .where(
        _here.event_id.in_(bindparam("numbers", expanding=True)),
        _here.version > bindparam("least"),
        _first.version == 1,
        _first.event_id != _here.event_id,
    )
    .order_by(_here.event_id, _here.version, _first.event_id)
)
_units = cast(EventVersion.changed, String)
_DATING = (
    select(EventVersion.version, EventVersion.body)
    .where(
        EventVersion.event_id == bindparam("number"),
        EventVersion.version >= bindparam("since"),
        or_(
            EventVersion.version == bindparam("since"),
            *(_units.contains(f'"{unit}"') for unit in ("when", "repeats", "overrides")),
        ),
    )
    .order_by(EventVersion.version)
)
