"""Calendars: the list, making and changing them, deleting and bringing back, switching on and off."""

from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from webapp.domain import zones
from webapp.domain.account_input import check_calendar
from webapp.domain.hues import HUES
from webapp.domain.locales import say_day
from webapp.domain.retention import choices, say_kept
from webapp.domain.roles import Role
from webapp.domain.wording_sharing import say_you_can
from webapp.entry.guard import path_of_ours
from webapp.entry.identity import person
from webapp.models import Calendar
from webapp.operations.access import OpenCalendar, open_calendar
from webapp.operations.calendars import (
    change_calendar,
    contents,
    create_calendar,
    delete_calendar,
    deleted_calendars_of,
    show_calendar,
    undelete_calendar,
)
from webapp.operations.members import events_shared_alone
from webapp.views import looks, toasts
from webapp.views.forms import key, new_key, typed
from webapp.views.shell import local_today, shell
from webapp.views.trash import days_of, say_until, site_days

bp = Blueprint("calendars", __name__, url_prefix="/calendars")

Answer = str | tuple[str, int] | Response
FIELDS = ("name", "hue", "zone", "one_at_a_time", "conflict_policy", "trash_days")


@bp.get("")
def index() -> Answer:
    shell().current = "calendars"
    return render_template(
        "calendars/index.html",
        mine=shell().mine,
        shared=shell().shared,
        alone=events_shared_alone(person()),
        deleted=[
            (calendar, _deletion_day(calendar), _stays_until(calendar))
            for calendar in deleted_calendars_of(person())
        ],
        you_can=say_you_can,
        short_zone=zones.short_name,
    )


@bp.get("/new")
def new() -> Answer:
    hue = fresh_hue(row.hue for row in shell().calendars)
    return _new_page(
        {
            "name": "",
            "hue": hue,
            "zone": shell().zone,
            "one_at_a_time": "",
            "conflict_policy": "warn",
            "trash_days": "",
        },
        {},
    )


@bp.post("")
def create() -> Answer:
    checked = check_calendar(typed())
    if checked.value is None:
        return _new_page(checked.typed, checked.errors), 422
    calendar_id = create_calendar(**asdict(checked.value), by=person(), key=key())
    undo = toasts.post("Undo", url_for(".delete", calendar_id=calendar_id))
    toasts.say(f"Made {checked.value.name}. Only you see it until you share it.", undo)
    return redirect(url_for(".index"), 303)


@bp.get("/<int:calendar_id>/settings")
def settings(calendar_id: int) -> Answer:
    opened = open_calendar(person(), calendar_id)
    if opened.role < Role.OWNER:
        return _about_page(opened)
    return _settings_page(opened.calendar, _values(opened.calendar), {})


@bp.post("/<int:calendar_id>/settings")
def change(calendar_id: int) -> Answer:
    opened = open_calendar(person(), calendar_id, at_least=Role.OWNER)
    before = _values(opened.calendar)
    back = _changed_back()
    checked = check_calendar(before | back if back else typed())
    if checked.value is None:
        return _settings_page(opened.calendar, checked.typed, checked.errors), 422
    after = _values(change_calendar(calendar_id, **asdict(checked.value), by=person()))
    toasts.say(f"Saved {after['name']}.", *_undo(calendar_id, before, after))
    return redirect(url_for(".index"), 303)


@bp.get("/<int:calendar_id>/deletion")
def deletion(calendar_id: int) -> Answer:
    calendar = open_calendar(person(), calendar_id, at_least=Role.OWNER).calendar
    return render_template(
        "calendars/deletion.html",
        calendar=calendar,
        contents=contents(calendar),
        kept=say_kept(days_of(calendar)),
    )


@bp.post("/<int:calendar_id>/deletions")
def delete(calendar_id: int) -> Answer:
    calendar = delete_calendar(calendar_id, by=person())
    undo = toasts.post("Undo", url_for(".restore", calendar_id=calendar_id))
    toasts.say(f"Deleted {calendar.name}.", undo)
    return redirect(url_for(".index"), 303)


