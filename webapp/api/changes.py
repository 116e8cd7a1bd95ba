"""Sync: what has changed for whoever asks since they asked last."""

from dataclasses import asdict
from datetime import UTC, datetime
from typing import Annotated, Literal

from pydantic import BaseModel, Field
from typing_extensions import TypedDict
from werkzeug.exceptions import Gone

from webapp.api.calls import Answer, call
from webapp.domain.sync_state import SyncState
from webapp.entry.identity import person
from webapp.operations.sync import changes_since
from webapp.operations.sync_tokens import TokenEnded, read_token, write_token

MOST = 200
BEGIN_ANEW = "This token is too old, or none that Daybook gave you. Forget what you have and ask without one."


class ChangesQuery(BaseModel):
    """Since when, and how much at once."""

    since: Annotated[
        str, Field(description="`next` of the answer before; left out for everything from the beginning.")
    ] = ""
    limit: Annotated[int, Field(ge=1, le=MOST, description="How many items at most.")] = MOST


class Change(TypedDict):
    """Something that is new, different, or (`deleted`) not there any more for whoever asks."""

    kind: Annotated[
        Literal["event", "share", "calendar"],
        Field(description="share: who has which role on the event, or on the whole calendar."),
    ]
    calendar_id: Annotated[int, Field(examples=[3])]
    event_id: Annotated[int | None, Field(description="null for a whole calendar.", examples=[9])]
    version: Annotated[int | None, Field(description="Of an event: its newest one.", examples=[7])]
    deleted: Annotated[
        bool, Field(description="Of a calendar: with everything in it but what comes after this item.")
    ]


class Changes(TypedDict):
    """Changes in the order in which they are to be taken over."""

    items: list[Change]
    next: Annotated[str, Field(description="The token for the next time; good for 90 days.")]
    more: Annotated[bool, Field(description="Whether there is more to tell already.")]


@call("GET", "/changes", scope="read", noun="Sync", query=ChangesQuery, gives=Changes, refuses=(410, 422))
def changes(query: ChangesQuery) -> Answer:
    """Everything that has changed for the caller since a token: each event once, lost access as deleted."""
    asking, now = person(), datetime.now(UTC)
    try:
        state = read_token(query.since, asking.id, now) if query.since else SyncState()
        part = changes_since(asking, state, query.limit)
    except TokenEnded:
        raise Gone(BEGIN_ANEW) from None
    token = write_token(part.state, asking.id, now)
    return Answer({"items": [asdict(one) for one in part.items], "next": token, "more": part.more})
