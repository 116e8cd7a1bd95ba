"""Whom one plans with: everybody who has a role on a calendar on which one has a role oneself.

The one notion for suggestions, free times and overlaps. An event given alone does not count: whoever invites somebody
by their name gives them one, and would hear at once when they are busy.
"""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, or_, select
from sqlalchemy.orm import aliased

from webapp.domain.zones import known
from webapp.extensions import db
from webapp.models import Calendar, Person, Share
from webapp.operations.access import Rows

MOST = 200
_Own = aliased(Share)


@dataclass(frozen=True)
class Someone:
    """Somebody whom one plans with; `tells` is whether they let others see when they are busy."""

    id: int
    username: str
    name: str
    zone: str
    tells: bool = True

    @property
    def first_name(self) -> str:
        return self.name.split(" ", 1)[0]


def known_to(person: Person) -> list[Someone]:
    """Whom somebody plans with, themself among them, by name; one statement."""
    return [_someone(row, person.id) for row in db.session.execute(_KNOWN, {"asking": person.id})]


def find_known(usernames: Collection[str], to: Person) -> dict[str, Someone]:
    """Those of the named people whom somebody plans with, by username; one statement."""
    rows = db.session.execute(_NAMED, {"asking": to.id, "names": list(usernames)})
    return {row.username: _someone(row, to.id) for row in rows}


def telling(people: Collection[int], to: int | None) -> frozenset[int]:
    """Those of some people who let this person know when they are busy; of themselves everybody knows.

    One statement, none where there is nobody else.
    """
    others = set(people) - {to}
    own = frozenset(people) & {to} if to is not None else frozenset[int]()
    if to is None or not others:
        return own
    return own | set(db.session.scalars(_TELLING, {"asking": to, "people": list(others)}))


def _someone(row: Any, asking: int) -> Someone:
    zone = row.zone if known(row.zone) else "UTC"
    return Someone(row.id, row.username, row.name, zone, row.shows_busy or row.id == asking)


def _acquainted() -> Rows:
    """Active people who have a role on a calendar where the person `asking` has one, and that person."""
    asking = bindparam("asking", type_=Person.id.type)
    calendars = (
        select(_Own.calendar_id)
        .join(Calendar, Calendar.id == _Own.calendar_id)
        .where(_Own.person_id == asking, Calendar.deleted_at.is_(None))
    )
    theirs = select(Share.person_id).where(Share.calendar_id.in_(calendars))
    return select(Person.id, Person.username, Person.name, Person.zone, Person.shows_busy).where(
        Person.disabled_at.is_(None), or_(Person.id == asking, Person.id.in_(theirs))
    )


# Built once.
_KNOWN = _acquainted().order_by(Person.name, Person.id).limit(MOST)
_NAMED = _acquainted().where(Person.username.in_(bindparam("names", expanding=True)))
_TELLING = (
    _acquainted()
    .with_only_columns(Person.id)
    .where(Person.id.in_(bindparam("people", expanding=True)), Person.shows_busy)
)
