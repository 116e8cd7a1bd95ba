"""Whether one comes: the reader's own question, and the answers to it."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.exceptions import UnprocessableEntity
from werkzeug.wrappers import Response

from webapp.domain.attendance import key_of_person
from webapp.domain.override_input import is_name
from webapp.domain.roles import Role
from webapp.domain.series import has_instance
from webapp.entry.identity import person
from webapp.fragments import attendance as pieces
from webapp.fragments import event as fields
from webapp.operations.access import open_event
from webapp.operations.attendance import answer as answer_oneself
from webapp.operations.attendance import answer_for
from webapp.operations.errors import Refused
from webapp.operations.events import EventDeleted, Saved
from webapp.operations.overlaps import Overlapping
from webapp.operations.reading import EventView, instance_of, view_of
from webapp.views import events, gone_dates, toasts
from webapp.views.forms import key, wants_fragment
from webapp.views.limits import limited_writes
from webapp.views.shell import shell

bp = Blueprint("attendance", __name__)

ANSWERS = {"yes": "accepted", "maybe": "tentative", "no": "declined", "none": "needs-action"}
WORDS = {said: word for word, said in ANSWERS.items()}
UNKNOWN = "Answer yes, maybe or no."


@bp.get("/events/<int:event_id>/attendance")
def show(event_id: int) -> str:
    """The question to the reader, for the page to put in when it changes."""
    view, role = _view(event_id)
    return pieces.going(view, person().id, shell().audience(role))


@bp.post("/events/<int:event_id>/attendance")
@limited_writes
def answer(event_id: int) -> str | Response | tuple[str, int]:
    said = ANSWERS.get(request.values.get("answer", ""))
    if said is None:
        raise UnprocessableEntity(UNKNOWN)
    _check_date(event_id)
    before = _answer_before(event_id)
    try:
        saved = _save(event_id, said)
    except EventDeleted as refused:
        flash(str(refused))
        return _to_event(event_id)
    except Overlapping as refused:
        return _refused(event_id, str(refused)), 422
    told = _told(event_id, saved, said, before)
    if wants_fragment():
        return _pieces(event_id) + (render_template("events/_told.html", said=told) if told else "")
    if told:
        toasts.say(told["text"], *told["actions"])
    return _to_event(event_id)


def _check_date(event_id: int) -> None:
    """Raise Refused where the page that was answered on shows a date that the series has not any more."""
    opened, occurrence = open_event(person(), event_id), request.values.get("occurrence", "")
    if is_name(occurrence) and not has_instance(opened.event.document, occurrence):
        raise Refused(gone_dates.say_gone_to_guest(opened, occurrence))


def _answer_before(event_id: int) -> str:
    """The reader's answer as it stands before they give another one."""
    here = _view(event_id)[0].document["attendees"]
    return str(here.get(key_of_person(person().id), {}).get("answer", ""))


def _told(event_id: int, saved: Saved, said: str, before: str) -> dict[str, Any] | None:
    """What was answered, with the way back."""
    if not saved.changed:
        return None
    plain = "who" in request.values or said == ANSWERS["none"]
    text = "Saved." if plain else f"You answered {WORDS[said]}."
    if open_event(person(), event_id).role >= Role.EDITOR:
        return toasts.toast(text, *toasts.undo(saved.change_set))
    return toasts.toast(text, *_former_answer(event_id, before))


def _former_answer(event_id: int, before: str) -> list[toasts.Action]:
    """Viewers take no change back, but they may always answer as before; for a date alone or the whole, not both."""
    occurrence, scope = request.values.get("occurrence") or None, request.values.get("scope")
    if before not in WORDS or (occurrence and scope == "all"):
        return []
    there = url_for(".answer", event_id=event_id, answer=WORDS[before], occurrence=occurrence)
    return [toasts.post("Undo", there)]


def _save(event_id: int, said: str) -> Saved:
    """The reader's own answer, or that of the outside address `who`."""
    occurrence = request.values.get("occurrence", "")
    if who := request.values.get("who", ""):
        return answer_for(event_id, who, said, by=person(), occurrence=occurrence, key=key())
    whole = not occurrence or request.values.get("scope") == "all"
    return answer_oneself(event_id, said, by=person(), occurrence=occurrence, whole=whole, key=key())


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
