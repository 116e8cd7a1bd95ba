"""What lies between two days for one person: the rows that month, agenda and mini month are drawn from."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlalchemy import bindparam, func, select

from webapp.domain.periods import drawn_until, told_in
from webapp.domain.roles import Role, role_of
from webapp.extensions import db
from webapp.models import Calendar, Event, Occurrence, Person, Share
from webapp.operations.access import Rows, alone_query
from webapp.operations.beyond import beyond_horizon, beyond_horizon_of
from webapp.operations.calendars import CalendarRow
from webapp.operations.placing import LONGEST_EVENT
from webapp.operations.prepared import Prepared

# A day somewhere on earth starts up to 14 hours before and ends up to 12 hours after the day in UTC.
_AROUND_THE_WORLD = timedelta(hours=14)
ALONE = "shared"  # the name under which events shared one by one are switched on and off


@dataclass(frozen=True, slots=True)
class Item:
    """One occurrence as one person sees it: `starts` and `ends` are wall times in their zone, with their folds."""

    event_id: int
    calendar_id: int
    version: int
    title: str
    location: str
    status: str
    hue: str
    all_day: bool
    starts: datetime
    ends: datetime
    first_day: date
    last_day: date
    start_utc: datetime
    end_utc: datetime
    updated_by: str
    recurrence_id: str = ""
    zone: str = "UTC"  # the event's own
    one_at_a_time: bool = False  # what its calendar holds

    @property
    def repeats(self) -> bool:
        """Whether it is one of several instances."""
        return bool(self.recurrence_id)

    @property
    def drawn_until(self) -> datetime:
        """Where it ends on a page with hours."""
        return drawn_until(self.starts, self.ends, self.end_utc - self.start_utc)

    @property
    def is_bar(self) -> bool:
        """Drawn as a bar: all-day, or over more than one day."""
        return self.all_day or self.last_day > self.first_day

    @property
    def sort_key(self) -> tuple[date, bool, datetime, datetime, str, int, str]:
        # By moments: on a day on which clocks go back, walls would put 02:15 before an earlier 02:45.
        moments = self.start_utc, self.end_utc
        return self.first_day, not self.all_day, *moments, self.title, self.event_id, self.recurrence_id


_COLUMNS = (
    Event.id,
    Event.calendar_id,
    Event.version,
    func.coalesce(Occurrence.title, Event.title).label("title"),
    func.coalesce(Occurrence.location, Event.location).label("location"),
    func.coalesce(Occurrence.status, Event.status).label("status"),
    Occurrence.all_day,
    Event.updated_by_label,
    Occurrence.recurrence_id,
    Occurrence.start_utc,
    Occurrence.end_utc,
    Event.zone,
)


def items_between(
    person: Person, calendars: Sequence[CalendarRow], first: date, last: date, zone: str
) -> list[Item]:
    """Occurrences on the days `first` to `last` (inclusive, as seen in `zone`), sorted by start.

    `calendars` are the ones to show; events shared with the person one by one come along. Three statements.
    """
    hues = {row.id: row.hue for row in calendars}
    after, before = window(first, last)
    # No event is longer, so the index can be used from both sides.
    between = {"after": after, "before": before, "longest": after - LONGEST_EVENT}
    rows: list[Any] = list(db.session.execute(_IN_CALENDARS, between | {"calendars": list(hues)}))
    rows += list(db.session.execute(_GIVEN_ALONE, between | {"asking": person.id}))
    rows += beyond_horizon(person, list(hues), after, before)
    items = [item_of(row, hues.get(row.calendar_id) or row.hue, zone) for row in rows]
    wanted = [item for item in items if item.first_day <= last and item.last_day >= first]
    return sorted(wanted, key=lambda item: item.sort_key)


def items_of(
    calendars: Collection[int], events: Collection[int], first: date, last: date, zone: str
) -> list[Item]:
    """The same of these calendars and of these single events, for whoever may see them; three statements at most."""
    after, before = window(first, last)
    between = {"after": after, "before": before, "longest": after - LONGEST_EVENT}
    connection = db.session.connection()
    rows: list[Any] = _IN_THESE.named_of(connection, "calendars", calendars, between)
    alone = _OF_EVENTS.named_of(connection, "events", events, between)
    rows += [row for row in alone if row.calendar_id not in calendars]
    rows += beyond_horizon_of(calendars, events, after, before)
    items = [item_of(row, row.hue, zone) for row in rows]
    return [item for item in items if item.first_day <= last and item.last_day >= first]


def busy_days(items: Iterable[Item]) -> set[date]:
    """The days on which something is planned."""
    days: set[date] = set()
    for item in items:
        days.update(
            item.first_day + timedelta(days=n) for n in range((item.last_day - item.first_day).days + 1)
        )
    return days


def cursor_of(calendars: Iterable[CalendarRow], alone: Iterable[tuple[int, int]]) -> str:
    """Where a page stands: `c3.41` for calendar 3 at seq 41, `e9.7` for event 9 at version 7, joined by hyphens."""
    parts = [f"c{row.id}.{row.seq}" for row in sorted(calendars, key=lambda row: row.id)]
    return "-".join(parts + [f"e{event_id}.{version}" for event_id, version in sorted(alone)])


def events_alone(person: Person) -> list[tuple[int, int, Role]]:
    """(event id, version, role) of events shared with the person one by one, outside of their calendars."""
    rows = db.session.execute(_ALONE, {"asking": person.id})
    return [(row.id, row.version, role_of(row.role) or Role.VIEWER) for row in rows]


def events_to_edit(person: Person) -> list[int]:
    """The ids of events that were shared with the person one by one for them to edit."""
    return sorted(db.session.scalars(_TO_EDIT, {"asking": person.id}))


def alone_state(person: Person) -> tuple[tuple[int, int, bytes], ...]:
    """Of every event shared with the person one by one: its id, its version, and where its calendar's chain stands."""
    rows = _ALONE_STATE.named(db.session.connection(), {"asking": person.id})
    return tuple(sorted((row.id, row.version, row.last_link or b"") for row in rows))


