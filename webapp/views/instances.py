"""One instance of a series: its page, its form, and the question for whom a change or a removal is meant."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from flask import flash, redirect, render_template, url_for
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from webapp.domain.document import Document, changed_units
from webapp.domain.event_input import FORM_FIELDS, Checked, as_form, check_event
from webapp.domain.series import has_instance, instance_with_rule, repeats, wall_of
from webapp.domain.series_edits import edit_all, settled
from webapp.domain.series_effects import Effect, asks, edits, effect, removal, say_effect, scopes_for
from webapp.domain.series_meanwhile import caught_up, date_seen
from webapp.domain.wording_dates import day_and_year
from webapp.domain.wording_done import say_done
from webapp.entry.identity import person
from webapp.operations.access import OpenEvent
from webapp.operations.errors import Refused
from webapp.operations.events import EditConflict, EventDeleted, Saved, document_at
from webapp.operations.invitees import guests_of
from webapp.operations.overlaps import Overlapping
from webapp.operations.series import DateGone, edit_instances, remove_instances, versions_seen
from webapp.views import bases, conflict_answers, conflicts, event_forms, gone_dates, overlaps, toasts
from webapp.views.forms import key, number, typed
from webapp.views.shell import shell

Answer = str | Response | tuple[str, int]

LABELS = {"this": "This one", "following": "This and the following", "all": "All of the series"}


def known(document: Mapping[str, Any], occurrence: str) -> str:
    """The name, if an instance has it; else there is no such page."""
    if not has_instance(document, occurrence):
        raise NotFound
    return occurrence


def edit_page(opened: OpenEvent, occurrence: str, since: str) -> str:
    """The form of one instance; `since` is where the page stands, as it is live."""
    document = opened.event.document
    values = as_form(instance_with_rule(document, known(document, occurrence)))
    return event_forms.edit_page(opened, values, {}, opened.event.version, since=since, occurrence=occurrence)


def update(opened: OpenEvent) -> Answer:
    """Save what was typed for an instance, once it is said for which ones."""
    base, occurrence, at = number("base"), typed()["occurrence"], bases.of_units()
    document, seen = document_at(opened.event, base), versions_seen(opened.event, at)
    before = {**date_seen(document, known(document, occurrence), seen), "overrides": {}}
    if "slot" in typed():
        moved = overlaps.with_slot(typed())
        return event_forms.edit_page(opened, moved, {}, base, bases=at, occurrence=occurrence)
    answered = conflict_answers.of_date(typed(), before)
    checked = check_event(answered, default_zone=opened.event.zone, guests=guests_of(before))
    if checked.document is None or "back" in typed() or "look" in typed():
        status = 422 if checked.errors else 200
        return event_forms.edit_page(
            opened, checked.typed, checked.errors, base, bases=at, occurrence=occurrence
        ), status
    mine = {**before, **checked.document}
    if not changed_units(before, mine):
        return _to(opened.event.id, occurrence)
    series, date, wanted = _now(opened, document, occurrence, mine, seen)
    offered = scopes_for(series, date, wanted)
    if (scope := typed().get("scope", "")) not in offered:
        found = [effect_on(opened, series, date, one, wanted) for one in offered]
        return _question(opened, checked, found, _action(opened.event.id, occurrence))
    return _save(opened, occurrence, scope, before, mine, checked)


def _now(
    opened: OpenEvent,
    document: Document,
    occurrence: str,
    mine: Document,
    seen: Mapping[str, Document],
) -> tuple[Document, str, Document]:
    """The series, the date and what it is to be, with what others have saved since: what saving does is told of these."""
    there = opened.event.document
    found = caught_up(document, there, occurrence, mine, seen) if document != there else None
    if found is None or found.merged.conflicts:
        return document, occurrence, mine
    return there, found.name, found.merged.document


def as_series(base: Document, document: Document) -> Document:
    """A form of the whole event as the series it means: exceptions follow the dates.

    The page of a conflict sends exceptions along, as somebody chose them.
    """
    whole = {**base, **document}
    if "overrides" in typed():
        return settled(whole)
    return edit_all(base, "", whole).document if repeats(base) else whole


def question_about_all(opened: OpenEvent, base: Document, checked: Checked, action: str) -> str | None:
    """The page that says what becomes of the exceptions of a series, None where nothing has to be asked."""
    if "sure" in typed() or "overrides" in typed() or not repeats(base):
        return None
    found = effect_on(opened, base, "", "all", {**base, **(checked.document or {})})
    return _question(opened, checked, [found], action) if asks(found) else None


def effect_on(opened: OpenEvent, document: Document, occurrence: str, scope: str, mine: Document) -> Effect:
    """What an edit does, with the overlaps it brings."""
    found = effect(document, occurrence, scope, mine, datetime.now(UTC))
    edited = edits(document, occurrence, scope, mine)
    return replace(found, overlaps=overlaps.new_overlaps(opened, document, edited))


def deletion_page(opened: OpenEvent, occurrence: str) -> str:
    """For which instances a removal is meant; of an event that happens once, only whether it is."""
    document, now = opened.event.document, datetime.now(UTC)
    offered = scopes_for(document, known(document, occurrence)) if occurrence else ["all"]
    return render_template(
        "events/deletion.html",
        opened=opened,
        event=opened.event,
        occurrence=occurrence,
        day=_day(occurrence),
        scopes=[_scope(removal(document, occurrence, scope, now)) for scope in offered],
        repeats=repeats(document),
    )


def remove(opened: OpenEvent, occurrence: str, scope: str) -> Response:
    """Leave out this instance, or it and the following ones."""
    try:
        saved = remove_instances(opened.event.id, occurrence, scope, by=person(), key=key())
    except Refused as refused:
        flash(str(refused))
        return _to(opened.event.id, occurrence)
    if saved.changed:
        what = "taken_out_following" if scope == "following" else "taken_out"
        _say_with_undo(say_done(what, shell().account.locale, day=_day(occurrence)), saved)
    return _to(opened.event.id)


def _save(
    opened: OpenEvent, occurrence: str, scope: str, before: Document, mine: Document, checked: Checked
) -> Answer:
    base, at = number("base"), bases.of_units()
    try:
        saved = edit_instances(
            opened.event.id, occurrence, scope, mine, base, by=person(), key=key(), bases=at
        )
    except EditConflict as conflict:
        return conflicts.page(opened, conflict, scope=scope), 409
    except DateGone:
        return gone_dates.form_there(opened, occurrence, before, mine)
    except Overlapping as refused:
        note = overlaps.of_refusal(refused, opened, occurrence)
        errors = {"when": str(refused)}
        return event_forms.edit_page(
            opened, checked.typed, errors, base, bases=at, occurrence=occurrence, overlapping=note
        ), 422
    except EventDeleted as refused:
        return _again(opened, occurrence, checked, str(refused))
    flash(f"event-{saved.event_id}@{occurrence}", "draft-done")
    if saved.rest_id:
        own = say_done("series_from", shell().account.locale, day=_day(occurrence))
        overlaps.say(own, saved, *toasts.undo(saved.change_set))
        return _to(saved.rest_id)
    if saved.kept:
        event_forms.say_saved(saved)
    elif saved.changed:
        _say_with_undo(say_done("saved", shell().account.locale), saved)
    return _to(saved.event_id, saved.occurrence if scope == "this" else "")


def _again(opened: OpenEvent, occurrence: str, checked: Checked, refused: str) -> Answer:
    """The form once more, as the event was deleted meanwhile."""
    version = number("base")
    return event_forms.edit_page(
        opened, checked.typed, {}, version, refused, bases=bases.of_units(), occurrence=occurrence
    ), 409


def _question(opened: OpenEvent, checked: Checked, found: list[Effect], action: dict[str, Any] | str) -> str:
    """What saving does, before it is done: everything that was typed travels along."""
    target = action if isinstance(action, dict) else {"action": action, "away": action, "occurrence": ""}
    sent = {name for names in FORM_FIELDS.values() for name in names if name in typed()}
    return render_template(
        "events/scope.html",
        opened=opened,
        event=opened.event,
        day=_day(target["occurrence"]),
        scopes=[_scope(one) for one in found],
        values={name: value for name, value in checked.typed.items() if name in sent},
        base=number("base"),
        bases={name: value for name, value in typed().items() if name.startswith("base.")},
        key=typed().get("key", ""),
        **target,
    )


def _action(event_id: int, occurrence: str) -> dict[str, Any]:
    return {"action": url_for("events.update", event_id=event_id), "occurrence": occurrence}


def _scope(found: Effect) -> dict[str, str]:
    return {
        "name": found.scope,
        "label": LABELS[found.scope],
        "says": say_effect(found, shell().account.locale),
    }


def _day(occurrence: str) -> str:
    return day_and_year(wall_of(occurrence), shell().account.locale) if occurrence else ""


def _say_with_undo(text: str, saved: Saved) -> None:
    undo = url_for("undoing.undo", event_id=saved.event_id, version=saved.version)
    overlaps.say(text, saved, toasts.post("Undo", undo))


def _to(event_id: int, occurrence: str = "") -> Response:
    return redirect(url_for("events.show", event_id=event_id, occurrence=occurrence or None), 303)
