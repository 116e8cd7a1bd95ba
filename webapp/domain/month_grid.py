"""Where things stand in a month: weeks, days, and the rows of each day."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Generic, Protocol, TypeVar

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
    start: date, items: Iterable[P], *, first: date, today: date | None = None, rows: int = ROWS
) -> Week[P]:
    """The week that begins at `start`, just as it stands within its month; items of other days are left out."""
    in_order = sorted((item for item in items if _touches(item, start)), key=lambda item: item.sort_key)
    bars = _place([_cut(item, start) for item in in_order if item.is_bar], rows)
    chips: list[list[P]] = [[] for _ in range(7)]
    for item in in_order:
        if not item.is_bar:
            chips[(item.first_day - start).days].append(item)
    seen = _shown(bars, [len(column) for column in chips], rows)
    return Week(
        tuple(
            _day(start + timedelta(days=column), column, bars, seen, chips[column], first, today, rows)
            for column in range(7)
        )
    )


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


def _touches(item: Placed, week: date) -> bool:
    return item.first_day < week + timedelta(days=7) and item.last_day >= week


def _cut(item: P, week: date) -> _Bar[P]:
    start, end = (item.first_day - week).days, (item.last_day - week).days
    return _Bar(item, max(start, 0), min(end, 6), comes_in=start < 0, goes_out=end > 6)


def _place(bars: list[_Bar[P]], lanes: int) -> list[_Bar[P]]:
    """Give each bar the highest lane that is free on all its days: earlier and longer bars first."""
    bars.sort(key=lambda bar: (bar.start, -bar.end))
    taken = [0] * lanes
    for bar in bars:
        bar.lane = next((lane for lane in range(lanes) if not taken[lane] & bar.mask), None)
        if bar.lane is not None:
            taken[bar.lane] |= bar.mask
    return bars


def _shown(bars: Sequence[_Bar[P]], chips: Sequence[int], rows: int) -> list[_Bar[P]]:
    """The bars that are drawn. On a full day the last row says "3 more", so no bar may run through it there."""
    full = [count + sum(column in bar.columns for bar in bars) > rows for column, count in enumerate(chips)]
    for bar in bars:
        if bar.lane is None:
            for column in bar.columns:
                full[column] = True
    return [
        bar
        for bar in bars
        if bar.lane is not None and (bar.lane < rows - 1 or not any(full[column] for column in bar.columns))
    ]


def _day(
    day: date,
    column: int,
    bars: Sequence[_Bar[P]],
    seen: Sequence[_Bar[P]],
    chips: Sequence[P],
    first: date,
    today: date | None,
    rows: int,
) -> Day[P]:
    here = [bar for bar in bars if column in bar.columns]
    drawn = {bar.lane: bar for bar in seen if column in bar.columns}
    hides_some = len(drawn) < len(here) or len(drawn) + len(chips) > rows
    free = [lane for lane in range(rows - hides_some) if lane not in drawn]
    filled: dict[int, Row[P]] = {lane: Row(chip) for lane, chip in zip(free, chips, strict=False)}
    filled.update({lane: _bar_row(bar, column) for lane, bar in drawn.items() if lane is not None})
    return Day(
        date=day,
        out=_is_out(day, first),
        weekend=day.weekday() >= 5,
        today=day == today,
        rows=tuple(filled.get(lane, Row()) for lane in range(max(filled, default=-1) + 1)),
        more=len(here) - len(drawn) + max(len(chips) - len(free), 0),
        items=(*(bar.item for bar in here), *chips),
    )


def _bar_row(bar: _Bar[P], column: int) -> Row[P]:
    if column > bar.start:
        return Row()
    return Row(bar.item, bar.end - bar.start + 1, bar.comes_in, bar.goes_out)


def _is_out(day: date, first: date) -> bool:
    return (day.year, day.month) != (first.year, first.month)
