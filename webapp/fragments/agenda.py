"""The agenda: days that read down, free time said in words, empty days folded into one line."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from flask import render_template

from webapp.domain.locales import Audience, say_days, say_full_day, say_time, weekday_names
from webapp.domain.spans import is_missing, say_change, say_instant, say_length
from webapp.fragments.marks import marks_on
from webapp.fragments.month import NOBODYS, Mine, Words, own_time
from webapp.operations.schedule import Item

DAYS = 14  # how much of the agenda one page shows
SHORTEST_GAP = timedelta(minutes=30)


@dataclass(frozen=True)
class Line:
    """One row of a day: an event, a stretch of free time, or the line of now (`item` is None)."""

    text: str
    item: Item | None = None
    past: bool = False
    where: str = ""
    now: bool = False
    overlaps: bool = False


@dataclass
class Block:
    """A day with its lines, or a run of empty days (no lines)."""

    first: date
    last: date
    number: int
    weekday: str
    label: str
    today: bool
    note: str = ""  # what is unusual about the day's clocks
    missing: bool = False  # they went past the whole day
    lines: list[Line] = field(default_factory=list)


def agenda(
    items: Iterable[Item],
    calendars: dict[int, str],
    first: date,
    last: date,
    audience: Audience,
    now: datetime,
    today: date,
    root: str = "cal",
    mine: Mine = NOBODYS,
) -> str:
    """HTML of the days `first` to `last` with the DOM id `root`; `calendars` names them by id."""
    found = sorted(items, key=lambda item: item.sort_key)
    blocks = list(_folded(_blocks(found, calendars, first, last, audience, now, today), audience))
    return render_template(
        "calendar/_agenda.html",
        blocks=blocks,
        root=root,
        empty=_is_empty(blocks),
        words=Words(audience, today),
        mine=mine,
    )


def _is_empty(blocks: list[Block]) -> bool:
    """Whether to say so at length: one empty day has its own line."""
    return not any(block.lines or block.missing for block in blocks) and blocks[0].first != blocks[-1].last


def _blocks(
    items: list[Item],
    calendars: dict[int, str],
    first: date,
    last: date,
    audience: Audience,
    now: datetime,
    today: date,
) -> Iterator[Block]:
    weekdays = weekday_names(audience.locale, 0)
    for number in range((last - first).days + 1):
        day = first + timedelta(days=number)
        ours = [item for item in items if item.first_day <= day <= item.last_day]
        label = say_full_day(day, audience.locale)
        note, missing = say_change(day, audience.zone), is_missing(day, audience.zone)
        weekday = weekdays[day.weekday()][0]
        block = Block(day, day, day.day, weekday, label, day == today, note, missing)
        lines = list(_lines(day, ours, calendars, audience, now))
        block.lines = _with_now(lines, now, audience) if block.today else lines
        yield block


def _lines(
    day: date, items: list[Item], calendars: dict[int, str], audience: Audience, now: datetime
) -> Iterator[Line]:
    free_from: datetime | None = None
    marks = marks_on(items, day, day, audience.zone)
    for item in sorted(items, key=lambda item: (not item.is_bar, item.sort_key)):
        if not item.is_bar:
            if free_from and item.start_utc - free_from >= SHORTEST_GAP:
                yield Line(f"Free for {say_length(item.start_utc - free_from)}")
            free_from = max(free_from or item.end_utc, item.end_utc)
        parts = item.location, calendars.get(item.calendar_id, ""), own_time(item, audience)
        where = " · ".join(part for part in parts if part)
        overlaps = (item.event_id, item.recurrence_id) in marks
        yield Line(_when(item, day, audience), item, item.end_utc <= now, where, overlaps=overlaps)


def _with_now(lines: list[Line], now: datetime, audience: Audience) -> list[Line]:
    """Today's lines with the line of now before the first that has not begun; none where it would stand alone."""
    clock = now.astimezone(ZoneInfo(audience.zone)).replace(tzinfo=None)
    ahead = [
        n for n, line in enumerate(lines) if line.item and not line.item.is_bar and line.item.start_utc > now
    ]
    timed = any(line.item and not line.item.is_bar for line in lines)
    place = ahead[0] if ahead else len(lines)
    mark = Line(say_time(clock, audience.clock, audience.locale), now=True)
    return [*lines[:place], mark, *lines[place:]] if timed else lines


def _when(item: Item, day: date, audience: Audience) -> str:
    start, end = (
        ("", "") if item.all_day else (say_instant(at, audience) for at in (item.start_utc, item.end_utc))
    )
    if item.first_day == item.last_day:
        return "all day" if item.all_day else _range(start, end)
    if item.all_day or item.first_day < day < item.last_day:
        rest = weekday_names(audience.locale, 0)[item.last_day.weekday()][0]
        return "last day" if day == item.last_day else f"until {rest}"
    return f"from {start}" if day == item.first_day else f"until {end}"


def _range(start: str, end: str) -> str:
    return start if start == end else f"{start}–{end}"


def _folded(blocks: Iterable[Block], audience: Audience) -> Iterator[Block]:
    """Runs of empty days become one block; today always stands by itself, and so does a day that there was not."""
    run: Block | None = None
    for block in blocks:
        if block.lines or block.today or block.missing:
            if run:
                yield run
            run = None
            yield block
        elif run is None:
            run = block
        else:
            run.last = block.last
            run.label = say_days(run.first, run.last, audience.locale)
    if run:
        yield run
