"""Which part of a history is asked for: of whom, through what, of which kind, of which fields, from when until when."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, String, cast, exists, false, or_
from sqlalchemy.orm import aliased

from webapp.domain.document import UNITS
from webapp.models import ChangeSet, EventVersion

MOVES = "calendar"  # what people pick among the units to see what moved to another calendar
SHARING = "sharing"  # to see who was let in
SETTINGS = "settings"  # and to see how a calendar itself was changed
KINDS = ("edit", "batch", "import", "restore", "undo", "merge", "purge")  # of change sets
# What restores or takes back says so in place of the way; it came through a page then. Programs are told apart from it.
_IN_THE_BROWSER = ("web", "restore", "undo")
NOBODY = 0  # stands for everybody whose account is gone


@dataclass(frozen=True)
class Filters:
    """Which part of a history is asked for; without any, all of it. From `since` (inclusive) up to `until`."""

    who: int | None = None
    via: str = ""
    units: tuple[str, ...] = ()
    since: datetime | None = None
    until: datetime | None = None
    kind: str = ""

    @property
    def any(self) -> bool:
        return self.who is not None or bool(self.via or self.kind or self.units) or self.timed

    @property
    def timed(self) -> bool:
        """Whether only some time of it is asked for."""
        return self.since is not None or self.until is not None

    @property
    def whole(self) -> "Filters":
        """The same of all fields."""
        return replace(self, units=())

    @property
    def moves(self) -> bool:
        """Whether moves to another calendar are asked for; what else such a version changed is for who sees it there."""
        return not self.units or MOVES in self.units

    @property
    def sharing(self) -> bool:
        """Whether changes of sharing are asked for, too: they have no unit but their own, no `via` and no `kind`."""
        return not (self.via or self.kind) and (not self.units or SHARING in self.units)

    @property
    def settings(self) -> bool:
        """Whether changes of a calendar's settings are asked for, too."""
        return self.kind in ("", "edit", "undo") and (not self.units or SETTINGS in self.units)


def of_versions(filters: Filters) -> list[ColumnElement[bool]]:
    """What the filters ask of a version."""
    conditions = of_anything(EventVersion.actor_id, EventVersion.at, filters)
    if filters.via:
        conditions.append(came_through(EventVersion.via, filters.via))
    if filters.kind:
        conditions.append(
            exists()
            .where(_set.id == EventVersion.change_set_id, _set.kind == filters.kind)
            .correlate(EventVersion)
        )
    if filters.units:
        changed = cast(EventVersion.changed, String)
        wanted = [changed.contains(f'"{unit}"') for unit in filters.units if unit in UNITS]
        if MOVES in filters.units:
            wanted.append(EventVersion.came_from_id.is_not(None))
        conditions.append(or_(false(), *wanted))
    return conditions


def came_through(via: Any, wanted: str) -> ColumnElement[bool]:
    """Whether what is stored as the way of a change is the wanted one."""
    found: ColumnElement[bool] = via.in_(_IN_THE_BROWSER) if wanted == "web" else via == wanted
    return found


def ways_offered(stored: Iterable[str]) -> list[str]:
    """The ways to choose from, of those that are stored: what is a kind as well is chosen as a kind."""
    return sorted({"web" if via in _IN_THE_BROWSER else via for via in stored} - set(KINDS))


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


_set = aliased(ChangeSet)
