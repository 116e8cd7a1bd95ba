"""Who wrote what an event says now: fields, people, single dates and lines, each with its version."""

from flask import Blueprint, render_template

from webapp.entry.identity import person
from webapp.fragments import blame as fragments
from webapp.operations.access import open_event
from webapp.operations.blame import parts_of
from webapp.operations.reading import view_of
from webapp.views.events import cursor
from webapp.views.shell import shell

bp = Blueprint("blame", __name__)


@bp.get("/events/<int:event_id>/blame")
def event(event_id: int) -> str:
    opened = open_event(person(), event_id)
    parts = parts_of(event_id)
    view = view_of(opened.event, opened.calendar)
    return render_template(
        "history/blame.html",
        opened=opened,
        event=opened.event,
        since=cursor(opened),
        rows=fragments.rows(view, parts, shell().audience(opened.role.word)),
        back_to=parts.back_to,
    )
