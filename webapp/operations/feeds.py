"""The secret address of a calendar's feed: one for each person and calendar, made, made anew, switched off.

Only the hash of the secret is stored, so nobody reads an address out of the database or a backup, and it is shown once.
It hangs on the person's role (`share`): when that goes, so does the address, and it does not come back with a new role.
"""

import hashlib
import secrets
from datetime import datetime

from sqlalchemy import delete, select

from webapp.extensions import db
from webapp.models import FeedAddress, Person, Share
from webapp.operations.access import open_calendar
from webapp.operations.unit import Unit, unit_of_work

SECRET_BYTES = 24  # 192 bits, 32 characters


def made_at(person: Person, calendar_id: int) -> datetime | None:
    """When this person's address of a calendar's feed was made; None where there is none. One statement."""
    query = select(FeedAddress.made_at).join(Share, Share.id == FeedAddress.share_id)
    return db.session.scalar(query.where(Share.person_id == person.id, Share.calendar_id == calendar_id))


def make_address(calendar_id: int, by: Person) -> str:
    """A new secret, which is the only time it can be seen; the one before does not lead anywhere any more."""
    secret = secrets.token_urlsafe(SECRET_BYTES)
    with unit_of_work(by) as unit:
        share_id = _hold(unit, calendar_id, by)
        unit.session.execute(delete(FeedAddress).where(FeedAddress.share_id == share_id))
        made = FeedAddress(share_id=share_id, digest=digest_of(secret), made_at=unit.now)
        unit.session.add(made)
    return secret


def switch_off(calendar_id: int, by: Person) -> None:
    """No address any more; switching off again changes nothing."""
    with unit_of_work(by) as unit:
        share_id = _hold(unit, calendar_id, by)
        unit.session.execute(delete(FeedAddress).where(FeedAddress.share_id == share_id))


def switch_all_off(unit: Unit, person_id: int) -> None:
    """End all feeds of a person; inside a unit of work."""
    theirs = select(Share.id).where(Share.person_id == person_id)
    unit.session.execute(delete(FeedAddress).where(FeedAddress.share_id.in_(theirs)))


def digest_of(secret: str) -> str:
    """What is stored of a secret, which is random enough to need no salt."""
    return hashlib.sha256(secret.encode()).hexdigest()


def _hold(unit: Unit, calendar_id: int, by: Person) -> int:
    """The role that the address hangs on, held: two pages may make one at once."""
    open_calendar(by, calendar_id)
    mine = select(Share.id).where(Share.calendar_id == calendar_id, Share.person_id == by.id)
    return unit.session.scalars(mine.with_for_update()).one()
