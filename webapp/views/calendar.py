"""Month and agenda over every calendar that is switched on."""

from datetime import date, timedelta
from typing import Any

from flask import Blueprint, render_template, request
from werkzeug.exceptions import NotFound

from webapp.domain.day_ranges import say_range
from webapp.domain.event_input import FIRST_YEAR, LAST_YEAR
from webapp.domain.locales import say_month, weekday_names
from webapp.domain.month_grid import WEEKS, grid_range
from webapp.domain.week_grid import week_number
from webapp.fragments import agenda as agenda_fragments
from webapp.fragments import month as month_fragments
from webapp.operations.schedule import Item
from webapp.views.own import Marks
from webapp.views.shell import Shell, month_url, shell
from webapp.views.view_bar import Bar, beside, cursor, keep_this_view, read_day

bp = Blueprint("calendar", __name__)
bp.after_request(keep_this_view)


@bp.get("/month")
def month() -> str:
    return _month(shell().today.replace(day=1))


@bp.get("/month/<int:year>/<int:month>")
def month_at(year: int, month: int) -> str:
    if not (FIRST_YEAR <= year <= LAST_YEAR and 1 <= month <= 12):
        raise NotFound
    return _month(date(year, month, 1))


@bp.get("/agenda")
def agenda() -> str:
    return _agenda(shell().today)


@bp.get("/agenda/<day>")
def agenda_at(day: str) -> str:
    return _agenda(read_day(day))


def _month(first: date) -> str:
    view = shell()
    view.current, view.month = "month", first
    week_start = view.account.week_start
    start, end = grid_range(first, week_start)
    items = view.items_of(start, end)
    chosen = _chosen(view, first, start, end)
    marks = Marks(view, items, start, end)
    cells = month_fragments.cells(
        first, week_start, items, view.audience("viewer"), view.today, mine=marks.mine
    )
    return render_template(
        "calendar/month.html",
        bar=Bar(
            "month",
            chosen,
            say_month(first, view.account.locale),
            month_url(first - timedelta(days=1)) if first.year > FIRST_YEAR or first.month > 1 else "",
            month_url(first + timedelta(days=31)) if first.year < LAST_YEAR or first.month < 12 else "",
            "Earlier month",
            "Later month",
        ),
        first=first,
        weekdays=weekday_names(view.account.locale, week_start),
        weeks=_weeks(start, week_start, list(cells.values())),
        since=cursor(view),
        day_list=_agenda_of(view, items, chosen, chosen, marks, root="chosen"),
        mine=marks.piece,
    )


def _weeks(start: date, week_start: int, cells: list[str]) -> list[dict[str, Any]]:
    firsts = [start + timedelta(weeks=number) for number in range(WEEKS)]
    return [
        {"first": first, "number": week_number(first, week_start), "cells": cells[place * 7 : place * 7 + 7]}
        for place, first in enumerate(firsts)
    ]


def _agenda(first: date) -> str:
    view = shell()
    view.current, view.month = "agenda", first.replace(day=1)
    last = first + timedelta(days=agenda_fragments.DAYS - 1)
    items = view.items_of(first, last)
    marks = Marks(view, items, first, last)
    return render_template(
        "calendar/agenda.html",
        bar=Bar(
            "agenda",
            first,
            say_range(first, last, view.account.locale),
            beside("agenda", first, -agenda_fragments.DAYS),
            beside("agenda", first, agenda_fragments.DAYS),
            "Earlier two weeks",
            "Later two weeks",
        ),
        first=first,
        days=_agenda_of(view, items, first, last, marks),
        mine=marks.piece,
        since=cursor(view),
    )


def _agenda_of(
    view: Shell, items: list[Item], first: date, last: date, marks: Marks, root: str = "cal"
) -> str:
    names = {row.id: row.name for row in view.calendars}
    return agenda_fragments.agenda(
        items, names, first, last, view.audience("viewer"), view.now, view.today, root, marks.mine
    )


def _chosen(view: Shell, first: date, start: date, end: date) -> date:
    """The day whose list stands below the grid on phones: the asked one, today, or the 1st."""
    asked = request.args.get("day", "")
    day = read_day(asked) if asked else view.today
    return day if start <= day <= end else first
