"""Whether one comes: the reader's own question, and the answers to it."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.exceptions import UnprocessableEntity
from werkzeug.wrappers import Response

from webapp.entry.identity import person
from webapp.fragments import attendance as pieces
from webapp.fragments import event as fields
from webapp.operations.access import open_event
from webapp.operations.attendance import answer as answer_oneself
from webapp.operations.attendance import answer_for
from webapp.operations.events import EventDeleted
from webapp.operations.overlaps import Overlapping
from webapp.operations.reading import EventView, instance_of, view_of
from webapp.views import events
from webapp.views.forms import key, wants_fragment
from webapp.views.limits import limited_writes
from webapp.views.shell import shell

bp = Blueprint("attendance", __name__)

ANSWERS = {"yes": "accepted", "maybe": "tentative", "no": "declined"}
UNKNOWN = "Answer yes, maybe or no."


@bp.get("/events/<int:event_id>/attendance")
def show(event_id: int) -> str:
    """The question to the reader, for the page to put in when it changes."""
    view, role = _view(event_id)
    return pieces.going(view, person().id, shell().audience(role))


@bp.post("/events/<int:event_id>/attendance")
@limited_writes
def answer(event_id: int) -> str | Response | tuple[str, int]:
    said = ANSWERS.get(request.form.get("answer", ""))
    if said is None:
        raise UnprocessableEntity(UNKNOWN)
    try:
        _save(event_id, said)
    except EventDeleted as refused:
        flash(str(refused))
        return _to_event(event_id)
    except Overlapping as refused:
        return _refused(event_id, str(refused)), 422
    return _pieces(event_id) if wants_fragment() else _to_event(event_id)


def _save(event_id: int, said: str) -> None:
    """The reader's own answer, or that of the outside address `who`."""
    occurrence = request.values.get("occurrence", "")
    if who := request.values.get("who", ""):
        answer_for(event_id, who, said, by=person(), occurrence=occurrence, key=key())
    else:
        whole = not occurrence or request.values.get("scope") == "all"
        answer_oneself(event_id, said, by=person(), occurrence=occurrence, whole=whole, key=key())


def _refused(event_id: int, sentence: str) -> str:
    """The question as it was, with the reason beside it: the calendar takes no overlaps."""
    if wants_fragment():
        view, role = _view(event_id)
        return pieces.going(view, person().id, shell().audience(role), sentence)
    return events.page(open_event(person(), event_id), request.values.get("occurrence") or None, sentence)


def _pieces(event_id: int) -> str:
    """What htmx puts in: what was pressed, the people, and the header, which names the version."""
    view, role = _view(event_id)
    audience = shell().audience(role)
    field, header = fields.field(view, audience, "attendees"), fields.header(view, audience)
    if "who" in request.values:
        return render_template("events/_saved.html", piece=field, header=header)
    going = pieces.going(view, person().id, audience)
    return render_template("events/_answered.html", piece=going, field=field, header=header)


def _view(event_id: int) -> tuple[EventView, str]:
    opened = open_event(person(), event_id)
    view, occurrence = view_of(opened.event, opened.calendar), request.values.get("occurrence", "")
    return instance_of(view, occurrence) if occurrence else view, opened.role.word


def _to_event(event_id: int) -> Response:
    occurrence = request.values.get("occurrence") or None
    return redirect(url_for("events.show", event_id=event_id, occurrence=occurrence), 303)
