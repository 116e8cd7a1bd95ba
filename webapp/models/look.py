"""What each person has seen of an event and of a calendar: where "since you last looked" begins."""

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from webapp.models.base import Base


class EventLook(Base):
    """The version that a person saw last, and the one from before this visit."""

    __tablename__ = "event_look"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), primary_key=True)
    event_id: Mapped[int] = mapped_column(
        ForeignKey("event.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    seen: Mapped[int]
    before: Mapped[int]
    at: Mapped[datetime]


class CalendarLook(Base):
    """How far in its log a person has looked at a calendar's history, and how far before this visit."""

    __tablename__ = "calendar_look"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), primary_key=True)
    calendar_id: Mapped[int] = mapped_column(
        ForeignKey("calendar.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    seen: Mapped[int]
    before: Mapped[int]
    at: Mapped[datetime]
