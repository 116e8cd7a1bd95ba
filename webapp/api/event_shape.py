"""The Event of the contract, and what makes one out of what operations give.

`one(now_of(opened))` is an event as it is, `one(version_shown(...))` as it was, `one(occurrence_shown(...))` one occurrence;
`many([...])` a list of them in two statements. `conflict_of` is an overlap in the form that the contract calls a conflict.
"""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Annotated, Any, Literal, NotRequired

from pydantic import Field
from typing_extensions import TypedDict

from webapp.api.schemas import Moment, Permission, RoleWord
from webapp.domain.api_input import as_contract
from webapp.domain.api_times import say_between
from webapp.domain.wording_overlaps import Overlap
from webapp.operations.showing import Around, Held, Known, Shown, around

MomentOrDay = Annotated[
    str,
    Field(
        description="With the offset that holds in `time_zone` then; YYYY-MM-DD for whole days, the last one included.",
        examples=["2026-03-24T09:00:00+01:00"],
    ),
]


class Author(TypedDict):
    """Who did something. Of an account that is gone only the name is left."""

    id: Annotated[int | None, Field(examples=[3])]
    username: Annotated[str | None, Field(examples=["ana"])]
    name: Annotated[str, Field(examples=["Ana Lindqvist"])]


class Conflict(TypedDict):
    """Something that an event overlaps with; null where whoever asks may not see it: somebody is busy then."""

    event_id: Annotated[int | None, Field(examples=[12])]
    title: Annotated[str | None, Field(examples=["Stand-up"])]
    start_time: MomentOrDay
    end_time: MomentOrDay


class Event(TypedDict):
    """One plan."""

    id: Annotated[int, Field(examples=[9])]
    calendar_id: Annotated[int, Field(examples=[3])]
    title: Annotated[str, Field(examples=["Retreat"])]
    description: str
    location: Annotated[str | None, Field(examples=["Room 4"])]
    start_time: MomentOrDay
    end_time: MomentOrDay
    time_zone: Annotated[str, Field(examples=["Europe/Berlin"])]
    all_day: bool
    is_recurring: bool
    recurrence_pattern: Annotated[
        str | None,
        Field(
            description="A rule of RFC 5545; null too where it repeats on single dates alone.",
            examples=["FREQ=WEEKLY;BYDAY=TU"],
        ),
    ]
    recurrence_exceptions: Annotated[
        list[MomentOrDay], Field(description="The original starts of occurrences that are left out.")
    ]
    tags: Annotated[list[str], Field(examples=[["team"]])]
    status: Literal["confirmed", "tentative", "cancelled"]
    version: Annotated[int, Field(examples=[7])]
    role: Annotated[RoleWord, Field(description="What whoever asks may do with it.")]
    permissions: list[Permission]
    created_at: Moment
    created_by: Author
    updated_at: Moment
    updated_by: Author
    occurrence: NotRequired[
        Annotated[
            MomentOrDay, Field(description="Of one occurrence: its original start, by which it is named.")
        ]
    ]
    deleted: NotRequired[
        Annotated[bool, Field(description="In answers to batches: true for an event that was deleted.")]
    ]
    conflicts: NotRequired[
        Annotated[
            list[Conflict], Field(description="In answers to writes only: what it overlaps with, 20 at most.")
        ]
    ]


def one(shown: Shown, conflicts: Sequence[Overlap] | None = None) -> Event:
    """An event with the people around it, in two statements; `conflicts` is for answers to writes."""
    found = event(shown, around([shown]))
    if conflicts is not None:
        found["conflicts"] = conflicts_of(conflicts, shown.document["zone"])
    return found


def many(shown: Sequence[Shown]) -> list[Event]:
    """The same of many, in two statements as well."""
    people = around(shown)
    told = {calendar_id: _permissions(held) for calendar_id, held in people.of_calendars.items()}
    return [event(each, people, told.get(each.calendar_id)) for each in shown]


def event(shown: Shown, people: Around, through_calendar: list[Permission] | None = None) -> Event:
    """An event whose people have been read; `through_calendar` are those of its calendar, if made before."""
    if through_calendar is None:
        through_calendar = _permissions(people.of_calendars.get(shown.calendar_id, []))
    alone = people.of_events.get(shown.id)
    made: Any = {
        "id": shown.id,
        "calendar_id": shown.calendar_id,
        **as_contract(shown.document),
        "version": shown.version,
        "role": shown.role,
        "permissions": _permissions(alone) + through_calendar if alone else through_calendar,
        "created_at": moment(shown.created_at),
        "created_by": author(people.people.get(shown.created_by_id or 0), shown.created_by_label),
        "updated_at": moment(shown.updated_at),
        "updated_by": author(people.people.get(shown.updated_by_id or 0), shown.updated_by_label),
    }
    if shown.occurrence is not None:
        made["occurrence"] = shown.occurrence
    return made  # type: ignore[no-any-return]


def permission(held: Held) -> Permission:
    """A role as the contract tells it."""
    role: Any = held.role
    return {
        "user_id": held.person.id,
        "username": held.person.username,
        "name": held.person.name,
        "role": role,
        "via": "calendar" if held.through_calendar else "event",
    }


def author(person: Known | None, label: str) -> Author:
    """Who did something; `label` is what is left of an account that is gone."""
    if person is None:
        return {"id": None, "username": None, "name": label}
    return {"id": person.id, "username": person.username, "name": person.name}


def conflicts_of(found: Iterable[Overlap], zone: str) -> list[Conflict]:
    """Overlaps in the form of `conflicts`, with times as clocks in a zone show them."""
    return [conflict_of(one, zone) for one in found]


def conflict_of(overlap: Overlap, zone: str) -> Conflict:
    """One overlap in that form."""
    start, end = (datetime.fromisoformat(overlap[side]) for side in ("start", "end"))
    starts, ends = say_between(start, end, overlap["all_day"], zone)
    return {
        "event_id": overlap["event_id"],
        "title": overlap["title"],
        "start_time": starts,
        "end_time": ends,
    }


def moment(at: datetime) -> str:
    """A moment of history, to the microsecond, in UTC: what one sends back as `updated_since` or `as_of`."""
    return at.astimezone(UTC).isoformat()


def _permissions(held: Iterable[Held]) -> list[Permission]:
    return [permission(each) for each in held]
