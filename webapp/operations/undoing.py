"""One old change, or all between two versions, taken back, with everything that came after kept."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from functools import partial
from typing import NamedTuple

from webapp.domain.document import Document
from webapp.domain.merge import merge
from webapp.domain.roles import Role
from webapp.domain.single_dates import changed_dates
from webapp.domain.taking_back import Answers, State, TakenBack, take_back
from webapp.domain.wording import Message, describe
from webapp.models import Calendar, Event, EventVersion, Person
from webapp.operations.access import OpenEvent, open_event
from webapp.operations.change_sets import Step, holding
from webapp.operations.errors import NotThere
from webapp.operations.events import (
    EditConflict,
    EventDeleted,
    Saved,
    base_document,
    saved_once,
    version_of,
)
from webapp.operations.relocating import calendar_to_go_back_to, relocate
from webapp.operations.revising import Revision, lock_event, revise
from webapp.operations.seen_versions import Seen, check_seen
from webapp.operations.split_dates import Split, calendars_of, splits_since
from webapp.operations.undoing_dates import Plan, with_dates
from webapp.operations.undoing_sets import SetConflict, write_steps
from webapp.operations.unit import Unit

# A change set names the one that it takes back where that is one.
_OF_ONE = ("event.undone", "event.undone_of")


class Taking(NamedTuple):
    """How a change is taken back: what the new version says first, whether it leaves the event deleted, through what.

    And the calendar that the event goes back to, None where it stays.
    """

    headline: list[Message]
    deletes: bool
    via: str
    goes_to: Calendar | None = None


@dataclass(frozen=True)
class Answer:
    """What somebody chose where later changes touched the same, made against version `based_on`.

    `bases` names units that were seen at another version, as in `edit_event`.
    """

    document: Document
    based_on: int
    bases: Mapping[str, int] = field(default_factory=dict)


def undo_version(
    event_id: int,
    number: int,
    by: Person,
    key: str | None = None,
    answer: Answer | None = None,
    delete_at: int = 0,
    since: int = 0,
    via: str = "undo",
    seen: Seen = None,
    answers: Mapping[int, Answers] | None = None,
) -> Saved:
    """Take back what version `number` changed and keep all later changes; raises EditConflict where these touch it.

    With `since`, an older version, everything is taken back that led from that one to `number`.
    Taking back the new version does it again. Nothing left to take back means no version. Where it was the making of
    the event, or brought it back, the event is deleted: one that was changed since only with `delete_at`, the version
    that whoever wants that has seen, else raises SetConflict. Where it moved the event to another calendar, it goes
    back, as a move does: with the rights on both, else RoleTooLow or Refused. At another version than `seen` raises Outdated.

    Single dates that a later split took along are changed back in the event that has them now (`Saved.dates`), with the rights
    on that one; of others `Saved.unreached` says why not. What collides raises SetConflict then, which `answers` answer.
    """

    asked = _Asked(event_id, number, since, answer, delete_at, via, seen, answers or {})
    request = _request(event_id, number, answer, delete_at) | ({"since": since} if since else {})
    request |= {"answers": {str(one): asdict(each) for one, each in answers.items()}} if answers else {}
    return saved_once(by, key, request, partial(_undo, asked))


@dataclass(frozen=True)
class _Asked:
    """What `undo_version` was asked for."""

    event_id: int
    number: int
    since: int
    answer: Answer | None
    delete_at: int
    via: str
    seen: Seen
    answers: Mapping[int, Answers]


def _undo(asked: _Asked, unit: Unit) -> Saved:
    assert unit.actor is not None
    open_event(unit.actor, asked.event_id, Role.EDITOR)
    back = _calendar_before(asked.event_id, asked.number, asked.since)
    opened, splits = _locked(unit, asked, back)
    event = opened.event
    check_seen(event, asked.seen)
    undone, before = ends_of(event.id, asked.number, asked.since)
    if saved := _with_dates(unit, asked, opened, splits, back):
        return saved
    deleted = _goes(event, undone, before)
    if event.deleted and deleted and (before is None or before.deleted):
        return Saved(event.id, event.version, changed=False)
    if deleted:
        _check_may_go(event, undone, asked.delete_at)
    wanted = _as_it_was(event, undone, before) if deleted else _wanted(event, undone, before, asked.answer)
    goes_to = calendar_to_go_back_to(unit, opened, undone.calendar_id, back)
    if wanted == event.document and deleted == event.deleted and goes_to is None:
        return Saved(event.id, event.version, changed=False)
    taking = Taking(_span(asked.number, asked.since), deleted, asked.via, goes_to)
    return _take_back(unit, event, wanted, undone, taking)


def _locked(unit: Unit, asked: _Asked, back: int) -> tuple[OpenEvent, list[Split]]:
    """The event and everything that was split off since, held; no splits where the change was not about single dates."""
    ends = ends_of(asked.event_id, asked.number, asked.since)
    while True:
        also = {back, *calendars_of(splits_of_dates(asked.event_id, *ends))} - {0}
        opened = lock_event(unit, asked.event_id, also=also)
        splits = splits_of_dates(asked.event_id, *ends)
        if unit.is_alone or calendars_of(splits) <= {opened.calendar.id, *also}:
            return opened, splits
        unit.begin_again()  # one of them moved, or was split, while we waited


def _with_dates(unit: Unit, asked: _Asked, opened: OpenEvent, splits: list[Split], back: int) -> Saved | None:
    """The same where a split took single dates along: what was changed on these is taken back where they are now.

    None where none was. Raises SetConflict where later changes touch the same, in any of the events.
    """
    assert unit.actor is not None
    event, (undone, before) = opened.event, ends_of(asked.event_id, asked.number, asked.since)
    plan = plan_with_dates(event, (undone, before), asked.since, splits, asked.answers, unit.actor)
    if plan is None:
        return None
    if collides := [one for one in plan.steps if one.wanted.asks]:
        raise SetConflict(collides)
    goes_to = calendar_to_go_back_to(unit, opened, undone.calendar_id, back)
    steps = [
        replace(one, goes_to=goes_to.id) if goes_to and one.event is event else one for one in plan.steps
    ]
    return _write(unit, asked, [one for one in steps if one.is_change], plan, undone)


def plan_with_dates(
    event: Event,
    ends: tuple[EventVersion, EventVersion | None],
    since: int,
    splits: list[Split],
    answers: Mapping[int, Answers],
    by: Person,
) -> Plan | None:
    """What taking back all between two versions does where splits took single dates along, None where they took none."""
    undone, before = ends
    if not splits or before is None:
        return None
    was, then, now = (State(one.body, one.deleted) for one in (before, undone, event))
    held = holding(event, answers[event.id]) if event.id in answers else None
    wanted = take_back(then, was, now, held)
    said = tuple(_span(undone.version, since))
    step = Step(event, before.version + 1, undone.version, then, now, wanted, 0, was, said)
    plan = with_dates([step], splits, answers, by)
    return None if plan.steps == [step] and not plan.unreached else plan


def splits_of_dates(event_id: int, undone: EventVersion, before: EventVersion | None) -> list[Split]:
    """The splits since, where the change was about single dates; one statement where there was none, none where it was not."""
    dates = before is not None and changed_dates(before.document, undone.document)
    return splits_since({event_id: undone.version}) if dates else []


def _write(unit: Unit, asked: _Asked, steps: list[Step], plan: Plan, undone: EventVersion) -> Saved:
    """All of it in one change set; what comes back speaks of the first event that it changed."""
    if not steps:
        event = plan.steps[0].event
        return Saved(event.id, event.version, changed=False, unreached=plan.unreached)
    undoes = undone.change_set_id if steps[0].headlines[0][0] in _OF_ONE else None
    made = unit.change_set(steps[0].event.calendar_id, "undo", undoes_id=undoes)
    write_steps(unit, steps, Revision(made, asked.via))
    event = steps[0].event
    dates = list(steps[0].dates) if event.id != asked.event_id else []
    return Saved(event.id, event.version, change_set=made, dates=dates, unreached=plan.unreached)


def _goes(event: Event, undone: EventVersion, before: EventVersion | None) -> bool:
    """Whether the event is deleted afterwards: as it was before, unless somebody has deleted it or brought it back since."""
    was_deleted = before is None or before.deleted
    return was_deleted if event.deleted == undone.deleted else event.deleted


def _check_may_go(event: Event, undone: EventVersion, delete_at: int) -> None:
    """Raise EventDeleted for what is deleted already, SetConflict for what was changed since and whoever asks has not seen so."""
    if event.deleted:
        raise EventDeleted("This event is deleted. Restore it first, then take the change back.")
    if event.document != undone.document and delete_at != event.version:
        raise SetConflict([_deletion(event, undone)])


def ends_of(event_id: int, number: int, since: int) -> tuple[EventVersion, EventVersion | None]:
    """The version to take back and the one to go back to, None where that was the making of the event; raises NotThere."""
    if since and not 0 < since < number:
        raise NotThere
    before = since or number - 1
    return version_of(event_id, number), version_of(event_id, before) if before else None


def _calendar_before(event_id: int, number: int, since: int) -> int:
    """The calendar in which the event was before what is taken back, 0 where that was the same one, or none."""
    undone, before = ends_of(event_id, number, since)
    return 0 if before is None or before.calendar_id == undone.calendar_id else before.calendar_id


def _span(number: int, since: int) -> list[Message]:
    """How a version says which others it takes back."""
    if since and since < number - 1:
        return [("event.undone_all", {"first": since + 1, "version": number})]
    return [("event.undone", {"version": number})]


def _deletion(event: Event, undone: EventVersion) -> Step:
    """The question whether an event that was changed since is to be deleted."""
    now = State(event.body, event.deleted)
    was = State(undone.body, undone.deleted)
    return Step(event, undone.version, undone.version, was, now, TakenBack(now, asks_to_delete=True))


def _as_it_was(event: Event, undone: EventVersion, before: EventVersion | None) -> Document:
    """What is deleted again is what was deleted before, unless somebody has changed it since."""
    return before.document if before and event.document == undone.document else event.document


def _wanted(
    event: Event, undone: EventVersion, before: EventVersion | None, answer: Answer | None
) -> Document:
    """The event without that change, or as somebody chose; raises EditConflict."""
    if before is None:
        return event.document
    if answer is None:
        merged = merge(undone.document, event.document, before.document)
        conflict = EditConflict(event, merged, undone.version)
    else:
        base = base_document(event, answer.based_on, answer.bases)
        merged = merge(base, event.document, answer.document)
        conflict = EditConflict(event, merged, answer.based_on, answer.bases)
    if merged.conflicts:
        raise conflict
    return merged.document


def _request(event_id: int, number: int, answer: Answer | None, delete_at: int) -> dict[str, object]:
    """What was asked for, to tell a retry from another request."""
    request = {"do": "undo", "event": event_id, "version": number} | (asdict(answer) if answer else {})
    return request | ({"delete": delete_at} if delete_at else {})


def _take_back(unit: Unit, event: Event, wanted: Document, undone: EventVersion, taking: Taking) -> Saved:
    """Write the version that does it, in a change set that names the one it undoes, where that is one."""
    headline = taking.headline
    if taking.deletes != event.deleted:
        headline.append(("event.deleted" if taking.deletes else "event.restored", {}))
    undoes = undone.change_set_id if headline[0][0] == "event.undone" else None
    change_set = unit.change_set(event.calendar_id, "undo", undoes_id=undoes)
    revision = Revision(change_set, taking.via, taking.deletes, said=headline)
    if taking.goes_to is not None:
        relocate(unit, event, taking.goes_to, revision, wanted)
    else:
        said = [*headline, *describe(event.document, wanted, unit.now)]
        revise(unit, event, wanted, replace(revision, said=said))
    return Saved(event.id, event.version, change_set=change_set)
