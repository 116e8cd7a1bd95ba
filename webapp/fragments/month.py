"""The month: forty-two day cells, each a fragment of its own, and the list of one chosen day for phones."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any

from flask import current_app

from webapp.domain.locales import Audience, month_short, say_full_day, say_time, weekday_names
from webapp.domain.month_grid import Day, Week, grid_range, lay_out_month, lay_out_week
from webapp.domain.spans import say_elsewhere, say_instants
from webapp.fragments.links import event_path
from webapp.fragments.marks import NONE, Marks, marks_on
from webapp.operations.schedule import Item

Mine = Mapping[
    tuple[int, str], str
]  # the marks of one reader as HTML, by event and instance (fragments/own.py)
NOBODYS: Mine = {}


def cells(
    first: date,
    week_start: int,
    items: Iterable[Item],
    audience: Audience,
    today: date,
    days: Collection[date] | None = None,
    mine: Mine = NOBODYS,
) -> dict[str, str]:
    """HTML by DOM id ("day-2026-03-24") of the cells of a month, or of `days` alone; `mine` are marks of one reader.

    A bar takes a lane in every cell of its week, so whoever changes one cell asks for the whole week.
    """
    cell, found = macro("calendar/_day.html", "cell"), list(items)
    if days is not None and not mine:
        return _some_cells(cell, first, week_start, found, audience, today, days)
    return {
        f"day-{day.date.isoformat()}": str(cell(day, words))
        for week in lay_out_month(first, week_start, found, today=today)
        for words in [Words(audience, today, _marks(week, found, audience), mine)]
        for day in week.days
        if days is None or day.date in days
    }


def _some_cells(
    cell: Any,
    first: date,
    week_start: int,
    items: list[Item],
    audience: Audience,
    today: date,
    days: Collection[date],
) -> dict[str, str]:
    """Cells that are drawn anew for open pages: of a week that has to be told whole, most look as before."""
    start, _ = grid_range(first, week_start)
    weeks = sorted({(day - start).days // 7 for day in days})
    laid_out = [
        lay_out_week(start + timedelta(weeks=number), items, first=first, today=today) for number in weeks
    ]
    return {
        f"day-{day.date.isoformat()}": _known_cell(cell, day, audience, today, marks)
        for week in laid_out
        for marks in [_marks(week, items, audience)]
        for day in week.days
        if day.date in days
    }


@lru_cache(maxsize=256)
def _known_cell(cell: Any, day: Day[Item], audience: Audience, today: date, marks: Marks) -> str:
    """A cell without anybody's own marks: everything that it depends on is named, so what is known is right."""
    return str(cell(day, Words(audience, today, marks)))


def _marks(week: Week[Item], items: Iterable[Item], audience: Audience) -> Marks:
    return marks_on(items, week.days[0].date, week.days[-1].date, audience.zone)


def macro(template: str, name: str) -> Any:
    """A macro of a template, to be called from Python."""
    # A macro called from Python costs a tenth of an include in a loop of forty-two.
    return getattr(current_app.jinja_env.get_template(template).module, name)


def own_time(item: Item, audience: Audience) -> str:
    """The event's own time where its clocks show another one: "18:00–19:30 in Tokyo"."""
    if item.all_day or item.zone == audience.zone:
        return ""
    return say_elsewhere(item.start_utc, item.end_utc, item.zone, audience)


class Words:
    """What a cell says about its day and its events, for one audience."""

    def __init__(self, audience: Audience, today: date, marks: Marks = NONE, mine: Mine = NOBODYS) -> None:
        self.mine = mine
        self.today = today
        self.marks = marks
        self.audience = audience
        self.root = audience.root
        self.weekdays = weekday_names(audience.locale, 0)

    def weekday(self, day: date) -> str:
        return self.weekdays[day.weekday()][0]

    def full(self, day: date) -> str:
        return say_full_day(day, self.audience.locale)

    def month_name(self, day: date) -> str:
        """The month beside the 1st, so that the grid's first and last rows explain themselves."""
        return month_short(self.audience.locale, day.month)

    def time(self, item: Item) -> str:
        return say_time(item.starts, self.audience.clock, self.audience.locale)

    def overlaps(self, item: Item) -> bool:
        """Whether it overlaps, here, in a calendar that holds one at a time."""
        return (item.event_id, item.recurrence_id) in self.marks

    def own(self, item: Item) -> str:
        """The mark that is the reader's alone; nothing in what is pushed."""
        return self.mine.get((item.event_id, item.recurrence_id), "")

    def path(self, item: Item) -> str:
        return self.root + event_path(item)

    def hover(self, item: Item) -> str:
        """The whole title with time and place: what a narrow chip cuts off."""
        more = "".join(f", {part}" for part in (item.location, own_time(item, self.audience)) if part)
        return f"{self.span(item)} {item.title}{more}".strip()

    def start(self, item: Item) -> str:
        return self._written(item, item.starts)

    def end(self, item: Item) -> str:
        """The last day of an all-day event, the time down to which another one is drawn, as scripts move what they see."""
        if item.all_day:
            return item.last_day.isoformat()
        return self._written(item, item.drawn_until)

    def _written(self, item: Item, wall: datetime) -> str:
        return wall.date().isoformat() if item.all_day else wall.isoformat(timespec="minutes")

    def span(self, item: Item) -> str:
        """From when to when; an hour that clocks show twice says which of the two it is."""
        if item.all_day:
            return ""
        return say_instants(item.start_utc, item.end_utc, self.audience)

    def hues(self, day: Day[Item]) -> list[str]:
        """At most three colours for the ticks of a phone's cell."""
        return list(dict.fromkeys(item.hue for item in day.items))[:3]
