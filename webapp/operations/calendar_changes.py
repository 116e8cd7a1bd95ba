"""Changes of a calendar's settings: each with its line in the history, merged with what others saved, taken back."""

from collections.abc import Collection, Mapping
from typing import Any, NamedTuple

from sqlalchemy import select

from webapp.domain.calendar_settings import (
    DELETED,
    FIELDS,
    Changed,
    Merged,
    Settings,
    can_be_taken_back,
    changed,
    merge,
    take_back,
)
from webapp.domain.chains import SETTINGS
from webapp.domain.roles import Role
from webapp.extensions import db
from webapp.models import Calendar, CalendarChange, Person
from webapp.operations.access import LARGEST_ID
from webapp.operations.errors import NotThere
from webapp.operations.revising import lock_calendar
from webapp.operations.unit import Unit, unit_of_work

_RECENT = 50  # so far back it is looked for who changed a setting


class SettingsSaved(NamedTuple):
    """What came of it: the change that was written (0: none), and the fields that others changed meanwhile, with their names."""

    calendar: Calendar
    change: int
    kept: dict[str, str]


class SettingsConflict(Exception):
    """Somebody else changed the same settings; nothing was saved. `theirs` is what they are now.

    `wanted` is what was to be saved, with what merges; `by` names who changed each field that collides.
    """

    def __init__(self, theirs: Settings, wanted: Settings, by: Mapping[str, str]) -> None:
        super().__init__(f"{', '.join(by)} changed meanwhile")
        self.theirs, self.wanted, self.by = theirs, wanted, by


def settings_of(calendar: Calendar) -> dict[str, Any]:
    """The settings of a calendar by field."""
    return {name: getattr(calendar, name) for name in FIELDS}


def save_settings(unit: Unit, calendar: Calendar, mine: Settings, base: Settings | None) -> SettingsSaved:
    """Save what `mine` changed since `base` (None: since now), inside a unit that holds the calendar.

    Raises SettingsConflict where somebody else changed the same field otherwise.
    """
    theirs = settings_of(calendar)
    merged = merge(theirs if base is None else base, theirs, mine)
    _require_agreement(calendar, theirs, merged, mine)
    kept = _who_changed(calendar.id, merged.kept)
    return SettingsSaved(calendar, _write(unit, calendar, changed(theirs, merged.settings)), kept)


def undo_settings(calendar_id: int, change_id: int, by: Person) -> SettingsSaved:
    """Take one change of the settings back, with later ones kept; owners only. Nothing left to take back writes nothing.

    Raises SettingsConflict where a later change touches the same field, NotThere where there is nothing of the kind.
    """
    with unit_of_work(by) as unit:
        calendar = lock_calendar(unit, calendar_id, Role.OWNER).calendar
        change = _change_of(calendar_id, change_id)
        theirs = settings_of(calendar)
        merged = take_back(change.changed, theirs)
        before = {name: old for name, (old, _) in change.changed.items()}
        _require_agreement(calendar, theirs, merged, before)
        written = _write(unit, calendar, changed(theirs, merged.settings), undoes_id=change.id)
        return SettingsSaved(calendar, written, {})


def mark_deleted(unit: Unit, calendar: Calendar, deleted: bool) -> None:
    """Put a calendar aside or bring it back, with its line in the history; inside a unit that holds it."""
    calendar.deleted_at = unit.now if deleted else None
    _record(unit, calendar, {DELETED: [not deleted, deleted]}, None)


def _change_of(calendar_id: int, change_id: int) -> CalendarChange:
    wanted = select(CalendarChange).where(
        CalendarChange.id == change_id, CalendarChange.calendar_id == calendar_id
    )
    found = db.session.scalars(wanted).one_or_none() if 0 < change_id <= LARGEST_ID else None
    if found is None or not can_be_taken_back(found.changed):
        raise NotThere
    return found


def _require_agreement(calendar: Calendar, theirs: Settings, merged: Merged, mine: Settings) -> None:
    if merged.collisions:
        wanted = merged.settings | {name: mine[name] for name in merged.collisions}
        raise SettingsConflict(theirs, wanted, _who_changed(calendar.id, merged.collisions))


def _who_changed(calendar_id: int, names: Collection[str]) -> dict[str, str]:
    """By field, the name of whoever changed it last; one statement, and none where nothing is asked."""
    if not names:
        return {}
    recent = (
        select(CalendarChange.actor_label, CalendarChange.changed)
        .where(CalendarChange.calendar_id == calendar_id)
        .order_by(CalendarChange.seq.desc())
        .limit(_RECENT)
    )
    found = dict.fromkeys(names, "Somebody")
    for row in reversed(db.session.execute(recent).all()):
        found |= {name: row.actor_label for name in row.changed if name in found}
    return found


def _write(unit: Unit, calendar: Calendar, change: Changed, undoes_id: int | None = None) -> int:
    if not change:
        return 0
    for name, (_, new) in change.items():
        setattr(calendar, name, new)
    return _record(unit, calendar, change, undoes_id)


def _record(unit: Unit, calendar: Calendar, change: Changed, undoes_id: int | None) -> int:
    unit.session.flush()
    seq = unit.next_seq(calendar.id)
    line = {
        "calendar_id": calendar.id,
        "seq": seq,
        "at": unit.now,
        "actor_id": unit.actor_id,
        "actor_label": unit.actor_label,
        "via": "web" if undoes_id is None else "undo",
        "undoes_id": undoes_id,
        "changed": dict(change),
    }
    written = CalendarChange(**unit.chains.add(SETTINGS, calendar.id, line))
    unit.session.add(written)
    unit.session.flush()
    unit.log(calendar.id, seq, "calendar", calendar.id)
    return written.id