def window(first: date, last: date) -> tuple[datetime, datetime]:
    """The moments between which something may touch these days, wherever one is."""
    after = datetime.combine(first, time(), UTC) - _AROUND_THE_WORLD
    return after, datetime.combine(last, time(), UTC) + timedelta(days=1) + _AROUND_THE_WORLD


def _within() -> Rows:
    return (
        select(*_COLUMNS, Calendar.hue, Calendar.one_at_a_time)
        .join(Event, Event.id == Occurrence.event_id)
        .join(Calendar, Calendar.id == Occurrence.calendar_id)
        .where(
            Occurrence.start_utc < bindparam("before"),
            Occurrence.end_utc >= bindparam("after"),
            Occurrence.start_utc > bindparam("longest"),
        )
    )


# Built once: every month and agenda asks them.
_IN_CALENDARS = _within().where(Occurrence.calendar_id.in_(bindparam("calendars", expanding=True)))
_IN_THESE = Prepared(_IN_CALENDARS)
_OF_EVENTS = Prepared(_within().where(Occurrence.event_id.in_(bindparam("events", expanding=True))))
_ALONE = alone_query()
_ALONE_STATE = Prepared(_ALONE.add_columns(Calendar.last_link))
_TO_EDIT = select(Share.event_id).where(
    Share.person_id == bindparam("asking"), Share.event_id.is_not(None), Share.role.in_(("editor", "owner"))
)
_GIVEN_ALONE = _within().where(Occurrence.event_id.in_(_ALONE.with_only_columns(Event.id)))


def item_of(row: Any, hue: str, zone: str) -> Item:
    """A row of an occurrence as somebody in `zone` sees it."""
    start, end = row.start_utc, row.end_utc
    all_day: bool = row.all_day
    starts = start.replace(tzinfo=None) if all_day else told_in(start, zone)
    ends = end.replace(tzinfo=None) if all_day else told_in(end, zone)
    # An end at midnight belongs to the day before, unless the event is a moment.
    last = ends - timedelta(microseconds=1) if ends > starts else ends
    return Item(
        event_id=row.id,
        calendar_id=row.calendar_id,
        version=row.version,
        title=row.title,
        location=row.location,
        status=row.status,
        hue=hue,
        all_day=all_day,
        starts=starts,
        ends=ends,
        first_day=starts.date(),
        last_day=last.date(),
        start_utc=start,
        end_utc=end,
        updated_by=row.updated_by_label,
        recurrence_id=row.recurrence_id,
        zone=row.zone,
        one_at_a_time=row.one_at_a_time,
    )
