"""Writing a line of the sharing history, inside a unit of work that has counted its calendar on."""

from typing import NamedTuple

from webapp.domain.chains import SHARING
from webapp.models import Person, ShareChange
from webapp.operations.members import Target
from webapp.operations.unit import Unit


class RoleChange(NamedTuple):
    """Whose role became what; None: none."""

    person: Person
    old: str | None
    new: str | None


def record_change(
    unit: Unit, target: Target, seq: int, change: RoleChange, by: tuple[int | None, str]
) -> None:
    """Add the line that belongs to `seq`; `by` are the id and the name of whoever did it."""
    line = {
        "calendar_id": target.calendar_id,
        "event_id": target.event_id,
        "seq": seq,
        "at": unit.now,
        "actor_id": by[0],
        "actor_label": by[1],
        "person_id": change.person.id,
        "person_label": change.person.name,
        "old_role": change.old,
        "new_role": change.new,
        "change_set_id": None,
    }
    unit.session.add(ShareChange(**unit.chains.add(SHARING, target.calendar_id, line)))
