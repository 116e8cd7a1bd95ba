"""Which part of a history is asked for: of whom, through what, of which fields, from when until when."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, String, cast, false, or_

from webapp.domain.document import UNITS
from webapp.models import EventVersion

MOVES = "calendar"  # what people pick among the units to see what moved to another calendar
SHARING = "sharing"  # to see who was let in
SETTINGS = "settings"  # and to see how a calendar itself was changed
NOBODY = 0  # stands for everybody whose account is gone


@dataclass(frozen=True)
class Filters:
    """Which part of a history is asked for; without any, all of it. From `since` (inclusive) up to `until`."""

    who: int | None = None
    via: str = ""
    units: tuple[str, ...] = ()
    since: datetime | None = None
    until: datetime | None = None

    @property
    def any(self) -> bool:
        return self.who is not None or bool(self.via or self.units) or self.timed

    @property
    def timed(self) -> bool:
        """Whether only some time of it is asked for."""
        return self.since is not None or self.until is not None

    @property
    def whole(self) -> "Filters":
        """The same of all fields."""
        return Filters(self.who, self.via, (), self.since, self.until)

    @property
    def moves(self) -> bool:
        """Whether moves to another calendar are asked for; what else such a version changed is for who sees it there."""
        return not self.units or MOVES in self.units

    @property
    def sharing(self) -> bool:
        """Whether changes of sharing are asked for, too: they have no unit but their own and no `via`."""
        return not self.via and (not self.units or SHARING in self.units)

    @property
    def settings(self) -> bool:
        """Whether changes of a calendar's settings are asked for, too."""
        return not self.units or SETTINGS in self.units


def of_versions(filters: Filters) -> list[ColumnElement[bool]]:
    """What the filters ask of a version."""
    conditions = of_anything(EventVersion.actor_id, EventVersion.at, filters)
    if filters.via:
        conditions.append(EventVersion.via == filters.via)
    if filters.units:
        changed = cast(EventVersion.changed, String)
        wanted = [changed.contains(f'"{unit}"') for unit in filters.units if unit in UNITS]
        if MOVES in filters.units:
            wanted.append(EventVersion.came_from_id.is_not(None))
        conditions.append(or_(false(), *wanted))
    return conditions


def of_anything(actor_id: Any, at: Any, filters: Filters) -> list[ColumnElement[bool]]:
    """What the filters ask of whatever somebody did at some time."""
    conditions: list[ColumnElement[bool]] = []
    if filters.who is not None:
        conditions.append(actor_id.is_(None) if filters.who == NOBODY else actor_id == filters.who)
    if filters.since is not None:
        conditions.append(at >= filters.since)
    if filters.until is not None:
        conditions.append(at < filters.until)
    return conditions
