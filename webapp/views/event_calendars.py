"""The calendar of an event on its edit page: where it may go, what is said about that, and where it was wanted."""

from collections.abc import Mapping
from typing import NamedTuple

from webapp.domain.document import Document
from webapp.domain.roles import Role
from webapp.entry.identity import person
from webapp.models import Event
from webapp.operations.access import OpenEvent
from webapp.operations.calendars import CalendarRow
from webapp.operations.events import Saved, edit_event
from webapp.operations.relocating import Typed, calendar_at, may_leave, move_event_to
from webapp.views.forms import key, typed
from webapp.views.shell import shell

FIELD = "calendar_id"
CHOOSE = "Choose a calendar that you may write to."


class Choice(NamedTuple):
    """The calendars that a form offers, the one that is chosen, and the words below; nothing to choose: words alone."""

    options: list[tuple[int, str]]
    chosen: int
    says: str


def choice(opened: OpenEvent, base: int, occurrence: str = "") -> Choice:
    """What a form says about the calendar of an event."""
    name = opened.calendar.name
    others = [row for row in shell().calendars if row.role >= Role.EDITOR and row.id != opened.calendar.id]
    if occurrence:
        return Choice([], 0, f"This date stays in {name}. The whole series can move to another calendar.")
    if opened.through_calendar is None:
        return Choice([], 0, "You see this event alone, so it stays in the calendar that it is in.")
    if not may_leave(opened):
        return Choice([], 0, f"It stays in {name}: moving it elsewhere is for those who may edit {name}.")
    if not others:
        return Choice([], 0, f"It stays in {name}: there is no other calendar that you may write to.")
    options = sorted([(opened.calendar.id, name), *((row.id, row.name) for row in others)], key=_by_name)
    says = (
        f"In another calendar, people who see it only through {name} will no longer see it. "
        "Whoever is invited, or has a role on the event itself, still does."
    )
    wanted = _number() if is_wanted(opened.event, base) else opened.calendar.id
    return Choice(options, wanted, says)


def is_wanted(event: Event, base: int) -> bool:
    """Whether the form wants another calendar than the one in which the event was at the version that it started from."""
    return bool(_number()) and 0 < base <= event.version and _number() != calendar_at(event, base)


def wanted(event: Event, base: int) -> tuple[CalendarRow | None, dict[str, str]]:
    """The calendar that it is to go to, None where it stays; and what is wrong with the choice."""
    if typed().get(FIELD) and not _number():
        return None, {FIELD: CHOOSE}
    if not is_wanted(event, base):
        return None, {}
    writable = {row.id: row for row in shell().calendars if row.role >= Role.EDITOR}
    row = writable.get(_number())
    return row, {} if row else {FIELD: CHOOSE}


def carried(event: Event, base: int) -> str:
    """What the page of a conflict sends along, as its form starts from a later version."""
    return str(_number()) if is_wanted(event, base) else ""


def save(
    event_id: int, mine: Document, base: int, seen: Mapping[str, int], goes_to: CalendarRow | None
) -> Saved:
    """Save an edit, in the calendar that was chosen."""
    if goes_to is None:
        return edit_event(event_id, mine, base, by=person(), key=key(), bases=seen)
    return move_event_to(event_id, goes_to.id, by=person(), based_on=base, key=key(), typed=Typed(mine, seen))


def _number() -> int:
    text = typed().get(FIELD, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


def _by_name(option: tuple[int, str]) -> tuple[str, int]:
    return option[1].casefold(), option[0]
