"""What surrounds every page of a signed-in person: their calendars, the small month, the way to everything else."""

from datetime import UTC, date, datetime, timedelta
from functools import cached_property, lru_cache
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from flask import Flask, g, render_template, request, url_for
from flask_login import current_user
from markupsafe import Markup

from webapp.domain import locales, month_grid
from webapp.domain.keeping import Kept, Made
from webapp.domain.roles import Role
from webapp.domain.texts import initials
from webapp.domain.zones import known
from webapp.entry.identity import person
from webapp.models import Person
from webapp.operations.calendars import CalendarRow, calendars_of
from webapp.operations.past import items_then
from webapp.operations.past_settings import rows_then
from webapp.operations.schedule import Item, alone_state, busy_days, events_to_edit, items_between, items_of
from webapp.views.past import Past, asked_moment, root_of

# The pages that the bar at the foot of a phone leads to.
IN_THE_BOTTOM = ("agenda", "month", "new", "calendars", "profile")
# Where a day of the small month leads, by the view one is in.
MINI_TO = {"month": "day", "week": "week", "days": "days", "day": "day", "year": "day"}


class Shell:
    """Built once a request; what a page does not ask for costs no statement."""

    def __init__(self, person: Person) -> None:
        self.account = person
        # On a page of the past the clocks stand still.
        self.at = asked_moment(self.zone)
        self.now = self.at or datetime.now(UTC)
        self.current = ""
        self.month: date | None = None
        self.items: list[Item] | None = None

    @cached_property
    def person(self) -> dict[str, Any]:
        who = self.account
        names = (
            "id",
            "name",
            "first_name",
            "username",
            "hue",
            "role",
            "zone",
            "locale",
            "clock",
            "week_start",
            "keys",
        )
        return {name: getattr(who, name) for name in names} | {"initials": initials(who.name)}

    @property
    def theme(self) -> str:
        return self.account.theme

    @property
    def is_admin(self) -> bool:
        return self.account.is_admin

    @property
    def unseen(self) -> int:
        return 0

    @property
    def zone(self) -> str:
        return self.account.zone if known(self.account.zone) else "UTC"

    @property
    def today(self) -> date:
        return local_today(self.zone, self.now)

    def audience(self, role: str) -> locales.Audience:
        """How this person sees fragments, with this role."""
        return locales.Audience(role, self.zone, self.account.locale, self.account.clock, self.root)

    @cached_property
    def root(self) -> str:
        """What addresses begin with: nothing, or the moment that is looked at."""
        return root_of(self.at, self.zone) if self.at else ""

    @cached_property
    def past(self) -> Past | None:
        """The moment that is looked at, None on pages of the present."""
        return Past(self.account, self.audience(""), self.at, self.shown) if self.at else None

    @cached_property
    def calendars(self) -> list[CalendarRow]:
        found = calendars_of(self.account)
        return rows_then(found, self.at) if self.at else found

    @cached_property
    def writable(self) -> str:
        """What this person may move, by calendar ("c3") and by event given alone ("e9"): pieces of a page are shared."""
        calendars = [f"c{row.id}" for row in self.calendars if row.role >= Role.EDITOR]
        return " ".join(calendars + [f"e{event_id}" for event_id in events_to_edit(self.account)])

    @property
    def shown(self) -> list[CalendarRow]:
        """The calendars that are switched on."""
        return [row for row in self.calendars if not row.hidden]

    @property
    def mine(self) -> list[CalendarRow]:
        return [row for row in self.calendars if row.role.word == "owner"]

    @property
    def shared(self) -> list[CalendarRow]:
        return [row for row in self.calendars if row.role.word != "owner"]

    @property
    def mini(self) -> Markup:
        """The small month of the sidebar: the month of the page, or the one we are in."""
        first = (self.month or self.today).replace(day=1)
        start, end = month_grid.grid_range(first, self.account.week_start)
        busy = self._busy(start, end)
        return _mini(
            Mini(
                first,
                self.account.week_start,
                self.today,
                frozenset(day for day in busy if start <= day <= end),
                self.account.locale,
                MINI_TO.get(self.current, "agenda"),
                month_url(first - timedelta(days=1)),
                month_url(first + timedelta(days=31)),
                self.root,
            )
        )

    @property
    def keys(self) -> Markup:
        """The list of keys, which lead where the page looks: to now, or to the moment that is looked at."""
        return _keys(self.root, request.script_root)

    @property
    def bottom(self) -> Markup:
        """The bar at the foot of a phone."""
        return _bottom(self.root, self.current if self.current in IN_THE_BOTTOM else "", request.script_root)

    def _busy(self, start: date, end: date) -> frozenset[date]:
        """The days on which something is planned, from what the page has read, or from what was read before.

        Calendars count their changes and their chain holds what these were, so while both stand still, so do the days.
        """
        if self.items is not None or self.at is not None:
            return frozenset(busy_days(self._between(start, end) if self.items is None else self.items))
        calendars = tuple((row.id, row.seq, row.link) for row in self.shown)
        alone = alone_state(self.account)

        def read() -> Made[frozenset[date]]:
            whole, single = [row[0] for row in calendars], [row[0] for row in alone]
            days = frozenset(busy_days(items_of(whole, single, start, end, self.zone)))
            return Made(days, len(days) + 1)

        return _BUSY.get((calendars, alone, self.zone, start, end), read)

    def items_of(self, first: date, last: date) -> list[Item]:
        """What is planned on these days; the small month beside them is drawn from the same statements."""
        start, end = month_grid.grid_range((self.month or first).replace(day=1), self.account.week_start)
        around = min(first, start), max(last, end)
        self.items = self._between(*around)
        return [item for item in self.items if item.first_day <= last and item.last_day >= first]

    def _between(self, first: date, last: date) -> list[Item]:
        if self.at is None:
            return items_between(self.account, self.shown, first, last, self.zone)
        seen = [row.id for row in self.calendars]
        return items_then(self.account, self.shown, seen, (first, last), self.zone, self.at)


