"""The forms of an event: a new one, all fields, one field in place. Whatever was typed is shown again."""

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from flask import flash, render_template, url_for

from webapp.domain import zones
from webapp.domain.attendee_input import Guests, as_fields
from webapp.domain.day_input import read_day, read_time
from webapp.domain.document import Document
from webapp.domain.event_input import CONTROLS, FORM_FIELDS, LONGEST, as_form
from webapp.domain.periods import local_days
from webapp.domain.repeat_input import BLANK
from webapp.domain.roles import Role
from webapp.domain.series import repeats, wall_of
from webapp.domain.texts import Refused
from webapp.domain.which_input import FIRST, SECOND, WHICH
from webapp.domain.wording_dates import day_and_year
from webapp.domain.wording_done import say_done
from webapp.domain.wording_merge import say_merged
from webapp.domain.wording_phrases import unit_label
from webapp.entry.identity import person
from webapp.fragments import repeat_form
from webapp.fragments.event import FIELDS, STATUS_WORDS
from webapp.fragments.fields import Source, live_field
from webapp.fragments.when_form import when_said
from webapp.operations.access import OpenEvent
from webapp.operations.acquaintances import known_to
from webapp.operations.calendars import CalendarRow, default_calendar
from webapp.operations.events import Saved, document_at
from webapp.operations.invitees import guests_of
from webapp.operations.reading import instance_of, view_of
from webapp.views import event_calendars, overlaps, toasts
from webapp.views.forms import new_key
from webapp.views.shell import shell

CHOOSE = event_calendars.CHOOSE
MORNING = "09:00"


def fresh(asked: Mapping[str, str]) -> dict[str, str]:
    """The fields of a new event: as asked, else today, the next full hour, one hour long; in the person's zone."""
    now = datetime.now(ZoneInfo(shell().zone)).replace(tzinfo=None)
    which = {name: asked[name] for name in WHICH if asked.get(name) in (FIRST, SECOND)}
    folds = [which.get(name) == SECOND for name in WHICH]
    start = _start(asked.get("date", ""), asked.get("time", ""), now).replace(fold=folds[0])
    all_day = asked.get("all_day") == "1"
    end = _end(asked.get("end_date", ""), asked.get("end_time", ""), start, all_day, folds[1])
    return {
        "title": asked.get("title", "")[:200],
        "start_date": start.date().isoformat(),
        "start_time": f"{start:%H:%M}",
        "end_date": end.date().isoformat(),
        "end_time": f"{end:%H:%M}",
        "zone": shell().zone,
        "end_zone": "",
        "all_day": "1" if all_day else "",
        **which,
        **BLANK,
        "location": "",
        **as_fields({}),
        "attendees": asked.get("attendees", "")[:2000],
        "description": "",
        "tags": "",
        "status": "confirmed",
    }


def chosen_calendar(text: str) -> CalendarRow | None:
    """The calendar with the id that was sent if the person may write to it, or the usual one when none was sent."""
    writable = {str(row.id): row for row in shell().calendars if row.role >= Role.EDITOR}
    return writable.get(text) if text else default_calendar(shell().calendars)


def new_page(
    values: Mapping[str, str],
    errors: Mapping[str, str],
    chosen: CalendarRow | None,
    overlapping: str | None = None,
) -> str:
    """The page of a new event, with what it overlaps with as it is typed now."""
    shell().current = "new"
    writable = [(row.id, row.name) for row in shell().calendars if row.role >= Role.EDITOR]
    return render_template(
        "events/new.html",
        values=values,
        errors=for_form(errors),
        calendars=writable,
        chosen=chosen.id if chosen else "",
        key=new_key(),
        overlapping=overlaps.of_new(values, chosen) if overlapping is None else overlapping,
        **_choices(values),
    )


def edit_page(
    opened: OpenEvent,
    values: Mapping[str, str],
    errors: Mapping[str, str],
    base: int,
    refused: str = "",
    since: str = "",
    bases: Mapping[str, int] | None = None,
    occurrence: str = "",
    overlapping: str = "",
) -> str:
    """The page with all fields of an event; `base` is the version that the form started from.

    With `occurrence` they are those of one instance of a series.

    It is live only with `since`, where it shows the event as it is: of what was typed and refused, no script can
    tell any more what is the person's own.
    """
    return render_template(
        "events/edit.html",
        opened=opened,
        event=opened.event,
        occurrence=occurrence,
        day=day_and_year(wall_of(occurrence), shell().account.locale) if occurrence else "",
        values=values,
        errors=for_form(errors),
        base=base,
        refused=refused,
        since=since,
        bases=bases or {},
        calendar=event_calendars.choice(opened, base, occurrence),
        sources=_sources(opened, CONTROLS, occurrence=occurrence) if since else [],
        key=new_key(),
        find_time=_find_time(opened, occurrence),
        overlapping=overlapping or overlaps.of_event(values, opened, occurrence),
        **_choices(values),
    )


def _find_time(opened: OpenEvent, occurrence: str) -> str:
    """Where a time for it is found; none for whole days, and a series moves by its dates."""
    document = opened.event.document
    if document["all_day"] or (repeats(document) and not occurrence):
        return ""
    return url_for("free_times.show", event=opened.event.id, occurrence=occurrence or None)


