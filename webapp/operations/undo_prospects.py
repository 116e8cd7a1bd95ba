"""What taking back all between two versions would do now, before it is done."""

from dataclasses import dataclass, field
from datetime import datetime

from webapp.domain.merge import merge
from webapp.domain.wording import Message, describe
from webapp.domain.wording_calendars import moved_message
from webapp.models import Event, Person
from webapp.operations.change_sets import Step
from webapp.operations.errors import NotThere
from webapp.operations.split_dates import Unreached
from webapp.operations.undoing import ends_of, plan_with_dates, splits_of_dates
from webapp.operations.undoing_dates import Plan


@dataclass(frozen=True)
class Prospect:
    """What taking back all between two versions would do now: what it was, and what becomes of the event.

    `collides`: later changes touch the units named here, so they are asked about. `deletes`: the event goes.
    """

    did: list[Message]
    does: list[Message]
    collides: list[str] = field(default_factory=list)
    deletes: bool = False
    restores: bool = False
    gone: bool = False
    # Events that have single dates of it now and are changed for them; and dates that are out of reach.
    there: list[Step] = field(default_factory=list)
    unreached: list[Unreached] = field(default_factory=list)

    @property
    def left(self) -> bool:
        """Whether there is something left to take back."""
        return bool(self.does or self.collides or self.deletes or self.restores or self.there)


def prospect_of(event: Event, number: int, since: int, now: datetime, by: Person) -> Prospect:
    """What `undo_version` with these would do to an opened event; raises NotThere. Two statements, more where it was split since."""
    undone, before = ends_of(event.id, number, since)
    if before is None:
        raise NotThere
    did = describe(before.document, undone.document, now)
    if before.calendar_id != undone.calendar_id:
        did.insert(0, moved_message(before.calendar_id, undone.calendar_id))
    if before.deleted != undone.deleted:
        did.insert(0, ("event.deleted" if undone.deleted else "event.restored", {}))
    switches = event.deleted == undone.deleted != before.deleted
    deleted = before.deleted if switches else event.deleted
    if deleted:
        return Prospect(did, [], deletes=not event.deleted, gone=event.deleted and not before.deleted)
    plan = plan_with_dates(event, (undone, before), since, splits_of_dates(event.id, undone, before), {}, by)
    if plan is not None:
        return _with_dates(event, did, plan, now)
    merged = merge(undone.document, event.document, before.document)
    collides = list(merged.conflicts)
    kept = event.document if collides else merged.document
    does = describe(event.document, kept, now)
    if event.calendar_id == undone.calendar_id != before.calendar_id:
        does.insert(0, moved_message(event.calendar_id, before.calendar_id))
    return Prospect(did, does, collides, restores=event.deleted)


def _with_dates(event: Event, did: list[Message], plan: Plan, now: datetime) -> Prospect:
    """The same where splits took single dates along: what is asked about these are exceptions, whichever field it is."""
    there = [step for step in plan.steps if step.is_change and step.event.id != event.id]
    here = next(step for step in plan.steps if step.event.id == event.id)
    collides = list(here.wanted.conflicts)
    if any(step.wanted.dates for step in plan.steps):
        collides.append("overrides")
    kept = event.document if collides else here.wanted.state.document
    does = describe(event.document, kept, now)
    return Prospect(did, does, collides, there=there, unreached=plan.unreached)
