"""Where people are signed in. The cookie holds 128 random bits, the table their hash: deleting a row signs out."""

import hashlib
import secrets
from datetime import UTC, datetime, timedelta

from sqlalchemy import ColumnElement, CompoundSelect, bindparam, delete, select, union_all, update

from webapp.extensions import db
from webapp.models import Person, PersonalToken, ProgramSession, SignIn
from webapp.models.base import table_of
from webapp.operations.access import LARGEST_ID
from webapp.operations.errors import NotThere
from webapp.operations.prepared import Prepared
from webapp.operations.refreshing import as_object
from webapp.operations.unit import Unit, unit_of_work

IDLE = timedelta(hours=24)
LONGEST = timedelta(days=30)
# A page view moves `seen_at` at most this often: the one write that a GET may cause.
SEEN_EVERY = timedelta(hours=1)


# Every request asks it, so it goes past the ORM, which takes several times as long.
_devices, _people = table_of(SignIn), table_of(Person)
_BY_TOKEN = Prepared(
    select(*_devices.c, *_people.c)
    .join(_people, _people.c.id == _devices.c.person_id)
    .where(_devices.c.token_hash == bindparam("token"))
)


def start_session(unit: Unit, person: Person, agent: str, address: str) -> str:
    """Sign a device in; returns the token for its cookie, which is kept nowhere else."""
    token = secrets.token_urlsafe(24)
    unit.session.execute(delete(SignIn).where(SignIn.expires_at < unit.now))
    unit.session.add(
        SignIn(
            token_hash=token_hash(token),
            person_id=person.id,
            created_at=unit.now,
            seen_at=unit.now,
            expires_at=unit.now + LONGEST,
            password_at=unit.now,
            agent=agent[:200],
            address=address[:64],
        )
    )
    return token


def find_session(token: str | None, now: datetime | None = None) -> SignIn | None:
    """The signed-in device of a cookie, unless it is unknown, too old, or its person has been disabled."""
    if not token:
        return None
    moment = now or datetime.now(UTC)
    found = _signed_in(token_hash(token))
    if (
        found is None
        or found.expires_at < moment
        or found.seen_at + IDLE < moment
        or not found.person.is_active
    ):
        return None
    return found


def _signed_in(digest: str) -> SignIn | None:
    session = db.session()
    session.flush()
    rows = _BY_TOKEN.read(session.connection(), {"token": digest})
    if not rows:
        return None
    row, width = rows[0], len(_devices.c)
    person = as_object(session, Person, dict(zip(_people.c.keys(), row[width:], strict=True)))
    device = dict(zip(_devices.c.keys(), row, strict=False))
    return as_object(session, SignIn, {**device, "person": person})


def is_due(sign_in: SignIn, now: datetime | None = None) -> bool:
    """Whether `seen_at` is old enough to be moved."""
    return sign_in.seen_at + SEEN_EVERY < (now or datetime.now(UTC))


def mark_seen(sign_in: SignIn) -> None:
    """Remember that this device was used just now."""
    with unit_of_work(by=None) as unit:
        unit.session.execute(update(SignIn).where(SignIn.id == sign_in.id).values(seen_at=unit.now))


def end_session(token: str, person: Person) -> None:
    """Sign this device out; its live pages close."""
    with unit_of_work(by=person) as unit:
        unit.session.execute(delete(SignIn).where(SignIn.token_hash == token_hash(token)))
        unit.access_changed(person.id)


def end_one_session(sign_in_id: int, by: Person) -> None:
    """Sign out one device of one's own; raises NotThere for another person's."""
    if sign_in_id > LARGEST_ID:
        raise NotThere
    with unit_of_work(by) as unit:
        ended = delete(SignIn).where(SignIn.id == sign_in_id, SignIn.person_id == by.id).returning(SignIn.id)
        if unit.session.execute(ended).scalar_one_or_none() is None:
            raise NotThere
        unit.access_changed(by.id)


def end_sessions(unit: Unit, person_id: int, but: str | None = None) -> int:
    """Sign a person out everywhere, programs too, or everywhere but on the device with this token.

    Returns how many ended.
    """
    devices = delete(SignIn).where(SignIn.person_id == person_id)
    if but:
        devices = devices.where(SignIn.token_hash != token_hash(but))
    programs = delete(ProgramSession).where(ProgramSession.person_id == person_id)
    unit.access_changed(person_id)
    ended = unit.session.execute(devices.returning(SignIn.id)).all()
    return len(ended) + len(unit.session.execute(programs.returning(ProgramSession.id)).all())


def end_tokens(unit: Unit, person_id: int) -> int:
    """End all personal tokens of a person; returns how many there were."""
    ended = delete(PersonalToken).where(PersonalToken.person_id == person_id).returning(PersonalToken.id)
    return len(unit.session.execute(ended).all())


def rotate_session(unit: Unit, token: str) -> str:
    """Give this device a new token, which makes the old one worthless; raises NotThere when it is signed out already."""
    fresh = secrets.token_urlsafe(24)
    renewed = (
        update(SignIn)
        .where(SignIn.token_hash == token_hash(token))
        .values(token_hash=token_hash(fresh), password_at=unit.now)
        .returning(SignIn.id)
    )
    if unit.session.execute(renewed).scalar_one_or_none() is None:
        raise NotThere
    return fresh


def sessions_of(person: Person) -> list[SignIn]:
    """A person's signed-in devices, the last used first; the ones that are too old to be used are left out."""
    mine = select(SignIn).where(SignIn.person_id == person.id, *still_open(datetime.now(UTC)))
    return list(db.session.scalars(mine.order_by(SignIn.seen_at.desc(), SignIn.id.desc())))


def still_open(now: datetime) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    """The conditions under which a device counts as signed in."""
    return SignIn.expires_at >= now, SignIn.seen_at >= now - IDLE


def open_sessions(now: datetime) -> CompoundSelect[int, datetime]:
    """Whose each signed-in device and program is, and when it was used: rows of person_id and seen_at."""
    devices = select(SignIn.person_id, SignIn.seen_at).where(*still_open(now))
    programs = select(ProgramSession.person_id, ProgramSession.seen_at).where(
        ProgramSession.expires_at >= now
    )
    return union_all(devices, programs)


def token_hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
