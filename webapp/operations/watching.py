"""What many people may see at this moment, and what has changed: a constant number of statements for all of them."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import islice
from typing import Any

from sqlalchemy import and_, or_, select

from webapp.domain.roles import Role, higher, role_of
from webapp.extensions import db
from webapp.models import (
    Calendar,
    CalendarLog,
    Event,
    EventVersion,
    HiddenCalendar,
    Person,
    Share,
    ShareChange,
    SignIn,
)
from webapp.operations.calendars import CalendarRow
from webapp.operations.sessions import IDLE


@dataclass(frozen=True)
class AloneEvent:
    """An event that a person was given by itself."""

    event_id: int
    calendar_id: int
    version: int
    hue: str
    role: Role


@dataclass
class Sight:
    """What one person may see: calendars and single events by id, with the role and the counter of each."""

    person: Person
    calendars: dict[int, CalendarRow] = field(default_factory=dict)
    events: dict[int, AloneEvent] = field(default_factory=dict)

    def role_on_event(self, event_id: int, calendar_id: int) -> Role | None:
        calendar, event = self.calendars.get(calendar_id), self.events.get(event_id)
        return higher(calendar.role if calendar else None, event.role if event else None)

    def role_at(self, calendar_id: int, event_id: int | None) -> Role | None:
        """The role on a whole calendar, or on one event of it."""
        if event_id is not None:
            return self.role_on_event(event_id, calendar_id)
        calendar = self.calendars.get(calendar_id)
        return calendar.role if calendar else None

    @property
    def alone(self) -> list[AloneEvent]:
        """Events that the person sees without their calendars."""
        return [event for event in self.events.values() if event.calendar_id not in self.calendars]


@dataclass
class Changes:
    """Lines of calendars' logs, oldest first, and the versions they speak of with the version before each."""

    lines: dict[int, list[CalendarLog]] = field(default_factory=lambda: defaultdict(list))
    versions: dict[int, dict[int, EventVersion]] = field(default_factory=lambda: defaultdict(dict))


def begin_reading() -> None:
    """Let the statements that follow see one snapshot of the database."""
    db.session.rollback()


def sights_of(sign_in_ids: Collection[int], now: datetime | None = None) -> dict[int, Sight]:
    """What the people behind these signed-in devices may see, by device; who is signed out is missing.

    Three statements, whatever the number of people.
    """
    people = _signed_in(sign_in_ids, now or datetime.now(UTC))
    sights = {person.id: Sight(person) for person in people.values()}
    _add_calendars(sights)
    _add_events(sights)
    return {sign_in_id: sights[person.id] for sign_in_id, person in people.items()}


def changes_beyond(calendars: Mapping[int, int], events: Mapping[int, int], at_most: int) -> Changes:
    """What happened in calendars after a seq each, and to single events after a version each.

    Reads at most `at_most` lines of a log and two statements in all; who needs more has to begin anew.
    """
    changes = Changes()
    for line in _log_lines(calendars, at_most):
        changes.lines[line.calendar_id].append(line)
    oldest = dict(events)
    for line in (line for lines in changes.lines.values() for line in lines if line.kind == "event"):
        version = line.version or 1
        oldest[line.ref_id] = min(oldest.get(line.ref_id, version), version - 1)
    for found in _versions(oldest, at_most):
        changes.versions[found.event_id][found.version] = found
    return changes


def who_took_access(people: Collection[int], calendar_id: int | None, event_id: int | None) -> dict[int, str]:
    """By person, the name of whoever took their last role on a calendar or event from them; one statement."""
    last = _last_share_changes(people, calendar_id, event_id)
    return {
        person_id: change.actor_label
        for person_id, change in last.items()
        if change.new_role is None and change.actor_id != person_id
    }


def who_changed_roles(
    people: Collection[int], calendar_id: int | None, event_id: int | None
) -> dict[int, str]:
    """By person, the name of whoever else changed their role on a calendar or event last; one statement."""
    last = _last_share_changes(people, calendar_id, event_id)
    return {
        person_id: change.actor_label for person_id, change in last.items() if change.actor_id != person_id
    }


