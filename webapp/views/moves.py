"""Moving an event: by dragging it, and by the form "Move to…", which needs no script."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from webapp.domain import move_input, moving
from webapp.domain.document import Document, unit_of
from webapp.domain.locales import say_time
from webapp.domain.periods import comes_twice
from webapp.domain.roles import Role
from webapp.domain.series import repeats, wall_of
from webapp.domain.series_effects import say_effect, scopes_for
from webapp.domain.texts import Refused as NotLetIn
from webapp.domain.texts import showable
from webapp.domain.wording_dates import day_and_year
from webapp.domain.wording_done import say_done
from webapp.domain.wording_merge import say_merged
from webapp.domain.wording_moves import say_moved
from webapp.domain.wording_phrases import unit_label
from webapp.entry.identity import person
from webapp.fragments.when_form import Which, ask_which
from webapp.operations.access import OpenEvent, open_event
from webapp.operations.errors import Refused
from webapp.operations.events import EditConflict, Saved, document_at, edit_event
from webapp.operations.overlaps import Overlapping
from webapp.operations.reading import instance_of, view_of
from webapp.operations.series import DateGone, edit_instances
from webapp.views import conflicts, gone_dates, instances, move_slots, overlaps, toasts
from webapp.views.forms import key, new_key, number, typed, wants_fragment
from webapp.views.limits import limited_writes
from webapp.views.shell import shell

bp = Blueprint("moves", __name__, url_prefix="/events/<int:event_id>/moves")

Answer = str | Response | tuple[str, int]
WHICH = "This event repeats. Say which of its dates you mean."


@bp.get("/new")
def new(event_id: int) -> Answer:
    opened = open_event(person(), event_id, at_least=Role.EDITOR)
    document = opened.event.document
    occurrence = _known(document, request.args.get("occurrence", ""))
    if opened.event.deleted or (repeats(document) and not occurrence):
        return _to(event_id)
    before = moving.the_one(document, occurrence)
    fields = move_input.as_fields(before, shell().zone)
    # A time that was found (views/free_times.py) stands in the form already.
    found = {name: showable(request.args[name])[:10] for name in move_input.FIELDS if name in request.args}
    return _form(opened, occurrence, before, fields | {name: found[name] for name in found.keys() & fields})


@bp.post("")
@limited_writes
def move(event_id: int) -> Answer:
    opened = open_event(person(), event_id, at_least=Role.EDITOR)
    document = document_at(opened.event, number("base"))
    occurrence = _known(document, typed().get("occurrence", ""))
    if repeats(document) and not occurrence:
        return _refused(opened, "", document, {}, WHICH, 422)
    before = moving.the_one(document, occurrence)
    wanted, fields, errors = _read(before)
    if wanted is None:
        return _refused(opened, occurrence, before, fields, next(iter(errors.values())), 422, errors)
    try:
        mine = moving.moved(before, wanted, shell().zone)
    except NotLetIn as refusal:
        return _refused(opened, occurrence, before, fields, str(refusal), 422)
    scope = typed().get("scope", "")
    offered = scopes_for(document, occurrence, mine) if occurrence else []
    if offered and scope not in offered and unit_of(mine, "when") != unit_of(before, "when"):
        return _which_ones(opened, occurrence, document, mine, wanted, offered)
    try:
        saved = _save(opened, occurrence, scope, mine)
    except EditConflict as conflict:
        return _collided(opened, occurrence, scope, before, fields, conflict)
    except Overlapping as refusal:
        free = move_slots.offers(refusal, wanted)
        return _refused(opened, occurrence, before, fields, str(refusal), 409, free=free)
    except DateGone:
        return _refused(opened, occurrence, before, fields, gone_dates.say_gone(opened, occurrence), 409)
    except Refused as refusal:
        return _refused(opened, occurrence, before, fields, str(refusal), 409)
    return _moved(
        opened,
        occurrence,
        scope,
        before,
        mine,
        saved,
        _other(opened, occurrence, scope, before, mine, wanted),
    )


def _known(document: Document, occurrence: str) -> str:
    """The instance that is meant; an event that happens once is its own."""
    return instances.known(document, occurrence) if occurrence and repeats(document) else ""


def _read(before: Document) -> tuple[moving.Wanted | None, dict[str, str], dict[str, str]]:
    """The time that is asked for, what the form shows again, and what will not do in it."""
    if "start" not in typed():
        wanted, errors = move_input.read_fields(typed(), before["all_day"], shell().zone)
        if wanted is None or "slot" not in typed():
            return wanted, move_input.typed_again(typed()), errors
        wanted = move_slots.taken(wanted, typed()["slot"])
        return wanted, move_input.of_wanted(wanted), {}
    try:
        wanted = moving.read_wanted(*map(typed().get, ("start", "end", "start_which")))
    except NotLetIn as refusal:
        return None, {}, {"date": str(refusal)}
    # The form has no tick for all day: where that would change, it shows the event as it is.
    return wanted, move_input.of_wanted(wanted) if wanted.all_day == before["all_day"] else {}, {}


def _save(opened: OpenEvent, occurrence: str, scope: str, mine: Document) -> Saved:
    base = number("base")
    if occurrence:
        event_id = opened.event.id
        return edit_instances(event_id, occurrence, scope or "this", mine, base, by=person(), key=key())
    return edit_event(opened.event.id, unit_of(mine, "when"), base, by=person(), key=key())


def _other(
    opened: OpenEvent, occurrence: str, scope: str, before: Document, mine: Document, wanted: moving.Wanted
) -> list[toasts.Action]:
    """The way to the other of two equal times, where the drop alone has said which."""
    start = moving.seen_in(mine, shell().zone).start
    is_left = mine["all_day"] or mine["start"] == before["start"] or not comes_twice(start, shell().zone)
    if wanted.which or scope not in ("", "this") or is_left:
        return []
    url = url_for(".new", event_id=opened.event.id, occurrence=occurrence or None)
    return [toasts.link(f"Which {say_time(start, shell().account.clock, shell().account.locale)}?", url)]


def _moved(
    opened: OpenEvent,
    occurrence: str,
    scope: str,
    before: Document,
    mine: Document,
    saved: Saved,
    more: list[toasts.Action],
) -> Answer:
    said = _said(scope, before, mine, saved, more)
    if wants_fragment():
        return render_template("events/_told.html", said=said)
    toasts.say(said["text"], *said["actions"])
    return _to(saved.rest_id or saved.event_id, saved.occurrence if scope in ("", "this") else "")


def _said(
    scope: str, before: Document, mine: Document, saved: Saved, more: list[toasts.Action]
) -> dict[str, Any]:
    """Where it is now, whose changes were kept, and the way back."""
    view = shell()
    if not saved.changed:
        return toasts.toast(say_done("there_already", view.account.locale, title=mine["title"]))
    text = say_moved(mine, before, scope, view.audience("editor"), view.today)
    if saved.rest_id:
        there = toasts.link("Open it", _url(saved.rest_id))
        own = f"{text} {say_done('split_off', view.account.locale)}"
        return toasts.toast(*overlaps.told(own, saved, *toasts.undo(saved.change_set), there))
    kept = f" {say_merged(saved.kept, saved.combined, view.account.locale)}" if saved.kept else ""
    undo = url_for("undoing.undo", event_id=saved.event_id, version=saved.version)
    return toasts.toast(*overlaps.told(text + kept, saved, toasts.post("Undo", undo), *more))


def _refused(
    opened: OpenEvent,
    occurrence: str,
    before: Document,
    fields: Mapping[str, str],
    sentence: str,
    status: int,
    errors: Mapping[str, str] | None = None,
    free: Sequence[move_slots.Offer] = (),
) -> Answer:
    """Why it was not moved: for a drag said on its page, else in the form with what was typed and what is `free`."""
    if wants_fragment() and "start" in typed():
        return _told(opened, occurrence, sentence, free), status
    if repeats(before) and not occurrence:
        toasts.say(sentence)
        return _to(opened.event.id)
    values = move_input.as_fields(before, shell().zone) | dict(fields)
    refused = "" if errors else sentence
    return _form(opened, occurrence, before, values, errors or {}, refused, number("base"), free), status


def _collided(
    opened: OpenEvent,
    occurrence: str,
    scope: str,
    before: Document,
    fields: Mapping[str, str],
    conflict: EditConflict,
) -> Answer:
    """Somebody else moved it meanwhile. A page can ask whose time it shall be; a drag only says so."""
    if wants_fragment():
        return _refused(opened, occurrence, before, fields, _whose(opened, conflict), 409)
    return conflicts.page(opened, conflict, scope=scope or "this"), 409


def _whose(opened: OpenEvent, conflict: EditConflict) -> str:
    """Who changed what meanwhile, for who has just let go of the event."""
    unit = next(iter(conflict.merged.conflicts))
    view = view_of(conflict.event, opened.calendar)
    origin = (instance_of(view, conflict.occurrence) if conflict.occurrence else view).origins.get(unit)
    name = origin.first_name if origin else "Somebody"
    return (
        f"{name} changed {unit_label(unit)} of {conflict.event.title} meanwhile, so your move was not saved."
    )


def _told(opened: OpenEvent, occurrence: str, sentence: str, free: Sequence[move_slots.Offer] = ()) -> str:
    """A sentence with the way to the event, and to a time that is free."""
    there = toasts.link("Open it", _url(opened.event.id, occurrence))
    near = move_slots.link(opened.event.id, occurrence, free)
    return render_template("events/_told.html", said=toasts.toast(sentence, *near, there))


def _which_ones(
    opened: OpenEvent,
    occurrence: str,
    document: Document,
    mine: Document,
    wanted: moving.Wanted,
    offered: list[str],
) -> str:
    """For which instances it is meant, each with what it does."""
    start, end = moving.as_texts(wanted)
    locale = shell().account.locale
    return render_template(
        "events/move_scope.html",
        opened=opened,
        event=opened.event,
        day=day_and_year(wall_of(occurrence), locale),
        scopes=[
            {
                "name": name,
                "label": instances.LABELS[name],
                "says": say_effect(instances.effect_on(opened, document, occurrence, name, mine), locale),
            }
            for name in offered
        ],
        sent={
            "base": number("base"),
            "occurrence": occurrence,
            "start": start,
            "end": end,
            "start_which": wanted.which,
            "key": key() or new_key(),
        },
    )


def _form(
    opened: OpenEvent,
    occurrence: str,
    before: Document,
    values: Mapping[str, str],
    errors: Mapping[str, str] | None = None,
    refused: str = "",
    base: int = 0,
    free: Sequence[move_slots.Offer] = (),
) -> str:
    return render_template(
        "events/move.html",
        opened=opened,
        event=opened.event,
        title=before["title"],
        occurrence=occurrence,
        day=day_and_year(wall_of(occurrence), shell().account.locale) if occurrence else "",
        all_day=before["all_day"],
        values=values,
        which=_which(values),
        errors=errors or {},
        refused=refused,
        free=free,
        base=base or opened.event.version,
        key=new_key(),
    )


def _which(values: Mapping[str, str]) -> Which | None:
    """The question that the form asks where clocks show the start twice."""
    start = move_input.twice_in(values, shell().zone)
    return ask_which("start", start, shell().zone, shell().audience("editor"), values) if start else None


def _url(event_id: int, occurrence: str = "") -> str:
    return url_for("events.show", event_id=event_id, occurrence=occurrence or None)


def _to(event_id: int, occurrence: str = "") -> Response:
    return redirect(_url(event_id, occurrence), 303)
