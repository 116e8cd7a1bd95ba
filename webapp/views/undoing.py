"""Taking back one old change, from the message about it or from its comparison; or all between two versions."""

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from webapp.domain.event_input import check_event
from webapp.domain.roles import Role
from webapp.domain.taking_back import EVENT
from webapp.domain.wording import Message, say
from webapp.domain.wording_done import say_done
from webapp.domain.wording_phrases import interface_locale, unit_label
from webapp.domain.wording_undo import listed, say_prospect, say_undone_there, say_versions
from webapp.entry.identity import person
from webapp.fragments.history import AT_ONCE, rows_between
from webapp.operations.access import OpenEvent, open_event
from webapp.operations.calendar_names import rows_told_to, told_to
from webapp.operations.events import EditConflict, Saved, base_document
from webapp.operations.history import VersionRow
from webapp.operations.undo_prospects import Prospect, prospect_of
from webapp.operations.undoing import Answer, undo_version
from webapp.operations.undoing_sets import SetConflict
from webapp.views import (
    change_questions,
    conflict_answers,
    conflicts,
    elsewhere,
    event_forms,
    history_query,
    instances,
    overlaps,
    toasts,
)
from webapp.views.conflict_words import Undoing
from webapp.views.forms import key_for, new_key, number, typed, wants_fragment
from webapp.views.shell import shell

bp = Blueprint("undoing", __name__)

Page = str | Response | tuple[str, int]


@bp.post("/events/<int:event_id>/versions/<int:version>/undo")
def undo(event_id: int, version: int) -> Page:
    return _undo(Undoing(version, version - 1, request.path), event_id)


@bp.get("/events/<int:event_id>/history/undo")
def picked(event_id: int) -> Response:
    opened = open_event(person(), event_id, at_least=Role.EDITOR)
    older, newer = history_query.picked(opened.event.version)
    older = min(older, newer - 1)  # one version chosen twice means that one
    return redirect(url_for(".several", event_id=event_id, older=older, newer=newer), 303)


@bp.get("/events/<int:event_id>/undo/<int:older>/<int:newer>")
def several(event_id: int, older: int, newer: int) -> str:
    opened = open_event(person(), event_id, at_least=Role.EDITOR)
    if not 0 < older < newer:
        raise NotFound
    found = prospect_of(opened.event, newer, older, shell().now, person())
    return render_template(
        "history/undo.html",
        opened=opened,
        event=opened.event,
        older=older,
        newer=newer,
        named=say_versions(older + 1, newer),
        did=_said_of(found.did) if found.did else "",
        says=" ".join(filter(None, [_says(found, older, newer), *elsewhere.there(found.there)])),
        elsewhere=elsewhere.why(found.unreached),
        left=found.left,
        rows=rows_between(
            event_id, older, newer, shell().audience(Role.VIEWER.word), shell().now, _told_to_them
        ),
        more=max(0, newer - older - AT_ONCE),
        key=new_key(),
    )


@bp.post("/events/<int:event_id>/undo/<int:older>/<int:newer>")
def undo_several(event_id: int, older: int, newer: int) -> Page:
    if not 0 < older < newer:
        raise NotFound
    return _undo(Undoing(newer, older, request.path), event_id)


def _says(found: Prospect, older: int, newer: int) -> str:
    switch: list[Message] = []
    if found.deletes or found.restores:
        switch.append(("event.deleted" if found.deletes else "event.restored", {}))
    does = _said_of([*switch, *found.does]) if switch or found.does else ""
    if found.there and not does and not found.collides:
        return ""
    return say_prospect(
        older + 1, newer, does, listed([unit_label(one) for one in found.collides]), found.gone
    )


def _told_to_them(rows: Sequence[VersionRow]) -> list[VersionRow]:
    return rows_told_to(person(), rows)


def _said_of(messages: list[Message]) -> str:
    return say(told_to(person(), messages), interface_locale(person().locale), person().clock)


def _undo(undoing: Undoing, event_id: int) -> Page:
    opened = open_event(person(), event_id, at_least=Role.EDITOR)
    if "base" in typed():
        return _answered(opened, undoing)
    asked = (change_questions.answers() or {}).get(event_id)
    if asked and asked.choices.get(EVENT) == "theirs":
        toasts.say("It stays as it is.")
        return redirect(url_for("events.show", event_id=event_id), 303)
    return _undone(opened, undoing, None, delete_at=asked.seen if asked and asked.choices.get(EVENT) else 0)


def _answered(opened: OpenEvent, undoing: Undoing) -> Page:
    """With what somebody chose on the conflict page."""
    base = number("base")
    raw, seen = conflict_answers.worked_in(typed(), opened.event, base)
    checked = check_event(
        raw, default_zone=opened.event.zone, guests=event_forms.guests_at(opened, base, seen)
    )
    if checked.document is None:
        return event_forms.edit_page(opened, checked.typed, checked.errors, base, bases=seen), 422
    mine = instances.as_series(base_document(opened.event, base, seen), checked.document)
    return _undone(opened, undoing, Answer(mine, base, seen))


def _undone(opened: OpenEvent, undoing: Undoing, answer: Answer | None, delete_at: int = 0) -> Page:
    event_id, version = opened.event.id, undoing.version
    since = undoing.since if undoing.several else 0
    key = key_for("undo", version, *([since] if since else []))
    answers = change_questions.answers()
    try:
        saved = undo_version(event_id, version, person(), key, answer, delete_at, since, answers=answers)
    except EditConflict as conflict:
        return conflicts.page(opened, conflict, undoing), 409
    except SetConflict as conflict:
        there = url_for("history.event", event_id=event_id)
        return change_questions.page(conflict, request.path, there), 409
    return _told(_said(saved, undoing), saved.event_id)


def _told(said: dict[str, Any], event_id: int) -> Page:
    if wants_fragment():
        return render_template("events/_told.html", said=said)
    toasts.say(said["text"], *said["actions"])
    there = "history.event" if request.args.get("then") == "history" else "events.show"
    return redirect(url_for(there, event_id=event_id), 303)


def _said(saved: Saved, undoing: Undoing) -> dict[str, Any]:
    what = "undone_all" if undoing.several else "undone"
    params = {"first": undoing.since + 1, "version": undoing.version}
    if not saved.changed:
        said = toasts.toast(say_done(f"nothing_{what}", person().locale, **params))
    elif saved.dates:
        title = open_event(person(), saved.event_id).event.title
        done = say_undone_there(undoing.since + 1, undoing.version, title, saved.dates, person().locale)
        said = toasts.toast(*overlaps.told(done, saved, *toasts.undo(saved.change_set, "Redo")))
    else:
        again = url_for(".undo", event_id=saved.event_id, version=saved.version)
        done = say_done(what, person().locale, **params)
        said = toasts.toast(*overlaps.told(done, saved, toasts.post("Redo", again)))
    return elsewhere.told(said, saved.unreached)
