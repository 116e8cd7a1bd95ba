"""What is told with a version, to the calendar that an event leaves too; called by whoever writes versions (operations/revising.py)."""

from collections.abc import Sequence
from typing import Any

from webapp.domain.document import Document
from webapp.models import Event
from webapp.operations import taking_part
from webapp.operations.overlaps import Overlaps
from webapp.operations.unit import Unit


def came_from(unit: Unit, event: Event, left: int) -> dict[str, Any]:
    """The columns of a version that say where the event came from, after a line in the log of that calendar; 0 is nowhere.

    Live pages of that calendar and whoever syncs it find the event gone by this line.
    """
    if not left:
        return {"came_from_id": None, "came_from_seq": None}
    seq = unit.next_seq(left)
    unit.log(left, seq, "event", event.id, event.version)
    return {"came_from_id": left, "came_from_seq": seq}


def line_of(event: Event, seq: int) -> dict[str, Any]:
    """The line in the log of the calendar that the event is in."""
    return {"seq": seq, "kind": "event", "ref_id": event.id, "version": event.version}


def tell(unit: Unit, found: Overlaps) -> None:
    """What is found and was not refused is told by whoever saved."""
    unit.overlaps += found.found
    unit.overlap_count += found.count


def organizer(unit: Unit, organizer_id: int | None, via: str) -> int | None:
    """Whoever makes an event organizes it; what comes out of a file nobody does."""
    return organizer_id or (None if via == "import" else unit.actor_id)


def announce_times(
    unit: Unit, calendar_id: int, changed: Sequence[tuple[Event, Document | None, int]]
) -> None:
    """Tell of the times of these events in their calendar, and in those that they have left (0: in none)."""
    taking_part.announce_times(unit, calendar_id, [(event, before) for event, before, _ in changed])
    for left in sorted({left for _, _, left in changed} - {0}):
        gone = [(event, before) for event, before, number in changed if number == left]
        taking_part.announce_times(unit, left, gone)
