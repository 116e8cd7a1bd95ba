"""What the calendar's views have in common: where each leads, how to get from one to another and to another day."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from flask import Response, request, url_for
from werkzeug.exceptions import NotFound

from webapp.domain.day_input import FIRST_YEAR, LAST_YEAR, day_of_address
from webapp.domain.zones import grouped, known
from webapp.entry.identity import keep_view
from webapp.operations.schedule import cursor_of, events_alone
from webapp.views.shell import Shell, shell

# Each view with the page that shows today in it.
VIEWS = {
    "year": "year.year",
    "month": "calendar.month",
    "week": "days.week",
    "days": "days.days",
    "day": "days.day",
    "agenda": "calendar.agenda",
}
SEVERAL = 3  # days in the view of several days, when nobody says how many
AT_MOST = 7


@dataclass
class Bar:
    """The bar above one view. `day` is the day in it that other views open at."""

    current: str
    day: date
    title: str
    earlier: str
    later: str
    earlier_label: str
    later_label: str
    note: str = ""
    count: int = 0
    other: str = ""
    zones: Any = ()
    views: list[dict[str, Any]] = field(init=False)

    def __post_init__(self) -> None:
        self.views = _views(self.current, self.day, self.other)

    @property
    def page_title(self) -> str:
        """The title of the page: what is shown, and when."""
        words = {"agenda": "Agenda, ", "week": "Week, "}
        return f"{words.get(self.current, '')}{self.title}"

    @property
    def today(self) -> str:
        return view_url(self.current, shell().today, self.count, self.other)

    @property
    def here(self) -> str:
        return request.path


def view_url(current: str, day: date, count: int = 0, other: str = "") -> str:
    """The address of a view that shows this day; the second time zone comes along."""
    return shell().root + _path(current, day, count, other)


def _path(current: str, day: date, count: int, other: str) -> str:
    if current == "month":
        return url_for("calendar.month_at", year=day.year, month=day.month)
    if current == "year":
        return url_for("year.year_at", year=day.year)
    if current == "agenda":
        return url_for("calendar.agenda_at", day=day.isoformat())
    asked = (count or SEVERAL) if current == "days" else None
    return url_for(f"days.{current}_at", day=day.isoformat(), n=asked, zone=other or None)


def beside(current: str, day: date, step: int, count: int = 0, other: str = "") -> str:
    """The address of a view so many days on; nothing before the first and after the last year."""
    try:
        there = day + timedelta(days=step)
    except OverflowError:
        return ""
    return view_url(current, there, count, other) if FIRST_YEAR <= there.year <= LAST_YEAR else ""


def keep_this_view(response: Response) -> Response:
    """The person's last view is where the front door leads."""
    if response.status_code == 200:
        keep_view(response, shell().current)
    return response


def read_day(text: str) -> date:
    """A day as it stands in an address; anything else is no page."""
    day = day_of_address(text)
    if day is None:
        raise NotFound
    return day


def read_count(text: str) -> int:
    """How many days several days are; anything but 1 to 7 is no page."""
    if not (text.isascii() and text.isdigit() and len(text) == 1 and 1 <= int(text) <= AT_MOST):
        raise NotFound
    return int(text)


def second_zone(own: str) -> str:
    """The second time zone that is asked for; a name that is none, or one's own, asks for none."""
    asked = request.args.get("zone", "")
    return asked if known(asked) and asked != own else ""


def offered_zones(chosen: str) -> Any:
    """The zones to choose a second one from."""
    return grouped(chosen)


def cursor(view: Shell) -> str:
    """Where a page with everything a person sees stands, for the live socket."""
    alone = [(event_id, version) for event_id, version, _role in events_alone(view.account)]
    return cursor_of(view.calendars, alone)


def _views(current: str, day: date, other: str) -> list[dict[str, Any]]:
    words = (
        ("year", "Year", "y"),
        ("month", "Month", "m"),
        ("week", "Week", "w"),
        ("days", f"{SEVERAL} days", "x"),
        ("day", "Day", "d"),
        ("agenda", "Agenda", "a"),
    )
    return [
        {
            "label": label,
            "url": view_url(name, day, 0, other),
            "current": name == current,
            "key": key,
            "aside": name == "days",
        }
        for name, label, key in words
    ]
