"""The rows of a calendar's history: change sets with the first of their events, who was let in, and how the calendar was changed."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from flask import current_app

from webapp.domain.locales import Audience
from webapp.domain.roles import Role, role_of
from webapp.domain.wording import say
from webapp.domain.wording_marks import marks_in
from webapp.domain.wording_undo import say_did
from webapp.fragments.history import Day, by_day, moved_tag, way, when
from webapp.operations.calendar_history import Row, SetRow, SettingsRow, SharedRow
from webapp.operations.departures import LeftRow


def days(rows: Iterable[Row], audience: Audience, now: datetime) -> list[Day]:
    """What happened, newest first, below the days of the audience's zone."""
    return by_day(((row.at, row_of(row, audience, now)) for row in rows), audience, now)


def row_of(row: Row, audience: Audience, now: datetime) -> str:
    """One change set, one change of sharing, or one of the calendar's settings."""
    if isinstance(row, SettingsRow):
        return _changed(row, audience, now)
    if isinstance(row, LeftRow):
        return _left(row, audience, now)
    return _set(row, audience, now) if isinstance(row, SetRow) else _shared(row, audience, now)


def _set(row: SetRow, audience: Audience, now: datetime) -> str:
    role = role_of(audience.role)
    return _rendered(
        "calendars/_change.html",
        row=row,
        mark=marks_in(audience.locale),
        did=say_did(row.kind, row.events, audience.locale),
        lines=[(line, say(line.said, audience.locale, audience.clock)) for line in row.lines],
        way=way(row.via, audience.locale) if row.via != "web" else "",
        moved=moved_tag(audience.locale) if row.moved else "",
        may_undo=role is not None and role >= Role.EDITOR,
        **when(row.at, audience, now),
    )


def _left(row: LeftRow, audience: Audience, now: datetime) -> str:
    return _rendered(
        "calendars/_left.html",
        row=row,
        mark=marks_in(audience.locale),
        did=say_did("left", row.events, audience.locale),
        lines=[(line, say(line.said, audience.locale, audience.clock)) for line in row.lines],
        way=way(row.via, audience.locale) if row.via != "web" else "",
        moved=moved_tag(audience.locale),
        **when(row.at, audience, now),
    )


def _shared(row: SharedRow, audience: Audience, now: datetime) -> str:
    said = say([row.said], audience.locale, audience.clock)
    return _rendered(
        "calendars/_shared.html",
        row=row,
        said=said,
        mark=marks_in(audience.locale),
        **when(row.at, audience, now),
    )


def _changed(row: SettingsRow, audience: Audience, now: datetime) -> str:
    role = role_of(audience.role)
    return _rendered(
        "calendars/_changed.html",
        row=row,
        mark=marks_in(audience.locale),
        said=say(row.said, audience.locale, audience.clock),
        may_undo=row.may_go_back and role is not None and role >= Role.OWNER,
        **when(row.at, audience, now),
    )


def _rendered(name: str, **values: Any) -> str:
    return current_app.jinja_env.get_template(name).render(**values)
