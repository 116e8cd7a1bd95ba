"""Who may see and do what, on a calendar or on one event alone."""

from typing import Annotated

from pydantic import BaseModel, Field

from webapp.api.calls import Answer, call
from webapp.api.keys import key
from webapp.api.schemas import (
    Permission,
    Permissions,
    RoleWord,
    permission,
    permissions_of_calendar,
    permissions_of_event,
)
from webapp.domain.roles import Role, role_of
from webapp.entry.identity import person
from webapp.operations.access import OpenCalendar, OpenEvent, open_calendar, open_event
from webapp.operations.errors import Invalid, NotThere
from webapp.operations.members import Member, Target, members, unknown_among
from webapp.operations.sharing import change_role, share_many, stop_sharing

UNKNOWN = "No account has this number. Find the person with GET /api/users."
TWICE = "This person is there twice. Name everybody once."
MOST = 200


class Grant(BaseModel):
    """Somebody, and the role they are to have."""

    user_id: Annotated[int, Field(examples=[3])]
    role: RoleWord


class Grants(BaseModel):
    """People and their roles; all get them, or none does."""

    users: Annotated[list[Grant], Field(min_length=1, max_length=MOST)]


class NewRole(BaseModel):
    """Another role."""

    role: RoleWord


@call("POST", "/events/<int:event_id>/share", scope="share", noun="Sharing", body=Grants, gives=Permissions,
      refuses=(403, 404, 409, 410, 422), replays=True)  # fmt: skip
def share_event(event_id: int, body: Grants) -> Answer:
    """Share an event with people; owners only."""
    opened = open_event(person(), event_id, Role.OWNER)
    share_many(_of_event(opened), wanted(body.users), person(), key())
    return _event_permissions(event_id)


@call(
    "GET",
    "/events/<int:event_id>/permissions",
    scope="read",
    noun="Sharing",
    gives=Permissions,
    refuses=(404, 410),
)
def event_permissions(event_id: int) -> Answer:
    """Who may see and do what with an event."""
    return _event_permissions(event_id)


@call("PUT", "/events/<int:event_id>/permissions/<int:user_id>", scope="share", noun="Sharing", body=NewRole,
      gives=Permission, refuses=(403, 404, 409, 410, 422))  # fmt: skip
def change_event_role(event_id: int, user_id: int, body: NewRole) -> Answer:
    """Give somebody who has a role on an event another one; owners only."""
    target = _of_event(open_event(person(), event_id, Role.OWNER))
    return _changed(target, user_id, body)


@call("DELETE", "/events/<int:event_id>/permissions/<int:user_id>", scope="share", noun="Sharing", status=204,
      refuses=(403, 404, 409, 410))  # fmt: skip
def unshare_event(event_id: int, user_id: int) -> Answer:
    """Take somebody's role on an event; owners, or the person themselves."""
    stop_sharing(_of_event(open_event(person(), event_id)), user_id, person())
    return Answer(None, 204)


@call("POST", "/calendars/<int:calendar_id>/share", scope="share", noun="Sharing", body=Grants, gives=Permissions,
      refuses=(403, 404, 409, 422), replays=True)  # fmt: skip
def share_calendar(calendar_id: int, body: Grants) -> Answer:
    """Share a calendar with people; owners only."""
    opened = open_calendar(person(), calendar_id, Role.OWNER)
    share_many(_of_calendar(opened), wanted(body.users), person(), key())
    return _calendar_permissions(calendar_id)


@call(
    "GET",
    "/calendars/<int:calendar_id>/permissions",
    scope="read",
    noun="Sharing",
    gives=Permissions,
    refuses=(404,),
)
def calendar_permissions(calendar_id: int) -> Answer:
    """Who may see and do what with a calendar."""
    return _calendar_permissions(calendar_id)


@call("PUT", "/calendars/<int:calendar_id>/permissions/<int:user_id>", scope="share", noun="Sharing", body=NewRole,
      gives=Permission, refuses=(403, 404, 409, 422))  # fmt: skip
def change_calendar_role(calendar_id: int, user_id: int, body: NewRole) -> Answer:
    """Give somebody who has a role on a calendar another one; owners only."""
    return _changed(_of_calendar(open_calendar(person(), calendar_id, Role.OWNER)), user_id, body)


@call("DELETE", "/calendars/<int:calendar_id>/permissions/<int:user_id>", scope="share", noun="Sharing", status=204,
      refuses=(403, 404, 409))  # fmt: skip
def unshare_calendar(calendar_id: int, user_id: int) -> Answer:
    """Take somebody's role on a calendar; owners, or the person themselves. The last owner stays."""
    stop_sharing(_of_calendar(open_calendar(person(), calendar_id)), user_id, person())
    return Answer(None, 204)


def wanted(users: list[Grant], place: str = "users") -> dict[int, Role]:
    """The roles by person; raises Invalid for who is unknown or named twice."""
    unknown = unknown_among([one.user_id for one in users])
    found: dict[int, Role] = {}
    errors = {}
    for number, one in enumerate(users):
        if one.user_id in unknown or one.user_id in found:
            errors[f"{place}[{number}].user_id"] = UNKNOWN if one.user_id in unknown else TWICE
        found[one.user_id] = role_named(one.role)
    if errors:
        raise Invalid(errors)
    return found


def role_named(word: str) -> Role:
    """The role of a word that the shape has let through."""
    role = role_of(word)
    assert role is not None
    return role


def _changed(target: Target, user_id: int, body: NewRole) -> Answer:
    change_role(target, user_id, role_named(body.role), person())
    return Answer(permission(_own(target, user_id), "calendar" if target.event_id is None else "event"))


def _own(target: Target, user_id: int) -> Member:
    """The line of a person on exactly this, not the one through the calendar."""
    for one in members(target):
        if one.person.id == user_id and not one.through_calendar:
            return one
    raise NotThere


def _of_event(opened: OpenEvent) -> Target:
    return Target(opened.calendar.id, opened.event.id)


def _of_calendar(opened: OpenCalendar) -> Target:
    return Target(opened.calendar.id)


def _event_permissions(event_id: int) -> Answer:
    opened = open_event(person(), event_id)
    return Answer({"items": permissions_of_event(members(_of_event(opened)))})


def _calendar_permissions(calendar_id: int) -> Answer:
    opened = open_calendar(person(), calendar_id)
    return Answer({"items": permissions_of_calendar(members(_of_calendar(opened)))})
