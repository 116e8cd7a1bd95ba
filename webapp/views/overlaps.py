"""What an event overlaps with: beside a form while one types, on its page, and in what is said after saving."""

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any

from flask import Blueprint, request, url_for

from webapp.domain.attendance import Attendees
from webapp.domain.attendee_input import Guests, read_attendees
from webapp.domain.document import UNITS, Document
from webapp.domain.event_input import FORM_FIELDS, check_repeats
from webapp.domain.overlap_plans import Plan
from webapp.domain.roles import Role
from webapp.domain.series import has_instance, instance_document, repeats
from webapp.domain.series_edits import Edited, edit_all, edit_this
from webapp.domain.texts import showable
from webapp.domain.which_input import ANY, FIRST, SECOND, WHICH
from webapp.domain.wording_overlaps import say_overlaps, say_refused, say_until
from webapp.entry.identity import person
from webapp.fragments import overlaps as fragments
from webapp.operations.access import OpenEvent, open_event
from webapp.operations.acquaintances import known_to
from webapp.operations.calendars import CalendarRow
from webapp.operations.errors import NotThere
from webapp.operations.events import Saved
from webapp.operations.invitees import find_accounts
from webapp.operations.overlaps import (
    Overlapping,
    Overlaps,
    Place,
    count_overlaps,
    find_free,
    overlaps_of,
    place_of,
    plan_of,
)
from webapp.operations.trash import BroughtBack
from webapp.operations.undoing_sets import SetUndone
from webapp.views import toasts
from webapp.views.shell import shell

bp = Blueprint("overlaps", __name__)

Values = Mapping[str, str]


@bp.get("/events/overlaps")
def preview() -> str:
    """The note beside a form, for what is typed in it."""
    if (number := request.args.get("event", "")).isdigit():
        opened = open_event(person(), int(number[:10]), at_least=Role.EDITOR)
        free = request.args.get("free") != "no"
        return of_event(request.args, opened, request.args.get("occurrence", ""), free)
    return of_new(request.args, writable(request.args.get("calendar_id", "")))


@bp.get("/events/<int:event_id>/overlaps")
def event(event_id: int) -> str:
    """The row of an event page."""
    opened = open_event(person(), event_id)
    occurrence = request.args.get("occurrence", "")
    document = opened.event.document
    if occurrence and not has_instance(document, occurrence):
        raise NotThere
    return line(opened, document, occurrence)


def of_new(values: Values, calendar: CalendarRow | None) -> str:
    """The note for a new event."""
    url = url_for("overlaps.preview")
    checked = check_repeats(values, default_zone=shell().zone)
    if checked.document is None or calendar is None:
        return _note(url)
    wanted = checked.document | _invited(values, {})
    return _looked(url, Plan(wanted, person().id), place_of(calendar.id))


def of_event(values: Values, opened: OpenEvent, occurrence: str = "", free: bool = True) -> str:
    """The note for an event, or for one instance of it, that is being edited.

    Without `free` no times are offered: a form of Repeats alone cannot take one.
    """
    url = _url_of(opened, occurrence, free)
    checked = check_repeats(values, default_zone=opened.event.zone)
    before = opened.event.document
    if checked.document is None or (occurrence and not has_instance(before, occurrence)):
        return _note(url)
    wanted = _edited(before, checked.document, values, occurrence)
    if not occurrence:
        wanted |= _invited(values, before["attendees"])
    return _looked(url, plan_of(opened.event, wanted, before), place_of(opened.calendar.id), free)


def of_refusal(
    refused: Overlapping, opened: OpenEvent | None = None, occurrence: str = "", free: bool = True
) -> str:
    """The note beside a form that was refused: its sentence stands below When already."""
    url = _url_of(opened, occurrence, free) if opened else url_for("overlaps.preview")
    return _note(url, "", refused.free if free else ())


def line(opened: OpenEvent, document: Document, occurrence: str = "") -> str:
    """What an event overlaps with; of what they may not see, viewers hear nothing."""
    shown = instance_document(document, occurrence) if occurrence else document
    found = Overlaps()
    if not opened.event.deleted:
        plan, place = plan_of(opened.event, shown, None), place_of(opened.calendar.id)
        found = overlaps_of(plan, place, person().id, datetime.now(UTC))
    if opened.role < Role.EDITOR:
        seen = [one for one in found.found if one["event_id"] is not None]
        found = Overlaps(seen, len(seen), found.until)
    return fragments.event_line(opened.event.id, occurrence, found, shell().audience(opened.role.word))


