"""Who is told of a calendar's changes over HTTP, and what was sent to them."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from webapp.models.base import Base, BigId


class Webhook(Base):
    """An address that hears of a calendar. `seq` is how far in the calendar's log deliveries have been made of it.

    Writing to the calendar does not touch it: a worker reads the log beyond `seq`. Nothing of its secret is here but
    the number it is worked out of, and a mark to tell whether it still is the one that was shown.
    """

    __tablename__ = "webhook"
    __table_args__ = (CheckConstraint("state IN ('on', 'paused', 'off')", name="state"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    calendar_id: Mapped[int] = mapped_column(ForeignKey("calendar.id", ondelete="CASCADE"), index=True)
    address: Mapped[str] = mapped_column(String(500))
    kinds: Mapped[list[str]]
    nonce: Mapped[bytes] = mapped_column(LargeBinary)
    mark: Mapped[str] = mapped_column(String(16))
    # The secret before the last change of it signs as well until then.
    old_nonce: Mapped[bytes | None] = mapped_column(LargeBinary)
    old_until: Mapped[datetime | None]
    # "off" is Daybook's doing; `off_why` says why: failing, gone, secret.
    state: Mapped[str] = mapped_column(String(6), default="on")
    off_why: Mapped[str] = mapped_column(String(8), default="")
    seq: Mapped[int]
    # Not before then; None: at once.
    due_at: Mapped[datetime | None]
    failures: Mapped[int] = mapped_column(default=0)
    failing_since: Mapped[datetime | None]
    # Whoever sends holds it until then; nobody else sends meanwhile.
    holder: Mapped[str | None] = mapped_column(String(32))
    held_until: Mapped[datetime | None]
    made_at: Mapped[datetime]
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    made_by_label: Mapped[str] = mapped_column(String(80))


class WebhookDelivery(Base):
    """One change set, change of sharing or change of the calendar that is told. It refers to the change and holds none of it.

    `name` is its id for the receiver, the same at every try.
    """

    __tablename__ = "webhook_delivery"
    __table_args__ = (
        CheckConstraint("state IN ('waiting', 'delivered', 'failed', 'skipped')", name="state"),
        Index("ix_webhook_delivery_webhook_id_state_id", "webhook_id", "state", "id"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    webhook_id: Mapped[int] = mapped_column(ForeignKey("webhook.id", ondelete="CASCADE"))
    name: Mapped[str] = mapped_column(String(40), unique=True)
    kind: Mapped[str] = mapped_column(String(8))  # events, sharing, calendar, test
    change_set_id: Mapped[int | None] = mapped_column(BigId)
    # Its lines in the calendar's log; a test has none.
    first_seq: Mapped[int] = mapped_column(default=0)
    last_seq: Mapped[int] = mapped_column(default=0)
    total: Mapped[int] = mapped_column(default=0)
    at: Mapped[datetime]
    made_at: Mapped[datetime] = mapped_column(index=True)
    asked_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    state: Mapped[str] = mapped_column(String(9), default="waiting")
    # Somebody asked for it: it goes first, and is not tried again.
    once: Mapped[bool] = mapped_column(default=False)
    tries: Mapped[int] = mapped_column(default=0)
    tried_at: Mapped[datetime | None]
    status: Mapped[int | None]
    took: Mapped[int | None]  # milliseconds
    answer: Mapped[str] = mapped_column(String(1000), default="")
    error: Mapped[str] = mapped_column(String(300), default="")
