"""What is stored of an event, read anew."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp.models import Event, EventVersion


def now(session: Session, event_id: int) -> Event:
    """The head of the event as it is now."""
    session.expire_all()
    return session.get_one(Event, event_id)


def versions(session: Session, event_id: int) -> list[EventVersion]:
    """All of its versions, the oldest first."""
    wanted = select(EventVersion).where(EventVersion.event_id == event_id)
    return list(session.scalars(wanted.order_by(EventVersion.version)))