def new_overlaps(opened: OpenEvent, before: Document, edited: Edited) -> int:
    """How many an edit of instances would bring, in both events of a split."""
    documents = [edited.document, *([edited.rest] if edited.rest else [])]
    plans = [plan_of(opened.event, document, before) for document in documents]
    return count_overlaps(plans, place_of(opened.calendar.id), person().id, datetime.now(UTC))


def say(text: str, saved: Saved | BroughtBack, *actions: toasts.Action) -> None:
    """Say on the next page what was done, and what it overlaps with now."""
    toasts.say(*told(text, saved, *actions))


def told(text: str, saved: Saved | SetUndone | BroughtBack, *actions: toasts.Action) -> tuple[Any, ...]:
    """The words and actions of the message about a save."""
    if not saved.overlaps:
        return (text, *actions)
    said = say_overlaps(saved.overlaps, saved.overlap_count, shell().audience(""))
    there = next(filter(None, map(fragments.path_of, saved.overlaps)), "")
    look = [toasts.link("Look", there)] if there else []
    return (f"{text} {said}", *actions, *look)


def with_slot(values: Values, units: Iterable[str] = tuple(FORM_FIELDS)) -> dict[str, str]:
    """The fields of these units of a form in which a free time was chosen (Slot.choice): it is so many minutes later."""
    moved = {name: showable(values.get(name)) for unit in units for name in FORM_FIELDS[unit]}
    minutes, *more = values.get("slot", "").split(" ")
    until, *which = more or [minutes]
    for side, later in (("start", minutes), ("end", until)):
        moved |= _later(moved, side, _minutes(later))
    return moved | {name: one for name, one in zip(WHICH, which, strict=False) if one in (FIRST, SECOND, ANY)}


def writable(text: str) -> CalendarRow | None:
    """The calendar of a form, if the person may write to it."""
    return next((row for row in shell().calendars if str(row.id) == text and row.role >= Role.EDITOR), None)


def _url_of(opened: OpenEvent, occurrence: str, free: bool) -> str:
    number, no = opened.event.id, None if free else "no"
    return url_for("overlaps.preview", event=number, occurrence=occurrence or None, free=no)


def _looked(url: str, plan: Plan, place: Place, free: bool = True) -> str:
    now = datetime.now(UTC)
    found = overlaps_of(plan, place, person().id, now)
    if not found.count:
        return _note(url)
    slots = find_free(plan, place, person().id, now) if free else []
    return _note(url, _said(found, place), slots)


def _said(found: Overlaps, place: Place) -> str:
    audience = shell().audience("editor")
    refuses = place.conflict_policy == "refuse"
    said = (
        say_refused(found.found, found.count, place.name, audience)
        if refuses
        else say_overlaps(found.found, found.count, audience)
    )
    return f"{said} {say_until(found.until, audience)}".strip()


def _note(url: str, said: str = "", free: Any = ()) -> str:
    return fragments.form_note(url, said, free, shell().audience("editor"))


def _edited(before: Document, typed: Document, values: Values, occurrence: str) -> Document:
    """The event as the fields of When and Repeats want it; a form of one field sends no more than that."""
    units = ["when", *(["repeats"] if "repeat" in values and not occurrence else [])]
    fields = {name: typed[name] for unit in units for name in UNITS[unit]}
    if occurrence:
        alone = instance_document(before, occurrence)
        return edit_this(before, occurrence, {**alone, **fields}).document
    whole = {**before, **fields}
    return edit_all(before, "", whole).document if repeats(before) else whole


def _invited(values: Values, before: Attendees) -> Document:
    """Who is invited by what is typed. Only of whom one plans with already it is said that they are busy."""
    known = {one.id for one in known_to(person())}
    guests = Guests(before, lambda texts: [one for one in find_accounts(texts) if one.id in known])
    return read_attendees(values, {}, guests)


def _minutes(text: str) -> int:
    sign, digits = (-1, text[1:]) if text.startswith("-") else (1, text)
    return sign * int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 6 else 0


def _later(values: Values, side: str, minutes: int) -> dict[str, str]:
    day, clock = f"{side}_date", f"{side}_time"
    moment = _moment(values.get(day, ""), values.get(clock) or "00:00")
    if moment is None:
        return {}
    there = moment + timedelta(minutes=minutes)
    return {day: there.date().isoformat()} | ({clock: f"{there:%H:%M}"} if values.get(clock) else {})


def _moment(day: str, clock: str) -> datetime | None:
    """What both say, None for what no form of ours holds."""
    try:
        return datetime.combine(date.fromisoformat(day), datetime.strptime(clock, "%H:%M").time())
    except ValueError:
        return None
