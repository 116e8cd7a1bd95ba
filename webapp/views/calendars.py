"""Calendars: the list, making and changing them, deleting and bringing back, switching on and off."""

from collections.abc import Iterable
from dataclasses import asdict

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from webapp.domain import zones
from webapp.domain.account_input import check_calendar
from webapp.domain.hues import HUES
from webapp.domain.locales import say_day
from webapp.domain.retention import say_kept
from webapp.domain.roles import Role
from webapp.domain.wording_done import say_done
from webapp.domain.wording_merge import say_merged
from webapp.domain.wording_sharing import say_you_can
from webapp.entry.guard import path_of_ours
from webapp.entry.identity import person
from webapp.models import Calendar
from webapp.operations.access import OpenCalendar, open_calendar
from webapp.operations.calendar_changes import SettingsConflict, SettingsSaved, undo_settings
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
from webapp.views import calendar_settings, looks, toasts
from webapp.views.forms import key, new_key, typed
from webapp.views.limits import limited_writes
from webapp.views.shell import local_today, shell
from webapp.views.trash import days_of, say_until

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
    values = calendar_settings.values_of(opened.calendar)
    return calendar_settings.page(opened.calendar, values, {}, values)


@bp.post("/<int:calendar_id>/settings")
def change(calendar_id: int) -> Answer:
    opened = open_calendar(person(), calendar_id, at_least=Role.OWNER)
    checked, base = check_calendar(typed()), calendar_settings.sent_base()
    if checked.value is None:
        return calendar_settings.page(opened.calendar, checked.typed, checked.errors, base, 422)
    began_with = calendar_settings.as_settings(base)
    try:
        saved = change_calendar(calendar_id, **asdict(checked.value), by=person(), base=began_with)
    except SettingsConflict as conflict:
        return calendar_settings.conflict_page(opened.calendar, conflict)
    toasts.say(_said(saved), *_undo("Undo", saved, then="list"))
    return redirect(url_for(".index"), 303)


@bp.post("/<int:calendar_id>/changes/<int:change_id>/undo")
@limited_writes
def undo_change(calendar_id: int, change_id: int) -> Answer:
    opened = open_calendar(person(), calendar_id, at_least=Role.OWNER)
    try:
        undone = undo_settings(calendar_id, change_id, by=person())
    except SettingsConflict as conflict:
        return calendar_settings.conflict_page(opened.calendar, conflict, undoing=True)
    done = "settings_undone" if undone.change else "settings_undone_already"
    then = request.args.get("then", "")
    toasts.say(say_done(done, person().locale), *_undo("Redo", undone, then))
    history = url_for("calendar_history.show", calendar_id=calendar_id)
    return redirect(url_for(".index") if then == "list" else history, 303)


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


def _new_page(values: dict[str, str], errors: dict[str, str]) -> str:
    return render_template(
        "calendars/new.html",
        values=values,
        errors=errors,
        zones=calendar_settings.zone_options(values["zone"]),
        keeps=calendar_settings.keeps(values["trash_days"]),
        key=new_key(),
    )


def _said(saved: SettingsSaved) -> str:
    if not saved.kept:
        return f"Saved {saved.calendar.name}."
    return say_merged({f"calendar.{name}": by for name, by in saved.kept.items()}, (), person().locale)


def _undo(label: str, saved: SettingsSaved, then: str) -> list[toasts.Action]:
    """The button that takes a change of settings back; none where nothing was written."""
    if not saved.change:
        return []
    number, change = saved.calendar.id, saved.change
    return [
        toasts.post(label, url_for(".undo_change", calendar_id=number, change_id=change, then=then or None))
    ]


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


def _stays_until(calendar: Calendar) -> str:
    return say_until(calendar.deleted_at or shell().now, days_of(calendar))


def _deletion_day(calendar: Calendar) -> str:
    there = local_today(shell().zone, calendar.deleted_at or shell().now)
    return say_day(there, person().locale, today=shell().today)
