"""Emptying the trash: what was deleted long enough ago is deleted for good, and says so in its history.

It goes some at a time, each time in a transaction of its own that does all of a purge. So it can end anywhere: what one
run has not come to, the next one does.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import and_, or_, select, true

from webapp.domain.purges import CALENDAR_EMPTIED, GONE, TRASH_EMPTIED
from webapp.domain.retention import days_kept, say_why
from webapp.extensions import db
from webapp.models import Calendar, CalendarChange, Event, EventVersion, Share
from webapp.operations.audit import audit
from webapp.operations.purging import empty_events
from webapp.operations.purging_calendars import empty_settings
from webapp.operations.revising import hold
from webapp.operations.sealing import seal_rows, sealed_among
from webapp.operations.unit import Unit, unit_of_work

AT_ONCE = 20  # at 5 ms of CPU each, nobody who saves waits long
NAMELESS = "Emptied calendar"


@dataclass(frozen=True)
class Emptied:
    """How many events were deleted for good, with how many versions; and how many calendars with all that was in them."""

    events: int = 0
    versions: int = 0
    calendars: int = 0

    def __add__(self, other: "Emptied") -> "Emptied":
        return Emptied(
            self.events + other.events, self.versions + other.versions, self.calendars + other.calendars
        )


def empty_trash(site_days: int, now: datetime | None = None, at_once: int = AT_ONCE) -> Emptied:
    """Delete for good what is older than its calendar's trash keeps it, `at_once` events at a time.

    `site_days` is how long the site keeps it where no owner says less, 0 for ever.
    """
    now, done = now or datetime.now(UTC), Emptied()
    for calendar_id in list(db.session.scalars(_WITH_TRASH)):
        done += _close(calendar_id, site_days, now)
        _forget_settings(calendar_id, now)
        while (some := _empty_some(calendar_id, site_days, now, at_once)).events:
            done += some
    return done


def _close(calendar_id: int, site_days: int, now: datetime) -> Emptied:
    """From here on nobody brings a calendar back that was deleted long enough ago."""
    with unit_of_work(None, now) as unit:
        calendar, days = _held(unit, calendar_id, site_days)
        if calendar is None or calendar.emptied_at or not days or not calendar.deleted_at:
            return Emptied()
        if calendar.deleted_at > now - timedelta(days=days):
            return Emptied()
        calendar.emptied_at, calendar.name = now, NAMELESS
        unit.session.flush()
        unit.log(calendar_id, unit.next_seq(calendar_id), "calendar", calendar_id)
        for person_id in unit.session.scalars(
            select(Share.person_id).where(Share.calendar_id == calendar_id)
        ):
            unit.access_changed(person_id)
        return Emptied(calendars=1)


def _forget_settings(calendar_id: int, now: datetime) -> None:
    """What a calendar that is gone for good was called before, which the lines of its settings tell.

    In a transaction of its own: what an earlier run, or an earlier release, has left of it goes as well.
    """
    if db.session.scalar(_NAMES.where(Calendar.id == calendar_id).limit(1)) is None:
        return
    with unit_of_work(None, now) as unit:
        hold(unit, calendar_id)
        about = {"fingerprint": empty_settings(unit, calendar_id)}
        mine = CalendarChange.calendar_id == calendar_id
        about |= seal_rows(unit, {"settings": sealed_among(unit, "settings", mine)})
        audit(unit, CALENDAR_EMPTIED, ("calendar", calendar_id, f"calendar {calendar_id}"), **about)


def _empty_some(calendar_id: int, site_days: int, now: datetime, at_once: int) -> Emptied:
    """The next events of a calendar, oldest first, in one change set."""
    with unit_of_work(None, now) as unit:
        calendar, days = _held(unit, calendar_id, site_days)
        events = _due(unit, calendar, days, now, at_once) if calendar else []
        if not events:
            return Emptied()
        why = say_why(days)
        versions = sum(event.version for event in events)
        empty_events(unit, calendar_id, events, why, from_trash=True)
        _seal_anew(unit, calendar_id, [event.id for event in events])
        return Emptied(len(events), versions)


def _seal_anew(unit: Unit, calendar_id: int, event_ids: list[int]) -> None:
    """Versions that an erasure had rewritten are rewritten again: a line of the audit log vouches for them."""
    rewritten = sealed_among(unit, "version", EventVersion.event_id.in_(event_ids))
    if rewritten:
        target = ("calendar", calendar_id, f"calendar {calendar_id}")
        audit(unit, TRASH_EMPTIED, target, **seal_rows(unit, {"version": rewritten}))


def _held(unit: Unit, calendar_id: int, site_days: int) -> tuple[Calendar | None, int]:
    """A calendar as it is now, nobody else writing to it until the commit, and for how many days its trash keeps things."""
    hold(unit, calendar_id)
    calendar = unit.session.get(Calendar, calendar_id, populate_existing=True)
    return calendar, days_kept(site_days, calendar.trash_days) if calendar else 0


def _due(unit: Unit, calendar: Calendar, days: int, now: datetime, at_once: int) -> list[Event]:
    """What is to be deleted for good: all of a calendar that nobody can bring back, else what is old enough."""
    query = select(Event).where(Event.calendar_id == calendar.id, Event.body != GONE)
    if not calendar.emptied_at:
        if not days:
            return []
        query = query.where(Event.deleted == true(), Event.updated_at <= now - timedelta(days=days))
    ordered = query.order_by(Event.updated_at, Event.id).limit(at_once)
    return list(unit.session.scalars(ordered.execution_options(populate_existing=True)))


# Settings of calendars that are gone for good, with what they say.
_NAMES = (
    select(CalendarChange.id)
    .join(Calendar, Calendar.id == CalendarChange.calendar_id)
    .where(Calendar.emptied_at.is_not(None), CalendarChange.salt.is_not(None))
)
_left = select(Event.id).where(Event.calendar_id == Calendar.id, Event.body != GONE)
_WITH_TRASH = (
    select(Calendar.id)
    .where(
        or_(
            _left.where(Event.deleted == true()).exists(),
            and_(Calendar.deleted_at.is_not(None), or_(Calendar.emptied_at.is_(None), _left.exists())),
            Calendar.id.in_(_NAMES.with_only_columns(CalendarChange.calendar_id)),
        )
    )
    .order_by(Calendar.id)
)
