"""What one person may know of overlaps: with which events, and whose time they take."""

from collections.abc import Collection, Sequence

from sqlalchemy import bindparam, select

from webapp.domain.overlaps import Found
from webapp.domain.wording_overlaps import Overlap
from webapp.extensions import db
from webapp.models import Event, Person
from webapp.models.base import table_of
from webapp.operations.access import event_query
from webapp.operations.acquaintances import telling
from webapp.operations.occupied import Row


def within_sight(rows: Sequence[Row], looker_id: int | None) -> list[Row]:
    """The rows with those people alone of whom this person may know that they are busy then.

    That is everybody at an event which the looker sees. At another event it is whoever plans with them and does not keep
    their times to themselves: of anybody else an overlap is neither told nor counted, nor does it refuse anything.
    Two statements at most.
    """
    people = frozenset[int]().union(*(row.people for row in rows))
    open_to_them = telling(people, looker_id)
    hidden = [row.event_id for row in rows if row.people - open_to_them]
    seen = visible(set(hidden), looker_id) if hidden else set()
    return [
        row if row.event_id in seen else row._replace(people=row.people & open_to_them)
        for row in rows
        if row.room or row.people & open_to_them or row.event_id in seen
    ]


def told(found: Sequence[Found], rows: Sequence[Row], looker_id: int | None) -> list[Overlap]:
    """These overlaps in the terms of the sentences about them; two statements."""
    if not found:
        return []
    known = {(row.event_id, row.recurrence_id): row for row in rows}
    seen = visible({one.other.event_id for one in found}, looker_id)
    names = _names({who for one in found for who in one.people}, looker_id)
    return [
        _overlap(known[one.other.event_id, one.other.name], one, one.other.event_id in seen, names)
        for one in found
    ]


def visible(event_ids: Collection[int], looker_id: int | None) -> set[int]:
    """Those of some events that a person may see."""
    return set(db.session.scalars(_SEEN, {"asking": looker_id or 0, "events": list(event_ids)}))


def _overlap(row: Row, found: Found, is_seen: bool, names: dict[int, str]) -> Overlap:
    """What somebody may not see says when, and nothing else."""
    return {
        "start": row.start.isoformat(),
        "end": row.end.isoformat(),
        "all_day": row.all_day,
        "event_id": row.event_id if is_seen else None,
        "recurrence_id": row.recurrence_id if is_seen else "",
        "title": row.title if is_seen else None,
        "who": sorted(
            (names[who] for who in found.people if who in names), key=lambda name: (name != "you", name)
        ),
    }


def _names(people: Collection[int], looker_id: int | None) -> dict[int, str]:
    if not people:
        return {}
    found = db.session.execute(_NAMES, {"people": list(people)})
    return {row.id: "you" if row.id == looker_id else row.name.split(" ", 1)[0] for row in found}


# Built once: every save of a time asks them.
_people = table_of(Person)
_SEEN = (
    event_query(bindparam("asking"))
    .with_only_columns(Event.id)
    .where(Event.id.in_(bindparam("events", expanding=True)))
)
_NAMES = select(_people.c.id, _people.c.name).where(_people.c.id.in_(bindparam("people", expanding=True)))
