"""Events, every version of them, the change sets they came in, and where they lie in time."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, LargeBinary, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from webapp.domain.document import Document, unpack
from webapp.models.base import Base, BigId, Chained


class Event(Base):
    """One plan. The row is the head: `body` is its whole document, the columns are what lists sort and search by."""

    __tablename__ = "event"
    # The same imported event may be in several calendars.
    __table_args__ = (
        UniqueConstraint("calendar_id", "uid"),
        Index(
            "ix_event_trash",
            "calendar_id",
            "updated_at",
            "id",
            sqlite_where=text("deleted = 1"),
            postgresql_where=text("deleted"),
        ),
        # Series that may have instances beyond their rows of `occurrence`.
        Index(
            "ix_event_series",
            "calendar_id",
            "placed_until",
            "placed_from",
            "start_utc",
            "last_utc",
            sqlite_where=text("repeats = 1 AND deleted = 0"),
            postgresql_where=text("repeats AND NOT deleted"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    calendar_id: Mapped[int] = mapped_column(ForeignKey("calendar.id", ondelete="CASCADE"), index=True)
    # By their uid many that are inserted at once find their ids, on SQLite too.
    uid: Mapped[str] = mapped_column(String(255), insert_sentinel=True)
    version: Mapped[int] = mapped_column(default=0)
    deleted: Mapped[bool] = mapped_column(default=False)
    title: Mapped[str] = mapped_column(String(200))
    location: Mapped[str] = mapped_column(String(300), default="")
    status: Mapped[str] = mapped_column(String(10), default="confirmed")
    all_day: Mapped[bool] = mapped_column(default=False)
    zone: Mapped[str] = mapped_column(String(64))
    start_utc: Mapped[datetime]
    end_utc: Mapped[datetime]
    repeats: Mapped[bool] = mapped_column(default=False)
    # The end of the last instance, None for a series without end.
    last_utc: Mapped[datetime | None]
    # Between these all instances of a series are in `occurrence`; None: there is none beyond.
    placed_from: Mapped[datetime | None]
    placed_until: Mapped[datetime | None]
    body: Mapped[bytes] = mapped_column(LargeBinary)
    created_at: Mapped[datetime]
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    created_by_label: Mapped[str] = mapped_column(String(80))
    updated_at: Mapped[datetime]
    updated_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    updated_by_label: Mapped[str] = mapped_column(String(80))

    @property
    def document(self) -> Document:
        return unpack(self.body)

    @property
    def purged(self) -> bool:
        """Whether an admin has deleted its content and its past for good; what is left says who and why."""
        return self.body == b""


class ChangeSet(Base):
    """Everything one action did; undone as one."""

    __tablename__ = "change_set"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    calendar_id: Mapped[int] = mapped_column(ForeignKey("calendar.id", ondelete="CASCADE"), index=True)
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    at: Mapped[datetime]
    why: Mapped[str] = mapped_column(String(200), default="")
    kind: Mapped[str] = mapped_column(String(10))
    undoes_id: Mapped[int | None] = mapped_column(ForeignKey("change_set.id"))


class EventVersion(Chained, Base):
    """An immutable, numbered, whole snapshot. `until` is when the next one came: 'as it was at T' is one range query."""

    __tablename__ = "event_version"
    __table_args__ = (
        UniqueConstraint("event_id", "version"),
        Index("ix_event_version_calendar_id_until_at", "calendar_id", "until", "at"),
        Index("uq_event_version_calendar_id_position", "calendar_id", "position", unique=True),
        Index("ix_event_version_calendar_id_seq", "calendar_id", "seq"),
        Index("ix_event_version_calendar_id_actor_id_via", "calendar_id", "actor_id", "via"),
        Index("ix_event_version_change_set_id", "change_set_id", "calendar_id", "seq"),
        Index(
            "ix_event_version_came_from_id_came_from_seq",
            "came_from_id",
            "came_from_seq",
            sqlite_where=text("came_from_id IS NOT NULL"),
            postgresql_where=text("came_from_id IS NOT NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"))
    version: Mapped[int]
    calendar_id: Mapped[int] = mapped_column(ForeignKey("calendar.id", ondelete="CASCADE"))
    seq: Mapped[int]
    # Of a version that moved the event here: the calendar that it left, and the number of that in its log.
    came_from_id: Mapped[int | None]
    came_from_seq: Mapped[int | None]
    change_set_id: Mapped[int] = mapped_column(BigId, ForeignKey("change_set.id"))
    at: Mapped[datetime]
    until: Mapped[datetime | None]
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    actor_label: Mapped[str] = mapped_column(String(80))
    via: Mapped[str] = mapped_column(String(10))
    schema: Mapped[int]
    start_utc: Mapped[datetime]
    end_utc: Mapped[datetime]
    deleted: Mapped[bool]
    summary: Mapped[str] = mapped_column(Text, default="")  # why, in the author's own words
    changed: Mapped[list[str]]  # units
    said: Mapped[list[Any]]  # messages of domain.wording, rendered per locale when shown
    size: Mapped[int] = mapped_column(
        default=0, server_default="0"
    )  # characters that people see (domain.sizes)
    body: Mapped[bytes] = mapped_column(LargeBinary)

    @property
    def document(self) -> Document:
        return unpack(self.body)


class FieldOrigin(Base):
    """Who gave each unit of an event its present value, and in which version: the margin of the event page."""

    __tablename__ = "field_origin"

    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"), primary_key=True)
    unit: Mapped[str] = mapped_column(String(16), primary_key=True)
    version: Mapped[int]


class Participation(Base):
    """A person's part in an event, for their conflicts and free times; written by operations/taking_part.py.

    `organizes` is whoever made the event, if a person did. Where nobody is invited, they are the one who takes part.
    """

    __tablename__ = "participation"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), primary_key=True)
    event_id: Mapped[int] = mapped_column(
        ForeignKey("event.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    organizes: Mapped[bool] = mapped_column(default=False)
    takes_part: Mapped[bool] = mapped_column(default=True)
    # The occurrences of a series, by recurrence id, for which the opposite is true.
    otherwise: Mapped[list[str]] = mapped_column(default=list)


class Occurrence(Base):
    """One instance of an event in time; month, agenda and conflicts read these.

    `title`, `location` and `status` are those of an instance that has its own, else None.
    """

    __tablename__ = "occurrence"
    __table_args__ = (
        Index("ix_occurrence_calendar_id_start_utc", "calendar_id", "start_utc", "end_utc", "event_id"),
        Index("ix_occurrence_event_id_start_utc", "event_id", "start_utc"),
        # What may have begun long before a time: few rows, which would else be looked for among those of a year.
        Index(
            "ix_occurrence_over_midnight",
            "calendar_id",
            "start_utc",
            "end_utc",
            "event_id",
            sqlite_where=text("date(end_utc) > date(start_utc)"),
            postgresql_where=text("date(end_utc) > date(start_utc)"),
        ),
    )

    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"), primary_key=True)
    recurrence_id: Mapped[str] = mapped_column(String(32), primary_key=True, default="")
    calendar_id: Mapped[int] = mapped_column(ForeignKey("calendar.id", ondelete="CASCADE"))
    start_utc: Mapped[datetime]
    end_utc: Mapped[datetime]
    title: Mapped[str | None] = mapped_column(String(200))
    location: Mapped[str | None] = mapped_column(String(300))
    status: Mapped[str | None] = mapped_column(String(10))
    all_day: Mapped[bool] = mapped_column(default=False)
