"""The rolling horizon: series whose rows end soon are placed further ahead, by a job, some at a time.

Pages are right without it, as beyond.py expands what has no rows; with it they find rows, which costs them less.
"""

from datetime import UTC, datetime

from sqlalchemy import bindparam, false, or_, select

from webapp.extensions import db
from webapp.models import Event
from webapp.operations.placing import AHEAD, place
from webapp.operations.revising import hold
from webapp.operations.unit import unit_of_work

AT_ONCE = 20  # a year of every day is some 10 ms: nobody who saves waits long


def extend_horizon(now: datetime | None = None, at_once: int = AT_ONCE) -> int:
    """Place series further whose rows end within half of the horizon, `at_once` in a transaction; how many were.

    Nothing of what they say changes, so there is no version of it and no page is told. It can end at any moment:
    what one run has not come to, the next one does.
    """
    now, done = now or datetime.now(UTC), 0
    asked = {"soon": now + AHEAD / 2}
    for calendar_id in list(db.session.scalars(_CALENDARS, asked)):
        after = 0
        while some := _extend_some(calendar_id, after, now, at_once, asked):
            done, after = done + len(some), some[-1]
    return done


def _extend_some(
    calendar_id: int, after: int, now: datetime, at_once: int, asked: dict[str, datetime]
) -> list[int]:
    """The next series of a calendar by their ids, each once: one with very many instances ends soon ever after."""
    with unit_of_work(None, now) as unit:
        hold(unit, calendar_id)
        events = unit.session.scalars(
            _BEHIND.limit(at_once), asked | {"calendar": calendar_id, "after": after}
        ).all()
        for event in events:
            place(unit, event, event.document)
        return [event.id for event in events]


_ENDING_SOON = (
    Event.repeats,
    Event.deleted == false(),
    Event.placed_until < bindparam("soon"),
    or_(Event.last_utc.is_(None), Event.last_utc > Event.placed_until),
)
_CALENDARS = select(Event.calendar_id).where(*_ENDING_SOON).distinct().order_by(Event.calendar_id)
_BEHIND = (
    select(Event)
    .where(*_ENDING_SOON, Event.calendar_id == bindparam("calendar"), Event.id > bindparam("after"))
    .order_by(Event.id)
    .execution_options(populate_existing=True)
)
