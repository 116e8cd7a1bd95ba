"""Calendars, who shares them, and the gapless log of what happened in each."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, String, UniqueConstraint, false, text
from sqlalchemy.orm import Mapped, mapped_column

from webapp.models.base import Base, BigId, Chained


class Calendar(Base):
    """A set of events. `seq` counts its changes without a gap; live pages use it as their cursor."""

    __tablename__ = "calendar"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(80))
    hue: Mapped[str] = mapped_column(String(10))
    zone: Mapped[str] = mapped_column(String(64))
    seq: Mapped[int] = mapped_column(default=0)
    # Where the chain of its versions and of its sharing stands (domain/chains.py).
    links: Mapped[int] = mapped_column(default=0, server_default="0")
    last_link: Mapped[bytes | None] = mapped_column(LargeBinary)
    # A room or a thing: two of its events at once overlap, whoever takes part in them.
    one_at_a_time: Mapped[bool] = mapped_column(default=False, server_default=false())
    # What saving does where something overlaps: "warn" or "refuse".
    conflict_policy: Mapped[str] = mapped_column(String(6), default="warn", server_default="warn")
    # How long its trash keeps what was deleted; 0 as the site says (domain/retention.py).
    trash_days: Mapped[int] = mapped_column(default=0, server_default="0")
    deleted_at: Mapped[datetime | None]
    # Since when nobody can bring a deleted calendar back: its events are deleted for good from then on.
    emptied_at: Mapped[datetime | None]
    # When an admin deleted all that was in it for good; such a calendar is deleted as well, and nobody's.
    purged_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))


class Share(Base):
    """A role of one person on one calendar or on one event; never part of an event's body."""

    __tablename__ = "share"
    __table_args__ = (
        UniqueConstraint("calendar_id", "person_id"),
        UniqueConstraint("event_id", "person_id"),
        CheckConstraint("(calendar_id IS NULL) <> (event_id IS NULL)", name="one_target"),
        CheckConstraint("role IN ('owner', 'editor', 'viewer')", name="role"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    calendar_id: Mapped[int | None] = mapped_column(ForeignKey("calendar.id", ondelete="CASCADE"))
    event_id: Mapped[int | None] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    role: Mapped[str] = mapped_column(String(10))
    granted_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    granted_at: Mapped[datetime]


class ShareChange(Chained, Base):
    """Sharing is history too: who gave or took which role, for ever."""

    __tablename__ = "share_change"
    __table_args__ = (
        Index("ix_share_change_event_id_at", "event_id", "at"),
        Index("ix_share_change_person_id", "person_id", "event_id"),
        Index("uq_share_change_calendar_id_position", "calendar_id", "position", unique=True),
        Index(
            "ix_share_change_change_set_id",
            "change_set_id",
            sqlite_where=text("change_set_id IS NOT NULL"),
            postgresql_where=text("change_set_id IS NOT NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    calendar_id: Mapped[int] = mapped_column(ForeignKey("calendar.id", ondelete="CASCADE"), index=True)
    event_id: Mapped[int | None] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"))
    seq: Mapped[int]
    at: Mapped[datetime]
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    actor_label: Mapped[str] = mapped_column(String(80))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    person_label: Mapped[str] = mapped_column(String(80))
    old_role: Mapped[str | None] = mapped_column(String(10))
    new_role: Mapped[str | None] = mapped_column(String(10))
    # The batch, or the undoing of one, that did it: taken back with it.
    change_set_id: Mapped[int | None] = mapped_column(BigId)


class CalendarChange(Chained, Base):
    """Another name, colour, zone or way with overlaps, or that it was deleted: `changed` has old and new by setting."""

    __tablename__ = "calendar_change"
    __table_args__ = (
        Index("uq_calendar_change_calendar_id_position", "calendar_id", "position", unique=True),
        Index("ix_calendar_change_calendar_id_seq", "calendar_id", "seq"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    calendar_id: Mapped[int] = mapped_column(ForeignKey("calendar.id", ondelete="CASCADE"))
    seq: Mapped[int]
    at: Mapped[datetime]
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    actor_label: Mapped[str] = mapped_column(String(80))
    via: Mapped[str] = mapped_column(String(10))
    undoes_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("calendar_change.id"))
    changed: Mapped[dict[str, Any]]


class FeedAddress(Base):
    """The secret address of a calendar's feed, of which only the hash is kept. It hangs on a role and goes with it."""

    __tablename__ = "feed_address"

    share_id: Mapped[int] = mapped_column(ForeignKey("share.id", ondelete="CASCADE"), primary_key=True)
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    made_at: Mapped[datetime]


class CalendarLog(Base):
    """What happened in a calendar, numbered by its `seq`: the cursor of live pages and of sync."""

    __tablename__ = "calendar_log"
    __table_args__ = (CheckConstraint("kind IN ('event', 'share', 'calendar')", name="kind"),)

    calendar_id: Mapped[int] = mapped_column(ForeignKey("calendar.id", ondelete="CASCADE"), primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    kind: Mapped[str] = mapped_column(String(10))
    ref_id: Mapped[int]
    version: Mapped[int | None]
    at: Mapped[datetime]
