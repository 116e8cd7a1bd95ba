"""An event: its page, its forms, deleting it and bringing it back."""

from collections.abc import Mapping
from datetime import UTC, datetime

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from webapp.domain.document import SHOWN
from webapp.domain.event_input import Checked, as_form, check_event, partial
from webapp.domain.roles import Role
from webapp.domain.wording_done import say_done
from webapp.entry.identity import person
from webapp.fragments import event as fragments
from webapp.fragments import repeat_form, when_form
from webapp.fragments.attendance import going
from webapp.operations.access import OpenEvent, open_event
from webapp.operations.events import (
    EditConflict,
    EventDeleted,
    Saved,
    base_document,
    create_event,
    delete_event,
    edit_event,
    undelete_event,
)
from webapp.operations.invitees import guests_of
from webapp.operations.overlaps import Overlapping
from webapp.operations.reading import instance_of, view_of
from webapp.operations.relocating import MovedMeanwhile, ThereAlready
from webapp.views import (
    bases,
    conflict_answers,
    conflicts,
    event_calendars,
    event_forms,
    instances,
    looks,
    overlaps,
    toasts,
)
from webapp.views.forms import key, number, typed, wants_fragment
from webapp.views.limits import limited_writes
from webapp.views.shell import shell

bp = Blueprint("events", __name__, url_prefix="/events")

Answer = str | Response | tuple[str, int] | tuple[str, dict[str, str]]

# htmx puts what comes with 409 in the place of the page, and with 422 in the place of the form.
_GONE = {False: 409, True: 422}


@bp.get("/<int:event_id>")
def show(event_id: int) -> str:
    opened = open_event(person(), event_id)
    return page(opened, request.args.get("occurrence"))


def page(opened: OpenEvent, occurrence: str | None = None, refused: str = "") -> str:
    """The page of an event or of one instance; `refused` is why the reader's answer was not taken."""
    view = view_of(opened.event, opened.calendar)
    if occurrence is not None:
        view = instance_of(view, occurrence)
    pieces = fragments.fragments(view, shell().audience(opened.role.word))
    return render_template(
        "events/show.html",
        view=view,
        refused=refused,
        pieces=pieces,
        going=going(view, person().id, shell().audience(opened.role.word), refused),
        since=cursor(opened),
        opened=opened,
        look=looks.of_event(opened),
        wrote=request.args.get("blame") == "1",
        overlapping=overlaps.line(opened, opened.event.document, view.occurrence),
        day_url=event_forms.agenda_url(view.document, shell().zone),
    )


@bp.get("/new")
def new() -> Answer:
    chosen = event_forms.chosen_calendar(request.args.get("calendar", ""))
    return event_forms.new_page(event_forms.fresh(request.args), {}, chosen)


@bp.get("/repeats")
def repeats() -> str:
    """The next dates of what is typed in a form."""
    return repeat_form.preview(request.args, shell().audience("editor"), datetime.now(UTC))


@bp.get("/times")
def times() -> str:
    """What is to be said about the times typed in a form."""
    return when_form.preview(request.args, shell().audience("editor"))


@bp.post("")
@limited_writes
def create() -> Answer:
    chosen = event_forms.chosen_calendar(typed().get("calendar_id", ""))
    if "slot" in typed():
        return event_forms.new_page(overlaps.with_slot(typed()), {}, chosen)
    checked = check_event(typed(), default_zone=shell().zone, guests=guests_of({}))
    if "look" in typed() and checked.document is not None:
        return event_forms.new_page(checked.typed, {}, chosen)
    if checked.document is None or chosen is None:
        errors = checked.errors if chosen else checked.errors | {"calendar_id": event_forms.CHOOSE}
        return event_forms.new_page(checked.typed, errors, chosen), 422
    try:
        saved = create_event(chosen.id, checked.document, by=person(), key=key())
    except Overlapping as refused:
        note = overlaps.of_refusal(refused)
        return event_forms.new_page(checked.typed, {"when": str(refused)}, chosen, note), 422
    done = say_done("made", person().locale, title=checked.document["title"])
    overlaps.say(done, saved, *toasts.undo(saved.change_set))
    flash("event-new", "draft-done")
    return _to_event(saved)


