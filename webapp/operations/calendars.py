"""What people do with calendars: make, rename, recolour, delete, bring back, switch on and off."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import BindParameter, bindparam, delete, func, select
from sqlalchemy.orm import aliased

from webapp.domain.calendar_settings import Settings
from webapp.domain.retention import AS_THE_SITE
from webapp.domain.roles import Role, role_of
from webapp.extensions import db
from webapp.models import Calendar, Event, HiddenCalendar, Person, Share
from webapp.operations.access import OpenCalendar, Rows, calendar_query, calendar_share, open_calendar
from webapp.operations.calendar_changes import SettingsSaved, mark_deleted, save_settings
from webapp.operations.errors import Refused
from webapp.operations.members import Target
from webapp.operations.prepared import Prepared
from webapp.operations.revising import lock_calendar
from webapp.operations.share_changes import RoleChange, record_change
from webapp.operations.unit import Unit, unit_of_work

EMPTIED = "The trash has been emptied: this calendar is gone for good."


@dataclass(frozen=True)
class CalendarRow:
    """A calendar as one person sees it in their list."""

    id: int
    name: str
    hue: str
    zone: str
    seq: int
    role: Role
    hidden: bool
    private: bool
    owner_name: str
    members: int = 1
    one_at_a_time: bool = False
    link: bytes = (
        b""  # the last of its chain: what is drawn of a calendar is the same while this and `seq` are
    )


class Contents(NamedTuple):
    """What a calendar holds: events that are not deleted, and people who have a role on it."""

    events: int
    people: int


def add_calendar(unit: Unit, name: str, hue: str, zone: str, owner: Person) -> Calendar:
    """A new calendar with its first line in the log and its owner; called inside a unit of work."""
    calendar = Calendar(name=name, hue=hue, zone=zone, created_at=unit.now, created_by_id=owner.id)
    unit.session.add(calendar)
    unit.session.flush()
    seq = unit.next_seq(calendar.id)
    unit.session.add(
        Share(
            calendar_id=calendar.id,
            person_id=owner.id,
            role="owner",
            granted_by_id=unit.actor_id,
            granted_at=unit.now,
        )
    )
    made = RoleChange(owner, None, "owner")
    record_change(unit, Target(calendar.id), seq, made, (owner.id, owner.name))
    unit.log(calendar.id, seq, "calendar", calendar.id)
    unit.access_changed(owner.id)
    return calendar


def create_calendar(
    name: str,
    hue: str,
    zone: str,
    by: Person,
    key: str | None = None,
    one_at_a_time: bool = False,
    conflict_policy: str = "warn",
    trash_days: int = AS_THE_SITE,
) -> int:
    """Make a calendar of one's own; returns its id. How it takes events that overlap, and how long its trash keeps
    what is deleted, can be said at once.
    """
    request = {"do": "calendar", "name": name, "hue": hue, "zone": zone}
    request |= {"holds": f"{one_at_a_time} {conflict_policy} {trash_days}"}
    with unit_of_work(by) as unit:
        if earlier := unit.answered(key, request):
            return int(earlier["id"])
        calendar = add_calendar(unit, name, hue, zone, owner=by)
        calendar.one_at_a_time, calendar.conflict_policy = one_at_a_time, conflict_policy
        calendar.trash_days = trash_days
        unit.remember(key, request, {"id": calendar.id})
        return calendar.id


def change_calendar(
    calendar_id: int,
    name: str,
    hue: str,
    zone: str,
    by: Person,
    one_at_a_time: bool | None = None,
    conflict_policy: str | None = None,
    trash_days: int | None = None,
    base: Settings | None = None,
) -> SettingsSaved:
    """Rename, recolour, give another time zone, say how overlaps are taken and how long the trash keeps things (None:
    as before); owners only.

    Only what differs from `base`, the settings that a form began with, is changed; raises SettingsConflict where
    somebody else changed that too. Events keep their own zones, and those that overlap already stay as they are.
    """
    with unit_of_work(by) as unit:
        calendar = lock_calendar(unit, calendar_id, Role.OWNER).calendar
        wanted: dict[str, str | int] = {"name": name, "hue": hue, "zone": zone}
        holds = {
            "one_at_a_time": one_at_a_time,
            "conflict_policy": conflict_policy,
            "trash_days": trash_days,
        }
        wanted |= {column: value for column, value in holds.items() if value is not None}
        return save_settings(unit, calendar, wanted, base)


def delete_calendar(calendar_id: int, by: Person) -> Calendar:
    """Put a calendar with all its events aside; its owners can bring it back. Deleting it again changes nothing."""
    with unit_of_work(by) as unit:
        calendar = lock_calendar(unit, calendar_id, Role.OWNER, deleted=True).calendar
        if calendar.deleted_at is None:
            mark_deleted(unit, calendar, True)
            _tell_members(unit, calendar.id)
        return calendar


def contents(calendar: Calendar) -> Contents:
    """How much there is to lose sight of; one statement."""
    events = (
        select(func.count())
        .select_from(Event)
        .where(Event.calendar_id == calendar.id, Event.deleted.is_(False))
    )
    people = select(func.count()).select_from(Share).where(Share.calendar_id == calendar.id)
    row = db.session.execute(select(events.scalar_subquery(), people.scalar_subquery())).one()
    return Contents(events=row[0], people=row[1])


def undelete_calendar(calendar_id: int, by: Person) -> Calendar:
    """Bring a deleted calendar back, shared as before; raises Refused where it has been emptied for good."""
    with unit_of_work(by) as unit:
        calendar = lock_calendar(unit, calendar_id, Role.OWNER, deleted=True).calendar
        if calendar.emptied_at is not None:
            raise Refused(EMPTIED)
        if calendar.deleted_at is not None:
            mark_deleted(unit, calendar, False)
            _tell_members(unit, calendar.id)
        return calendar


def show_calendar(calendar_id: int, shown: bool, by: Person) -> None:
    """Switch a calendar on or off in one's own month and agenda."""
    with unit_of_work(by) as unit:
        open_calendar(by, calendar_id)
        mine = (HiddenCalendar.person_id == by.id, HiddenCalendar.calendar_id == calendar_id)
        unit.session.execute(delete(HiddenCalendar).where(*mine))
        if not shown:
            unit.session.add(HiddenCalendar(person_id=by.id, calendar_id=calendar_id))


