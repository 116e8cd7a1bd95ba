"""What programs come in with: a session with a rotating refresh token, or a personal token that somebody made for one."""

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from webapp.models.base import Base
from webapp.models.person import Person


class ProgramSession(Base):
    """One signed-in program. Deleting the row ends its access tokens and its refresh token at once.

    `sid` is in both kinds of token; of the refresh token that may be used now only the hash is kept. Numbers of rows
    would not do for `sid`: SQLite gives them out again, and an old access token would open the next session.
    """

    __tablename__ = "program_session"

    id: Mapped[int] = mapped_column(primary_key=True)
    sid: Mapped[str] = mapped_column(String(32), unique=True)
    refresh_hash: Mapped[str] = mapped_column(String(64))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    created_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    agent: Mapped[str] = mapped_column(String(200), default="")
    address: Mapped[str] = mapped_column(String(64), default="")

    person: Mapped[Person] = relationship(lazy="joined", innerjoin=True)


class PersonalToken(Base):
    """A token that somebody made for a program; its text is shown once, only the hash and its last letters are kept.

    `scopes` are names of domain/scopes.py with blanks between them, as OAuth writes them.
    """

    __tablename__ = "personal_token"

    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    ending: Mapped[str] = mapped_column(String(4))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    name: Mapped[str] = mapped_column(String(80))
    scopes: Mapped[str] = mapped_column(String(40))
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]

    person: Mapped[Person] = relationship(lazy="joined", innerjoin=True)
