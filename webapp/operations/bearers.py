"""Who asks with `Authorization: Bearer …`: a program that signed in, or one with a personal token."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal

from sqlalchemy import bindparam, select, update

from webapp.domain.scopes import SCOPES, Scopes, held_by, read_scopes
from webapp.extensions import db
from webapp.models import Person, PersonalToken, ProgramSession
from webapp.operations.access_tokens import read_access_token
from webapp.operations.personal_tokens import PREFIX, revoke_token
from webapp.operations.programs import end_program
from webapp.operations.sessions import SEEN_EVERY, token_hash
from webapp.operations.unit import unit_of_work

_PERSONAL = re.compile(PREFIX + "[0-9a-f]{40}")
# Built once: every request of a program asks one of them. Both join the person.
_SESSION = select(ProgramSession).where(
    ProgramSession.sid == bindparam("sid"), ProgramSession.person_id == bindparam("person")
)
_TOKEN = select(PersonalToken).where(PersonalToken.token_hash == bindparam("token"))


@dataclass(frozen=True)
class Bearer:
    """Who asks, and what they may ask for: `scopes` bound what a program may do, roles what the person may.

    `number` is the row's, of the kind's own table; `key` is the same for all requests of one session or one token.
    """

    person: Person
    scopes: Scopes
    kind: Literal["session", "token"]
    number: int
    key: str
    used_at: datetime | None


def find_bearer(text: str, now: datetime | None = None) -> Bearer | None:
    """Whose token this is, or None: unknown, too old, signed out, revoked, or its person disabled.

    At most one statement.
    """
    moment = now or datetime.now(UTC)
    if _PERSONAL.fullmatch(text):
        return _by_token(text, moment)
    return _by_session(text, moment)


def is_due(bearer: Bearer, now: datetime | None = None) -> bool:
    """Whether its last use is long enough ago to be moved."""
    return bearer.used_at is None or bearer.used_at + SEEN_EVERY < (now or datetime.now(UTC))


def mark_used(bearer: Bearer) -> None:
    """Remember that this session or token was used just now."""
    with unit_of_work(by=None) as unit:
        if bearer.kind == "session":
            used = update(ProgramSession).where(ProgramSession.id == bearer.number).values(seen_at=unit.now)
        else:
            used = update(PersonalToken).where(PersonalToken.id == bearer.number).values(used_at=unit.now)
        unit.session.execute(used)


def end_bearer(bearer: Bearer, address: str = "") -> None:
    """Sign out: a session ends with both its tokens, a personal token is revoked."""
    if bearer.kind == "session":
        end_program(bearer.key, bearer.person)
    else:
        revoke_token(bearer.number, bearer.person, address)


def _by_session(text: str, now: datetime) -> Bearer | None:
    claim = read_access_token(text, now)
    if claim is None:
        return None
    asked = {"sid": claim.sid, "person": claim.person_id}
    found = db.session.execute(_SESSION, asked).scalar_one_or_none()
    if found is None or found.expires_at <= now or not found.person.is_active:
        return None
    scopes = held_by(SCOPES, found.person.is_admin)
    return Bearer(found.person, scopes, "session", found.id, found.sid, found.seen_at)


def _by_token(text: str, now: datetime) -> Bearer | None:
    found = db.session.execute(_TOKEN, {"token": token_hash(text)}).scalar_one_or_none()
    if found is None or found.expires_at <= now or not found.person.is_active:
        return None
    scopes = held_by(read_scopes(found.scopes), found.person.is_admin)
    return Bearer(found.person, scopes, "token", found.id, found.token_hash, found.used_at)
