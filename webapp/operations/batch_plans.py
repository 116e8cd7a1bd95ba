"""What the events of a batch become: its items one after another, each going on from what those before it made.

Nothing is written here. However many items are about one event, it gets one version.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from webapp.domain.document import Document
from webapp.domain.merge import Merged, merge
from webapp.domain.roles import Role
from webapp.domain.wording import Message, describe
from webapp.domain.wording_calendars import moved_message
from webapp.models import Event, EventVersion
from webapp.operations.access import OpenEvent
from webapp.operations.batch_items import (
    NO_CALENDAR,
    NO_VERSION,
    NOT_FROM_HERE,
    THERE_ALREADY,
    WHOLE,
    BatchRefused,
    Change,
    Drop,
    Fault,
    Give,
    Item,
    Make,
    Mine,
    Why,
)
from webapp.operations.batch_reading import Opened, versions_of
from webapp.operations.errors import Invalid
from webapp.operations.relocating import MOVED_MEANWHILE, may_leave
from webapp.operations.revising import Next

Versions = Mapping[tuple[int, int], EventVersion]


class _Faulty(Exception):
    """An item cannot be done."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.why)
        self.fault = fault


@dataclass(frozen=True)
class Rest:
    """The second event of a split series, before it is made: what it holds, where, and what it goes on from."""

    number: int
    document: Document
    calendar_id: int
    before: Document
    ended: Document  # what is left of the series


@dataclass
class Plan:
    """One event, and what the items so far make of it."""

    opened: OpenEvent
    document: Document
    calendar_id: int
    deleted: bool = False
    number: int = 0  # of the last item about it
    rests: list[Rest] = field(default_factory=list)
    dates: dict[int, str] = field(default_factory=dict)  # by item, the date that it is about

    @property
    def event(self) -> Event:
        return self.opened.event

    @property
    def moves(self) -> bool:
        return self.calendar_id != self.event.calendar_id

    @property
    def is_change(self) -> bool:
        return self.deleted or self.moves or self.document != self.event.document

    def next(self, now: datetime) -> Next:
        """The version that does all of it."""
        said: list[Message] = []
        left = self.event.calendar_id if self.moves else 0
        if left:
            said.append(moved_message(left, self.calendar_id))
        said += describe(self.event.document, self.document, now)
        if self.deleted:
            said.append(("event.deleted", {}))
        return Next(self.event, self.document, self.deleted, said, left)


def plans_of(items: Sequence[Item], opened: Opened) -> dict[int, Plan]:
    """What becomes of each event that is changed or deleted, by event; raises BatchRefused with all that cannot be done."""
    versions = versions_of(
        {(one.event_id, one.based_on) for one in items if isinstance(one, Change) and _is_behind(one, opened)}
    )
    plans: dict[int, Plan] = {}
    faults: dict[int, Fault] = {}
    for number, item in enumerate(items):
        if isinstance(item, Make) or item.event_id in faults:
            continue
        try:
            _go_on(plans, number, item, opened, versions)
        except _Faulty as found:
            faults[item.event_id] = found.fault
    if faults:
        raise BatchRefused(sorted(faults.values(), key=lambda fault: fault.item))
    return plans


def there_already(plans: Iterable[Plan], uids: Mapping[int, set[str]]) -> list[Fault]:
    """Those that go where an event of the same calendar file is or goes as well; `uids` are those of each calendar now."""
    faults, taken = [], {number: set(some) for number, some in uids.items()}
    for plan in plans:
        here = taken.setdefault(plan.calendar_id, set())
        if plan.event.uid in here:
            faults.append(Fault(plan.number, "invalid", {"event.calendar_id": THERE_ALREADY}))
        here.add(plan.event.uid)
    return faults


def _is_behind(change: Change, opened: Opened) -> bool:
    return change.based_on not in (0, opened.events[change.event_id].event.version)


def _go_on(
    plans: dict[int, Plan], number: int, item: Change | Drop | Give, opened: Opened, versions: Versions
) -> None:
    """Let one item make of its event what it wants; raises _Faulty."""
    plan = plans.get(item.event_id)
    if plan and plan.deleted:  # by an item before this one
        raise _Faulty(Fault(number, "missing"))
    if isinstance(item, Give):
        return
    if plan is None:
        there = opened.events[item.event_id]
        plan = plans[item.event_id] = Plan(there, there.event.document, there.calendar.id)
    plan.number = number
    if isinstance(item, Drop):
        plan.deleted = True
        return
    _change(plan, number, item, opened, versions)


def _change(plan: Plan, number: int, item: Change, opened: Opened, versions: Versions) -> None:
    based_on = item.based_on
    then = versions.get((plan.event.id, based_on)) if _is_behind(item, opened) else None
    if _is_behind(item, opened) and then is None:
        raise _Faulty(Fault(number, "invalid", {"base_version": NO_VERSION.format(based_on)}))
    base = then.document if then else plan.event.document if based_on else plan.document
    seen_in = then.calendar_id if then else plan.event.calendar_id if based_on else plan.calendar_id
    mine = _mine(number, item, base)
    goes_to = _goes_to(plan, number, item, seen_in, opened)
    if goes_to and mine.is_part:
        raise _Faulty(Fault(number, "invalid", {"event.calendar_id": WHOLE}))
    before = plan.document
    first = _merged(plan, number, base, mine.document)
    if mine.rest:
        rest = _merged(plan, number, base, mine.rest)
        plan.rests.append(Rest(number, rest.document, plan.calendar_id, before, first.document))
    if mine.date:
        plan.dates[number] = mine.date
    plan.document, plan.calendar_id = first.document, goes_to or plan.calendar_id


def _mine(number: int, item: Change, base: Document) -> Mine:
    try:
        found = item.mine(base)
    except Invalid as wrong:
        errors = {f"event.{name}": sentence for name, sentence in wrong.errors.items()}
        raise _Faulty(Fault(number, "invalid", errors)) from None
    return found if isinstance(found, Mine) else Mine(found)


def _merged(plan: Plan, number: int, base: Document, mine: Document) -> Merged:
    merged = merge(base, plan.document, {**base, **mine})
    if merged.conflicts:
        version = plan.event.version
        raise _Faulty(Fault(number, "collides", version=version, document=plan.document, merged=merged))
    return merged


def _goes_to(plan: Plan, number: int, item: Change, seen_in: int, opened: Opened) -> int:
    """The calendar that it is to go to, 0 where it stays: whoever sends back where they saw it wants nothing."""
    if item.calendar_id in (None, seen_in, plan.calendar_id):
        return 0
    refused = _why_not_there(plan, item, seen_in, opened)
    if refused:
        why, sentence = refused
        raise _Faulty(Fault(number, why, {"event.calendar_id": sentence}))
    return item.calendar_id or 0


def _why_not_there(plan: Plan, item: Change, seen_in: int, opened: Opened) -> tuple[Why, str] | None:
    calendar = opened.calendars.get(item.calendar_id or 0)
    if calendar is None or calendar.role < Role.EDITOR:
        return "invalid", NO_CALENDAR.format(item.calendar_id)
    if not may_leave(plan.opened):
        return "forbidden", NOT_FROM_HERE
    return ("collides", MOVED_MEANWHILE) if seen_in != plan.calendar_id else None
