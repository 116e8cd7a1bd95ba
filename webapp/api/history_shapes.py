"""Shapes of what the API tells of an event's past."""

from typing import Annotated, Any, Literal, NotRequired

from pydantic import Field
from typing_extensions import TypedDict

from webapp.api import event_shape
from webapp.api.event_shape import Author
from webapp.api.schemas import Moment


class Segment(TypedDict):
    """A piece of a text: on both sides, on the old one alone, or on the new one alone."""

    op: Literal["equal", "delete", "insert"]
    text: str


class FieldChanged(TypedDict):
    """One field that is different."""

    field: Annotated[
        str,
        Field(
            description="As in Event; attendees, overrides, repeats and extra for what Event does not say, permissions for roles.",
            examples=["title"],
        ),
    ]
    old: Annotated[Any, Field(examples=["Retreat"])]
    new: Annotated[Any, Field(examples=["Summit"])]
    text: Annotated[
        str,
        Field(description="The sentence of the history, after a name.", examples=["renamed it to “Summit”"]),
    ]
    occurrence: NotRequired[
        Annotated[str, Field(description="The original start of the one date that it is about.")]
    ]
    segments: NotRequired[
        Annotated[
            list[Segment],
            Field(description="Of a long text: without insert the old one, without delete the new."),
        ]
    ]


class Version(TypedDict):
    """One version, by who made it and what it changed."""

    version: Annotated[int, Field(examples=[7])]
    at: Moment
    author: Author
    via: Annotated[str, Field(description="web, api, import, restore, undo …", examples=["web"])]
    summary: Annotated[str, Field(description="Why, in the author's words.")]
    changed: Annotated[list[str], Field(description="Names of fields.", examples=[["title"]])]
    change_set_id: Annotated[int, Field(examples=[31])]


class VersionWithEvent(Version):
    """One version with the whole event as it was."""

    event: event_shape.Event


class History(TypedDict):
    """Versions, the newest first."""

    items: list[Version]
    next_cursor: str | None


class Entry(TypedDict):
    """One version, or (without a version) one change of who may see the event."""

    version: Annotated[int | None, Field(examples=[7])]
    at: Moment
    author: Author
    via: str | None
    summary: str
    changed: list[str]
    change_set_id: int | None
    changes: list[FieldChanged]


class Changelog(TypedDict):
    """What happened, the oldest first."""

    items: list[Entry]
    next_cursor: str | None


Diff = TypedDict("Diff", {"event_id": int, "from": int, "to": int, "changes": list[FieldChanged]})


class Wrote(TypedDict):
    """The version that gave a field its present value."""

    version: Annotated[int, Field(examples=[7])]
    at: Moment
    author: Author