@bp.get("/<int:event_id>/edit")
def edit(event_id: int) -> Answer:
    opened = open_event(person(), event_id, at_least=Role.EDITOR)
    if "occurrence" in request.args:
        return instances.edit_page(opened, request.args["occurrence"], since=cursor(opened))
    values = as_form(opened.event.document)
    return event_forms.edit_page(opened, values, {}, opened.event.version, since=cursor(opened))


@bp.post("/<int:event_id>")
@limited_writes
def update(event_id: int) -> Answer:
    opened = open_event(person(), event_id, at_least=Role.EDITOR)
    if "occurrence" in typed():
        return instances.update(opened)
    base = number("base")
    if "slot" in typed():
        return event_forms.edit_page(opened, overlaps.with_slot(typed()), {}, base, bases=bases.of_units())
    raw, seen = conflict_answers.worked_in(typed(), opened.event, base)
    checked = check_event(
        raw, default_zone=opened.event.zone, guests=event_forms.guests_at(opened, base, seen)
    )
    goes_to, wrong = event_calendars.wanted(opened.event, base)
    errors = checked.errors | wrong
    if checked.document is None or wrong or typed().keys() & {"back", "look"}:
        return event_forms.edit_page(opened, checked.typed, errors, base, bases=seen), 422 if errors else 200
    before = base_document(opened.event, base, seen)
    if question := instances.question_about_all(opened, before, checked, request.path):
        return question
    mine = instances.as_series(before, checked.document)
    try:
        saved = event_calendars.save(event_id, mine, base, seen, goes_to)
    except (ThereAlready, MovedMeanwhile) as refused:
        errors = {event_calendars.FIELD: str(refused)}
        return event_forms.edit_page(opened, checked.typed, errors, base, bases=seen), 422
    except EditConflict as conflict:
        return conflicts.page(opened, conflict), 409
    except EventDeleted as refused:
        return event_forms.edit_page(opened, checked.typed, {}, base, str(refused), bases=seen), 409
    except Overlapping as refused:
        note, errors = overlaps.of_refusal(refused, opened), {"when": str(refused)}
        return event_forms.edit_page(opened, checked.typed, errors, base, bases=seen, overlapping=note), 422
    event_forms.say_saved(saved, moved_to=goes_to.name if goes_to else "")
    if (draft := typed().get("draft", "")).removeprefix(f"event-{event_id}-") in SHOWN:
        flash(draft, "draft-done")
    return _to_event(saved)


@bp.get("/<int:event_id>/fields/<unit>/form")
def field_form(event_id: int, unit: str) -> Answer:
    opened = open_event(person(), event_id, at_least=Role.EDITOR)
    if not wants_fragment():
        return redirect(url_for(".edit", event_id=event_id) + f"#f-{_unit(unit)}", 303)
    return event_forms.field_form(
        opened, _unit(unit), as_form(opened.event.document), {}, opened.event.version
    )


@bp.get("/<int:event_id>/fields/<unit>")
def field(event_id: int, unit: str) -> Answer:
    opened = open_event(person(), event_id)
    return _field(opened, _unit(unit))


