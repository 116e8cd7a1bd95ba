"""People, where they are signed in, and what they keep to themselves."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, true
from sqlalchemy.orm import Mapped, mapped_column, relationship

from webapp.models.base import Base


class Person(Base):
    """An account. `disabled_at` closes it without losing its name in history."""

    __tablename__ = "person"

    id: Mapped[int] = mapped_column(primary_key=True)
    username: Mapped[str] = mapped_column(String(32), unique=True)
    email: Mapped[str] = mapped_column(String(254), unique=True)
    name: Mapped[str] = mapped_column(String(80))
    password_hash: Mapped[str] = mapped_column(String(200))
    role: Mapped[str] = mapped_column(String(10), default="member")
    hue: Mapped[str] = mapped_column(String(10))
    zone: Mapped[str] = mapped_column(String(64), default="UTC")
    locale: Mapped[str] = mapped_column(String(12), default="en_GB")
    clock: Mapped[int] = mapped_column(default=24)
    week_start: Mapped[int] = mapped_column(default=0)
    theme: Mapped[str] = mapped_column(String(8), default="")
    keys: Mapped[bool] = mapped_column(default=True)
    # Whether those who plan with them may see when they are busy.
    shows_busy: Mapped[bool] = mapped_column(default=True, server_default=true())
    created_at: Mapped[datetime]
    disabled_at: Mapped[datetime | None]
    # When an admin took their name out of everything; such an account is disabled as well, and stays so.
    erased_at: Mapped[datetime | None]

    @property
    def first_name(self) -> str:
        """What colleagues call them; history and notes use it."""
        return self.name.split(" ", 1)[0]

    @property
    def is_admin(self) -> bool:
        return self.role == "admin"

    # What Flask-Login asks of an account.
    is_authenticated = True
    is_anonymous = False

    @property
    def is_active(self) -> bool:
        return self.disabled_at is None


class SignIn(Base):
    """One signed-in device. Deleting the row signs it out at once; only the hash of its cookie is kept."""

    __tablename__ = "sign_in"

    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    created_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    password_at: Mapped[datetime]
    agent: Mapped[str] = mapped_column(String(200), default="")
    address: Mapped[str] = mapped_column(String(64), default="")

    person: Mapped[Person] = relationship(lazy="joined", innerjoin=True)


class HiddenCalendar(Base):
    """A calendar that a person has switched off in their own month and agenda."""

    __tablename__ = "hidden_calendar"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), primary_key=True)
    calendar_id: Mapped[int] = mapped_column(ForeignKey("calendar.id", ondelete="CASCADE"), primary_key=True)
