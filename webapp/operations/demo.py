"""The demo: a team with three calendars, a month of plans, and a history by several authors."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from operator import itemgetter
from typing import Any

from sqlalchemy import select

from webapp.domain.attendance import OUTSIDE, attendee, key_of_person
from webapp.domain.document import Document
from webapp.domain.periods import told_in
from webapp.domain.roles import Role, role_of
from webapp.domain.series_dates import upcoming
from webapp.extensions import db
from webapp.models import AuditEntry, Calendar, Event, Person
from webapp.operations.accounts import NewAccount, add_person, is_empty
from webapp.operations.audit import audit
from webapp.operations.calendars import add_calendar
from webapp.operations.demo_data import CALENDARS, DELETED, EDITS, PEOPLE, PLANS, ROOM, Edit, Plan
from webapp.operations.events import new_event
from webapp.operations.members import Target
from webapp.operations.passwords import hash_password
from webapp.operations.revising import Revision, lock_event, revise
from webapp.operations.sharing import grant
from webapp.operations.unit import unit_of_work

PASSWORD = "daybook demo"
ZONE = "Europe/Berlin"
FILLED = "demo-filled"


def fill(now: datetime | None = None) -> bool:
    """Fill an empty database with the demo team; returns False, and does nothing, when anybody has an account."""
    moment = now or datetime.now(UTC)
    if not is_empty():
        return False
    people, today = _add_people(moment - timedelta(days=40)), told_in(moment, ZONE).date()
    calendars = _add_calendars(people, moment - timedelta(days=39))
    # In the order of their times, as a calendar that people used.
    events = {
        plan.title: _add_event(plan, people, calendars, made, today)
        for made, plan in sorted(((_made(plan, moment), plan) for plan in PLANS), key=itemgetter(0))
    }
    for edit in sorted(EDITS, key=lambda edit: -edit.ago):
        _edit(edit, events[edit.title], people, moment)
    title, who, ago = DELETED
    _delete(events[title], people[who], moment - timedelta(minutes=ago))
    return True


def demo_hint() -> dict[str, Any] | None:
    """How to enter the demo, for the sign-in page: the password and the people; None where there is no demo."""
    if db.session.scalar(select(AuditEntry.id).where(AuditEntry.action == FILLED).limit(1)) is None:
        return None
    people = [{"username": row[0], "name": row[1], "note": row[4]} for row in PEOPLE]
    return {"password": PASSWORD, "people": people}


def _add_people(at: datetime) -> dict[str, Person]:
    stored = hash_password(PASSWORD)
    people = {}
    for username, name, role, hue, _note in PEOPLE:
        account = NewAccount(username, f"{username}@lantern.example", name, PASSWORD, ZONE)
        with unit_of_work(by=None, now=at) as unit:
            people[username] = add_person(unit, account, stored, role, hue=hue)
    with unit_of_work(by=None, now=at) as unit:
        audit(unit, FILLED)
    return people


def _add_calendars(people: Mapping[str, Person], at: datetime) -> dict[str, int]:
    for name, hue, owner, members in CALENDARS:
        with unit_of_work(by=people[owner], now=at) as unit:
            calendar = add_calendar(unit, name, hue, ZONE, owner=people[owner])
            if name == ROOM:
                calendar.one_at_a_time, calendar.conflict_policy = True, "refuse"
            for username, role in members.items():
                grant(unit, Target(calendar.id), people[username].id, role_of(role) or Role.VIEWER)
    return {calendar.name: calendar.id for calendar in db.session.scalars(select(Calendar))}


def _made(plan: Plan, now: datetime) -> datetime:
    return now - timedelta(days=12 + len(plan.title) % 9, minutes=37 * len(plan.title) % 400)


def _add_event(
    plan: Plan, people: Mapping[str, Person], calendars: Mapping[str, int], made: datetime, today: date
) -> int:
    with unit_of_work(by=people[plan.by], now=made) as unit:
        event = new_event(unit, calendars[plan.calendar])
        revise(
            unit,
            event,
            _document(plan, people, today),
            Revision(unit.change_set(event.calendar_id, "edit")),
        )
        return event.id


def _document(plan: Plan, people: Mapping[str, Person], today: date) -> Document:
    first = _workday(today, plan.day)
    document: Document = {
        "title": plan.title,
        "description": plan.description,
        "location": plan.location,
        "zone": ZONE,
        "all_day": plan.at is None,
        "tags": sorted(plan.tags),
        "status": plan.status,
        "rrule": plan.repeats,
        "attendees": dict(_invited(who, answer, people) for who, answer in plan.people.items()),
    }
    if plan.at is None:
        return document | {"start": f"{first}", "end": f"{first + timedelta(days=plan.days - 1)}"}
    return document | _when(first, plan.at, plan.minutes)


def _invited(who: str, answer: str, people: Mapping[str, Person]) -> tuple[str, dict[str, str]]:
    """One of the team, or an address."""
    part = "optional" if who.endswith("*") else "required"
    if "@" in who:
        return OUTSIDE + who, attendee(who, part, answer)
    person = people[who.rstrip("*")]
    return key_of_person(person.id), attendee(person.name, part, answer)


def _workday(today: date, number: int) -> date:
    """The day that lies `number` working days from today; Saturday and Sunday count as the Friday before."""
    day = today - timedelta(days=max(0, today.weekday() - 4)) if number else today
    weeks, rest = divmod(day.weekday() + number, 5)
    return day + timedelta(weeks=weeks, days=rest - day.weekday())


def _when(day: date, at: str, minutes: int) -> dict[str, str]:
    start = datetime.combine(day, time.fromisoformat(at))
    return {"start": f"{start:%Y-%m-%dT%H:%M}", "end": f"{start + timedelta(minutes=minutes):%Y-%m-%dT%H:%M}"}


def _edit(edit: Edit, event_id: int, people: Mapping[str, Person], now: datetime) -> None:
    with unit_of_work(by=people[edit.by], now=now - timedelta(minutes=edit.ago)) as unit:
        event = lock_event(unit, event_id).event
        document = event.document
        changes = dict(edit.changes)
        if "at" in changes:
            day = date.fromisoformat(document["start"][:10])
            document |= _when(day, changes.pop("at"), changes.pop("minutes", 60))
        if "alone" in changes:
            changes["overrides"] = {upcoming(document, now, 1)[0].recurrence_id: changes.pop("alone")}
        revise(unit, event, document | changes, Revision(unit.change_set(event.calendar_id, "edit")))


def _delete(event_id: int, by: Person, at: datetime) -> None:
    with unit_of_work(by=by, now=at) as unit:
        event: Event = lock_event(unit, event_id).event
        change_set = unit.change_set(event.calendar_id, "edit")
        revise(unit, event, event.document, Revision(change_set, deleted=True, said=[("event.deleted", {})]))
