"""What an event overlaps with, told to one person; the check that refuses or warns, within the transaction that writes.

Found for the people who take part (wherever the other event is), and within a calendar that holds one at a time. Of a
series the next year is looked at. A constant number of statements for each AT_ONCE of its occurrences, whatever there is.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import bindparam, select

from webapp.domain.document import Document
from webapp.domain.free_times import NEAR, Shift, Taken, free_shifts, moved
from webapp.domain.locales import Audience
from webapp.domain.overlap_plans import Plan, has_people, looked_until, may_bring_overlaps, spans_of
from webapp.domain.overlaps import Found, Span, on_days_of, pairs
from webapp.domain.periods import told_in, wall_in
from webapp.domain.which_input import ANY, which_of
from webapp.domain.windows import windows_of
from webapp.domain.wording_overlaps import Overlap, say_refused
from webapp.extensions import db
from webapp.models import Calendar, Event, Participation, Person
from webapp.models.base import table_of
from webapp.operations.errors import Refused
from webapp.operations.occupied import Occupied, Row, calendars_of, occupied_at
from webapp.operations.overlap_sight import told, within_sight
from webapp.operations.overlap_spans import as_spans, people_of, where_they_are

# So many are told one by one, and so many are counted.
TOLD, COUNTED = 20, 1_000
AT_ONCE = 100  # occurrences of ours are looked at together; where they overlap often enough, those after them are not
FREE = 3  # free times that are offered
_DAY = timedelta(days=1)


class Place(NamedTuple):
    """What of a calendar matters here."""

    id: int
    name: str
    zone: str
    one_at_a_time: bool
    conflict_policy: str


class Slot(NamedTuple):
    """A free time: by how many minutes of the clock everything moves, and when the first occurrence is then (UTC).

    Around an hour that clocks show twice the end may move by others (`end_minutes`), and `which` of two equal times the
    start and the end are then is said; elsewhere it is empty.
    """

    minutes: int
    start: datetime
    end: datetime
    all_day: bool
    end_minutes: int = 0
    which: tuple[str, str] = ("", "")

    @property
    def choice(self) -> str:
        """What a form sends that takes it."""
        if not any(self.which) and self.end_minutes == self.minutes:
            return str(self.minutes)
        return f"{self.minutes} {self.end_minutes} {' '.join(one or ANY for one in self.which)}"


@dataclass(frozen=True)
class Overlaps:
    """What is told of them, and how many there are (COUNTED and one more stand for more)."""

    found: list[Overlap] = field(default_factory=list)
    count: int = 0
    until: datetime | None = None  # what comes later was not looked at; None where all was


class Overlapping(Refused):
    """A calendar, or whoever saves, takes no overlaps: the sentence says with what; `free` are the nearest times without.

    `zone` is the one of the calendar.
    """

    def __init__(self, sentence: str, overlaps: Overlaps, free: list[Slot], zone: str) -> None:
        super().__init__(sentence)
        self.overlaps = overlaps
        self.free = free
        self.zone = zone


def place_of(calendar_id: int) -> Place:
    """The calendar an event is in; for who has been let in already."""
    return Place(*db.session.execute(_PLACE, {"wanted": calendar_id}).one())


def plan_of(event: Event, document: Document, before: Document | None) -> Plan:
    """A document that is, or will be, this event."""
    organizer = db.session.scalar(_ORGANIZER, {"of": event.id})
    return Plan(document, organizer, event.id, before)


def overlaps_of(plan: Plan, place: Place, looker_id: int | None, now: datetime) -> Overlaps:
    """What it overlaps with, as far as this person may know."""
    if not (ours := _ours(plan, place, now)):
        return Overlaps()
    found, rows, until = _met(ours, plan, place, looker_id)
    untils = [one for one in (until, looked_until(plan.document, now)) if one]
    return Overlaps(told(found[:TOLD], rows, looker_id), len(found), min(untils, default=None))


def overlaps_of_file(
    plans: Iterable[Plan], place: Place, looker_id: int | None, now: datetime
) -> list[tuple[int, Overlap]]:
    """What new events of one file overlap with from now on, each other included: the event of the file and the other."""
    ours = [one for plan in plans for one in _ours(plan, place, now) if one.end > now]
    if not ours:
        return []
    rows, _ = _beside(ours, Plan({}), place, looker_id)
    found = _first(ours, rows, place)
    overlaps = told(found, rows, looker_id)
    return [(one.ours.event_id, overlap) for one, overlap in zip(found, overlaps, strict=True)]


def count_overlaps(plans: Iterable[Plan], place: Place, looker_id: int | None, now: datetime) -> int:
    """How many these bring, as far as this person may know, COUNTED and one more at most."""
    counted = 0
    for plan in plans:
        counted += len(_met(_ours(plan, place, now), plan, place, looker_id).found)
    return min(counted, COUNTED + 1)


def find_free(plan: Plan, place: Place, looker_id: int | None, now: datetime) -> list[Slot]:
    """The nearest free times for a document, as far as this person may know: as long, within two weeks, by day if it is
    by day. None for whole days that take no room: they end elsewhere at another instant for each person.
    """
    ours = [on_days_of(one, place.zone) for one in _ours(plan, place, now)]
    if not ours or (ours[0].all_day and not ours[0].room):
        return []
    far = NEAR if len(ours) == 1 else _DAY
    rows, until = _beside(ours, plan, place, looker_id, far + _DAY)
    taken = Taken(one for one in as_spans(rows, place.zone) if _is_in_the_way(one, ours))
    zone = place.zone if ours[0].all_day else plan.document["zone"]
    ends = plan.document.get("end_zone") or zone
    shifts = free_shifts(ours, zone, taken, now, FREE)
    slots = [_slot(ours[0], shift, zone, ends, len(ours) == 1) for shift in shifts]
    return [one for one in slots if until is None or one.end <= until]


def guard(
    event: Event,
    document: Document,
    before: Document | None,
    by: Person | None,
    now: datetime,
    refuse: bool = False,
) -> Overlaps:
    """What a version that has just been written overlaps with; raises Overlapping where the calendar takes none.

    Or where whoever saves wants none (`refuse`).

    Inside the transaction that wrote it, which holds the calendar: who books the same in it comes after, and is told.
    """
    if event.deleted or (before is not None and not may_bring_overlaps(before, document)):
        return Overlaps()
    place, plan = place_of(event.calendar_id), plan_of(event, document, before)
    if refuse := refuse or place.conflict_policy == "refuse":
        hold_people([plan], place, now)
    found = overlaps_of(plan, place, by.id if by else None, now)
    if found.count and refuse:
        raise refusal(found, find_free(plan, place, by.id if by else None, now), place, by)
    return found


def hold_people(plans: Iterable[Plan], place: Place, now: datetime) -> None:
    """Hold who takes part until the commit, so that no two calendars that refuse book somebody at once.

    In the order of their ids, each after its calendar: nobody waits in a circle. SQLite has one writer anyway.
    """
    people = people_of(one for plan in plans for one in _ours(plan, place, now))
    db.session.execute(_HOLD, {"people": sorted(people)})


def refusal(found: Overlaps, free: list[Slot], place: Place, by: Person | None) -> Overlapping:
    """Why nothing is saved, in the words of whoever wanted to."""
    audience = Audience("", by.zone, by.locale, by.clock) if by else Audience("", place.zone, "en_GB", 24)
    calendar = place.name if place.conflict_policy == "refuse" else ""
    return Overlapping(say_refused(found.found, found.count, calendar, audience), found, free, place.zone)


# -- within


def _ours(plan: Plan, place: Place, now: datetime) -> list[Span]:
    """What may overlap of it; whole days are still days in UTC."""
    if not place.one_at_a_time and not has_people(plan):
        return []
    found = [one._replace(room=one.room and place.one_at_a_time) for one in spans_of(plan, now)]
    return [one for one in found if one.room or one.people]


class _Met(NamedTuple):
    """What some of ours overlap with, the rows that were read for it, and from when on not all was."""

    found: list[Found]
    rows: list[Row]
    until: datetime | None


def _met(ours: Sequence[Span], plan: Plan, place: Place, looker_id: int | None) -> _Met:
    """Of ours in order of time, AT_ONCE after the other; of what comes when more than COUNTED are found nothing is read."""
    within = calendars_of(place.id, people_of(ours)) if len(ours) > AT_ONCE else None
    found: list[Found] = []
    rows: list[Row] = []
    until = None
    for n in range(0, len(ours), AT_ONCE):
        some = ours[n : n + AT_ONCE]
        beside = _beside(some, plan, place, looker_id, within=within)
        found += _first(some, beside.rows, place)
        rows += beside.rows
        until = until or beside.until
        if len(found) > COUNTED:
            break
    return _Met(found[: COUNTED + 1], rows, until)


def _beside(
    ours: Sequence[Span],
    plan: Plan,
    place: Place,
    looker_id: int | None,
    far: timedelta = timedelta(),
    within: Collection[int] | None = None,
) -> Occupied:
    calendar_id = place.id if any(one.room for one in ours) else None
    rows, until = occupied_at(calendar_id, people_of(ours), windows_of(ours, far), plan.event_id, within)
    return Occupied(within_sight(rows, looker_id), until)


def _first(ours: Sequence[Span], rows: Sequence[Row], place: Place) -> list[Found]:
    found: dict[Any, Found] = {}
    for one in pairs(where_they_are(ours, place.zone), as_spans(rows, place.zone)):
        # A whole day meets the same once for the room, and once more for each person.
        pair = one.ours.event_id, one.ours.name, one.other.event_id, one.other.name
        known = found.get(pair, one)
        found[pair] = one if one.people >= known.people else one._replace(people=one.people | known.people)
        if len(found) > COUNTED:
            break
    return sorted(found.values(), key=lambda one: (one.ours.start, one.other.start, one.other.event_id))


def _is_in_the_way(one: Span, ours: Sequence[Span]) -> bool:
    return (one.room and ours[0].room) or bool(one.people & people_of(ours))


def _slot(first: Span, shift: Shift, zone: str, ends_in: str, alone: bool) -> Slot:
    """Whole days are said as they are stored: as days in UTC."""
    there, minutes = moved(first, shift, zone, alone), _minutes(shift.by)
    if first.all_day:
        start, end = (wall_in(moment, zone).replace(tzinfo=UTC) for moment in there[:2])
        return Slot(minutes, start, end, True, minutes)
    if not alone:
        return Slot(minutes, there.start, there.end, False, minutes)
    start, end = told_in(there.start, zone), told_in(there.end, ends_in)
    later = _minutes(end - wall_in(first.end, ends_in)) if ends_in == zone else minutes
    return Slot(
        minutes, there.start, there.end, False, later, (which_of(start, zone), which_of(end, ends_in))
    )


def _minutes(span: timedelta) -> int:
    return round(span.total_seconds() / 60)


# Built once: every save of a time asks them.
_calendars, _people_table = table_of(Calendar), table_of(Person)
_PLACE = select(
    _calendars.c.id,
    _calendars.c.name,
    _calendars.c.zone,
    _calendars.c.one_at_a_time,
    _calendars.c.conflict_policy,
).where(_calendars.c.id == bindparam("wanted"))
_ORGANIZER = select(Participation.person_id).where(
    Participation.event_id == bindparam("of"), Participation.organizes
)
_HOLD = (
    select(_people_table.c.id)
    .where(_people_table.c.id.in_(bindparam("people", expanding=True)))
    .order_by(_people_table.c.id)
    .with_for_update(key_share=True)
)
