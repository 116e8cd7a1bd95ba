"""The check that refuses or warns, for many events that were written together."""

from datetime import datetime

from webapp.domain.document import Document
from webapp.domain.overlap_plans import Plan, may_bring_overlaps
from webapp.domain.wording_overlaps import Overlap
from webapp.models import Event, Person
from webapp.operations.overlaps import (
    TOLD,
    Overlaps,
    Place,
    guard,
    hold_people,
    overlaps_of_file,
    place_of,
    refusal,
)
from webapp.operations.taking_part import organizers_of

# So many are looked at one by one, as they are when they are saved alone: with the free times of each.
FEW = 20

Written = tuple[Event, Document, Document | None]
ByEvent = dict[int, list[Overlap]]


def guard_many(written: list[Written], calendar_id: int, by: Person | None, now: datetime) -> Overlaps:
    """What these versions overlap with, all of which have been written; raises Overlapping where the calendar takes none.

    Many are looked at together, from now on, as those of a file are.
    """
    wanted = [one for one in written if _may_overlap(*one)]
    if len(wanted) > FEW:
        return _together(wanted, place_of(calendar_id), by, now)
    found = [guard(*one, by, now) for one in wanted]
    return Overlaps([one for each in found for one in each.found], sum(each.count for each in found))


def _may_overlap(event: Event, document: Document, before: Document | None) -> bool:
    return not event.deleted and (before is None or may_bring_overlaps(before, document))


def _together(written: list[Written], place: Place, by: Person | None, now: datetime) -> Overlaps:
    plans = _plans(written)
    if place.conflict_policy == "refuse":
        hold_people(plans, place, now)
    pairs = overlaps_of_file(plans, place, by.id if by else None, now)
    found = Overlaps([overlap for _, overlap in pairs[:TOLD]], len(pairs))
    if found.count and place.conflict_policy == "refuse":
        raise refusal(found, [], place, by)
    return found


def _plans(written: list[Written]) -> list[Plan]:
    organizers = organizers_of([event.id for event, _, _ in written])
    return [Plan(document, organizers.get(event.id), event.id, before) for event, document, before in written]


def found_by_event(
    written: list[Written], calendar_id: int, by: Person | None, now: datetime, holding: bool = False
) -> ByEvent:
    """What each of these versions, all of which have been written, overlaps with from now on; nothing is refused.

    Where the calendar takes no overlaps, or whoever saves wants none (`holding`), whoever takes part is held first.
    """
    wanted = [one for one in written if _may_overlap(*one)]
    if not wanted:
        return {}
    place = place_of(calendar_id)
    plans = _plans(wanted)
    if holding or place.conflict_policy == "refuse":
        hold_people(plans, place, now)
    found: ByEvent = {}
    for event_id, overlap in overlaps_of_file(plans, place, by.id if by else None, now):
        found.setdefault(event_id, []).append(overlap)
    return found
