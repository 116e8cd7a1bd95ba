"""What is told with a version, to the calendar that an event leaves too; called by whoever writes versions (operations/revising.py)."""

from collections.abc import Sequence
from typing import Any

from webapp.domain.document import Document
from webapp.models import Event
from webapp.operations import taking_part
from webapp.operations.overlaps import Overlaps
from webapp.operations.unit import Unit

NOWHERE: dict[str, Any] = {"came_from_id": None, "came_from_seq": None}


def came_from(unit: Unit, gone: Sequence[tuple[Event, int]]) -> list[dict[str, Any]]:
    """For each event the columns of its version that say which calendar it came from; 0 is nowhere.

    There is a line in the log of each such calendar: live pages of it and whoever syncs it find the event gone by this.
    """
    found = [NOWHERE] * len(gone)
    for left in sorted({left for _, left in gone} - {0}):
        some = [n for n, (_, number) in enumerate(gone) if number == left]
        seqs = unit.next_seqs(left, len(some))
        for n, seq in zip(some, seqs, strict=True):
            found[n] = {"came_from_id": left, "came_from_seq": seq}
        log_all(unit, left, [gone[n][0] for n in some], seqs)
    return found


def log_all(unit: Unit, calendar_id: int, events: Sequence[Event], seqs: Sequence[int]) -> None:
    """Write the lines of these events, as they are now, into the log of a calendar."""
    pairs = zip(events, seqs, strict=True)
    unit.log_all(
        calendar_id,
        [{"seq": seq, "kind": "event", "ref_id": one.id, "version": one.version} for one, seq in pairs],
    )


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
