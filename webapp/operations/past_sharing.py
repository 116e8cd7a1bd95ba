"""With whom calendars and events were shared at a moment. For who sees them today (operations/access)."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import String, and_, bindparam, cast, func, or_, select

from webapp.domain.roles import Role, role_of
from webapp.extensions import db
from webapp.models import ShareChange


@dataclass(frozen=True)
class SharedThen:
    """Somebody who had a role at a moment, under the name they had when they got it; on one event where it says which."""

    calendar_id: int
    event_id: int | None
    name: str
    role: Role


def shared_then(calendars: Collection[int], event_id: int, at: datetime) -> list[SharedThen]:
    """Who had a role on these calendars, and on one event (0: none) through it alone; owners first. One statement."""
    values = {"calendars": list(calendars), "of": event_id, "at": at}
    found = [
        SharedThen(row.calendar_id, row.event_id, row.person_label, role)
        for row in db.session.execute(_LAST_CHANGES, values)
        if (role := role_of(row.new_role)) is not None
    ]
    return sorted(found, key=lambda one: (one.event_id or 0, -one.role, one.name.casefold()))


# The last change of each person on each target says what they had; accounts that are gone are told apart by name.
_WHO = func.coalesce(cast(ShareChange.person_id, String), ShareChange.person_label)
_WHOLE = and_(
    ShareChange.calendar_id.in_(bindparam("calendars", expanding=True)), ShareChange.event_id.is_(None)
)
_LAST = (
    select(func.max(ShareChange.id))
    .where(or_(_WHOLE, ShareChange.event_id == bindparam("of")), ShareChange.at <= bindparam("at"))
    .group_by(ShareChange.calendar_id, ShareChange.event_id, _WHO)
)
_LAST_CHANGES = (
    select(ShareChange.calendar_id, ShareChange.event_id, ShareChange.person_label, ShareChange.new_role)
    .where(ShareChange.id.in_(_LAST), ShareChange.new_role.is_not(None))
    .order_by(ShareChange.id)
)
