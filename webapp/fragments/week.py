"""Days as columns of hours: each column is a fragment of its own, the row above them (all-day events) is another."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from webapp.domain.locales import Audience, say_full_day, say_time, weekday_names
from webapp.domain.month_grid import ROWS, lay_out_week
from webapp.domain.periods import to_utc, wall_in
from webapp.domain.spans import say_change, say_instant, say_length
from webapp.domain.week_grid import Block, first_hour, lay_out_day, most_lanes, on_top
from webapp.domain.zones import short_name
from webapp.fragments.marks import NONE, Marks, marks_on
from webapp.fragments.month import NOBODYS, Mine, Words, macro
from webapp.operations.schedule import Item

LINE = 40  # what is shorter than so many minutes has room for one line only


@dataclass(frozen=True)
class Column:
    """One day with the blocks in it."""

    date: date
    off: bool
    today: bool
    blocks: Sequence[Block[Item]]
    events: int


@dataclass(frozen=True)
class Heading:
    """What stands above a column; the note says what is unusual about the day's clocks."""

    date: date
    weekday: str
    full: str
    today: bool
    note: str


@dataclass(frozen=True)
class Hour:
    """A line of the grid, in the person's zone and in the second one."""

    hour: int
    label: str
    other: str


def columns(
    first: date,
    count: int,
    items: Collection[Item],
    audience: Audience,
    now: datetime,
    days: Collection[date] | None = None,
    mine: Mine = NOBODYS,
) -> dict[str, str]:
    """HTML by DOM id ("wday-2026-03-24") of `count` days from `first` on, or of those among `days` alone."""
    draw = macro("calendar/_week.html", "column")
    return {
        f"wday-{day.isoformat()}": str(draw(_column(day, count, items, words.today), words))
        for day in days_from(first, count)
        if days is None or day in days
        for words in [WeekWords(audience, now, count, marks_on(items, day, day, audience.zone), mine)]
    }


def top(
    first: date,
    count: int,
    items: Collection[Item],
    audience: Audience,
    now: datetime,
    mine: Mine = NOBODYS,
) -> str:
    """HTML of the row above the hours: what lasts all day, or longer. One day alone shows all of it."""
    found = [item for item in items if on_top(item)]
    last = first + timedelta(days=count - 1)
    words = WeekWords(audience, now, count, marks_on(items, first, last, audience.zone), mine)
    rows = ROWS if count > 1 else max(len(found), ROWS)
    week = lay_out_week(first, found, first=first, today=words.today, rows=rows, columns=count)
    return str(macro("calendar/_week.html", "top")(week.days, words))


def headings(first: date, count: int, audience: Audience, today: date, other: str) -> list[Heading]:
    """What stands above the columns."""
    weekdays = weekday_names(audience.locale, 0)
    base = _base(first, count, today)
    return [
        Heading(
            day,
            weekdays[day.weekday()][0],
            say_full_day(day, audience.locale),
            day == today,
            ", ".join(
                filter(None, (say_change(day, audience.zone), _apart(day, base, audience.zone, other)))
            ),
        )
        for day in days_from(first, count)
    ]


def hours(first: date, count: int, audience: Audience, now: datetime, other: str) -> list[Hour]:
    """The lines of the grid, with the times of a second zone as they are today, or on the first day."""
    base = _base(first, count, wall_in(now, audience.zone).date())
    return [Hour(hour, _face(hour, audience), _elsewhere(base, hour, audience, other)) for hour in range(24)]


def opening_hour(first: date, count: int, audience: Audience, now: datetime) -> int:
    """The hour at the top of the page when it opens."""
    clock = wall_in(now, audience.zone)
    is_now = first <= clock.date() < first + timedelta(days=count)
    return first_hour(clock if is_now else None)


def days_from(first: date, count: int) -> list[date]:
    """`count` days, from `first` on."""
    return [first + timedelta(days=number) for number in range(count)]


def _column(day: date, count: int, items: Iterable[Item], today: date) -> Column:
    blocks = lay_out_day(day, items, most_lanes(count))
    events = sum(len(block.items) for block in blocks)
    return Column(day, day.weekday() >= 5, day == today, blocks, events)


def _base(first: date, count: int, today: date) -> date:
    """The day that the times of the second zone hold for."""
    return today if first <= today < first + timedelta(days=count) else first


def _face(hour: int, audience: Audience) -> str:
    return say_time(datetime.combine(date.min, time(hour)), audience.clock, audience.locale)


def _elsewhere(day: date, hour: int, audience: Audience, other: str) -> str:
    if not other:
        return ""
    there = wall_in(to_utc(datetime.combine(day, time(hour)), audience.zone), other)
    return say_time(there, audience.clock, audience.locale)


def _apart(day: date, base: date, zone: str, other: str) -> str:
    """Says so where the second zone is not as far away as its column says."""
    if not other or _distance(day, zone, other) == _distance(base, zone, other):
        return ""
    apart = _distance(day, zone, other)
    sign = "−" if apart < timedelta(0) else "+"
    return f"{short_name(other)} {sign}{say_length(abs(apart))}"


def _distance(day: date, zone: str, other: str) -> timedelta:
    noon = to_utc(datetime.combine(day, time(12)), zone)
    return wall_in(noon, other) - wall_in(noon, zone)


class WeekWords(Words):
    """What a block says, and where it stands."""

    def __init__(
        self,
        audience: Audience,
        now: datetime,
        count: int,
        marks: Marks = NONE,
        mine: Mine = NOBODYS,
    ) -> None:
        self.now = now
        self.count = count
        self.clock = wall_in(now, audience.zone)
        super().__init__(audience, self.clock.date(), marks, mine)

    def place(self, block: Block[Item]) -> str:
        """Start, length and lanes as classes, as static/css/positions.css knows them."""
        words = f"{self.at(block.start)} for-{block.minutes // 60} and-{block.minutes % 60}"
        return f"{words} of-{block.lanes} lane-{block.lane} wide-{block.wide}" if block.lanes > 1 else words

    def at(self, minute: int) -> str:
        return f"from-{minute // 60} past-{minute % 60}"

    def at_now(self) -> str:
        return self.at(self.clock.hour * 60 + self.clock.minute)

    def now_face(self) -> str:
        return say_time(self.clock, self.audience.clock, self.audience.locale)

    def is_line(self, block: Block[Item]) -> bool:
        return block.minutes < LINE

    def is_past(self, item: Item) -> bool:
        return item.end_utc <= self.now

    def over(self, item: Item) -> int:
        """When it will be, in seconds since 1970, as clocks on the wall show an hour twice."""
        return int(item.end_utc.timestamp())

    def key(self, item: Item) -> str:
        """An event, or one instance of it, as part of a DOM id."""
        return f"{item.event_id}-{item.recurrence_id.replace(':', '').replace(' ', '')}".rstrip("-")

    def more_path(self, iso: str) -> str:
        """Where to see all of a day: on the page of the day, or below each other if even that has no room."""
        return f"{self.root}/agenda/{iso}" if self.count == 1 else f"{self.root}/day/{iso}"

    def begin(self, item: Item) -> str:
        return say_instant(item.start_utc, self.audience)
