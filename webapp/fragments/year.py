"""The year at a glance: twelve small months that show how full each day is."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from flask import render_template

from webapp.domain.locales import Audience, say_full_day, say_month, weekday_names
from webapp.domain.month_grid import MiniDay, mini_month
from webapp.operations.schedule import Item

FULL = (6, 3, 1)  # from so many events on a day is as full as it looks, quite full, or not empty


@dataclass(frozen=True)
class Cell:
    """One day; `level` says from 0 to 3 how full it is."""

    iso: str
    number: int
    today: bool
    level: int
    label: str


@dataclass(frozen=True)
class Month:
    """One small month; the days around it are left empty, so that each day of the year is there once."""

    title: str
    path: str
    weeks: list[list[Cell | None]]


def year(first: date, week_start: int, items: Iterable[Item], audience: Audience, today: date) -> str:
    """HTML of the year that begins at `first`, with the DOM id "cal"."""
    events = _by_day(items, first, first.replace(month=12, day=31))
    months = [
        _month(first.replace(month=number), week_start, events, audience, today) for number in range(1, 13)
    ]
    weekdays = weekday_names(audience.locale, week_start)
    return render_template(
        "calendar/_year.html", year=first.year, months=months, weekdays=weekdays, root=audience.root
    )


def _by_day(items: Iterable[Item], first: date, last: date) -> Counter[date]:
    events: Counter[date] = Counter()
    for item in items:
        start, end = max(item.first_day, first), min(item.last_day, last)
        events.update(start + timedelta(days=number) for number in range((end - start).days + 1))
    return events


def _month(first: date, week_start: int, events: Counter[date], audience: Audience, today: date) -> Month:
    weeks = [
        [None if day.out else _cell(day, events[day.date], audience) for day in week]
        for week in mini_month(first, week_start, today, ())
    ]
    title = say_month(first, audience.locale).replace(str(first.year), "").strip(" .")
    return Month(
        title, f"{audience.root}/month/{first.year}/{first.month}", [week for week in weeks if any(week)]
    )


def _cell(day: MiniDay, events: int, audience: Audience) -> Cell:
    level = next((3 - place for place, least in enumerate(FULL) if events >= least), 0)
    said = f", {events} event{'s' if events > 1 else ''}" if events else ""
    label = f"{say_full_day(day.date, audience.locale)}{said}{', today' if day.today else ''}"
    return Cell(day.date.isoformat(), day.date.day, day.today, level, label)
