"""Where things stand in a month: weeks, days, and the rows of each day."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Generic, NamedTuple, Protocol, TypeVar

WEEKS = 6
ROWS = 4


class Placed(Protocol):
    """What the layout needs to know of an item; bars are all-day or longer than one day."""

    @property
    def first_day(self) -> date: ...
    @property
    def last_day(self) -> date: ...
    @property
    def is_bar(self) -> bool: ...
    @property
    def sort_key(self) -> Any: ...


P = TypeVar("P", bound=Placed)


@dataclass(frozen=True, slots=True)
class Row(Generic[P]):
    """One row of a day; without an item it holds the lane for a bar that began earlier in the week."""

    item: P | None = None
    days: int = 1
    comes_in: bool = False
    goes_out: bool = False

    @property
    def hold(self) -> bool:
        return self.item is None


@dataclass(frozen=True, slots=True)
class Day(Generic[P]):
    """One cell: what it shows, how many more there are, and everything that happens that day."""

    date: date
    out: bool
    weekend: bool
    today: bool
    rows: tuple[Row[P], ...]
    more: int
    items: tuple[P, ...]


@dataclass(frozen=True, slots=True)
class Week(Generic[P]):
    days: tuple[Day[P], ...]


@dataclass(frozen=True, slots=True)
class MiniDay:
    """One day of the small month in the sidebar."""

    date: date
    out: bool
    today: bool
    busy: bool


@dataclass(slots=True)
class _Bar(Generic[P]):
    """The part of a bar that lies in one week: columns `start` to `end`, counted from 0, both included."""

    item: P
    start: int
    end: int
    comes_in: bool
    goes_out: bool
    lane: int | None = None

    @property
    def columns(self) -> range:
        return range(self.start, self.end + 1)

    @property
    def mask(self) -> int:
        return (1 << (self.end + 1)) - (1 << self.start)


class _Sheet(NamedTuple):
    """What all days of a week have in common."""

    start: date
    first: date
    today: date | None
    rows: int


def grid_range(first: date, week_start: int) -> tuple[date, date]:
    """First and last of the 42 days in the grid of the month that begins at `first`."""
    start = first - timedelta(days=(first.weekday() - week_start) % 7)
    return start, start + timedelta(days=WEEKS * 7 - 1)


def lay_out_month(
    first: date, week_start: int, items: Iterable[P], *, today: date | None = None, rows: int = ROWS
) -> tuple[Week[P], ...]:
    """Six weeks of a month; a day shows at most `rows` rows, the last of them says how many more there are."""
    start, _ = grid_range(first, week_start)
    by_week: list[list[P]] = [[] for _ in range(WEEKS)]
    for item in items:
        for week in _weeks_of(item, start):
            by_week[week].append(item)
    return tuple(
        lay_out_week(start + timedelta(weeks=number), found, first=first, today=today, rows=rows)
        for number, found in enumerate(by_week)
    )


def lay_out_week(
    start: date,
    items: Iterable[P],
    *,
    first: date,
    today: date | None = None,
    rows: int = ROWS,
    columns: int = 7,
) -> Week[P]:
    """The week that begins at `start`, just as it stands within its month; items of other days are left out.

    With fewer `columns` it is a row of so many days.
    """
    last = start + timedelta(days=columns - 1)
    touching = (item for item in items if item.first_day <= last and item.last_day >= start)
    in_order = sorted(touching, key=lambda item: item.sort_key)
    chips: list[list[P]] = [[] for _ in range(columns)]
    for item in in_order:
        if not item.is_bar:
            chips[(item.first_day - start).days].append(item)
    bars = _in_lanes([_cut(item, start, columns) for item in in_order if item.is_bar], rows)
    _clear_last_row(bars, chips, rows)
    sheet = _Sheet(start, first, today, rows)
    return Week(tuple(_day(sheet, column, bars, chips[column]) for column in range(columns)))


def mini_month(
    first: date, week_start: int, today: date | None, busy: Collection[date]
) -> tuple[tuple[MiniDay, ...], ...]:
    """Six rows of seven days for the sidebar; `busy` holds the days on which something happens."""
    start, _ = grid_range(first, week_start)
    days = [start + timedelta(days=number) for number in range(WEEKS * 7)]
    cells = [MiniDay(day, _is_out(day, first), day == today, day in busy) for day in days]
    return tuple(tuple(cells[week * 7 : week * 7 + 7]) for week in range(WEEKS))


def _weeks_of(item: Placed, start: date) -> range:
    earliest = (item.first_day - start).days // 7
    latest = (item.last_day - start).days // 7
    return range(max(earliest, 0), min(latest, WEEKS - 1) + 1)


def _cut(item: P, week: date, columns: int) -> _Bar[P]:
    start, end = (item.first_day - week).days, (item.last_day - week).days
    return _Bar(item, max(start, 0), min(end, columns - 1), comes_in=start < 0, goes_out=end >= columns)


def _in_lanes(bars: list[_Bar[P]], lanes: int) -> list[_Bar[P]]:
    """Give each bar the first lane that is free on all its days, or none: earlier and longer bars come first."""
    bars.sort(key=lambda bar: (bar.start, -bar.end))
    taken = [0] * lanes
    for bar in bars:
        bar.lane = next((lane for lane in range(lanes) if not taken[lane] & bar.mask), None)
        if bar.lane is not None:
            taken[bar.lane] |= bar.mask
    return bars


def _clear_last_row(bars: Sequence[_Bar[P]], chips: Sequence[Sequence[P]], rows: int) -> None:
    """Hide the bars that run through the last row of a full day, which is where "3 more" stands."""
    full = {column for column, own in enumerate(chips) if len(_on(bars, column)) + len(own) > rows}
    for bar in bars:
        if bar.lane == rows - 1 and not full.isdisjoint(bar.columns):
            bar.lane = None


def _on(bars: Sequence[_Bar[P]], column: int) -> list[_Bar[P]]:
    return [bar for bar in bars if column in bar.columns]


def _day(sheet: _Sheet, column: int, all_bars: Sequence[_Bar[P]], chips: Sequence[P]) -> Day[P]:
    day, bars = sheet.start + timedelta(days=column), _on(all_bars, column)
    filled = {bar.lane: _bar_row(bar, column) for bar in bars if bar.lane is not None}
    # Where a bar is hidden on a day that is not full itself, the others fit above the last row anyway.
    usable = sheet.rows - 1 if len(bars) + len(chips) > sheet.rows else sheet.rows
    free = [lane for lane in range(usable) if lane not in filled]
    filled.update((lane, Row(chip)) for lane, chip in zip(free, chips, strict=False))
    return Day(
        date=day,
        out=_is_out(day, sheet.first),
        weekend=day.weekday() >= 5,
        today=day == sheet.today,
        rows=tuple(filled.get(lane, Row()) for lane in range(max(filled, default=-1) + 1)),
        more=len(bars) + len(chips) - len(filled),
        items=(*(bar.item for bar in bars), *chips),
    )


def _bar_row(bar: _Bar[P], column: int) -> Row[P]:
    if column > bar.start:
        return Row()
    return Row(bar.item, bar.end - bar.start + 1, bar.comes_in, bar.goes_out)


def _is_out(day: date, first: date) -> bool:
    return (day.year, day.month) != (first.year, first.month)
