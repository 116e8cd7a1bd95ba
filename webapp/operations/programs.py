"""Programs that sign in: a short access token, and a refresh token that is good once.

A refresh token is the session's `sid` and a secret. Each use makes a new secret; a token with the right `sid` and another
secret was used before, so two have it, and the session of both ends.
"""

import re
import secrets
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from sqlalchemy import delete, select, update

from webapp.extensions import db
from webapp.models import Person, ProgramSession
from webapp.operations.access import LARGEST_ID
from webapp.operations.access_tokens import LASTS, write_access_token
from webapp.operations.accounts import Device, NewAccount, enter, make_account
from webapp.operations.audit import audit
from webapp.operations.errors import NotThere
from webapp.operations.sessions import token_hash
from webapp.operations.unit import Unit, unit_of_work

# A refresh token that is not used for so long is worth nothing.
UNUSED = timedelta(days=30)
# Programs that sign in anew at every run would fill the list; the ones not used for the longest time are signed out.
MOST = 100
_PREFIX = "daybook_refresh_"
_REFRESH_TOKEN = re.compile(_PREFIX + "([0-9a-f]{32})[0-9a-f]{40}")


class Tokens(NamedTuple):
    """What a program gets: `expires_in` are the seconds that the access token is good for."""

    access_token: str
    refresh_token: str
    expires_in: int


def register_program(account: NewAccount, device: Device, key: str | None = None) -> tuple[Person, Tokens]:
    """Make an account and sign the program in that asks; raises Invalid when the name or address is taken."""
    return make_account(account, device, _start, key, via="api")


def sign_in_program(login: str, password: str, device: Device) -> tuple[Person, Tokens] | None:
    """Sign a program in by username or e-mail; returns the person and its tokens, or None, after the same time."""
    return enter(login, password, device, _start, via="api")


def refresh(refresh_token: str, device: Device) -> Tokens | None:
    """New tokens for a refresh token, which is used up; None for one that is worth nothing.

    One that was used before ends its session. Of two that come at once with the same token, the second ends it.
    """
    sid = _sid(refresh_token)
    if sid is None:
        return None
    with unit_of_work(by=None) as unit:
        fresh = _new_refresh_token(sid)
        session = _renewed(unit, sid, token_hash(refresh_token), token_hash(fresh))
        if session is None:
            _end_reused(unit, sid, token_hash(refresh_token), device)
            return None
        return _tokens(session, fresh, unit.now)


def end_program(sid: str, by: Person) -> None:
    """Sign out one program of one's own: its access and refresh tokens are dead at once."""
    mine = ProgramSession.sid == sid, ProgramSession.person_id == by.id
    with unit_of_work(by) as unit:
        unit.session.execute(delete(ProgramSession).where(*mine))


def end_one_program(session_id: int, by: Person) -> None:
    """Sign out a program by its number in the list; raises NotThere for another person's."""
    if session_id > LARGEST_ID:
        raise NotThere
    mine = ProgramSession.id == session_id, ProgramSession.person_id == by.id
    with unit_of_work(by) as unit:
        ended = delete(ProgramSession).where(*mine).returning(ProgramSession.id)
        if unit.session.execute(ended).scalar_one_or_none() is None:
            raise NotThere


def programs_of(person: Person) -> list[ProgramSession]:
    """The programs that are signed in for a person, the last used first."""
    mine = ProgramSession.person_id == person.id, ProgramSession.expires_at >= datetime.now(UTC)
    order = ProgramSession.seen_at.desc(), ProgramSession.id.desc()
    return list(db.session.scalars(select(ProgramSession).where(*mine).order_by(*order)))


def _start(unit: Unit, person: Person, agent: str, address: str) -> Tokens:
    sid = secrets.token_hex(16)
    fresh = _new_refresh_token(sid)
    session = ProgramSession(
        sid=sid,
        refresh_hash=token_hash(fresh),
        person_id=person.id,
        created_at=unit.now,
        seen_at=unit.now,
        expires_at=unit.now + UNUSED,
        agent=agent[:200],
        address=address[:64],
    )
    unit.session.add(session)
    _make_room(unit, person.id)
    return _tokens(session, fresh, unit.now)


def _make_room(unit: Unit, person_id: int) -> None:
    unit.session.flush()
    of_person = ProgramSession.person_id == person_id
    order = ProgramSession.seen_at.desc(), ProgramSession.id.desc()
    kept = select(ProgramSession.id).where(of_person).order_by(*order).limit(MOST)
    unit.session.execute(delete(ProgramSession).where(ProgramSession.expires_at < unit.now))
    unit.session.execute(delete(ProgramSession).where(of_person, ProgramSession.id.not_in(kept)))


def _renewed(unit: Unit, sid: str, old: str, fresh: str) -> ProgramSession | None:
    """The session with its new token if the old one was the last; one statement, so only one of two can have it."""
    active = select(Person.id).where(Person.disabled_at.is_(None))
    renewed = (
        update(ProgramSession)
        .where(ProgramSession.sid == sid, ProgramSession.refresh_hash == old)
        .where(ProgramSession.expires_at >= unit.now, ProgramSession.person_id.in_(active))
        .values(refresh_hash=fresh, seen_at=unit.now, expires_at=unit.now + UNUSED)
        .returning(ProgramSession)
    )
    return unit.session.scalars(renewed).one_or_none()


def _end_reused(unit: Unit, sid: str, old: str, device: Device) -> None:
    """End the session of a token that is not the last one of it; one that is only too old is left alone."""
    reused = ProgramSession.sid == sid, ProgramSession.refresh_hash != old
    ended = delete(ProgramSession).where(*reused).returning(ProgramSession.person_id)
    person_id = unit.session.execute(ended).scalar_one_or_none()
    if person_id is not None:
        person = unit.session.get_one(Person, person_id)
        audit(unit, "refresh-token-reused", ("person", person.id, person.name), device.address)


def _tokens(session: ProgramSession, refresh_token: str, now: datetime) -> Tokens:
    return Tokens(write_access_token(session, now), refresh_token, int(LASTS.total_seconds()))


def _new_refresh_token(sid: str) -> str:
    return f"{_PREFIX}{sid}{secrets.token_hex(20)}"


def _sid(refresh_token: str) -> str | None:
    """The session that a refresh token names, if it looks like one at all."""
    found = _REFRESH_TOKEN.fullmatch(refresh_token)
    return found[1] if found else None