def calendars_of(person: Person) -> list[CalendarRow]:
    """Every calendar the person has a role on, in one statement: own ones first, then by name."""
    return in_order(_as_row(row) for row in _LIST.named(db.session.connection(), {"asking": person.id}))


def in_order(rows: Iterable[CalendarRow]) -> list[CalendarRow]:
    """As lists of calendars are sorted: one's own first, then by name."""
    return sorted(rows, key=lambda row: (row.role is not Role.OWNER, row.name.casefold(), row.id))


def open_calendars(person: Person, after: int, at_most: int) -> list[OpenCalendar]:
    """Calendars that the person has a role on, in the order of their numbers, those after one; one statement."""
    query = calendar_query(person.id).where(Calendar.deleted_at.is_(None), Calendar.id > after)
    rows = db.session.execute(query.order_by(Calendar.id).limit(at_most))
    return [OpenCalendar(row.Calendar, role) for row in rows if (role := role_of(row.role))]


def deleted_calendars_of(person: Person) -> list[Calendar]:
    """The deleted calendars that the person owns and can bring back, the last deleted first."""
    query = calendar_query(person.id).where(Calendar.deleted_at.is_not(None), Calendar.emptied_at.is_(None))
    query = query.order_by(Calendar.deleted_at.desc(), Calendar.id.desc())
    return [row.Calendar for row in db.session.execute(query) if row.role == "owner"]


def default_calendar(calendars: list[CalendarRow]) -> CalendarRow | None:
    """Where a new event goes unless another calendar is chosen: the first one the person may write to."""
    writable = [row for row in calendars if row.role >= Role.EDITOR]
    return next((row for row in writable if not row.hidden), writable[0] if writable else None)


def own_calendar(person: Person) -> Calendar | None:
    """The first calendar that the person owns, which is the one that everybody gets with their account; one statement."""
    owned = (
        calendar_query(person.id)
        .where(Calendar.deleted_at.is_(None), calendar_share.role == "owner")
        .order_by(Calendar.id)
        .limit(1)
    )
    row = db.session.execute(owned).first()
    return row.Calendar if row else None


def _as_row(row: Any) -> CalendarRow:
    role = role_of(row.role)
    if role is None:
        raise Refused("A calendar without a role is nobody's.")
    return CalendarRow(
        id=row.id,
        name=row.name,
        hue=row.hue,
        zone=row.zone,
        seq=row.seq,
        role=role,
        hidden=row.hidden is not None,
        private=row.members == 1,
        owner_name=row.owner_name or "",
        members=row.members,
        one_at_a_time=row.one_at_a_time,
        link=row.last_link or b"",
    )


_COLUMNS = (
    Calendar.id,
    Calendar.name,
    Calendar.hue,
    Calendar.zone,
    Calendar.seq,
    Calendar.one_at_a_time,
    Calendar.last_link,
)


def _list() -> Rows:
    """Calendars of the one who is asking, with how many share each and who owns it: counted for these alone."""
    hidden, shares = aliased(HiddenCalendar), aliased(Share)
    members = select(func.count()).select_from(shares).where(shares.calendar_id == Calendar.id)
    owner = (
        select(func.min(Person.name))
        .join(Share, Share.person_id == Person.id)
        .where(Share.calendar_id == Calendar.id, Share.role == "owner")
    )
    asking: BindParameter[int] = bindparam("asking")
    return (
        calendar_query(asking)
        .with_only_columns(
            *_COLUMNS,
            calendar_share.role.label("role"),
            hidden.person_id.label("hidden"),
            members.scalar_subquery().label("members"),
            owner.scalar_subquery().label("owner_name"),
        )
        .outerjoin(hidden, (hidden.calendar_id == Calendar.id) & (hidden.person_id == asking))
        .where(Calendar.deleted_at.is_(None))
    )


_LIST = Prepared(_list())  # every page asks it


def _tell_members(unit: Unit, calendar_id: int) -> None:
    for person_id in unit.session.scalars(select(Share.person_id).where(Share.calendar_id == calendar_id)):
        unit.access_changed(person_id)
