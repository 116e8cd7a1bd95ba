"""Whom one can invite: accounts by what they are called. Whom one plans with already says acquaintances.py."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import bindparam, func, or_, select

from webapp.domain.attendance import every_account, person_of
from webapp.domain.attendee_input import Account, Guests
from webapp.domain.document import Document
from webapp.domain.roles import Role
from webapp.domain.texts import initials
from webapp.extensions import db
from webapp.models import Person, Share
from webapp.models.base import table_of
from webapp.operations.members import Target
from webapp.operations.sharing import grant
from webapp.operations.unit import Unit

_people = table_of(Person)


class Face(NamedTuple):
    """How somebody is shown, and found in a form."""

    id: int
    name: str
    username: str
    hue: str
    initials: str


def guests_of(document: Mapping[str, Any]) -> Guests:
    """Who is invited to an event or an instance, and how others are found. Nobody is listed: a text has to be all of a
    name, a username or an address."""
    return Guests(document.get("attendees") or {}, find_accounts)


def find_accounts(texts: Sequence[str]) -> Iterable[Account]:
    """The accounts that one of these texts is all of the name, username or address of; one statement."""
    folded = [text.lower() for text in texts]
    rows = db.session.execute(_NAMED, {"texts": list(texts), "folded": folded})
    return [Account(row.id, row.name, row.username, row.email) for row in rows]


def faces(ids: Iterable[int]) -> dict[int, Face]:
    """How accounts are shown, by id; one statement, none where there are none."""
    wanted = list(ids)
    found = db.session.scalars(_FACES, {"ids": wanted}) if wanted else ()
    return {one.id: _face(one) for one in found}


def let_in(unit: Unit, event_id: int, calendar_id: int, before: Document | None, after: Document) -> None:
    """Give the role of a viewer to whoever is newly invited and does not see the event; inside a unit of work."""
    fresh = every_account(after) - (every_account(before) if before else set())
    if not fresh:
        return
    asked = {"ids": list(fresh), "event": event_id, "calendar": calendar_id}
    for person_id in unit.session.scalars(_BLIND, asked).all():
        grant(unit, Target(calendar_id, event_id), person_id, Role.VIEWER)


def people_in(document: Mapping[str, Any]) -> list[int]:
    """The accounts that are invited, as numbers."""
    return [one for key in document["attendees"] if (one := person_of(key)) is not None]


def _face(person: Person) -> Face:
    return Face(person.id, person.name, person.username, person.hue, initials(person.name))


_NAMED = (
    select(_people.c.id, _people.c.name, _people.c.username, _people.c.email)
    .where(
        _people.c.disabled_at.is_(None),
        or_(
            _people.c.username.in_(bindparam("folded", expanding=True)),
            func.lower(_people.c.email).in_(bindparam("folded", expanding=True)),
            # SQLite folds the letters of English alone.
            func.lower(_people.c.name).in_(bindparam("folded", expanding=True)),
            _people.c.name.in_(bindparam("texts", expanding=True)),
        ),
    )
    .order_by(_people.c.id)
)
# Who of some people may not see an event, and could.
_BLIND = (
    select(Person.id)
    .where(
        Person.id.in_(bindparam("ids", expanding=True)),
        Person.disabled_at.is_(None),
        Person.id.not_in(
            select(Share.person_id).where(
                or_(Share.event_id == bindparam("event"), Share.calendar_id == bindparam("calendar"))
            )
        ),
    )
    .order_by(Person.id)
)
_FACES = select(Person).where(Person.id.in_(bindparam("ids", expanding=True)))
