"""Calendar files: bringing one in, taking a calendar or an event out."""

import re

from flask import Blueprint, Response, make_response, redirect, render_template, url_for
from werkzeug.wrappers import Response as AnyResponse

from webapp.domain.icalendar.problems import FileRefused
from webapp.domain.roles import Role
from webapp.domain.wording_files import say_events, say_imported
from webapp.domain.zones import short_name
from webapp.entry.guard import most_megabytes
from webapp.entry.identity import person
from webapp.extensions import limiter
from webapp.operations.access import OpenCalendar, open_calendar, open_event
from webapp.operations.importing import export_calendar, export_event, file_digest, import_calendar
from webapp.views import toasts
from webapp.views.chosen_files import carried, chosen_file, has_seen
from webapp.views.forms import key, new_key

bp = Blueprint("files", __name__)

_UNSAFE = re.compile(r"[^A-Za-z0-9]+")

Answer = str | tuple[str, int] | AnyResponse


@bp.get("/calendars/<int:calendar_id>/imports")
def choose(calendar_id: int) -> Answer:
    return _page(open_calendar(person(), calendar_id, Role.EDITOR))


@bp.post("/calendars/<int:calendar_id>/imports")
@limiter.limit("20/minute")
def bring_in(calendar_id: int) -> Answer:
    opened = open_calendar(person(), calendar_id, Role.EDITOR)
    data = b""
    try:
        data = chosen_file()
        imported = import_calendar(calendar_id, data, person(), key(), leave_out_broken=has_seen(data))
    except FileRefused as refused:
        return _page(opened, refused, data), 422
    toasts.say(say_imported(**imported.counts()), *toasts.undo(imported.change_set))
    return redirect(url_for("calendars.settings", calendar_id=calendar_id), 303)


@bp.get("/calendars/<int:calendar_id>/calendar.ics")
def calendar(calendar_id: int) -> Response:
    opened = open_calendar(person(), calendar_id)
    return _download(export_calendar(opened), opened.calendar.name)


@bp.get("/events/<int:event_id>/event.ics")
def event(event_id: int) -> Response:
    opened = open_event(person(), event_id)
    return _download(export_event(opened), opened.event.title)


def _page(opened: OpenCalendar, refused: FileRefused | None = None, data: bytes = b"") -> str:
    offered = refused.others if refused else 0
    return render_template(
        "calendars/import.html",
        calendar=opened.calendar,
        zone=short_name(opened.calendar.zone),
        refused=refused,
        others=say_events(offered) if offered else "",
        carried=carried(data) if offered else "",
        digest=file_digest(data),
        most=most_megabytes(),
        key=new_key(),
    )


def _download(text: str, name: str) -> Response:
    """As a file to be saved, never shown: what is in it is not ours."""
    response = make_response(text.encode())
    response.headers["Content-Type"] = "text/calendar; charset=utf-8"
    plain = _UNSAFE.sub("-", name).strip("-").lower()[:60] or "calendar"
    response.headers["Content-Disposition"] = f'attachment; filename="{plain}.ics"'
    return response
