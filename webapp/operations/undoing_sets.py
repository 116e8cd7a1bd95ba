"""A whole change set taken back: all of it or nothing, with everything kept that came after it."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from itertools import groupby
from typing import Any

from sqlalchemy import bindparam, select

from webapp.domain.roles import Role
from webapp.domain.taking_back import Answers
from webapp.domain.wording import Message, describe
from webapp.domain.wording_calendars import moved_message
from webapp.domain.wording_overlaps import Overlap
from webapp.models import Event, EventVersion, Person
from webapp.operations.access import OpenChangeSet, open_change_set, open_events, touched_by_set
from webapp.operations.change_sets import Step, outlook, steps_of
from webapp.operations.invitees import let_in
from webapp.operations.relocating import calendar_to_go_back_to, check_uids
from webapp.operations.revising import Next, Revision, hold, write_next_versions
from webapp.operations.split_dates import Unreached, calendars_of
from webapp.operations.undoing_dates import splits_since_set, with_dates
from webapp.operations.undoing_roles import RoleNow, check_roles, roles_of_set, take_roles_back
from webapp.operations.unit import Unit, unit_of_work


class SetConflict(Exception):
    """Others changed what would be taken back; nothing was saved. `steps` are the events that have to be asked about."""

    def __init__(self, steps: Sequence[Step]) -> None:
        super().__init__(f"{len(steps)} events were changed since")
        self.steps = list(steps)


@dataclass(frozen=True)
class SetUndone:
    """What came of it: the change set that did it (0: nothing was left to take back), and how many events it touched.

    `event_id` is the one event that is there afterwards, where it is one. `roles` went back to what they were, `roles_kept`
    were changed since and stay. All of it is stored to answer a retry.
    """

    change_set: int = 0
    deleted: int = 0
    restored: int = 0
    changed: int = 0
    event_id: int = 0
    overlaps: list[Overlap] = field(default_factory=list)
    overlap_count: int = 0
    roles: list[RoleNow] = field(default_factory=list)
    roles_kept: list[RoleNow] = field(default_factory=list)
    # Single dates that a split took along to where they could not be changed back.
    unreached: list[Unreached] = field(default_factory=list)

    @classmethod
    def stored(cls, result: Mapping[str, Any]) -> "SetUndone":
        """As it was remembered for a retry."""
        roles = {name: [RoleNow(**one) for one in result.get(name, ())] for name in ("roles", "roles_kept")}
        unreached = [Unreached(*one) for one in result.get("unreached", ())]
        return cls(**{**result, **roles, "unreached": unreached})


def undo_change_set(
    change_set_id: int,
    by: Person,
    key: str | None = None,
    answers: Mapping[int, Answers] | None = None,
    via: str = "undo",
    may_share: bool = True,
) -> SetUndone:
    """Take back everything that one change set did, as one change set; raises SetConflict where later changes touch it.

    Taking back the new one does it again. Events that were deleted since stay so. Roles that it gave are taken back, for
    whoever owns the events, but for those that were changed since. `answers` say by event what is to become of what collides.
    Raises SharingNeeded where roles go back and whoever asks does so in a way that `may_share` says changes none.
    """
    open_change_set(by, change_set_id, Role.EDITOR)
    request = {"do": "undo all", "change set": change_set_id} | _told(answers)
    with unit_of_work(by) as unit:
        if earlier := unit.answered(key, request):
            return SetUndone.stored(earlier)
        _hold(unit, change_set_id)
        undone = _take_back(unit, change_set_id, answers, via, may_share)
        unit.remember(key, request, asdict(undone))
        return undone


def _told(answers: Mapping[int, Answers] | None) -> dict[str, Any]:
    return (
        {"answers": {str(number): asdict(one) for number, one in sorted(answers.items())}} if answers else {}
    )


def _hold(unit: Unit, change_set_id: int) -> OpenChangeSet:
    """Hold the calendars, also those that its events came from and those of what was split off since, each after those with a lower id.

    Then look at the rights of this moment.
    """
    assert unit.actor is not None
    while True:
        held = _calendars(unit, change_set_id)
        for calendar_id in sorted(held):
            hold(unit, calendar_id)
        if unit.is_alone or held == _calendars(unit, change_set_id):
            return open_change_set(unit.actor, change_set_id, Role.EDITOR)
        unit.begin_again()  # one of its events moved while we waited


def _calendars(unit: Unit, change_set_id: int) -> set[int]:
    here = set(unit.session.scalars(_CALENDARS, {"number": change_set_id}))
    return here | calendars_of(splits_since_set(change_set_id))


def _take_back(
    unit: Unit, change_set_id: int, answers: Mapping[int, Answers] | None, via: str, may_share: bool
) -> SetUndone:
    assert unit.actor is not None
    splits = splits_since_set(change_set_id)
    plan = with_dates(steps_of(change_set_id, answers), splits, answers, unit.actor)
    steps = [step for step in plan.steps if step.is_change]
    roles = roles_of_set(change_set_id)
    check_roles(unit, roles, may_share)
    if asked := [step for step in steps if step.wanted.asks]:
        raise SetConflict(asked)
    if not steps and not roles.back:
        return SetUndone(roles_kept=roles.kept, unreached=plan.unreached)
    counted = outlook(steps)
    first = steps[0].event if steps else roles.back[0].event
    made = unit.change_set(first.calendar_id, "undo", undoes_id=change_set_id)
    write_steps(unit, steps, Revision(made, via))
    take_roles_back(unit, roles, made)
    there = [step.event.id for step in steps if not step.event.deleted]
    return SetUndone(
        made,
        counted.deleted,
        counted.restored,
        counted.changed,
        there[0] if len(there) == 1 else 0,
        unit.overlaps,
        unit.overlap_count,
        roles.told,
        roles.kept,
        plan.unreached,
    )


def write_steps(unit: Unit, steps: Sequence[Step], revision: Revision) -> None:
    """Write the versions that take these back, those of a calendar at once; their calendars are held."""
    check_ways_back(unit, [step for step in steps if step.goes_to])
    for calendar_id, some in groupby(sorted(steps, key=_calendar), key=_calendar):
        write_next_versions(unit, calendar_id, [_next(step, unit.now) for step in some], revision)
    for step in steps:
        if step.goes_to and not step.event.deleted:
            let_in(unit, step.event.id, step.event.calendar_id, None, step.event.document)


def check_ways_back(unit: Unit, steps: Sequence[Step]) -> None:
    """Whether these may go back to the calendars that they were moved from; raises RoleTooLow and Refused."""
    assert unit.actor is not None
    if not steps:
        return
    opened = open_events(unit.actor, [step.event.id for step in steps])
    for calendar_id in sorted({step.goes_to for step in steps}):
        some = [step.event for step in steps if step.goes_to == calendar_id]
        for event in some:
            calendar = calendar_to_go_back_to(unit, opened[event.id], event.calendar_id, calendar_id)
        assert calendar is not None
        check_uids(unit, calendar, some)


def _calendar(step: Step) -> int:
    """The calendar that it is in afterwards."""
    return step.goes_to or step.event.calendar_id


def _next(step: Step, now: datetime) -> Next:
    """The version that does it, and its words: which one it takes back, and what that changes now."""
    state = step.wanted.state
    left = step.event.calendar_id if step.goes_to else 0
    return Next(step.event, state.document, state.deleted, said_of(step, now), left)


def said_of(step: Step, now: datetime) -> list[Message]:
    """ "took back version 4: renamed it to “Retreat”"."""
    state = step.wanted.state
    said = step.headlines
    if step.switches:
        said.append(("event.deleted" if state.deleted else "event.restored", {}))
    if step.goes_to:
        said.append(moved_message(step.event.calendar_id, step.goes_to))
    return said if state.body == step.now.body else [*said, *describe(step.now.document, state.document, now)]


_of_set = EventVersion.change_set_id == bindparam("number")
_CALENDARS = (
    select(Event.calendar_id)
    .where(Event.id.in_(touched_by_set()))
    .union(select(EventVersion.came_from_id).where(_of_set, EventVersion.came_from_id.is_not(None)))
)
