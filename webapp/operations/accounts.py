"""Accounts: signing up, signing in and out, the profile, the password."""

from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any, TypeVar

from sqlalchemy import func, or_, select
from sqlalchemy.exc import IntegrityError

from webapp.domain.hues import hue_for
from webapp.extensions import db
from webapp.models import Answered, Person
from webapp.operations.audit import audit
from webapp.operations.calendars import add_calendar
from webapp.operations.errors import Invalid, NotThere
from webapp.operations.passwords import hash_password, is_password, needs_rehash
from webapp.operations.sessions import end_sessions, end_tokens, rotate_session, start_session
from webapp.operations.unit import REMEMBERED, KeyReused, Unit, fingerprint, unit_of_work

T = TypeVar("T")
# Lets a person in on a device (its User-Agent and address); returns what it comes back with.
Start = Callable[[Unit, Person, str, str], T]


@dataclass(frozen=True)
class Device:
    """What is remembered of the browser somebody signs in with."""

    agent: str = ""
    address: str = ""


@dataclass(frozen=True)
class NewAccount:
    """The checked fields of a sign-up form."""

    username: str
    email: str
    name: str
    password: str
    zone: str = "UTC"
    locale: str = "en_GB"


def sign_up(account: NewAccount, device: Device) -> tuple[Person, str]:
    """Make an account with a first calendar and sign it in; returns the person and the cookie's token.

    The first person of an empty site becomes its admin. Raises Invalid when the name or address is taken.
    """
    return make_account(account, device, start_session)


def make_account(
    account: NewAccount, device: Device, start: Start[T], key: str | None = None, **how: str
) -> tuple[Person, T]:
    """Make an account and let it in as `start` does; the audit log says `how`. Raises Invalid.

    The account keeps the `key`, so that a retry is known (was_made_with); nothing of the password stands beside it.
    """
    stored = hash_password(account.password)
    with unit_of_work(by=None) as unit:
        person = add_person(unit, account, stored, "admin" if is_empty() else "member")
        unit.actor = person
        audit(unit, "signed-up", _target(person), device.address, **how)
        unit.remember(key, _asked(account), {"person": person.id})
        return person, start(unit, person, device.agent, device.address)


def was_made_with(account: NewAccount, key: str | None) -> bool:
    """Whether this very account was made with this key within a day; raises KeyReused where it was asked for otherwise."""
    if not key:
        return False
    kept = select(Answered.fingerprint).join(Person, Person.id == Answered.person_id)
    since = datetime.now(UTC) - REMEMBERED
    seen = db.session.scalar(
        kept.where(Person.username == account.username, Answered.key == key, Answered.at >= since)
    )
    if seen is not None and seen != fingerprint(_asked(account)):
        raise KeyReused
    return seen is not None


def _asked(account: NewAccount) -> dict[str, Any]:
    fields = {name: value for name, value in asdict(account).items() if name != "password"}
    return {"do": "sign up", **fields}


def add_person(unit: Unit, account: NewAccount, stored: str, role: str, **profile: Any) -> Person:
    """The account itself, with a calendar of its own; raises Invalid when the name or address is taken."""
    _refuse_taken(account)
    person = Person(
        username=account.username,
        email=account.email,
        name=account.name,
        password_hash=stored,
        role=role,
        hue=profile.pop("hue", hue_for(account.username)),
        zone=account.zone,
        locale=account.locale,
        created_at=unit.now,
        **profile,
    )
    unit.session.add(person)
    try:
        unit.session.flush()
    except IntegrityError as error:  # somebody took the name between the look and the write
        raise Invalid({"username": "This name or address is taken. Choose another one."}) from error
    add_calendar(unit, f"{person.first_name}, private", person.hue, person.zone, owner=person)
    return person


def create_admin(account: NewAccount) -> Person:
    """Make an account that administers the site, from the command line; raises Invalid when it is taken."""
    stored = hash_password(account.password)
    with unit_of_work(by=None) as unit:
        person = add_person(unit, account, stored, "admin")
        audit(unit, "account-made", _target(person), via="cli")
        return person


def make_admin(username: str) -> Person:
    """Make somebody an admin from the command line, whoever administers the site; raises NotThere."""
    with unit_of_work(by=None) as unit:
        person = find_by_login(username)
        if person is None:
            raise NotThere
        if not person.is_admin:
            person.role = "admin"
            ended = end_sessions(unit, person.id)
            audit(unit, "made-admin", _target(person), via="cli", sessions_ended=ended)
        return person


