"""Personal tokens: what somebody gives to a program so that it acts for them, within scopes and until a day."""

import secrets
from datetime import UTC, datetime, timedelta

from sqlalchemy import delete, func, select

from webapp.domain.scopes import ADMIN, READ, write_scopes
from webapp.domain.token_input import NewToken
from webapp.extensions import db
from webapp.models import Person, PersonalToken
from webapp.operations.access import LARGEST_ID
from webapp.operations.audit import audit
from webapp.operations.errors import Invalid, NotThere
from webapp.operations.sessions import token_hash
from webapp.operations.unit import Unit, unit_of_work

# So that scanners find one that was published: the word, and forty digits.
PREFIX = "daybook_"
MOST = 20
# A token that has ended stays in the list for so long: a program that stopped is understood by it.
SHOWN_AFTER_END = timedelta(days=90)

TOO_MANY = f"You have {MOST} tokens. Revoke one that no program uses any more, then make this one."
NOT_ADMIN = "Only admins can give a token the right to administer. Leave that out."


def make_token(
    wanted: NewToken, by: Person, address: str = "", key: str | None = None
) -> tuple[PersonalToken | None, str]:
    """Make a token; returns its row and its text, which is kept nowhere. Raises Invalid where it may not be made.

    The same key again makes none: the text is empty then, and the row None where the token was revoked since.
    """
    text = PREFIX + secrets.token_hex(20)
    request = {"do": "make token", "name": wanted.name, "scopes": sorted(wanted.scopes), "days": wanted.days}
    with unit_of_work(by) as unit:
        owner = _hold(unit, by)
        if made_before := unit.answered(key, request):
            return unit.session.get(PersonalToken, made_before["token"]), ""
        _check(unit, owner, wanted)
        made = PersonalToken(
            token_hash=token_hash(text),
            ending=text[-4:],
            person_id=owner.id,
            name=wanted.name,
            scopes=write_scopes({READ, *wanted.scopes}),
            created_at=unit.now,
            expires_at=unit.now + timedelta(days=wanted.days),
        )
        unit.session.add(made)
        unit.session.flush()
        audit(
            unit, "token-made", ("token", made.id, made.name), address, scopes=made.scopes, days=wanted.days
        )
        unit.remember(key, request, {"token": made.id})
        return made, text


def revoke_token(token_id: int, by: Person, address: str = "") -> str:
    """End a token of one's own at once; returns its name. Raises NotThere for another person's."""
    if token_id > LARGEST_ID:
        raise NotThere
    mine = PersonalToken.id == token_id, PersonalToken.person_id == by.id
    with unit_of_work(by) as unit:
        ended = delete(PersonalToken).where(*mine).returning(PersonalToken.name)
        name = unit.session.execute(ended).scalar_one_or_none()
        if name is None:
            raise NotThere
        audit(unit, "token-revoked", ("token", token_id, name), address)
        return name


def tokens_of(person: Person) -> list[PersonalToken]:
    """A person's tokens, the newest first, those that ended lately among them."""
    mine = (
        PersonalToken.person_id == person.id,
        PersonalToken.expires_at >= datetime.now(UTC) - SHOWN_AFTER_END,
    )
    return list(db.session.scalars(select(PersonalToken).where(*mine).order_by(PersonalToken.id.desc())))


def _hold(unit: Unit, person: Person) -> Person:
    """The row of who makes a token, held until the commit: two at once must not go past the limit."""
    held = select(Person).where(Person.id == person.id, Person.disabled_at.is_(None)).with_for_update()
    found = unit.session.execute(held.execution_options(populate_existing=True)).scalar_one_or_none()
    if found is None:
        raise NotThere
    return found


def _check(unit: Unit, owner: Person, wanted: NewToken) -> None:
    long_over = PersonalToken.expires_at < unit.now - SHOWN_AFTER_END
    unit.session.execute(delete(PersonalToken).where(PersonalToken.person_id == owner.id, long_over))
    if ADMIN in wanted.scopes and not owner.is_admin:
        raise Invalid({"scopes": NOT_ADMIN})
    mine = PersonalToken.person_id == owner.id, PersonalToken.expires_at >= unit.now
    if unit.session.execute(select(func.count(PersonalToken.id)).where(*mine)).scalar_one() >= MOST:
        raise Invalid({"name": TOO_MANY})
