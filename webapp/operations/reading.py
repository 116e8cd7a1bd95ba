"""An event as its page shows it: every unit with who said it last. For who has been let in already."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Connection, Select, String, bindparam, select
from sqlalchemy import cast as sql_cast

from webapp.domain.blame import came_to_be
from webapp.domain.document import UNITS, Document, unpack
from webapp.domain.series import has_instance, instance_document
from webapp.domain.wording import Message, unit_of_message
from webapp.extensions import db
from webapp.models import Calendar, Event, EventVersion, FieldOrigin, Person
from webapp.models.base import table_of
from webapp.operations.errors import NotThere
from webapp.operations.prepared import Prepared
from webapp.operations.refreshing import loose_object

_AT_ONCE = 500  # SQLite takes no longer list


@dataclass(frozen=True)
class Origin:
    """Where a unit's present value comes from: the margin beside it."""

    version: int
    at: datetime
    author: str
    said: list[Message]
    via: str = "web"

    @property
    def first_name(self) -> str:
        return self.author.split(" ", 1)[0]


@dataclass(frozen=True)
class EventView:
    """What the fragments of an event page are rendered from: `document` is that of one instance where it is named."""

    event: Event
    calendar_name: str
    hue: str
    document: Document
    origins: dict[str, Origin]
    series: Document = field(
        default_factory=dict
    )  # the whole event as it is now, nothing in a view of the past
    occurrence: str = ""


def view_of(event: Event, calendar: Calendar) -> EventView:
    """The view of an event that has been opened; one statement."""
    document = event.document
    origins = _origins(event.id, db.session.connection())
    return EventView(event, calendar.name, calendar.hue, document, origins, document)


def instance_of(view: EventView, occurrence: str) -> EventView:
    """The view of one instance of a series; raises NotThere for a name that none has. Of what is its own, the origin is
    the version in which this date got it: one statement more."""
    if not occurrence or not has_instance(view.series, occurrence):
        raise NotThere
    own = view.series["overrides"].get(occurrence, {})
    units = [unit for unit in view.origins if own.keys() & set(UNITS[unit])]
    origins = view.origins | (_origins_of_date(view.event.id, occurrence, units) if units else {})
    document = instance_document(view.series, occurrence)
    return replace(view, document=document, origins=origins, occurrence=occurrence)


def _origins_of_date(event_id: int, occurrence: str, units: Sequence[str]) -> dict[str, Origin]:
    """Where the values come from that one date has of its own; of a very long past the oldest version looked at."""
    rows: dict[int, Any] = {}

    def states() -> Iterator[tuple[int, dict[str, Document]]]:
        for row in db.session.execute(_CHANGES_OF_DATES, {"of": event_id}):
            rows[row.version] = row
            own = unpack(row.body)["overrides"].get(occurrence, {})
            yield (
                row.version,
                {unit: {name: own[name] for name in UNITS[unit] if name in own} for unit in units},
            )

    return {unit: _origin("overrides", rows[number]) for unit, number in came_to_be(states()).items()}


def read_event(event_id: int) -> EventView:
    """The view of an event for people whose rights have been checked before; raises NotThere when it is gone."""
    connection = db.session.connection()
    rows = _EVENT.read(connection, {"of": event_id})
    if not rows:
        raise NotThere
    *columns, name, hue = rows[0]
    event = loose_object(Event, dict(zip(_EVENT_NAMES, columns, strict=True)))
    document = event.document
    return EventView(event, name, hue, document, _origins(event_id, connection), document)


def author_of(version: EventVersion) -> Person | None:
    """The account behind a version, None when it is gone."""
    return db.session.get(Person, version.actor_id) if version.actor_id else None


def origins_of(event_ids: Sequence[int]) -> dict[int, dict[str, Origin]]:
    """Where the values of these events come from, by event and unit; for people who may see them all."""
    found: dict[int, dict[str, Origin]] = {}
    for n in range(0, len(event_ids), _AT_ONCE):
        for row in db.session.execute(
            _origin_query().where(FieldOrigin.event_id.in_(event_ids[n : n + _AT_ONCE]))
        ):
            found.setdefault(row.event_id, {})[row.unit] = _origin(row.unit, row)
    return found


class _Came(NamedTuple):
    """A row of _ORIGINS."""

    event_id: int
    unit: str
    version: int
    at: datetime
    actor_label: str
    said: list[Message]
    via: str


def _origins(event_id: int, connection: Connection) -> dict[str, Origin]:
    rows = map(_Came._make, _ORIGINS.read(connection, {"of": event_id}))
    return {row.unit: _origin(row.unit, row) for row in rows}


def _origin_query() -> Select[Any]:
    same = (EventVersion.event_id == FieldOrigin.event_id) & (EventVersion.version == FieldOrigin.version)
    query: Select[Any] = select(
        FieldOrigin.event_id,
        FieldOrigin.unit,
        EventVersion.version,
        EventVersion.at,
        EventVersion.actor_label,
        EventVersion.said,
        EventVersion.via,
    )
    return query.join(EventVersion, same)


# Built once: making a statement costs as much as asking it.
_heads, _calendars = table_of(Event), table_of(Calendar)
_EVENT_NAMES = _heads.c.keys()
_EVENT = Prepared(
    select(*_heads.c, _calendars.c.name, _calendars.c.hue)
    .join_from(_heads, _calendars, _calendars.c.id == _heads.c.calendar_id)
    .where(_heads.c.id == bindparam("of"))
)
_ORIGINS = Prepared(_origin_query().where(FieldOrigin.event_id == bindparam("of")))
_CHANGES_OF_DATES = (
    select(
        EventVersion.version,
        EventVersion.at,
        EventVersion.actor_label,
        EventVersion.said,
        EventVersion.via,
        EventVersion.body,
    )
    .where(EventVersion.event_id == bindparam("of"))
    .where(sql_cast(EventVersion.changed, String).contains('"overrides"'))
    .order_by(EventVersion.version.desc())
    .limit(200)
)


def _origin(unit: str, row: Any) -> Origin:
    said = [(name, params) for name, params in row.said]
    ours = [message for message in said if unit_of_message(message) == unit]
    return Origin(row.version, row.at, row.actor_label, ours or said[:1], row.via)
