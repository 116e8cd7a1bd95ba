"""Month and agenda over every calendar that is switched on."""

from datetime import date, timedelta

from flask import Blueprint, render_template, request, url_for
from werkzeug.exceptions import NotFound

from webapp.domain.event_input import FIRST_YEAR, LAST_YEAR
from webapp.domain.locales import say_days, say_month, weekday_names
from webapp.domain.month_grid import grid_range
from webapp.fragments import agenda as agenda_fragments
from webapp.fragments import month as month_fragments
from webapp.operations.schedule import Item, cursor_of, events_alone, items_between
from webapp.views.shell import Shell, month_url, shell

bp = Blueprint("calendar", __name__)


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
    return _agenda(_day(day))


def _month(first: date) -> str:
    view = shell()
    view.current, view.month = "month", first
    start, end = grid_range(first, view.account.week_start)
    items = view.items = items_between(view.account, view.shown, start, end, view.zone)
    audience = view.audience("viewer")
    chosen = _chosen(view, first, start, end)
    return render_template(
        "calendar/month.html",
        first=first,
        title=say_month(first, view.account.locale),
        weekdays=weekday_names(view.account.locale, view.account.week_start),
        cells=list(
            month_fragments.cells(first, view.account.week_start, items, audience, view.today).values()
        ),
        earlier=month_url(first - timedelta(days=1)) if first.year > FIRST_YEAR else "",
        later=month_url(first + timedelta(days=31)) if first.year < LAST_YEAR else "",
        since=_cursor(view),
        day_list=_agenda_of(view, items, chosen, chosen, root="chosen"),
        chosen=chosen,
        agenda_url=url_for("calendar.agenda_at", day=chosen.isoformat()),
    )


def _agenda(first: date) -> str:
    view = shell()
    view.current, view.month = "agenda", first.replace(day=1)
    last = first + timedelta(days=agenda_fragments.DAYS - 1)
    items = items_between(view.account, view.shown, first, last, view.zone)
    return render_template(
        "calendar/agenda.html",
        first=first,
        title=say_days(first, last, view.account.locale),
        days=_agenda_of(view, items, first, last),
        earlier=_agenda_url(first - timedelta(days=agenda_fragments.DAYS)),
        later=_agenda_url(first + timedelta(days=agenda_fragments.DAYS)),
        since=_cursor(view),
        month_url=month_url(first),
    )


def _agenda_of(view: Shell, items: list[Item], first: date, last: date, root: str = "cal") -> str:
    names = {row.id: row.name for row in view.calendars}
    return agenda_fragments.agenda(
        items, names, first, last, view.audience("viewer"), view.now, view.today, root
    )


def _cursor(view: Shell) -> str:
    alone = [(event_id, version) for event_id, version, _role in events_alone(view.account)]
    return cursor_of(view.calendars, alone)


def _chosen(view: Shell, first: date, start: date, end: date) -> date:
    """The day whose list stands below the grid on phones: the asked one, today, or the 1st."""
    asked = request.args.get("day", "")
    day = _day(asked) if asked else view.today
    return day if start <= day <= end else first


def _agenda_url(day: date) -> str:
    return url_for("calendar.agenda_at", day=day.isoformat()) if FIRST_YEAR <= day.year <= LAST_YEAR else ""


def _day(text: str) -> date:
    try:
        day = date.fromisoformat(text)
    except ValueError as error:
        raise NotFound from error
    if len(text) != 10 or not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise NotFound
    return day
