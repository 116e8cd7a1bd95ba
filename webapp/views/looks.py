"""Since you last looked: the link that a page shows, and what its script says when somebody has looked."""

from typing import Any

from flask import Blueprint, redirect, request, url_for
from werkzeug.wrappers import Response

from webapp.entry.identity import person
from webapp.models import Calendar
from webapp.operations.access import OpenEvent
from webapp.operations.looks import Since, look_at_calendar, look_at_event, new_in_calendar, new_in_event
from webapp.views.forms import number
from webapp.views.limits import limited_looks
from webapp.views.shell import shell

bp = Blueprint("looks", __name__)


@bp.post("/events/<int:event_id>/looks")
@limited_looks
def event(event_id: int) -> Response:
    look_at_event(event_id, number("seen"), by=person(), arrived="arrived" in request.form)
    return _done(url_for("history.event", event_id=event_id))


@bp.post("/calendars/<int:calendar_id>/looks")
@limited_looks
def calendar(calendar_id: int) -> Response:
    look_at_calendar(calendar_id, number("seen"), by=person(), arrived="arrived" in request.form)
    return _done(url_for("calendar_history.show", calendar_id=calendar_id))


def of_event(opened: OpenEvent) -> dict[str, object]:
    """What the page of an event says of what is new in it: words, the comparison, and where to say that one has looked."""
    event = opened.event
    new = new_in_event(event, person(), shell().now)
    there: dict[str, Any] = {"event_id": event.id, "older": new.place, "newer": event.version} if new else {}
    return {
        "says": _says(new),
        "url": url_for("history.compare", **there) if new else "",
        "action": url_for("looks.event", event_id=event.id),
        "seen": event.version,
    }


def of_calendar(calendar: Calendar) -> dict[str, object]:
    """The same of a calendar; the link leads to its history from there on."""
    new = new_in_calendar(calendar, person(), shell().now)
    there: dict[str, Any] = {"calendar_id": calendar.id, "after": new.place} if new else {}
    return {
        "says": _says(new),
        "url": url_for("calendar_history.show", **there) if new else "",
        "action": url_for("looks.calendar", calendar_id=calendar.id),
        "seen": calendar.seq,
    }


def _says(new: Since | None) -> str:
    if new is None:
        return ""
    return f"{'1 change' if new.changes == 1 else f'{new.changes:,} changes'} since you last looked"


def _done(there: str) -> Response:
    """A script wants no page; who sent the form without scripts goes back."""
    return Response(status=204) if "X-CSRFToken" in request.headers else redirect(there, 303)