@bp.post("/<int:calendar_id>/restorations")
def restore(calendar_id: int) -> Answer:
    calendar = undelete_calendar(calendar_id, by=person())
    undo = toasts.post("Undo", url_for(".delete", calendar_id=calendar_id))
    toasts.say(f"{calendar.name} is back, shared as before.", undo)
    return redirect(url_for(".index"), 303)


@bp.post("/<int:calendar_id>/visibility")
def visibility(calendar_id: int) -> Answer:
    show_calendar(calendar_id, "shown" in request.form, by=person())
    return redirect(path_of_ours(request.form.get("next")) or url_for(".index"), 303)


def fresh_hue(used: Iterable[str]) -> str:
    """The first hue that none of one's calendars has, or the one that the fewest have."""
    seen = list(used)
    return min(HUES, key=lambda hue: (seen.count(hue), HUES.index(hue)))


def zone_options(current: str) -> list[Any]:
    """The zones to choose from; an old name that a calendar still has stays one of them."""
    kept = [] if current in zones.ZONES or not zones.known(current) else [("Now", ((current, current),))]
    return [*kept, *zones.grouped()]


def _new_page(values: dict[str, str], errors: dict[str, str]) -> str:
    return render_template(
        "calendars/new.html",
        values=values,
        errors=errors,
        zones=zone_options(values["zone"]),
        keeps=_keeps(values["trash_days"]),
        key=new_key(),
    )


def _settings_page(calendar: Calendar, values: dict[str, str], errors: dict[str, str]) -> str:
    return render_template(
        "calendars/settings.html",
        calendar=calendar,
        values=values,
        errors=errors,
        zones=zone_options(values["zone"]),
        keeps=_keeps(values["trash_days"]),
        contents=contents(calendar),
        look=looks.of_calendar(calendar),
    )


def _about_page(opened: OpenCalendar) -> str:
    """What those who do not own a calendar see of its settings, and the way out."""
    row = next(row for row in shell().calendars if row.id == opened.calendar.id)
    can = say_you_can(opened.role)
    may_import = opened.role >= Role.EDITOR
    return render_template(
        "calendars/about.html",
        row=row,
        can=can,
        zone=zones.short_name(row.zone),
        may_import=may_import,
        look=looks.of_calendar(opened.calendar),
    )


def _values(calendar: Calendar) -> dict[str, str]:
    """What the form holds for a calendar."""
    return {
        "name": calendar.name,
        "hue": calendar.hue,
        "zone": calendar.zone,
        "one_at_a_time": "1" if calendar.one_at_a_time else "",
        "conflict_policy": calendar.conflict_policy,
        "trash_days": str(calendar.trash_days or ""),
    }


def _changed_back() -> dict[str, str]:
    """The settings that the button of a message puts back; its address has them, as such a button sends no fields."""
    return {name: value for name, value in request.args.items() if name in FIELDS}


def _undo(calendar_id: int, before: dict[str, str], after: dict[str, str]) -> list[toasts.Action]:
    """The way back to the settings that were changed, and to no others."""
    changed: dict[str, Any] = {name: value for name, value in before.items() if after[name] != value}
    return [toasts.post("Undo", url_for(".change", calendar_id=calendar_id, **changed))] if changed else []


def _keeps(chosen: str) -> list[tuple[str, str]]:
    """How long the trash can keep things: as the site has it, or less long; what a calendar has already stays one."""
    days = sorted({*choices(site_days()), *([int(chosen)] if chosen.isdigit() else [])})
    return [
        ("", f"As this site does: {say_kept(site_days())}"),
        *((str(n), say_kept(n).capitalize()) for n in days),
    ]


def _stays_until(calendar: Calendar) -> str:
    return say_until(calendar.deleted_at or shell().now, days_of(calendar))


def _deletion_day(calendar: Calendar) -> str:
    there = local_today(shell().zone, calendar.deleted_at or shell().now)
    return say_day(there, person().locale, today=shell().today)
