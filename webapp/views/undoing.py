"""Taking back one old change, from the message about it or from its comparison."""

from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from webapp.domain.event_input import check_event
from webapp.domain.roles import Role
from webapp.domain.taking_back import EVENT
from webapp.domain.wording_done import say_done
from webapp.entry.identity import person
from webapp.operations.access import OpenEvent, open_event
from webapp.operations.events import EditConflict, Saved, base_document
from webapp.operations.undoing import Answer, undo_version
from webapp.operations.undoing_sets import SetConflict
from webapp.views import (
    change_questions,
    conflict_answers,
    conflicts,
    event_forms,
    instances,
    overlaps,
    toasts,
)
from webapp.views.forms import key_for, number, typed, wants_fragment

bp = Blueprint("undoing", __name__)

Page = str | Response | tuple[str, int]


@bp.post("/events/<int:event_id>/versions/<int:version>/undo")
def undo(event_id: int, version: int) -> Page:
    opened = open_event(person(), event_id, at_least=Role.EDITOR)
    if "base" in typed():
        return _answered(opened, version)
    asked = (change_questions.answers() or {}).get(event_id)
    if asked and asked.choices.get(EVENT) == "theirs":
        toasts.say("It stays as it is.")
        return redirect(url_for("events.show", event_id=event_id), 303)
    return _undone(opened, version, None, delete_at=asked.seen if asked and asked.choices.get(EVENT) else 0)


def _answered(opened: OpenEvent, version: int) -> Page:
    """With what somebody chose on the conflict page."""
    base = number("base")
    raw, seen = conflict_answers.worked_in(typed(), opened.event, base)
    checked = check_event(
        raw, default_zone=opened.event.zone, guests=event_forms.guests_at(opened, base, seen)
    )
    if checked.document is None:
        return event_forms.edit_page(opened, checked.typed, checked.errors, base, bases=seen), 422
    mine = instances.as_series(base_document(opened.event, base, seen), checked.document)
    return _undone(opened, version, Answer(mine, base, seen))


def _undone(opened: OpenEvent, version: int, answer: Answer | None, delete_at: int = 0) -> Page:
    event_id, key = opened.event.id, key_for("undo", version)
    try:
        saved = undo_version(event_id, version, by=person(), key=key, answer=answer, delete_at=delete_at)
    except EditConflict as conflict:
        return conflicts.page(opened, conflict, undoing=version), 409
    except SetConflict as conflict:
        there = url_for("history.event", event_id=event_id)
        return change_questions.page(conflict, request.path, there), 409
    if wants_fragment():
        return render_template("events/_told.html", said=_said(saved, version))
    said = _said(saved, version)
    toasts.say(said["text"], *said["actions"])
    there = "history.event" if request.args.get("then") == "history" else "events.show"
    return redirect(url_for(there, event_id=saved.event_id), 303)


def _said(saved: Saved, version: int) -> dict[str, Any]:
    if saved.changed:
        again = url_for(".undo", event_id=saved.event_id, version=saved.version)
        done = say_done("undone", person().locale, version=version)
        return toasts.toast(*overlaps.told(done, saved, toasts.post("Redo", again)))
    return toasts.toast(say_done("nothing_undone", person().locale, version=version))
