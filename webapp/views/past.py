"""The past that a page looks at: which moment, the ways to others and back to now, with whom it was shared then.

Pages of the past are those of the present under another beginning of the address, `/then/2026-03-24T09:00`: the same views,
with other items. Whatever writes a link puts `root` before it, which is empty on pages of the present.
"""

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from functools import cached_property
from typing import Any
from urllib.parse import quote

from flask import g, request, url_for

from webapp.domain.locales import Audience, say_moment
from webapp.domain.past_moment import place_of, read_moment, write_moment
from webapp.domain.periods import wall_in
from webapp.domain.texts import Refused
from webapp.domain.wording_sharing import LABELS
from webapp.models import Person
from webapp.operations.calendars import CalendarRow
from webapp.operations.past import Steps, step_of, steps
from webapp.operations.past_sharing import SharedThen, shared_then

PLACES = 400  # so many steps the slider has
# Pages that have a past: where the present is gone back to, and what another moment is looked at on.
_HAS_PAST = re.compile(r"/(month|week|days|day|agenda|year|events/[0-9]+)(/[0-9-]+)*(\?[^#]*)?", re.ASCII)


def asked_moment(zone: str) -> datetime | None:
    """The moment that the address of this page names; None on pages of the present, and for what is no moment."""
    try:
        return read_moment(g.as_of, zone, datetime.now(UTC)) if "as_of" in g else None
    except Refused:
        return None


def root_of(at: datetime, zone: str) -> str:
    """What the addresses of a moment begin with."""
    return "/then/" + quote(write_moment(at, zone), safe=":")


def with_a_past(path: str | None) -> str:
    """The address of the present that is asked for if it has a past, else the month."""
    return path if path and len(path) < 500 and _HAS_PAST.fullmatch(path) else "/month"


class Past:
    """What the banner of such a page says; statements are sent for what is asked for only."""

    def __init__(
        self, account: Person, audience: Audience, at: datetime, shown: Sequence[CalendarRow]
    ) -> None:
        self.account = account
        self.audience = audience
        self.at = at
        self.shown = shown
        self.event_id = 0
        self.event_title = ""
        self.event_made: datetime | None = None
        self.changes_url = ""
        self.now = datetime.now(UTC)

    @property
    def said(self) -> str:
        """The moment in full, with its seconds where it has any: two changes may lie within a minute."""
        said = say_moment(self.at, self.audience)
        return f"{said}, {self.at.second} s past" if self.at.second or self.at.microsecond else said

    @property
    def iso(self) -> str:
        return self.at.isoformat()

    @property
    def field(self) -> str:
        """What a field for day and time holds."""
        return wall_in(self.at, self.audience.zone).isoformat(timespec="minutes")

    @property
    def latest(self) -> str:
        return wall_in(self.now, self.audience.zone).isoformat(timespec="minutes")

    @cached_property
    def present(self) -> str:
        """The same page as it is now."""
        path = request.full_path.rstrip("?")
        return with_a_past(path.removeprefix(f"/then/{g.get('as_of', '')}"))

    @property
    def changes(self) -> str:
        """What changed between then and now."""
        return self.changes_url or url_for("then.changes", as_of=write_moment(self.at, self.audience.zone))

    @property
    def earlier(self) -> str:
        return self._beside(self._steps.earlier)

    @property
    def later(self) -> str:
        return self._beside(self._steps.later)

    @property
    def before_all(self) -> bool:
        """Whether nothing was there yet."""
        return self._steps.first is None or self.at < self._steps.first

    @property
    def place(self) -> int:
        return place_of(self.first, self.now, self.at, PLACES)

    @property
    def places(self) -> int:
        return PLACES

    @property
    def first(self) -> datetime:
        """Where the slider begins: when the first of these calendars was made."""
        return self._steps.first or self.now

    @cached_property
    def shared(self) -> list[dict[str, Any]]:
        """With whom each calendar was shared, and the event of this page."""
        rows = shared_then([row.id for row in self.shown], self.event_id, self.at)
        groups = [_group(row.name, row.hue, [one for one in rows if _is_of(one, row)]) for row in self.shown]
        if self.event_id:
            alone = [one for one in rows if one.event_id]
            groups += [_group(self.event_title, "", alone)] if alone else []
        return groups

    @cached_property
    def _steps(self) -> Steps:
        found = steps(self.account, [row.id for row in self.shown], self.at)
        if not self.event_id:
            return found
        earlier, later = step_of(self.event_id, self.at)
        return Steps(earlier, later, found.first or self.event_made)

    def _beside(self, moment: datetime | None) -> str:
        return root_of(moment, self.audience.zone) + self.present if moment else ""


def _is_of(one: SharedThen, row: CalendarRow) -> bool:
    return one.event_id is None and one.calendar_id == row.id


def _group(name: str, hue: str, rows: list[SharedThen]) -> dict[str, Any]:
    return {"name": name, "hue": hue, "people": [(one.name, LABELS[one.role]) for one in rows]}
