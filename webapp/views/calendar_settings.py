"""The form of a calendar's settings: what it began with travels along, so that two owners do not undo each other unawares."""

from collections.abc import Callable, Mapping
from typing import Any

from flask import render_template, request

from webapp.domain import zones
from webapp.domain.calendar_settings import FIELDS, say_setting
from webapp.domain.retention import choices, say_kept
from webapp.domain.texts import showable
from webapp.models import Calendar
from webapp.operations.calendar_changes import SettingsConflict, settings_of
from webapp.operations.calendars import contents
from webapp.views import looks
from webapp.views.trash import site_days

Values = Mapping[str, str]
_BASE = "base."  # stands before the name of a field
_READ: Mapping[str, Callable[[str], Any]] = {
    "one_at_a_time": bool,
    "trash_days": lambda days: int(days) if days.isascii() and days.isdigit() else 0,
}


def page(
    calendar: Calendar, values: Values, errors: Values, base: Values, status: int = 200
) -> tuple[str, int]:
    """The form with what was typed, the sentences beside it, and the settings that it is about."""
    shown = render_template(
        "calendars/settings.html",
        calendar=calendar,
        values=values,
        errors=errors,
        base={_BASE + name: value for name, value in base.items()},
        status=status,
        zones=zone_options(values["zone"]),
        keeps=keeps(values["trash_days"]),
        contents=contents(calendar),
        look=looks.of_calendar(calendar),
    )
    return shown, status


def conflict_page(calendar: Calendar, conflict: SettingsConflict, undoing: bool = False) -> tuple[str, int]:
    """What two people changed, with everything typed kept; sent once more, it is in the place of the other's."""
    say = _say_undone_since if undoing else _say_changed
    errors = {name: say(name, conflict) for name in conflict.by}
    return page(calendar, as_typed(conflict.wanted), errors, as_typed(conflict.theirs), 409)


def values_of(calendar: Calendar) -> dict[str, str]:
    """What the form holds for a calendar."""
    return as_typed(settings_of(calendar))


def sent_base() -> dict[str, str]:
    """What the submitted form began with; fields that it does not name are left out."""
    names = [name for name in FIELDS if _BASE + name in request.form]
    return {name: showable(request.form[_BASE + name])[:200] for name in names}


def as_settings(base: Values) -> dict[str, Any]:
    """The settings that a form began with."""
    return {name: _READ.get(name, str)(value) for name, value in base.items()}


def as_typed(settings: Mapping[str, Any]) -> dict[str, str]:
    """Settings as a form sends them."""
    return {
        name: ("1" if value else "") if isinstance(value, bool) else str(value or "")
        for name, value in settings.items()
    }


def zone_options(current: str) -> list[Any]:
    """The zones to choose from; an old name that a calendar still has stays one of them."""
    kept = [] if current in zones.ZONES or not zones.known(current) else [("Now", ((current, current),))]
    return [*kept, *zones.grouped()]


def keeps(chosen: str) -> list[tuple[str, str]]:
    """How long the trash can keep things: as the site has it, or less long; what a calendar has already stays one."""
    days = sorted({*choices(site_days()), *([int(chosen)] if chosen.isdigit() else [])})
    return [
        ("", f"As this site does: {say_kept(site_days())}"),
        *((str(n), say_kept(n).capitalize()) for n in days),
    ]


def _say_changed(name: str, conflict: SettingsConflict) -> str:
    now = say_setting(name, conflict.theirs[name])
    return (
        f"{_first(conflict.by[name])} changed this to {now} meanwhile. Save again to have yours in its place."
    )


def _say_undone_since(name: str, conflict: SettingsConflict) -> str:
    before, now = (say_setting(name, one[name]) for one in (conflict.wanted, conflict.theirs))
    return f"This was {before}, and {_first(conflict.by[name])} has made it {now} since. Save to have {before} back."


def _first(name: str) -> str:
    return name.split(" ", 1)[0]