def is_empty() -> bool:
    """Whether nobody has an account here yet."""
    return db.session.scalar(select(func.count()).select_from(select(Person.id).limit(1).subquery())) == 0


def sign_in(login: str, password: str, device: Device) -> tuple[Person, str] | None:
    """Sign in by username or e-mail; returns the person and the cookie's token, or None, after the same time."""
    return enter(login, password, device, start_session)


def enter(login: str, password: str, device: Device, start: Start[T], **how: str) -> tuple[Person, T] | None:
    """Let somebody in as `start` does who knows the password; the audit log says `how`. None, after the same time."""
    person = find_by_login(login)
    fits = is_password(person.password_hash if person and person.is_active else None, password)
    rehashed = hash_password(password) if fits and person and needs_rehash(person.password_hash) else None
    with unit_of_work(by=person) as unit:
        if person is None or not fits:
            target = _target(person) if person else ("", None, login[:80])
            unit.actor = None
            audit(unit, "sign-in-failed", target, device.address, **how)
            return None
        if rehashed:
            person.password_hash = rehashed
        audit(unit, "signed-in", _target(person), device.address, **how)
        return person, start(unit, person, device.agent, device.address)


def find_by_login(login: str) -> Person | None:
    """The account with this username or e-mail address, whichever was typed."""
    typed = login.strip().lower()
    return db.session.execute(
        select(Person).where(or_(Person.username == typed, Person.email == typed))
    ).scalar_one_or_none()


def change_profile(person: Person, profile: dict[str, Any]) -> None:
    """Save the checked fields of the profile form: name, zone, locale, clock, week_start, theme, keys, shows_busy."""
    with unit_of_work(by=person) as unit:
        kept = unit.session.merge(person)
        for name, value in profile.items():
            setattr(kept, name, value)
        unit.access_changed(person.id)  # open pages render for another audience from now on


def change_password(person: Person, present: str, new: str, token: str, address: str = "") -> str:
    """Change the password, sign out every other device and give this one a new token, which is returned.

    Programs are signed out, and personal tokens end, too: whoever knew the old password may have made one. Raises Invalid when the present password is wrong.
    """
    require_password(person, present)
    stored = hash_password(new)
    with unit_of_work(by=person) as unit:
        unit.session.merge(person).password_hash = stored
        ended = end_sessions(unit, person.id, but=token)
        tokens = end_tokens(unit, person.id)
        audit(unit, "password-changed", _target(person), address, sessions_ended=ended, tokens_ended=tokens)
        return rotate_session(unit, token)


def change_email(person: Person, present: str, email: str, address: str = "") -> None:
    """Change the e-mail address; raises Invalid when the present password is wrong or the address is taken."""
    require_password(person, present)
    with unit_of_work(by=person) as unit:
        if person.email == email:
            return
        unit.session.merge(person).email = email
        audit(unit, "email-changed", _target(person), address)
        try:
            unit.session.flush()
        except IntegrityError as error:
            raise Invalid(
                {"email": "There is an account with this address already. Use another one."}
            ) from error


def end_other_sessions(person: Person, token: str, address: str = "") -> int:
    """Sign a person out everywhere but on this device; returns how many devices that were."""
    with unit_of_work(by=person) as unit:
        ended = end_sessions(unit, person.id, but=token)
        if ended:
            audit(unit, "own-sessions-ended", _target(person), address, sessions_ended=ended)
        return ended


def require_password(person: Person, present: str) -> None:
    """Raise Invalid unless this is the person's password."""
    if not is_password(person.password_hash, present):
        raise Invalid({"present": "That is not your present password. Type it again."})


def _target(person: Person) -> tuple[str, int | None, str]:
    return "person", person.id, person.name


def _refuse_taken(account: NewAccount) -> None:
    taken = db.session.execute(
        select(Person.username, Person.email).where(
            or_(Person.username.in_((account.username, account.email)), Person.email == account.email)
        )
    ).all()
    errors = {}
    if any(row.username == account.username for row in taken):
        errors["username"] = "This name is taken. Choose another one."
    if any(row.email == account.email for row in taken):
        errors["email"] = "There is an account with this address already. Sign in, or use another address."
    if errors:
        raise Invalid(errors)