def _last_share_changes(
    people: Collection[int], calendar_id: int | None, event_id: int | None
) -> dict[int, ShareChange]:
    """Without `calendar_id` it is the event's own calendar. Nobody hears of others' roles: `people` are who is told."""
    of_event = select(Event.calendar_id).where(Event.id == event_id).scalar_subquery()
    query = select(ShareChange).where(
        ShareChange.person_id.in_(people),
        ShareChange.calendar_id == (of_event if calendar_id is None else calendar_id),
        or_(ShareChange.event_id.is_(None), ShareChange.event_id == event_id),
    )
    ordered = db.session.scalars(query.order_by(ShareChange.id))
    return {change.person_id: change for change in ordered if change.person_id is not None}


def _signed_in(sign_in_ids: Collection[int], now: datetime) -> dict[int, Person]:
    valid = (SignIn.expires_at >= now, SignIn.seen_at >= now - IDLE, Person.disabled_at.is_(None))
    query = select(SignIn.id, Person).join(Person, Person.id == SignIn.person_id).where(*valid)
    rows = db.session.execute(
        query.where(SignIn.id.in_(sign_in_ids)).execution_options(populate_existing=True)
    )
    return {row.id: row.Person for row in rows}


def _add_calendars(sights: dict[int, Sight]) -> None:
    mine = and_(HiddenCalendar.person_id == Share.person_id, HiddenCalendar.calendar_id == Share.calendar_id)
    query = (
        select(Share.person_id, Share.role, Calendar, HiddenCalendar.person_id.label("hidden"))
        .join(Calendar, Calendar.id == Share.calendar_id)
        .outerjoin(HiddenCalendar, mine)
        .where(Share.person_id.in_(sights), Calendar.deleted_at.is_(None))
        .execution_options(populate_existing=True)
    )
    for row in db.session.execute(query):
        sights[row.person_id].calendars[row.Calendar.id] = _calendar_row(row)


def _calendar_row(row: Any) -> CalendarRow:
    calendar: Calendar = row.Calendar
    return CalendarRow(
        id=calendar.id,
        name=calendar.name,
        hue=calendar.hue,
        zone=calendar.zone,
        seq=calendar.seq,
        role=role_of(row.role) or Role.VIEWER,
        hidden=row.hidden is not None,
        private=False,
        owner_name="",
    )


def _add_events(sights: dict[int, Sight]) -> None:
    query = (
        select(Share.person_id, Share.role, Event.id, Event.calendar_id, Event.version, Calendar.hue)
        .join(Event, Event.id == Share.event_id)
        .join(Calendar, Calendar.id == Event.calendar_id)
        .where(Share.person_id.in_(sights), Calendar.deleted_at.is_(None))
    )
    for row in db.session.execute(query):
        role = role_of(row.role) or Role.VIEWER
        sights[row.person_id].events[row.id] = AloneEvent(row.id, row.calendar_id, row.version, row.hue, role)


def _log_lines(calendars: Mapping[int, int], at_most: int) -> Iterator[CalendarLog]:
    for some in _portions(calendars):
        beyond = [
            and_(
                CalendarLog.calendar_id == calendar_id,
                CalendarLog.seq > seq,
                CalendarLog.seq <= seq + at_most,
            )
            for calendar_id, seq in some
        ]
        yield from db.session.scalars(
            select(CalendarLog).where(or_(*beyond)).order_by(CalendarLog.calendar_id, CalendarLog.seq)
        )


def _versions(oldest: Mapping[int, int], at_most: int) -> Iterator[EventVersion]:
    number = EventVersion.version
    for some in _portions(oldest):
        wanted = [
            and_(EventVersion.event_id == event_id, number >= version, number <= version + at_most)
            for event_id, version in some
        ]
        yield from db.session.scalars(select(EventVersion).where(or_(*wanted)))


def _portions(wanted: Mapping[int, int]) -> Iterator[tuple[tuple[int, int], ...]]:
    """SQLite refuses an expression of 1,000 parts; what is longer is asked for in portions."""
    pairs = iter(sorted(wanted.items()))
    while some := tuple(islice(pairs, 300)):
        yield some
