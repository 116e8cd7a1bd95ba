"""What programs send to do many things at once."""

from typing import Annotated, Literal

from pydantic import BaseModel, Field

from webapp.api.event_bodies import EventFields, NewEvent, Summary, Time
from webapp.api.sharing import Grants
from webapp.operations.batch_items import MOST_ITEMS

Id = Annotated[int, Field(ge=1, description="Which event.", examples=[9])]


class BatchChange(EventFields):
    """Any fields; another `calendar_id` moves it there, with all its dates. What is said of PUT /api/events/{id} holds here."""

    summary: Annotated[
        Summary, Field(description="Why. A batch is one change: what its items say is the reason of all.")
    ] = ""
    scope: Annotated[
        Literal["all", "this", "following"], Field(description="Which occurrences of a series.")
    ] = "all"
    occurrence: Annotated[Time, Field(description="With a scope: the original start of the occurrence.")] = (
        None
    )


class CreateOne(BaseModel):
    """Make an event."""

    op: Literal["create"]
    event: NewEvent


class UpdateOne(BaseModel):
    """Change fields of an event; others' changes since `base_version` to other fields are kept."""

    op: Literal["update"]
    id: Id
    event: BatchChange
    base_version: Annotated[
        int | None, Field(ge=1, description="The version that was read; else the newest.", examples=[7])
    ] = None


class DeleteOne(BaseModel):
    """Delete an event."""

    op: Literal["delete"]
    id: Id


class ShareOne(Grants):
    """Give people roles on an event; owners only."""

    op: Literal["share"]
    id: Id


Operation = Annotated[CreateOne | UpdateOne | DeleteOne | ShareOne, Field(discriminator="op")]


class Batch(BaseModel):
    """Either `events`, which are all made, or `operations`, of which several may be about one event: they are done in their
    order, each on what those before it made of it, and the event gets one version.
    """

    events: Annotated[list[NewEvent] | None, Field(min_length=1, max_length=MOST_ITEMS)] = None
    operations: Annotated[list[Operation] | None, Field(min_length=1, max_length=MOST_ITEMS)] = None
    dry_run: Annotated[bool, Field(description="Tell what would be, and write nothing.")] = False
