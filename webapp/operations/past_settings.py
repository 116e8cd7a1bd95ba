"""What calendars were called and how they were set at a moment: the settings of now, with what changed since taken back.

Settings that were changed before Daybook kept lines of that are told as the first line found them. What was purged says
nothing any more.
"""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, select

from webapp.domain.calendar_settings import FIELDS
from webapp.extensions import db
from webapp.models import Calendar, CalendarChange
from webapp.operations.calendar_changes import settings_of
from webapp.operations.calendars import CalendarRow, in_order


def settings_then(calendars: Collection[int], at: datetime) -> dict[int, dict[str, Any]]:
    """By calendar and field, what was another at a moment than it is now; one statement."""
    found: dict[int, dict[str, Any]] = {number: {} for number in calendars}
    rows = db.session.connection().execute(_SINCE, {"calendars": list(found), "at": at})
    for row in rows:  # the last change first, so that the one next to the moment has the last word
        found[row.calendar_id] |= {name: old for name, (old, _) in row.changed.items() if name in FIELDS}
    return found


def rows_then(rows: Sequence[CalendarRow], at: datetime) -> list[CalendarRow]:
    """Somebody's list of calendars as these were called and looked at a moment, in the order of then; one statement."""
    then = settings_then([row.id for row in rows], at)
    kept = ("name", "hue", "zone", "one_at_a_time")
    return in_order(
        replace(row, **{name: old for name, old in then[row.id].items() if name in kept}) for row in rows
    )


def calendar_then(calendar: Calendar, at: datetime) -> dict[str, Any]:
    """All settings of a calendar, by field, as they were at a moment; one statement."""
    return settings_of(calendar) | settings_then([calendar.id], at)[calendar.id]


_SINCE = (
    select(CalendarChange.calendar_id, CalendarChange.changed)
    .where(
        CalendarChange.calendar_id.in_(bindparam("calendars", expanding=True)),
        CalendarChange.at > bindparam("at"),
    )
    .order_by(CalendarChange.seq.desc())
)
