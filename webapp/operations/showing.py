"""Events as programs are told of them: a document with its version, who made and changed it, and who has which role on it.

For events that their reader has been let in to. However many there are, people and roles are two statements.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import bindparam, or_, select

from webapp.domain.api_times import say_name
from webapp.domain.document import Document
from webapp.domain.roles import Role, role_of
from webapp.domain.series import as_instance, has_instance
from webapp.extensions import db
from webapp.models import Event, Person, Share
from webapp.models.base import table_of
from webapp.operations.access import OpenEvent
from webapp.operations.errors import NotThere


@dataclass(frozen=True, slots=True)
class Shown:
    """One event, now or at a version, as one person sees it.

    `occurrence` is the original start, as programs write it, of the one occurrence that `document` is of; else None.
    """

    id: int
    calendar_id: int
    version: int
    document: Document
    role: str
    created_at: datetime
    created_by_id: int | None
    created_by_label: str
    updated_at: datetime
    updated_by_id: int | None
    updated_by_label: str
    occurrence: str | None = None


class Known(NamedTuple):
    """Somebody as everybody may know them."""

    id: int
    username: str
    name: str


class Held(NamedTuple):
    """A role that somebody has on an event, given with the event alone or with its calendar."""

    person: Known
    role: str
    through_calendar: bool


class Around(NamedTuple):
    """Who is named in some events: authors by id, roles by event and by calendar, the highest first."""

    people: dict[int, Known]
    of_events: dict[int, list[Held]]
    of_calendars: dict[int, list[Held]]


def now_of(opened: OpenEvent) -> Shown:
    """An opened event as it is now."""
    event = opened.event
    return _shown(event, opened.role, event.version, event.document, event.updated_at)


def version_shown(
    opened: OpenEvent, version: int, document: Document, at: datetime, author: tuple[int | None, str]
) -> Shown:
    """An opened event as a version of it has it: written at `at` by `author` (account and label)."""
    found = _shown(opened.event, opened.role, version, document, at)
    return replace(found, updated_by_id=author[0], updated_by_label=author[1])


def occurrence_shown(shown: Shown, name: str) -> Shown:
    """One occurrence of a series that is shown: with its time and what is its own; raises NotThere for a name of none."""
    if not has_instance(shown.document, name):
        raise NotThere
    return replace(
        shown, document=as_instance(shown.document, name), occurrence=say_name(name, shown.document)
    )


def around(shown: Sequence[Shown]) -> Around:
    """Who is named in these events; two statements, none where there are no events."""
    if not shown:
        return Around({}, {}, {})
    of_events, of_calendars = _roles({one.id for one in shown}, {one.calendar_id for one in shown})
    authors = {who for one in shown for who in (one.created_by_id, one.updated_by_id) if who is not None}
    return Around(_people(authors), of_events, of_calendars)


def _shown(event: Event, role: Role, version: int, document: Document, at: datetime) -> Shown:
    return Shown(
        event.id,
        event.calendar_id,
        version,
        document,
        role.word,
        event.created_at,
        event.created_by_id,
        event.created_by_label,
        at,
        event.updated_by_id,
        event.updated_by_label,
    )


def _people(ids: Collection[int]) -> dict[int, Known]:
    rows = db.session.execute(_KNOWN, {"ids": list(ids)})
    return {row.id: Known(row.id, row.username, row.name) for row in rows}


def _roles(events: Collection[int], calendars: Collection[int]) -> tuple[dict[int, Any], dict[int, Any]]:
    rows = db.session.execute(_ROLES, {"events": list(events), "calendars": list(calendars)})
    of_events: dict[int, list[Held]] = {}
    of_calendars: dict[int, list[Held]] = {}
    for row in _in_order(rows):
        held = Held(Known(row.id, row.username, row.name), row.role, row.event_id is None)
        where, key = (of_calendars, row.calendar_id) if row.event_id is None else (of_events, row.event_id)
        where.setdefault(key, []).append(held)
    return of_events, of_calendars


def _in_order(rows: Iterable[Any]) -> list[Any]:
    return sorted(rows, key=lambda row: (-(role_of(row.role) or 0), row.name.casefold(), row.id))


_persons, _shares = table_of(Person), table_of(Share)
_KNOWN = select(_persons.c.id, _persons.c.username, _persons.c.name).where(
    _persons.c.id.in_(bindparam("ids", expanding=True))
)
_ROLES = (
    select(
        _persons.c.id,
        _persons.c.username,
        _persons.c.name,
        _shares.c.role,
        _shares.c.event_id,
        _shares.c.calendar_id,
    )
    .join(_persons, _persons.c.id == _shares.c.person_id)
    .where(
        or_(
            _shares.c.event_id.in_(bindparam("events", expanding=True)),
            _shares.c.calendar_id.in_(bindparam("calendars", expanding=True)),
        )
    )
)