@bp.post("/<int:event_id>/fields/<unit>")
@limited_writes
def update_field(event_id: int, unit: str) -> Answer:
    opened = open_event(person(), event_id, at_least=Role.EDITOR)
    base, seen = number("base"), bases.of_units()
    before = base_document(opened.event, base, seen)
    if "slot" in typed() and unit == "when":
        moved = Checked(None, {}, overlaps.with_slot(typed(), [unit]))
        return _form_again(opened, unit, moved, base, seen)
    checked = partial(before, _unit(unit), typed(), opened.event.zone, guests_of(before))
    if checked.document is None or typed().keys() & {"back", "look"}:
        return _form_again(opened, unit, checked, base, seen)
    if question := instances.question_about_all(opened, before, checked, request.path):
        return question, {"HX-Retarget": "#main", "HX-Reselect": "#scope", "HX-Reswap": "innerHTML"}
    mine = instances.as_series(before, checked.document)
    try:
        saved = edit_event(event_id, mine, base, by=person(), key=key(), bases=seen)
    except EditConflict as conflict:
        return conflicts.page(opened, conflict), 409
    except EventDeleted as refused:
        errors = {unit: str(refused)}
        return event_forms.field_form(opened, unit, checked.typed, errors, base, seen), _GONE[
            wants_fragment()
        ]
    except Overlapping as refused:
        again = Checked(None, {unit: str(refused)}, checked.typed)
        return _form_again(
            opened, unit, again, base, seen, overlaps.of_refusal(refused, opened, free=unit == "when")
        )
    if wants_fragment():
        return _field(open_event(person(), event_id), unit) + event_forms.told(saved)
    event_forms.say_saved(saved)
    flash(f"event-{event_id}-{unit}", "draft-done")
    return _to_event(saved)


@bp.get("/<int:event_id>/deletion")
def deletion(event_id: int) -> str:
    opened = open_event(person(), event_id, at_least=Role.EDITOR)
    return instances.deletion_page(opened, request.args.get("occurrence", ""))


@bp.post("/<int:event_id>/deletions")
def delete(event_id: int) -> Response:
    opened = open_event(person(), event_id, at_least=Role.EDITOR)
    if (occurrence := typed().get("occurrence")) and (scope := typed().get("scope")) != "all":
        return instances.remove(opened, occurrence, scope or "")
    if delete_event(event_id, by=person(), key=key()).changed:
        undo = toasts.post("Undo", url_for(".undelete", event_id=event_id))
        toasts.say(say_done("deleted", person().locale, title=opened.event.title), undo)
    return redirect(event_forms.agenda_url(opened.event.document, shell().zone), 303)


@bp.post("/<int:event_id>/recoveries")
def undelete(event_id: int) -> Response:
    saved = undelete_event(event_id, by=person(), key=key())
    if saved.changed:
        done = say_done("undeleted", person().locale)
        overlaps.say(done, saved, *toasts.undo(saved.change_set))
    return _to_event(saved)


def _form_again(
    opened: OpenEvent,
    unit: str,
    checked: Checked,
    base: int,
    seen: Mapping[str, int],
    overlapping: str = "",
) -> Answer:
    """The form of one field with what was typed: in its place, or as the page that holds all fields."""
    status = 422 if checked.errors else 200
    if wants_fragment():
        return event_forms.field_form(
            opened, unit, checked.typed, checked.errors, base, seen, overlapping
        ), status
    values = as_form(base_document(opened.event, base, seen)) | checked.typed
    return event_forms.edit_page(
        opened, values, checked.errors, base, bases=seen, overlapping=overlapping
    ), status


def cursor(opened: OpenEvent) -> str:
    """Where the page of one event stands: by its calendar, or by the event alone for who sees nothing else."""
    if opened.through_calendar:
        return f"c{opened.calendar.id}.{opened.calendar.seq}"
    return f"e{opened.event.id}.{opened.event.version}"


def _field(opened: OpenEvent, unit: str) -> str:
    """The field itself, and the header with it: it names the version."""
    view, audience = view_of(opened.event, opened.calendar), shell().audience(opened.role.word)
    if unit == "title":
        return fragments.header(view, audience)
    piece = fragments.field(view, audience, unit)
    return render_template("events/_saved.html", piece=piece, header=fragments.header(view, audience))


def _to_event(saved: Saved) -> Response:
    return redirect(url_for("events.show", event_id=saved.event_id), 303)


def _unit(name: str) -> str:
    if name not in SHOWN:
        raise NotFound
    return name
