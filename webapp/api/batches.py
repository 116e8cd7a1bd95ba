"""Many events made, changed, deleted and shared by one call: all of it or nothing."""

from collections.abc import Callable, Iterator, Sequence
from typing import Annotated

from pydantic import Field
from typing_extensions import TypedDict

from webapp.api import event_shape, keys
from webapp.api.batch_bodies import Batch, BatchChange, DeleteOne, Operation, ShareOne, UpdateOne
from webapp.api.calls import Answer, call
from webapp.api.event_bodies import NewEvent
from webapp.api.occurrences import occurrence_name, required
from webapp.api.sentences import MOST_SAID
from webapp.api.sharing import TWICE
from webapp.domain.api_input import changed_document, changed_occurrence, new_document
from webapp.domain.document import Document
from webapp.domain.roles import Role, role_of
from webapp.domain.series import as_instance
from webapp.entry.bearer import bearer
from webapp.entry.identity import person
from webapp.operations import batching
from webapp.operations.access import OpenCalendar, open_calendars
from webapp.operations.batch_items import BatchRefused, Change, Done, Drop, Fault, Give, Item, Make, Mine
from webapp.operations.calendars import own_calendar
from webapp.operations.errors import Invalid
from webapp.operations.series import edited
from webapp.operations.showing import Around, Shown

LONGEST_REASON = 200
LARGEST = 8 * 1024 * 1024
ONE_OF_THEM = "Send events (all are made) or operations, one of the two."
NO_CALENDAR = "You have no calendar of your own. Send the id of one that you may write to."
NO_SHARING = "This token may not change who sees what. Make one with the scope share in your profile."


class BatchResult(TypedDict):
    """What came of it: for each item its event, in the order in which they were sent."""

    change_set_id: Annotated[
        int | None,
        Field(
            description="What POST /api/change-sets/{id}/undo takes back as one, roles that were given "
            "too. null where nothing changed, and in a dry run.",
            examples=[17],
        ),
    ]
    items: Annotated[
        list[event_shape.Event],
        Field(description="In a dry run what would be; a new event has the id 0 there."),
    ]


@call(
    "POST",
    "/events/batch",
    scope="write",
    noun="Events",
    body=Batch,
    status=201,
    gives=BatchResult,
    refuses=(403, 404, 409, 413, 422),
    replays=True,
    largest=LARGEST,
)
def batch_of_events(body: Batch) -> Answer:
    """Make, change, delete and share many events at once: all of it or nothing, as one change set."""
    items = _new_items(body) if body.events is not None else _items(body)
    how = batching.How(body.model_dump(mode="json"), keys.key(), "api", _why(body), body.dry_run)
    batch = batching.run_batch(items, person(), how)
    events = [
        _told(done, shown, batch.people, body.dry_run)
        for done, shown in zip(batch.done.items, batch.shown, strict=True)
    ]
    return Answer({"change_set_id": batch.done.change_set or None, "items": events}, 201)


def _why(body: Batch) -> str:
    """The reason of a change set is one: what the changes say, each once."""
    said = (one.event.summary.strip() for one in body.operations or () if isinstance(one, UpdateOne))
    return "; ".join(dict.fromkeys(filter(None, said)))[:LONGEST_REASON]


def _told(done: Done, shown: Shown, people: Around, is_rehearsal: bool) -> event_shape.Event:
    found = event_shape.event(shown, people)
    if done.is_new and is_rehearsal:
        found["id"] = 0
    if done.deleted:
        found["deleted"] = True
    found["conflicts"] = event_shape.conflicts_of(done.overlaps, shown.document["zone"])
    return found


# -- what was sent


def _new_items(body: Batch) -> list[Item]:
    if body.operations is not None:
        raise Invalid({"operations": ONE_OF_THEM})
    events = {f"events[{n}]": event for n, event in enumerate(body.events or ())}
    return [*_makes(events)]


def _items(body: Batch) -> list[Item]:
    if body.operations is None:
        raise Invalid({"events": ONE_OF_THEM})
    operations = body.operations
    _check_shares(operations)
    events = {f"operations[{n}].event": one.event for n, one in enumerate(operations) if one.op == "create"}
    made = iter(_makes(events))
    return [next(made) if one.op == "create" else _item(one) for one in operations]


def _item(operation: Operation) -> Item:
    if isinstance(operation, UpdateOne):
        event = operation.event
        return Change(
            operation.id,
            _change(event),
            operation.base_version or 0,
            event.calendar_id,
        )
    if isinstance(operation, DeleteOne):
        return Drop(operation.id)
    assert isinstance(operation, ShareOne)
    roles = {one.user_id: role_of(one.role) or Role.VIEWER for one in operation.users}
    return Give(operation.id, roles)


def _check_shares(operations: Sequence[Operation]) -> None:
    """A token needs the scope for it; everybody is named once. Raises BatchRefused and Invalid."""
    shares = [(n, one) for n, one in enumerate(operations) if isinstance(one, ShareOne)]
    if shares and "share" not in bearer().scopes:
        raise BatchRefused([Fault(n, "forbidden", {"op": NO_SHARING}) for n, _ in shares])
    errors = {}
    for n, one in shares:
        named = [user.user_id for user in one.users]
        for k, user_id in enumerate(named):
            if user_id in named[:k]:
                errors[f"operations[{n}].users[{k}].user_id"] = TWICE
    _raise(errors)


def _raise(errors: dict[str, str]) -> None:
    if errors:
        raise Invalid(dict(list(errors.items())[:MOST_SAID]))


def _makes(events: dict[str, NewEvent]) -> Iterator[Make]:
    """New events by their place in the body; raises Invalid with all that will not do, and BatchRefused."""
    own = own_calendar(person()) if any(one.calendar_id is None for one in events.values()) else None
    calendars = open_calendars(person(), {one.calendar_id for one in events.values() if one.calendar_id})
    errors: dict[str, str] = {}
    made = []
    for place, event in events.items():
        if event.calendar_id is None and own is None:
            errors[f"{place}.calendar_id"] = NO_CALENDAR
        calendar_id = event.calendar_id if event.calendar_id is not None else own.id if own else 0
        found = new_document(event.given, _zone(calendars.get(calendar_id), own.zone if own else "UTC"))
        errors |= {f"{place}.{name}": sentence for name, sentence in found.errors.items()}
        made.append((calendar_id, found.document, event.on_conflict == "reject"))
    _raise(errors)
    for calendar_id, document, refuses in made:
        assert document is not None
        yield Make(calendar_id, document, refuses, as_owner=True)


def _zone(opened: OpenCalendar | None, otherwise: str) -> str:
    """The zone of a calendar; one that is not there is refused later, with all other items."""
    return opened.calendar.zone if opened else otherwise


def _change(event: BatchChange) -> Callable[[Document], Mine]:
    """What makes a document into what a program wants it, or one of its dates, to be; raises Invalid."""

    def change(before: Document) -> Mine:
        if event.occurrence is None and event.scope == "all":
            return Mine(required(changed_document(before, event.given)))
        name = occurrence_name(event.occurrence, before)
        instance = as_instance(before, name)
        mine = required(changed_occurrence(instance, event.given, may_repeat=event.scope != "this"))
        found = edited(before, name, event.scope, mine)
        return Mine(found.document, found.rest, name if event.scope == "this" else "", is_part=True)

    return change
