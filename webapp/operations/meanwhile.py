"""Who changed an event while somebody else was at it."""

from sqlalchemy import select

from webapp.extensions import db
from webapp.models import Event, EventVersion, FieldOrigin


def authors_since(event: Event, based_on: int, but: int | None) -> list[str]:
    """The names of everybody else who has changed an event since a version."""
    since = (
        select(EventVersion.actor_label)
        .where(EventVersion.event_id == event.id, EventVersion.version > based_on)
        .where(EventVersion.actor_id.is_distinct_from(but))
        .distinct()
    )
    return sorted(db.session.scalars(since))


def authors_of_units(event: Event, based_on: int, but: int | None) -> dict[str, str]:
    """Who else gave which units their present value since a version, by unit."""
    same = (EventVersion.event_id == FieldOrigin.event_id) & (EventVersion.version == FieldOrigin.version)
    found = (
        select(FieldOrigin.unit, EventVersion.actor_label)
        .join(EventVersion, same)
        .where(FieldOrigin.event_id == event.id, FieldOrigin.version > based_on)
        .where(EventVersion.actor_id.is_distinct_from(but))
    )
    return {row.unit: row.actor_label for row in db.session.execute(found)}
