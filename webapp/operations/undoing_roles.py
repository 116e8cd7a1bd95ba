"""The roles that a change set gave on events: which of them taking it back takes back, and which were changed since."""

from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import and_, bindparam, exists, select
from sqlalchemy.orm import aliased

from webapp.domain.purges import GONE
from webapp.domain.roles import Role, role_of
from webapp.extensions import db
from webapp.models import Event, Person, Share, ShareChange
from webapp.operations.access import event_query, open_events
from webapp.operations.errors import RoleTooLow
from webapp.operations.sharing_many import Grant, grant_many
from webapp.operations.unit import Unit


class SharingNeeded(Exception):
    """Roles would change, and whoever asks came with something that may not change any."""


@dataclass(frozen=True)
class RoleNow:
    """Who has which role on an event alone; an empty one is none."""

    event_id: int
    person_id: int
    role: str


@dataclass(frozen=True)
class Roles:
    """Roles that go back to what they were, and those that were changed since and stay as they are."""

    back: list[Grant] = field(default_factory=list)
    kept: list[RoleNow] = field(default_factory=list)

    @property
    def told(self) -> list[RoleNow]:
        """Those that go back, as they are then."""
        return [RoleNow(one.event.id, one.person_id, one.word or "") for one in self.back]


def roles_of_set(change_set_id: int) -> Roles:
    """What taking a change set back would do to the roles that it gave; one statement."""
    roles = Roles()
    for row in db.session.execute(_GIVEN, {"number": change_set_id}):
        change: ShareChange = row.ShareChange
        if row.now == change.old_role:
            continue
        if row.changed_since or row.now != change.new_role or (change.old_role and row.disabled_at):
            roles.kept.append(RoleNow(row.Event.id, change.person_id or 0, row.now or ""))
        else:
            roles.back.append(Grant(row.Event, change.person_id or 0, role_of(change.old_role)))
    return roles


def shared_by(change_set_id: int, person: Person, limit: int) -> list[tuple[ShareChange, str]]:
    """The changes of roles that a change set made on events which this person sees, with the titles of now; one statement."""
    asked = {"number": change_set_id, "asking": person.id}
    return [(row.ShareChange, row.title) for row in db.session.execute(_SHOWN.limit(limit), asked)]


def may_take_back(roles: Roles, by: Person) -> bool:
    """Whether somebody owns every event on which a role goes back: only owners give and take them."""
    wanted = {one.event.id for one in roles.back}
    opened = open_events(by, wanted) if wanted else {}
    return all(one in opened and opened[one].role >= Role.OWNER for one in wanted)


def check_roles(unit: Unit, roles: Roles, may_share: bool = True) -> None:
    """Raises RoleTooLow for who may not take these roles back, SharingNeeded for who does it in a way that may not share."""
    assert unit.actor is not None
    if not may_take_back(roles, unit.actor):
        raise RoleTooLow
    if roles.back and not may_share:
        raise SharingNeeded


def take_roles_back(unit: Unit, roles: Roles, change_set: int) -> None:
    """Write them, inside a unit of work that holds the calendars of their events."""
    grant_many(unit, roles.back, change_set)


_later = aliased(ShareChange)
_now: Any = and_(Share.event_id == ShareChange.event_id, Share.person_id == ShareChange.person_id)
_GIVEN = (
    select(
        ShareChange,
        Event,
        Share.role.label("now"),
        Person.disabled_at,
        exists()
        .where(
            _later.event_id == ShareChange.event_id,
            _later.person_id == ShareChange.person_id,
            _later.id > ShareChange.id,
        )
        .label("changed_since"),
    )
    .join(Event, Event.id == ShareChange.event_id)
    .join(Person, Person.id == ShareChange.person_id)
    .outerjoin(Share, _now)
    .where(ShareChange.change_set_id == bindparam("number"))
    .where(Event.body != GONE)
    .order_by(Event.id, Person.id)
    .execution_options(populate_existing=True)
)
_SHOWN = (
    event_query(bindparam("asking"))
    .join(ShareChange, ShareChange.event_id == Event.id)
    .with_only_columns(ShareChange, Event.title)
    .where(ShareChange.change_set_id == bindparam("number"))
    .order_by(Event.id, ShareChange.id)
)