class Mini(NamedTuple):
    """All that the small month is drawn of, so that whoever sees the same gets the same piece."""

    first: date
    week_start: int
    today: date
    busy: frozenset[date]
    locale: str
    to: str
    prev_url: str
    next_url: str
    root: str


# Days on which something is planned: a number of days is what each takes.
_BUSY: Kept[frozenset[date]] = Kept(40_000)


@lru_cache(maxsize=256)
def _mini(drawn: Mini) -> Markup:
    found = month_grid.mini_month(drawn.first, drawn.week_start, drawn.today, drawn.busy)
    weeks = [{"days": [_mini_day(day, drawn.locale) for day in week]} for week in found]
    title = locales.say_month(drawn.first, drawn.locale)
    return Markup(render_template("_shell/_mini.html", mini=drawn, title=title, weeks=weeks))


def _mini_day(day: month_grid.MiniDay, locale: str) -> dict[str, Any]:
    label = locales.say_full_day(day.date, locale)
    named = {"date": day.date.isoformat(), "day": day.date.day, "label": label}
    return named | {"out": day.out, "busy": day.busy, "today": day.today}


@lru_cache(maxsize=64)
def _keys(root: str, _prefix: str) -> Markup:
    return Markup(render_template("_shell/_keys.html", root=root))


@lru_cache(maxsize=64)
def _bottom(root: str, current: str, _prefix: str) -> Markup:
    return Markup(render_template("_shell/_bottom.html", root=root, current=current))


def shell() -> Shell:
    """The shell of this request."""
    if "shell" not in g:
        g.shell = Shell(person())
    made: Shell = g.shell
    return made


def month_url(day: date) -> str:
    return shell().root + url_for("calendar.month_at", year=day.year, month=day.month)


def local_today(zone: str, now: datetime) -> date:
    """Which day it is where the person is."""
    return now.astimezone(ZoneInfo(zone)).date()


def install(app: Flask) -> None:
    """Give every template its `shell`, None for people who are not signed in."""

    @app.context_processor
    def add_shell() -> dict[str, Shell | None]:
        return {"shell": shell() if current_user and current_user.is_authenticated else None}
