"""The year at a glance."""

from datetime import date

from flask import Blueprint, render_template
from werkzeug.exceptions import NotFound

from webapp.domain.event_input import FIRST_YEAR, LAST_YEAR
from webapp.fragments import year as fragments
from webapp.views.shell import shell
from webapp.views.view_bar import Bar, cursor, keep_this_view, view_url

bp = Blueprint("year", __name__)
bp.after_request(keep_this_view)


@bp.get("/year")
def year() -> str:
    return _year(shell().today.replace(month=1, day=1))


@bp.get("/year/<int:year>")
def year_at(year: int) -> str:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise NotFound
    return _year(date(year, 1, 1))


def _year(first: date) -> str:
    view = shell()
    day = view.today if view.today.year == first.year else first
    view.current, view.month = "year", day.replace(day=1)
    items = view.items_of(first, first.replace(month=12, day=31))
    return render_template(
        "calendar/year.html",
        bar=Bar(
            "year",
            day,
            str(first.year),
            view_url("year", first.replace(year=first.year - 1)) if first.year > FIRST_YEAR else "",
            view_url("year", first.replace(year=first.year + 1)) if first.year < LAST_YEAR else "",
            "Earlier year",
            "Later year",
        ),
        first=first,
        months=fragments.year(first, view.account.week_start, items, view.audience("viewer"), view.today),
        since=cursor(view),
    )
