"""A form of one date of a series that has not got that date any more: nothing that was typed is lost."""

from webapp.domain.document import Document
from webapp.domain.event_input import as_form
from webapp.domain.merge import merge, overlay
from webapp.domain.roles import Role
from webapp.domain.series import ALONE, as_instance, wall_of
from webapp.domain.series_meanwhile import date_in
from webapp.domain.wording_dates import day_and_year
from webapp.domain.wording_phrases import interface_locale
from webapp.entry.identity import person
from webapp.operations.access import OpenEvent, open_event
from webapp.operations.errors import Refused, RoleTooLow
from webapp.operations.split_dates import Elsewhere, moved_out
from webapp.views import conflict_words, event_forms
from webapp.views.forms import number


def say_gone(opened: OpenEvent, occurrence: str) -> str:
    """That the date is not in this series any more, and in which it is, if a split took it along."""
    day = day_and_year(wall_of(occurrence), interface_locale(person().locale))
    if there := _there(opened, occurrence):
        return (
            f"{day} has been in another series, “{there.title}”, since this one was split. Change it there."
        )
    return f"There is no {day} in this series any more, so your change was not saved."


def say_gone_to_guest(opened: OpenEvent, occurrence: str) -> str:
    """The same to somebody who wants to answer for that date."""
    day = day_and_year(wall_of(occurrence), interface_locale(person().locale))
    if there := moved_out(opened.event, occurrence, 1, person()):
        return f"{day} has been in another series, “{there.title}”, since this one was split. Answer there."
    if date_in(opened.event.document, occurrence):
        return f"{day} has been given another time meanwhile. Open it anew, then answer."
    return f"There is no {day} in this series any more, so there is nothing to answer."


def form_there(opened: OpenEvent, occurrence: str, before: Document, mine: Document) -> tuple[str, int]:
    """The form of that date in the series that has it now, with what was typed; raises Refused where none has it."""
    there = _there(opened, occurrence)
    if there is None:  # the page of a refusal hands back what was typed
        raise Refused(say_gone(opened, occurrence))
    try:
        other = open_event(person(), there.event_id, at_least=Role.EDITOR)
    except RoleTooLow:
        raise Refused(say_gone(opened, occurrence)) from None
    now = as_instance(other.event.document, there.occurrence)
    merged = merge(*({**side, **ALONE} for side in (before, now, mine)))
    values = overlay(merged.document, merged.conflicts, mine) | {"rrule": now["rrule"], "rdate": now["rdate"]}
    version = other.event.version
    said = _said(there, occurrence, list(merged.conflicts))
    return event_forms.edit_page(other, as_form(values), {}, version, said, occurrence=there.occurrence), 409


def _there(opened: OpenEvent, occurrence: str) -> Elsewhere | None:
    return moved_out(opened.event, occurrence, number("base"), person())


def _said(there: Elsewhere, occurrence: str, collide: list[str]) -> str:
    day = day_and_year(wall_of(occurrence), interface_locale(person().locale))
    found = f"The series was split meanwhile: {day} is in another one, “{there.title}”, now."
    if collide:
        fields = conflict_words.listed([conflict_words.label(unit) for unit in collide])
        return f"{found} There, {fields} was changed as well and is here as you typed it. Look, then save once more."
    return f"{found} What you changed is in its form here: save it once more."
