"""What left a calendar for another one, by change set: its versions are in the history of the other.

Told is that it left, and how it was called here: what else was changed with the move is for those who see it there.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Select, and_, exists, func, select
from sqlalchemy.orm import aliased

from webapp.domain.document import unpack
from webapp.domain.purges import GONE
from webapp.domain.wording import Message
from webapp.domain.wording_calendars import only_leaving, with_calendars
from webapp.extensions import db
from webapp.models import EventVersion, Person
from webapp.operations.history import Author, author_of
from webapp.operations.history_filters import Filters, of_versions

FIRST_ONES = 3  # of the events of a change set, so many are told

_before = aliased(EventVersion)


class LeftLine(NamedTuple):
    """One event that left, as it was called when it did."""

    event_id: int
    title: str
    said: list[Message]
    away: bool = True  # whether its reader does not see it where it is now


@dataclass(frozen=True)
class LeftRow:
    """What one change set moved out of a calendar, and its last number there. `lines` are the first of the events."""

    id: int
    seq: int
    at: datetime
    author: Author
    via: str
    events: int
    lines: list[LeftLine]

    @property
    def away(self) -> bool:
        """Whether the reader sees none of what is told of it, and so not the page of the change set."""
        return all(line.away for line in self.lines)


def heads(calendar_id: int, filters: Filters) -> Select[Any]:
    """The last version with which each change set moved something out of a calendar, where `filters.moves` asks for that.

    Whatever else it changed counts for no field here.
    """
    following = aliased(EventVersion)
    goes_on = exists().where(
        following.change_set_id == EventVersion.change_set_id,
        following.came_from_id == calendar_id,
        following.came_from_seq > EventVersion.came_from_seq,
    )
    columns: tuple[Any, ...] = (
        EventVersion.came_from_seq.label("seq"),
        EventVersion.at,
        EventVersion.actor_label,
        EventVersion.via,
        EventVersion.change_set_id,
        Person.hue,
    )
    query: Select[Any] = select(*columns)
    query = query.outerjoin(Person, Person.id == EventVersion.actor_id)
    return query.where(EventVersion.came_from_id == calendar_id, ~goes_on, *of_versions(filters.whole))


def told(found: Iterable[Any], calendar_id: int) -> dict[int, LeftRow]:
    """Rows by the number of their last line; one statement, none where nothing left."""
    known = {head.change_set_id: head for head in found}
    if not known:
        return {}
    lines: dict[int, list[Any]] = {number: [] for number in known}
    for line in db.session.execute(_lines(calendar_id, list(known))):
        lines[line.change_set_id].append(line)
    return {known[number].seq: _row(known[number], some, calendar_id) for number, some in lines.items()}


def title_of(body: bytes | None, now: str) -> str:
    """What an event was called in a version, where that is given, else `now`; nothing where it was purged."""
    if body is None:
        return now
    return "" if body == GONE else str(unpack(body)["title"])


def _lines(calendar_id: int, sets: Sequence[int]) -> Select[Any]:
    a_set = EventVersion.change_set_id
    numbered = (
        select(
            EventVersion.change_set_id,
            EventVersion.came_from_seq,
            EventVersion.event_id,
            EventVersion.version,
            EventVersion.said,
            func.row_number().over(partition_by=a_set, order_by=EventVersion.came_from_seq).label("place"),
            func.count().over(partition_by=a_set).label("events"),
        )
        .where(EventVersion.came_from_id == calendar_id, EventVersion.change_set_id.in_(sets))
        .subquery()
    )
    same = and_(_before.event_id == numbered.c.event_id, _before.version == numbered.c.version - 1)
    return (
        select(numbered, _before.body)
        .join(_before, same)
        .where(numbered.c.place <= FIRST_ONES)
        .order_by(numbered.c.came_from_seq)
    )


def _row(head: Any, lines: Sequence[Any], here: int) -> LeftRow:
    return LeftRow(
        id=head.change_set_id,
        seq=head.seq,
        at=head.at,
        author=author_of(head),
        via=head.via,
        events=lines[0].events,
        lines=[_line(one, here) for one in lines],
    )


def _line(row: Any, here: int) -> LeftLine:
    """What was purged has no name and no destination any more."""
    title = title_of(row.body, "")
    said = with_calendars(only_leaving(row.said), {}, here)
    return LeftLine(row.event_id, title, said or [("event.moved", {"old": here, "new": 0, "here": here})])
