"""Rows of people over the hours of each day, and the times that suit them: what the page that finds a time shows."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from urllib.parse import urlencode

from webapp.domain.common_times import Busy, Slot, Window, Wish, work_windows
from webapp.domain.locales import Audience, say_day, say_time
from webapp.domain.periods import drawn_until, to_utc, told_in, wall_in
from webapp.domain.spans import say_instants
from webapp.domain.week_grid import DAY, WORK_FROM, WORK_TO
from webapp.domain.which_input import FIRST, SECOND, WHICH, which_of
from webapp.domain.wording_slots import KEEPS, say_cut, say_quiet, say_slot, say_unknown
from webapp.domain.zones import short_name
from webapp.operations.acquaintances import Someone
from webapp.operations.free_busy import Timetable, Timetables

AT_ONCE = 10  # so many slots are shown before one asks for the others
_ONE_DAY = timedelta(days=1)
_FEW_HOURS = 14
# Slots in an hour that clocks show twice stand one above the other.
_HALVES = {FIRST: " ft__b--first", SECOND: " ft__b--second"}


@dataclass(frozen=True)
class Choice:
    """A slot as a link to a new event."""

    url: str
    day: str
    times: str
    said: str
    elsewhere: str


@dataclass(frozen=True)
class Block:
    """A part of a row, by its classes; `url` where it leads to a new event."""

    place: str
    kind: str
    url: str = ""
    title: str = ""


@dataclass(frozen=True)
class Row:
    """One person on one day, for the eye and in words."""

    name: str
    zone: str
    optional: bool
    blocks: list[Block]
    said: str
    tells: bool


@dataclass(frozen=True)
class Day:
    """One day: the slots in it, and a row for each person."""

    iso: str
    label: str
    slots: list[Block]
    rows: list[Row]


@dataclass(frozen=True)
class Hours:
    """From which hour to which the grid goes."""

    first: int
    last: int

    @property
    def marks(self) -> range:
        return range(self.first, self.last)


@dataclass(frozen=True)
class Target:
    """Where a slot leads to: the form that moves an event, or one instance of it; without a path a new event."""

    path: str = ""
    occurrence: str = ""


class Answer:
    """What was found for a wish, as the page shows it; everything in the zone of whoever asks."""

    def __init__(
        self,
        wish: Wish,
        found_times: Timetables,
        optional: Iterable[str],
        found: Sequence[Slot],
        audience: Audience,
        target: Target,
        unknown: Sequence[str] = (),
    ) -> None:
        tables = found_times.people
        self.wish, self.tables, self.found, self.audience = wish, tables, found, audience
        self.target = target
        self.optional = set(optional)
        self.names = {table.person.username: table.person.first_name for table in tables}
        self.quiet = [table.person.first_name for table in tables if not table.person.tells]
        notes = say_quiet(self.quiet), say_unknown(unknown), say_cut(found_times.until, audience)
        self.notes = [note for note in notes if note]
        self.hours = self._hours()

    @property
    def choices(self) -> list[Choice]:
        """The slots, best first."""
        return [self._choice(slot) for slot in self.found]

    @property
    def days(self) -> list[Day]:
        """The days; of Saturdays and Sundays only those that have a slot, where working hours count."""
        return [self._day(day) for day in self._dates()]

    @property
    def hour_labels(self) -> list[tuple[int, str]]:
        """As many of the hours as there is room for."""
        moment = datetime.combine(self.wish.first, time())
        step = 3 if len(self.hours.marks) > _FEW_HOURS else 2 if self.audience.clock == 12 else 1
        return [
            (hour, say_time(moment.replace(hour=hour), self.audience.clock, self.audience.locale))
            for hour in self.hours.marks[::step]
        ]

    def _dates(self) -> list[date]:
        days = [self.wish.first + timedelta(days=number) for number in range(self.wish.days)]
        return [day for day in days if not self.wish.within_work or day.weekday() < 5 or self._has_slot(day)]

    def _has_slot(self, day: date) -> bool:
        return any(wall_in(slot.start, self.wish.zone).date() == day for slot in self.found)

    def _hours(self) -> Hours:
        if not self.wish.within_work:
            return Hours(0, 24)
        told = [
            (told_in(slot.start, self.wish.zone), told_in(slot.end, self.wish.zone)) for slot in self.found
        ]
        walls = [(start, drawn_until(start, end, self.wish.length)) for start, end in told]
        last = [24 if end.date() > start.date() else end.hour + (end.minute > 0) for start, end in walls]
        return Hours(min([WORK_FROM - 1, *(start.hour for start, _ in walls)]), max([WORK_TO + 1, *last]))

    def _day(self, day: date) -> Day:
        rows = [self._row(table, day) for table in self.tables]
        return Day(day.isoformat(), say_day(day, self.audience.locale, year=False), self._marks(day), rows)

    def _marks(self, day: date) -> list[Block]:
        found = []
        for slot in self.found:
            if place := self._place(slot.start, slot.end, day):
                choice = self._choice(slot)
                kind = "most" if slot.maybe or slot.busy or self.quiet else "all"
                kind += _HALVES.get(which_of(told_in(slot.start, self.wish.zone), self.wish.zone), "")
                found.append(Block(place, kind, choice.url, f"{choice.times}, {choice.said}"))
        return found

    def _row(self, table: Timetable, day: date) -> Row:
        who = table.person
        off = [("off", window) for window in self._not_working(who, day)]
        busy = [("maybe" if span.maybe else "busy", Window(span.start, span.end)) for span in table.busy]
        blocks = [
            Block(place, kind) for kind, window in (*off, *busy) if (place := self._place(*window, day))
        ]
        zone = short_name(who.zone) if who.zone != self.wish.zone else ""
        said = self._said(table.busy, day) if who.tells else KEEPS
        return Row(who.first_name, zone, who.username in self.optional, blocks, said, who.tells)

    def _not_working(self, who: Someone, day: date) -> Iterator[Window]:
        """What is left of a day besides somebody's working hours."""
        at, end = self._bounds(day)
        for window in work_windows(day - _ONE_DAY, day + _ONE_DAY, who.zone):
            if window.end > at and window.start < end:
                yield Window(at, window.start)
                at = window.end
        yield Window(at, end)

    def _said(self, busy: Iterable[Busy], day: date) -> str:
        """A row for who does not see it: "busy 09:00–10:00, maybe busy 14:00–15:00"."""
        start, end = self._bounds(day)
        parts = [
            f"{'maybe busy' if span.maybe else 'busy'} {self._times(max(span.start, start), min(span.end, end))}"
            for span in busy
            if span.end > start and span.start < end
        ]
        return ", ".join(parts) or "nothing planned"

    def _bounds(self, day: date) -> tuple[datetime, datetime]:
        start, end = (to_utc(datetime.combine(one, time()), self.wish.zone) for one in (day, day + _ONE_DAY))
        return start, end

    def _place(self, start: datetime, end: datetime, day: date) -> str:
        """Where it stands within the hours shown, as static/css/positions.css knows it; nothing outside of them."""
        begins = told_in(start, self.wish.zone)
        until = drawn_until(begins, told_in(end, self.wish.zone), end - start)
        first, last = (self._minute(wall, day) for wall in (begins, until))
        first, last = max(first, self.hours.first * 60), min(last, self.hours.last * 60)
        if last <= first:
            return ""
        length = last - first
        return f"from-{first // 60} past-{first % 60} for-{length // 60} and-{length % 60}"

    def _minute(self, wall: datetime, day: date) -> int:
        """The minute of the wall clock, counted from midnight of a day."""
        passed = wall - datetime.combine(day, time())
        return min(max(int(passed.total_seconds()) // 60, -DAY), 2 * DAY)

    def _times(self, start: datetime, end: datetime) -> str:
        """With the offset in an hour that clocks show twice."""
        return say_instants(start, end, self.audience)

    def _choice(self, slot: Slot) -> Choice:
        start, end = (told_in(moment, self.wish.zone) for moment in (slot.start, slot.end))
        return Choice(
            self._url(start, end),
            say_day(start, self.audience.locale, year=False),
            self._times(slot.start, slot.end),
            say_slot(slot, self.names, self.quiet),
            self._elsewhere(slot),
        )

    def _url(self, start: datetime, end: datetime) -> str:
        """To a new event at this time, or to moving the one that it is looked for."""
        which = {
            name: one
            for name, wall in zip(WHICH, (start, end), strict=True)
            if (one := which_of(wall, self.wish.zone))
        }
        if self.target.path:
            asked = {"occurrence": self.target.occurrence} if self.target.occurrence else {}
            asked |= {"date": f"{start:%Y-%m-%d}", "time": f"{start:%H:%M}"} | which
            return f"{self.target.path}?{urlencode(asked)}"
        asked = {
            "date": start.date().isoformat(),
            "time": f"{start:%H:%M}",
            "end_date": end.date().isoformat(),
            "end_time": f"{end:%H:%M}",
            "attendees": ", ".join(self.names),
        } | which
        return f"/events/new?{urlencode(asked)}"

    def _elsewhere(self, slot: Slot) -> str:
        """What the clocks of people in other zones show: "09:00 in New York"."""
        here = wall_in(slot.start, self.wish.zone)
        walls = {table.person.zone: wall_in(slot.start, table.person.zone) for table in self.tables}
        parts = [
            f"{say_time(wall, self.audience.clock, self.audience.locale)} in {short_name(zone)}"
            for zone, wall in walls.items()
            if wall != here
        ]
        return ", ".join(parts)
