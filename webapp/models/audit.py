"""What admins and the site itself did, and which requests have been carried out already."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from webapp.models.base import Base, BigId, Chained


class AuditEntry(Chained, Base):
    """One line of the audit log; nothing in Daybook changes or deletes one."""

    __tablename__ = "audit_entry"
    __table_args__ = (
        Index("ix_audit_entry_at", "at"),
        Index("uq_audit_entry_position", "position", unique=True),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    at: Mapped[datetime]
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    actor_label: Mapped[str] = mapped_column(String(80))
    action: Mapped[str] = mapped_column(String(40), index=True)
    target_kind: Mapped[str] = mapped_column(String(12), default="")
    target_id: Mapped[int | None]
    target_label: Mapped[str] = mapped_column(String(200), default="")
    address: Mapped[str] = mapped_column(String(64), default="")
    details: Mapped[dict[str, Any]]


class AuditHead(Base):
    """Where the chain of the audit log stands; the one row is held by whoever adds a line, until the commit."""

    __tablename__ = "audit_head"

    id: Mapped[int] = mapped_column(primary_key=True)
    links: Mapped[int] = mapped_column(default=0)
    last_link: Mapped[bytes | None] = mapped_column(LargeBinary)


class Seal(Base):
    """What a row of history hashes to since it was rewritten by `act`, for which a line of the audit log vouches.

    The last one of a row counts. `kind` is that of domain/chains.py.
    """

    __tablename__ = "seal"
    __table_args__ = (Index("ix_seal_row_id_kind", "row_id", "kind"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    act: Mapped[str] = mapped_column(String(32), index=True)
    kind: Mapped[str] = mapped_column(String(8))
    row_id: Mapped[int] = mapped_column(BigId)
    digest: Mapped[bytes] = mapped_column(LargeBinary)


class HistoryCheck(Base):
    """The last check of the chains that an admin began: how far it is, and what it found that does not fit."""

    __tablename__ = "history_check"

    id: Mapped[int] = mapped_column(primary_key=True)
    begun_at: Mapped[datetime]
    begun_by_label: Mapped[str] = mapped_column(String(80))
    # The chain it is in (0: the audit log, else the calendar), and the row it has come to there.
    chain: Mapped[int]
    position: Mapped[int] = mapped_column(default=0)
    link: Mapped[bytes | None] = mapped_column(LargeBinary)
    rows: Mapped[int] = mapped_column(default=0)
    chains: Mapped[int] = mapped_column(default=0)
    ended_at: Mapped[datetime | None]
    misfits: Mapped[list[Any]] = mapped_column(JSON, default=list)


class Answered(Base):
    """An idempotency key and what it led to, written in the same transaction as the change itself."""

    __tablename__ = "answered"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), primary_key=True)
    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    at: Mapped[datetime] = mapped_column(index=True)
    fingerprint: Mapped[str] = mapped_column(String(64))
    result: Mapped[dict[str, Any]]
