"""Where timed events stand in a column of hours: overlapping ones side by side, none narrower than it has to be."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any, Generic, Protocol, TypeVar

DAY = 24 * 60
SHORTEST = 25  # minutes that the shortest event is drawn as: one line of text, and large enough to be pressed
WORK_FROM, WORK_TO = 8, 18
MANY_DAYS = 4


class Timed(Protocol):
    """What the layout needs to know of an item; `starts` and `ends` are wall times, `drawn_until` too (periods.py)."""

    @property
    def all_day(self) -> bool: ...
    @property
    def starts(self) -> datetime: ...
    @property
    def ends(self) -> datetime: ...
    @property
    def drawn_until(self) -> datetime: ...
    @property
    def first_day(self) -> date: ...
    @property
    def last_day(self) -> date: ...
    @property
    def sort_key(self) -> Any: ...


P = TypeVar("P", bound=Timed)


@dataclass(frozen=True, slots=True)
class Block(Generic[P]):
    """An event, or the part of it that lies in one day; or, with several items, the events that found no room.

    `start` and `minutes` are minutes of the wall clock as drawn; it takes `wide` of `lanes` lanes, from `lane` on.
    """

    items: tuple[P, ...]
    start: int
    minutes: int
    lane: int = 0
    lanes: int = 1
    wide: int = 1
    more: bool = False
    comes_in: bool = False
    goes_out: bool = False

    @property
    def item(self) -> P:
        return self.items[0]

    @property
    def end(self) -> int:
        return self.start + self.minutes

    def meets(self, other: "Block[P]") -> bool:
        """Whether both are drawn at some minute."""
        return self.start < other.end and other.start < self.end


def on_top(item: Timed) -> bool:
    """Whether it stands above the hours: all-day, or a day and longer. A night from one day to the next does not."""
    return item.all_day or (item.last_day > item.first_day and item.ends - item.starts >= timedelta(days=1))


def most_lanes(days: int) -> int:
    """How many events stand side by side at most: what leaves each of them readable where so many days are shown."""
    return 12 if days == 1 else 6 if days < MANY_DAYS else 4


def lay_out_day(day: date, items: Iterable[P], most: int) -> list[Block[P]]:
    """The blocks of one day, in order; no two of them meet in a lane, and none could be wider.

    Where more than `most` would stand side by side, the last lane says how many there are besides.
    """
    ours = [item for item in items if item.first_day <= day <= item.last_day and not on_top(item)]
    blocks = sorted((_cut(item, day) for item in ours), key=_order)
    placed = [block for group in _groups(_in_lanes(blocks)) for block in _fitted(group, most)]
    return sorted(placed, key=lambda block: (block.start, block.lane))


def week_number(start: date, week_start: int) -> int:
    """The number of the week that begins on `start`: by ISO 8601 where weeks begin on Monday.

    Where they begin on another day, week 1 is the one with 1 January in it, as people count who begin them there.
    """
    if week_start == 0:
        return start.isocalendar().week
    first = date((start + timedelta(days=6)).year, 1, 1)
    return (start - (first - timedelta(days=(first.weekday() - week_start) % 7))).days // 7 + 1


def week_of(day: date, week_start: int) -> date:
    """The first day of the week that `day` is in."""
    return day - timedelta(days=(day.weekday() - week_start) % 7)


def first_hour(now: datetime | None) -> int:
    """The hour to begin reading at: a little before work, or before `now` where that is outside of working hours."""
    if now is None or WORK_FROM <= now.hour < WORK_TO:
        return WORK_FROM - 1
    return max(now.hour - 2, 0)


def hours_used(items: Iterable[Timed]) -> tuple[int, int]:
    """From which hour to which something is planned, and the hours of work at least: what a printed page shows."""
    timed = [item for item in items if not on_top(item)]
    if any(item.last_day > item.first_day for item in timed):
        return 0, 24
    starts = [item.starts.hour for item in timed]
    ends = [24 if item.ends.date() > item.first_day else item.ends.hour + 1 for item in timed]
    return min([WORK_FROM, *starts]), max([WORK_TO, *ends])


def _cut(item: P, day: date) -> Block[P]:
    midnight = datetime.combine(day, time())
    start, end = (_minutes(moment - midnight) for moment in (item.starts, item.drawn_until))
    drawn = max(min(end, DAY) - max(start, 0), SHORTEST)
    return Block(
        (item,),
        min(max(start, 0), DAY - drawn),
        drawn,
        comes_in=start < 0,
        goes_out=item.last_day > day and start < DAY,
    )


def _minutes(span: timedelta) -> int:
    return int(span.total_seconds() // 60)


def _order(block: Block[P]) -> tuple[int, int, Any]:
    return block.start, -block.minutes, block.item.sort_key


def _in_lanes(blocks: Iterable[Block[P]]) -> list[Block[P]]:
    """Each in the first lane that is free when it begins: no order needs fewer lanes."""
    ends: list[int] = []
    placed: list[Block[P]] = []
    for block in blocks:
        lane = next((lane for lane, end in enumerate(ends) if end <= block.start), len(ends))
        ends[lane : lane + 1] = [block.end]
        placed.append(replace(block, lane=lane))
    return placed


def _groups(blocks: Sequence[Block[P]]) -> list[list[Block[P]]]:
    """Runs of blocks between which nothing is planned; they share their lanes and know nothing of other runs."""
    groups: list[list[Block[P]]] = []
    until = -1
    for block in blocks:
        if block.start >= until:
            groups.append([])
        groups[-1].append(block)
        until = max(until, block.end)
    return groups


def _fitted(group: list[Block[P]], most: int) -> list[Block[P]]:
    lanes = max(block.lane for block in group) + 1
    if lanes > most:
        shown = [block for block in group if block.lane < most - 1]
        group = shown + _rest([block for block in group if block.lane >= most - 1], most - 1)
        lanes = most
    return [replace(block, lanes=lanes, wide=_width(block, group, lanes)) for block in group]


def _rest(blocks: list[Block[P]], lane: int) -> list[Block[P]]:
    """One block for each run of events that found no room; a single one takes the lane itself."""
    return [
        replace(run[0], lane=lane)
        if len(run) == 1
        else Block(
            tuple(block.item for block in run),
            run[0].start,
            max(block.end for block in run) - run[0].start,
            lane,
            more=True,
        )
        for run in _groups(blocks)
    ]


def _width(block: Block[P], group: Iterable[Block[P]], lanes: int) -> int:
    """As far to the right as nothing is in the way; to the left something is, or it would have begun there."""
    in_the_way = [other.lane for other in group if other.lane > block.lane and other.meets(block)]
    return min(in_the_way, default=lanes) - block.lane
