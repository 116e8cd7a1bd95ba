"""What events say and said, value by value: what a search reads."""

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from webapp.models.base import Base, BigId


class HeldValue(Base):
    """A text of one unit, and the versions in which the event had it; `last_version` is None while it has it.

    Made of versions by operations/holding.py. `folded` is what is compared (domain/search_words.py).
    """

    __tablename__ = "held_value"
    # By event and nothing else: a search reads what its reader may see and no row beside it.
    __table_args__ = (Index("ix_held_value_event_id_last_version", "event_id", "last_version"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"))
    unit: Mapped[str] = mapped_column(String(16))
    first_version: Mapped[int]
    last_version: Mapped[int | None]
    value: Mapped[str] = mapped_column(Text)
    folded: Mapped[str] = mapped_column(Text)
