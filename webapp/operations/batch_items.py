"""What a batch is made of, what came of it, and why nothing was done."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from webapp.domain.document import Document
from webapp.domain.merge import Merged
from webapp.domain.roles import Role
from webapp.domain.wording_overlaps import Overlap

MOST_ITEMS = 1_000
NO_VERSION = "The event has no version {0}. Send the one that you have read, or leave it out."
NO_CALENDAR = "There is no calendar {0} that you can write to."
NOT_FROM_HERE = "You may not take it out of its calendar."
WHOLE = "An event moves to another calendar with all its dates. Leave scope and occurrence out."
THERE_ALREADY = "That calendar holds this event already, from the same calendar file. Look in its trash, too."

Why = Literal["invalid", "missing", "forbidden", "collides", "overlaps"]


@dataclass(frozen=True)
class Make:
    """A new event. `refuse_overlaps` and `as_owner` are those of a single one (operations/events.Making)."""

    calendar_id: int
    document: Document
    refuse_overlaps: bool = False
    as_owner: bool = False


@dataclass(frozen=True)
class Mine:
    """What somebody wants an event to be; of a series that is split, `rest` goes on as an event of its own.

    `date` is the one date of a series that this is about; `is_part` where it is about some of its dates.
    """

    document: Document
    rest: Document | None = None
    date: str = ""
    is_part: bool = False


@dataclass(frozen=True)
class Change:
    """Another content of an event: `mine` makes it out of the version it is based on (0: the newest); raises Invalid.

    `calendar_id` is where it is to be; None leaves it where it is.
    """

    event_id: int
    mine: Callable[[Document], Document | Mine]
    based_on: int = 0
    calendar_id: int | None = None


@dataclass(frozen=True)
class Drop:
    """An event that is deleted."""

    event_id: int


@dataclass(frozen=True)
class Give:
    """Roles on one event alone, by person."""

    event_id: int
    roles: Mapping[int, Role]


Item = Make | Change | Drop | Give


@dataclass(frozen=True)
class Fault:
    """Why an item cannot be done. `errors` are sentences by field where it is invalid; the rest is what collides."""

    item: int
    why: Why
    errors: Mapping[str, str] = field(default_factory=dict)
    version: int = 0
    document: Document | None = None
    merged: Merged | None = None
    overlaps: Sequence[Overlap] = ()
    zone: str = ""


class BatchRefused(Exception):
    """Some items cannot be done, so none was."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__(f"{len(faults)} items cannot be done")
        self.faults = list(faults)


@dataclass(frozen=True)
class Done:
    """What came of an item: the version that its event has now. All of it is stored to answer a retry.

    `date` is the one date of a series that the item was about.
    """

    event_id: int
    version: int
    is_new: bool = False
    deleted: bool = False
    overlaps: list[Overlap] = field(default_factory=list)
    date: str = ""


@dataclass(frozen=True)
class BatchDone:
    """What came of a batch: its change set (0 where nothing changed, and in a rehearsal), and each item."""

    change_set: int
    items: list[Done]

    @classmethod
    def stored(cls, result: Mapping[str, Any]) -> "BatchDone":
        """As it was remembered for a retry."""
        return cls(result["change_set"], [Done(**one) for one in result["items"]])
