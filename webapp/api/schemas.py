"""Shapes that several calls answer with. TypedDicts, so that an answer is a plain dict and the documentation knows it."""

from collections.abc import Iterable
from typing import Annotated, Any, Literal, NotRequired

from pydantic import Field
from typing_extensions import TypedDict

from webapp.models import Person
from webapp.operations.members import Member

RoleWord = Literal["owner", "editor", "viewer"]
Moment = Annotated[
    str, Field(json_schema_extra={"format": "date-time"}, examples=["2026-03-24T09:00:00+01:00"])
]


class UserRef(TypedDict):
    """Somebody with an account, as everybody may know them."""

    id: Annotated[int, Field(examples=[3])]
    username: Annotated[str, Field(examples=["ana"])]
    name: Annotated[str, Field(examples=["Ana Lindqvist"])]


class User(UserRef):
    """An account, as its owner and admins see it."""

    email: Annotated[str, Field(examples=["ana@example.org"])]
    role: Literal["member", "admin"]


class Permission(TypedDict):
    """What one person may do, and whether they have it on the event alone or through its calendar."""

    user_id: Annotated[int, Field(examples=[3])]
    username: Annotated[str, Field(examples=["ana"])]
    name: Annotated[str, Field(examples=["Ana Lindqvist"])]
    role: RoleWord
    via: Literal["event", "calendar"]


class Permissions(TypedDict):
    """Who may do what, owners first."""

    items: list[Permission]


class Problem(TypedDict):
    """What went wrong (RFC 9457); further members where the call says so."""

    type: Annotated[str, Field(examples=["about:blank"])]
    title: Annotated[str, Field(examples=["Not Found"])]
    status: Annotated[int, Field(examples=[404])]
    detail: Annotated[str, Field(description="A sentence that says what to do.")]


class FieldError(TypedDict):
    """One field that will not do."""

    field: Annotated[str, Field(examples=["events[3].end_time"])]
    message: Annotated[str, Field(examples=["It ends before it starts. Choose a later end."])]


class Invalid(Problem):
    """What is wrong with what was sent, field by field."""

    errors: list[FieldError]


class Collides(Problem):
    """What it cannot be reconciled with: fields that others have changed, or events at the same time."""

    conflicts: NotRequired[list[dict[str, Any]]]
    version: NotRequired[Annotated[int, Field(description="The newest version.", examples=[8])]]


def user_ref(person: Person) -> UserRef:
    """Somebody as everybody may know them."""
    return {"id": person.id, "username": person.username, "name": person.name}


def permission(member: Member, via: Literal["event", "calendar"]) -> Permission:
    """What one person may do."""
    word: Any = member.role.word
    person = member.person
    return {"user_id": person.id, "username": person.username, "name": person.name, "role": word, "via": via}


def permissions_of_event(found: Iterable[Member]) -> list[Permission]:
    """What `members` found; who has both, on the event and through its calendar, is there twice."""
    return [permission(one, "calendar" if one.through_calendar else "event") for one in found]


def permissions_of_calendar(found: Iterable[Member]) -> list[Permission]:
    """What `members_of_calendar` found."""
    return [permission(one, "calendar") for one in found]


def user(person: Person) -> User:
    """An account as its owner sees it."""
    role: Any = person.role
    return {**user_ref(person), "email": person.email, "role": role}
