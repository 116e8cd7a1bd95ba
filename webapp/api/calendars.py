"""Calendars: listing, making, changing, deleting."""

from collections.abc import Iterable, Mapping
from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field
from typing_extensions import TypedDict

from webapp.api.calls import Answer, call
from webapp.api.keys import key
from webapp.api.paging import PageQuery, page
from webapp.api.schemas import Permission, RoleWord, permissions_of_calendar
from webapp.domain.account_input import CalendarFields, check_calendar
from webapp.domain.hues import HUES, hue_for
from webapp.domain.roles import Role
from webapp.entry.identity import person
from webapp.models import Calendar as CalendarModel
from webapp.operations.access import OpenCalendar, open_calendar
from webapp.operations.calendars import change_calendar, create_calendar, delete_calendar, open_calendars
from webapp.operations.errors import Invalid
from webapp.operations.members import Member, members_of_calendar, members_of_calendars

Policy = Literal["warn", "reject"]
Color = Annotated[str, Field(description=f"One of {', '.join(HUES)}.", examples=["sky"])]
ZoneName = Annotated[str, Field(description="A name of the IANA's.", examples=["Europe/Berlin"])]
Name = Annotated[str, Field(examples=["Team"])]
# The contract's words and those of the pages, where they differ.
_FIELDS = {"name": "name", "hue": "color", "zone": "time_zone", "conflict_policy": "conflict_policy"}
_POLICIES = {"warn": "warn", "reject": "refuse"}


class Calendar(TypedDict):
    """A calendar, with what the caller may do in it."""

    id: Annotated[int, Field(examples=[3])]
    name: Name
    color: Color
    time_zone: ZoneName
    conflict_policy: Annotated[Policy, Field(description="What saving does where something overlaps.")]
    role: RoleWord
    permissions: list[Permission]


class Calendars(TypedDict):
    """Some calendars."""

    items: list[Calendar]
    next_cursor: str | None


class NewCalendar(BaseModel):
    """A calendar to be made."""

    name: Name
    color: Color | None = None
    time_zone: ZoneName | None = None
    conflict_policy: Policy = "warn"


class CalendarChange(BaseModel):
    """What is to be different; the rest stays."""

    name: Name | None = None
    color: Color | None = None
    time_zone: ZoneName | None = None
    conflict_policy: Policy | None = None


@call("GET", "/calendars", scope="read", noun="Calendars", query=PageQuery, gives=Calendars, refuses=(422,))
def list_calendars(query: PageQuery) -> Answer:
    """Every calendar that the caller has a role on."""
    after = query.after(int)
    opened = open_calendars(person(), after[0] if after else 0, query.limit + 1)
    people = members_of_calendars([one.calendar.id for one in opened[: query.limit]])
    return Answer(
        page(
            opened,
            query.limit,
            lambda one: shown(one, people.get(one.calendar.id, [])),
            lambda one: [one.calendar.id],
        )
    )


@call("POST", "/calendars", scope="write", noun="Calendars", body=NewCalendar, status=201, gives=Calendar,
      refuses=(422,), replays=True, headers=("Location",))  # fmt: skip
def new_calendar(body: NewCalendar) -> Answer:
    """Make a calendar; the caller is its owner."""
    hue, zone = body.color or hue_for(body.name), body.time_zone or person().zone
    fields = _checked({"name": body.name, "hue": hue, "zone": zone, "conflict_policy": body.conflict_policy})
    made = create_calendar(
        fields.name, fields.hue, fields.zone, person(), key(), conflict_policy=fields.conflict_policy
    )
    return Answer(_one(made), 201, {"Location": f"/api/calendars/{made}"})


@call("GET", "/calendars/<int:calendar_id>", scope="read", noun="Calendars", gives=Calendar, refuses=(404,))
def get_calendar(calendar_id: int) -> Answer:
    """One calendar."""
    return Answer(_one(calendar_id))


@call("PUT", "/calendars/<int:calendar_id>", scope="write", noun="Calendars", body=CalendarChange, gives=Calendar,
      refuses=(403, 404, 422))  # fmt: skip
def put_calendar(calendar_id: int, body: CalendarChange) -> Answer:
    """Rename a calendar, give it another colour, zone or policy; owners only."""
    calendar = open_calendar(person(), calendar_id, Role.OWNER).calendar
    given = {
        "name": body.name,
        "hue": body.color,
        "zone": body.time_zone,
        "conflict_policy": body.conflict_policy,
    }
    before = {
        "name": calendar.name,
        "hue": calendar.hue,
        "zone": calendar.zone,
        "conflict_policy": _policy(calendar),
    }
    fields = _checked(before | {name: value for name, value in given.items() if value is not None})
    policy = fields.conflict_policy
    change_calendar(calendar_id, fields.name, fields.hue, fields.zone, person(), conflict_policy=policy)
    return Answer(_one(calendar_id))


@call(
    "DELETE", "/calendars/<int:calendar_id>", scope="write", noun="Calendars", status=204, refuses=(403, 404)
)
def remove_calendar(calendar_id: int) -> Answer:
    """Put a calendar with everything in it aside; owners only, and they can bring it back on its page."""
    open_calendar(person(), calendar_id, Role.OWNER)
    delete_calendar(calendar_id, person())
    return Answer(None, 204)


def shown(opened: OpenCalendar, people: Iterable[Member]) -> Calendar:
    """A calendar as the contract has it."""
    calendar, word = opened.calendar, _word(opened.role)
    return {
        "id": calendar.id,
        "name": calendar.name,
        "color": calendar.hue,
        "time_zone": calendar.zone,
        "conflict_policy": _policy(calendar),
        "role": word,
        "permissions": permissions_of_calendar(people),
    }


def _one(calendar_id: int) -> Calendar:
    opened = open_calendar(person(), calendar_id)
    return shown(opened, members_of_calendar(opened.calendar))


def _checked(given: Mapping[str, Any]) -> CalendarFields:
    policy = _POLICIES[given["conflict_policy"]]
    checked = check_calendar({**given, "conflict_policy": policy})
    if checked.value is None:
        raise Invalid({_FIELDS.get(field, field): said for field, said in checked.errors.items()})
    return checked.value


def _policy(calendar: CalendarModel) -> Policy:
    return "reject" if calendar.conflict_policy == "refuse" else "warn"


def _word(role: Role) -> RoleWord:
    words: dict[Role, RoleWord] = {Role.OWNER: "owner", Role.EDITOR: "editor", Role.VIEWER: "viewer"}
    return words[role]
