"""A change set: what one action did, and taking all of it back at once."""

from collections.abc import Iterable
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from webapp.domain.locales import Audience, say_moment
from webapp.domain.roles import Role
from webapp.domain.wording import say
from webapp.domain.wording_undo import say_did, say_outlook, say_undone
from webapp.entry.identity import person
from webapp.fragments.history import way
from webapp.operations.access import OpenChangeSet, open_change_set
from webapp.operations.change_sets import Line, head_of, lines_of, lines_told_to, outlook, steps_of
from webapp.operations.history_sharing import share_message
from webapp.operations.undoing_dates import splits_since_set, with_dates
from webapp.operations.undoing_roles import may_take_back, roles_of_set, shared_by
from webapp.operations.undoing_sets import SetConflict, SetUndone, undo_change_set
from webapp.views import change_questions, elsewhere, history_query, overlaps, toasts
from webapp.views.forms import key, new_key, wants_fragment
from webapp.views.limits import limited_writes
from webapp.views.shell import shell

bp = Blueprint("changes", __name__, url_prefix="/changes")

Answer = str | Response | tuple[str, int]
AT_ONCE = 100


@bp.get("/<int:change_set_id>")
def show(change_set_id: int) -> str:
    opened = open_change_set(person(), change_set_id)
    after = _after()
    lines = lines_told_to(person(), lines_of(change_set_id, person(), after, AT_ONCE + 1))
    head, audience = head_of(opened.change_set), shell().audience(Role.VIEWER.word)
    return render_template(
        "changes/show.html",
        number=change_set_id,
        head=head,
        did=say_did(head.kind, head.events if opened.role is not None else len(lines), person().locale),
        iso=head.at.isoformat(),
        moment=say_moment(head.at, audience),
        way=way(head.via, person().locale) if head.via != "web" else "",
        rows=list(_rows(lines[:AT_ONCE], audience)),
        shared=list(_shared(change_set_id, audience)) if not after else [],
        earlier=after > 0,
        more=lines[AT_ONCE - 1].seq if len(lines) > AT_ONCE else 0,
        again=head.kind == "undo",
        key=new_key(),
        **_undoing(opened),
    )


@bp.post("/<int:change_set_id>/undo")
@limited_writes
def undo(change_set_id: int) -> Answer:
    opened = open_change_set(person(), change_set_id, Role.EDITOR)
    answers = change_questions.answers()
    try:
        undone = undo_change_set(change_set_id, by=person(), key=key(), answers=answers)
    except SetConflict as conflict:
        return change_questions.page(
            conflict, request.path, url_for(".show", change_set_id=change_set_id)
        ), 409
    said = _said(undone, opened.change_set.kind == "undo")
    if wants_fragment():
        return render_template("events/_told.html", said=said)
    toasts.say(said["text"], *said["actions"])
    return redirect(_there(change_set_id, undone), 303)


def _undoing(opened: OpenChangeSet) -> dict[str, Any]:
    """Whether it can be taken back by this person, and what that would do now."""
    if opened.role is None or opened.role < Role.EDITOR:
        return {"may_undo": False, "left": False, "says": ""}
    number = opened.change_set.id
    plan = with_dates(steps_of(number), splits_since_set(number), None, person())
    steps = plan.steps
    found = outlook(steps)
    again = opened.change_set.kind == "undo"
    roles = roles_of_set(opened.change_set.id)
    if not may_take_back(roles, person()):
        return {"may_undo": False, "left": False, "says": ""}
    says = say_outlook(
        again,
        found.deleted,
        found.restored,
        found.changed,
        found.edited,
        found.gone,
        len(roles.back),
        len(roles.kept),
    )
    return {
        "may_undo": True,
        "left": found.events > 0 or roles.back,
        "says": " ".join([says, *elsewhere.there(steps)]),
        "elsewhere": elsewhere.why(plan.unreached),
    }


def _rows(lines: Iterable[Line], audience: Audience) -> Iterable[dict[str, Any]]:
    for line in lines:
        yield {
            "title": line.title,
            "event_id": line.event_id,
            "said": say([(name, params) for name, params in line.said], audience.locale, audience.clock),
            "version": line.version,
            "look": _look(line.event_id, line.version),
        }


def _shared(change_set_id: int, audience: Audience) -> Iterable[dict[str, Any]]:
    """Roles that it gave and took, of events that one sees."""
    for change, title in shared_by(change_set_id, person(), AT_ONCE):
        yield {
            "title": title,
            "event_id": change.event_id,
            "said": say([share_message(change, "")], audience.locale, audience.clock),
        }


def _look(event_id: int, version: int) -> str:
    """Where one sees what a version changed; of the first one, what it made."""
    if version == 1:
        return url_for("history.version", event_id=event_id, number=1)
    return url_for("history.compare", event_id=event_id, older=version - 1, newer=version)


def _said(undone: SetUndone, again: bool) -> dict[str, Any]:
    counts = undone.deleted, undone.restored, undone.changed
    text = say_undone(again, *counts, len(undone.roles), len(undone.roles_kept))
    back = toasts.undo(undone.change_set, "Undo" if again else "Redo")
    said = toasts.toast(*overlaps.told(text, undone, *back))
    return elsewhere.told(said, undone.unreached)


def _there(change_set_id: int, undone: SetUndone) -> str:
    """The one event that is there now, else what was done."""
    if undone.event_id:
        return url_for("events.show", event_id=undone.event_id)
    return url_for(".show", change_set_id=undone.change_set or change_set_id)


def _after() -> int:
    """The number in the calendar after which the list goes on."""
    text = request.args.get("after", "0")
    number = history_query.number(text)
    if number is None:
        raise NotFound
    return number
