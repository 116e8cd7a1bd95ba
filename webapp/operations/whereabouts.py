"""In which calendars events are now, for open pages: an event that moves takes its pages along."""

from collections.abc import Collection

from sqlalchemy import bindparam, func, select

from webapp.extensions import db
from webapp.models import Event, EventVersion, Share
from webapp.models.base import table_of
from webapp.operations.prepared import Prepared


def calendars_of(event_ids: Collection[int]) -> dict[int, int]:
    """By id the calendars that these events are in; one statement, none where none is asked for. It says nothing about rights."""
    if not event_ids:
        return {}
    return dict(_WHERE.read_of(db.session.connection(), "events", event_ids))


def who_moved_away(people: Collection[int], event_id: int) -> dict[int, str]:
    """By person, the name of whoever moved an event last, for those who see the calendar that it came from; one statement."""
    rows = db.session.execute(_MOVERS, {"of": event_id, "people": list(people)})
    return {row.person_id: row.actor_label for row in rows}


_heads = table_of(Event)
_WHERE = Prepared(
    select(_heads.c.id, _heads.c.calendar_id).where(_heads.c.id.in_(bindparam("events", expanding=True)))
)
_last_move = (
    select(func.max(EventVersion.version))
    .where(EventVersion.event_id == bindparam("of"), EventVersion.came_from_id.is_not(None))
    .scalar_subquery()
)
_MOVERS = (
    select(Share.person_id, EventVersion.actor_label)
    .join(Share, Share.calendar_id == EventVersion.came_from_id)
    .where(
        EventVersion.event_id == bindparam("of"),
        EventVersion.version == _last_move,
        Share.person_id.in_(bindparam("people", expanding=True)),
    )
)
