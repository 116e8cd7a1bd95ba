"""Many events that move to other calendars at once: what single ones do one by one (operations/relocating.py)."""

from collections.abc import Sequence

from sqlalchemy import bindparam, or_, select

from webapp.domain.attendance import every_account
from webapp.domain.roles import Role
from webapp.models import Event, Person, Share
from webapp.models.base import table_of
from webapp.operations.batch_items import BatchRefused
from webapp.operations.batch_plans import Plan, there_already
from webapp.operations.sharing_many import Grant, grant_many
from webapp.operations.unit import Unit


def check_uids(unit: Unit, moved: Sequence[Plan]) -> None:
    """Raises BatchRefused where a calendar holds, or is to hold, the same event of a calendar file already; one statement."""
    if not moved:
        return
    asked = {"calendars": [plan.calendar_id for plan in moved], "uids": [plan.event.uid for plan in moved]}
    there: dict[int, set[str]] = {}
    for row in unit.run(_THERE, asked):
        there.setdefault(row.calendar_id, set()).add(row.uid)
    if faults := there_already(moved, there):
        raise BatchRefused(faults)


def let_in_all(unit: Unit, events: Sequence[Event]) -> None:
    """Whoever is invited and does not see an event any more may view it; two statements, none where nobody is invited."""
    invited = [(event, person_id) for event in events for person_id in every_account(event.document)]
    if not invited:
        return
    people = {"people": sorted({person_id for _, person_id in invited})}
    active = set(unit.run(_ACTIVE, people).scalars())
    asked = people | {
        "events": [event.id for event in events],
        "calendars": [event.calendar_id for event in events],
    }
    seeing = {(row.event_id, row.calendar_id, row.person_id) for row in unit.run(_SEEING, asked)}
    grant_many(
        unit,
        [
            Grant(event, person_id, Role.VIEWER)
            for event, person_id in invited
            if person_id in active
            and (event.id, None, person_id) not in seeing
            and (None, event.calendar_id, person_id) not in seeing
        ],
    )


_heads, _people, _shares = table_of(Event), table_of(Person), table_of(Share)
_THERE = select(_heads.c.calendar_id, _heads.c.uid).where(
    _heads.c.calendar_id.in_(bindparam("calendars", expanding=True)),
    _heads.c.uid.in_(bindparam("uids", expanding=True)),
)
_ACTIVE = select(_people.c.id).where(
    _people.c.id.in_(bindparam("people", expanding=True)), _people.c.disabled_at.is_(None)
)
_SEEING = select(_shares.c.event_id, _shares.c.calendar_id, _shares.c.person_id).where(
    _shares.c.person_id.in_(bindparam("people", expanding=True)),
    or_(
        _shares.c.event_id.in_(bindparam("events", expanding=True)),
        _shares.c.calendar_id.in_(bindparam("calendars", expanding=True)),
    ),
)
