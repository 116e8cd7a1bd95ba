"""Another calendar_id in a change of an event: it moves there, as far as whoever asks may take it and bring it."""

from typing import Any

from webapp.api.event_bodies import EventChange
from webapp.domain.document import Document
from webapp.domain.roles import Role
from webapp.entry.identity import person
from webapp.operations.access import OpenEvent, open_calendar
from webapp.operations.batch_items import NO_CALENDAR, WHOLE
from webapp.operations.errors import Invalid, NotThere, RoleTooLow
from webapp.operations.events import Saved
from webapp.operations.relocating import ThereAlready, Typed, calendar_at, move_event_to


def wanted_calendar(opened: OpenEvent, base: int, body: EventChange) -> tuple[OpenEvent, int] | None:
    """The event and where it is to go, None where it stays: clients send back the calendar that they have read.

    Raises Invalid for a part of a series, and for a calendar that whoever asks may not write to.
    """
    number = body.calendar_id
    if number is None or number == calendar_at(opened.event, base):
        return None
    if body.occurrence is not None or body.scope != "all":
        raise Invalid({"calendar_id": WHOLE})
    try:
        return opened, open_calendar(person(), number, Role.EDITOR).calendar.id
    except (NotThere, RoleTooLow):
        raise Invalid({"calendar_id": NO_CALENDAR.format(number)}) from None


def move(goes_to: tuple[OpenEvent, int], mine: Document, base: int, how: dict[str, Any]) -> Saved:
    """Move it, with the other fields in the same version; `how` is what edit_event is given as well."""
    opened, calendar_id = goes_to
    typed = Typed(mine, merging=how.pop("merging"))
    try:
        return move_event_to(opened.event.id, calendar_id, based_on=base, typed=typed, **how)
    except ThereAlready as refused:
        raise Invalid({"calendar_id": str(refused)}) from None