def field_form(
    opened: OpenEvent,
    unit: str,
    values: Mapping[str, str],
    errors: Mapping[str, str],
    base: int,
    bases: Mapping[str, int] | None = None,
    overlapping: str = "",
) -> str:
    """The form of one field, in the place of the field."""
    return render_template(
        "events/_field_form.html",
        opened=opened,
        event=opened.event,
        unit=unit,
        label=unit_label(unit),
        target=FIELDS[unit][0] if unit in FIELDS else "ev-title",
        icon_name=FIELDS[unit][2] if unit in FIELDS else "pencil",
        values=values,
        errors=for_form(errors),
        base=base,
        bases=bases or {},
        sources=_sources(opened, [unit], with_values=bool(errors)),
        key=new_key(),
        overlapping=overlapping or _note_of(opened, unit, values),
        **_choices(values),
    )


def _note_of(opened: OpenEvent, unit: str, values: Mapping[str, str]) -> str:
    """What the event would overlap with: beside the fields that decide it."""
    return overlaps.of_event(values, opened, free=unit == "when") if unit in ("when", "repeats") else ""


def guests_at(opened: OpenEvent, base: int, bases: Mapping[str, int]) -> Guests:
    """Who was invited in the version that a form started from, and how others are found."""
    seen = bases.get("attendees", base)
    return guests_of(
        document_at(opened.event, seen if 0 < seen <= opened.event.version else opened.event.version)
    )


def for_form(errors: Mapping[str, str]) -> dict[str, list[str]]:
    """Sentences by the control they stand below: day, time and zone share one."""
    below: dict[str, list[str]] = {}
    for name, sentence in errors.items():
        place = "when" if name in FORM_FIELDS["when"] else name
        below.setdefault(place, []).append(sentence)
    return below


def say_saved(saved: Saved, moved_to: str = "") -> None:
    """What the next page says about an edit, or about a move to the calendar that is called so."""
    if saved.kept:
        said, *actions = _merge_note(saved)
        overlaps.say(said, saved, *actions)
    elif saved.changed:
        what = "relocated" if moved_to else "saved"
        done = say_done(what, shell().account.locale, calendar=moved_to)
        overlaps.say(done, saved, *toasts.undo(saved.change_set))
    flash(f"event-{saved.event_id}", "draft-done")


def told(saved: Saved) -> str:
    """What htmx adds to the page about an edit: whose changes were kept, what it overlaps with, and the way back."""
    plain = (say_done("saved", shell().account.locale), *toasts.undo(saved.change_set))
    words: tuple[Any, ...] = _merge_note(saved) if saved.kept else plain
    said = toasts.toast(*overlaps.told(words[0], saved, *words[1:])) if saved.changed else None
    return render_template("events/_told.html", said=said) if said else ""


def agenda_url(document: Document, zone: str) -> str:
    """The agenda of the day on which an event starts, as seen in `zone`."""
    return url_for("calendar.agenda_at", day=local_days(document, zone)[0].isoformat())


def _sources(
    opened: OpenEvent, units: Iterable[str], with_values: bool = False, occurrence: str = ""
) -> list[str]:
    """Who gave the units their present values, for scripts; with the values where the form holds others."""
    view, audience = view_of(opened.event, opened.calendar), shell().audience(opened.role.word)
    view = instance_of(view, occurrence) if occurrence else view
    values = as_form(view.document) if with_values else None
    found = [(unit, view.origins[unit]) for unit in units if unit in view.origins]
    return [
        live_field(
            unit, Source(origin.version, origin.first_name, origin.at), view.document, audience, values
        )
        for unit, origin in found
    ]


def _merge_note(saved: Saved) -> tuple[str, toasts.Action, toasts.Action]:
    """Whose changes were kept, both sides of it, and the way back from one's own."""
    both = url_for("history.compare", event_id=saved.event_id, older=saved.since, newer=saved.version)
    undo = url_for("undoing.undo", event_id=saved.event_id, version=saved.version)
    said = say_merged(saved.kept, saved.combined, shell().account.locale)
    return said, toasts.link("See both", both), toasts.post("Undo", undo)


def _start(day: str, time: str, now: datetime) -> datetime:
    try:
        chosen = date.fromisoformat(day) if day else now.date()
        clock = datetime.strptime(time, "%H:%M").time() if time else None
    except ValueError:
        chosen, clock = now.date(), None
    if clock:
        return datetime.combine(chosen, clock)
    if chosen == now.date():
        return now.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
    return datetime.combine(chosen, datetime.strptime(MORNING, "%H:%M").time())


def _end(day: str, time: str, start: datetime, all_day: bool, later: bool) -> datetime:
    """The asked end where it will do; else an hour after the start."""
    usual = start if all_day else start + timedelta(hours=1)
    try:
        chosen = read_day(day) if day else start.date()
        end = datetime.combine(chosen, read_time(time) if time else usual.time())
    except Refused:
        return usual
    # From the first of two equal times to the second it may be less than nothing on the wall; what will not do the form says.
    fits = start <= end <= start + LONGEST or (later and not start.fold and end.date() == start.date())
    return end if (day or time) and fits else usual


def _choices(values: Mapping[str, str]) -> dict[str, Any]:
    also = [values.get(name, "") for name in ("zone", "end_zone")]
    return {
        "zones": zones.grouped(also[0], also[1]),
        "statuses": list(STATUS_WORDS.items()),
        "repeating": repeat_form.choices(values, shell().audience("editor"), datetime.now(UTC)),
        "said": when_said(values, shell().audience("editor")),
        "known": [one for one in known_to(person()) if one.id != person().id],
        "start": {name: values[name] for name in _START if name in values},
    }


# What a rule counts from, for the form of Repeats alone.
_START = ("start_date", "start_time", "end_date", "end_time", "zone", "all_day", *WHICH)
