"""Week, several days and day: hours from top to bottom, over every calendar that is switched on."""

from datetime import date, timedelta
from typing import Any

from flask import Blueprint, render_template, request

from webapp.domain.day_ranges import say_range
from webapp.domain.locales import say_full_day, weekday_names
from webapp.domain.week_grid import hours_used, week_number, week_of
from webapp.domain.zones import short_name
from webapp.fragments import week as fragments
from webapp.views.own import Marks
from webapp.views.shell import Shell, shell
from webapp.views.view_bar import (
    SEVERAL,
    Bar,
    beside,
    cursor,
    keep_this_view,
    offered_zones,
    read_count,
    read_day,
    second_zone,
    view_url,
)

bp = Blueprint("days", __name__)
bp.after_request(keep_this_view)
NAMES = {"week": "week", "days": "days", "day": "day"}


@bp.get("/week")
def week() -> str:
    return _week(shell().today)


@bp.get("/week/<day>")
def week_at(day: str) -> str:
    return _week(read_day(day))


@bp.get("/days")
def days() -> str:
    return _several(shell().today)


@bp.get("/days/<day>")
def days_at(day: str) -> str:
    return _several(read_day(day))


@bp.get("/day")
def day() -> str:
    return _page("day", shell().today, 1, shell().today)


@bp.get("/day/<day>")
def day_at(day: str) -> str:
    return _page("day", read_day(day), 1, read_day(day))


def _week(asked: date) -> str:
    start = shell().account.week_start
    first = week_of(asked, start)
    return _page("week", first, 7, asked, f"week {week_number(first, start)}")


def _several(first: date) -> str:
    return _page("days", first, read_count(request.args.get("n", str(SEVERAL))), first)


def _page(current: str, first: date, count: int, asked: date, note: str = "") -> str:
    view = shell()
    view.current, view.month = current, asked.replace(day=1)
    last = first + timedelta(days=count - 1)
    items = view.items_of(first, last)
    marks = Marks(view, items, first, last)
    audience, other = view.audience("viewer"), second_zone(view.zone)
    return render_template(
        "calendar/week.html",
        bar=_bar(view, current, first, count, asked, other, note),
        first=asked if current == "week" else first,
        count=count,
        headings=[
            vars(day) | {"url": view_url("day", day.date, 0, other)}
            for day in fragments.headings(first, count, audience, view.today, other)
        ],
        hours=fragments.hours(first, count, audience, view.now, other),
        paper=hours_used(items),
        opens=fragments.opening_hour(first, count, audience, view.now),
        top=fragments.top(first, count, items, audience, view.now, marks.mine),
        columns=list(fragments.columns(first, count, items, audience, view.now, mine=marks.mine).values()),
        mine=marks.piece,
        strip=_strip(view, first, other) if count == 1 else [],
        zone_name=short_name(view.zone),
        other_name=short_name(other),
        since=cursor(view),
    )


def _bar(view: Shell, current: str, first: date, count: int, asked: date, other: str, note: str) -> Bar:
    name = f"{count} days" if count > 1 and current == "days" else NAMES[current]
    shown = count if current == "days" else 0
    last = first + timedelta(days=count - 1)
    return Bar(
        current,
        view.today if current == "week" and first <= view.today <= last else asked,
        say_range(first, last, view.account.locale),
        beside(current, first, -count, shown, other),
        beside(current, first, count, shown, other),
        f"Earlier {name}",
        f"Later {name}",
        note,
        shown,
        other,
        offered_zones(other),
    )


def _strip(view: Shell, here: date, other: str) -> list[dict[str, Any]]:
    """The week around one day, to step through it on a phone."""
    names = weekday_names(view.account.locale, 0)
    return [
        {
            "url": view_url("day", day, 0, other),
            "here": day == here,
            "today": day == view.today,
            "weekday": names[day.weekday()][1],
            "number": day.day,
            "full": say_full_day(day, view.account.locale),
        }
        for day in fragments.days_from(week_of(here, view.account.week_start), 7)
    ]
