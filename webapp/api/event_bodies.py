"""What programs send of events: whole new ones, and fields of those that are there."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field

from webapp.domain.api_input import FIELDS

Time = Annotated[
    str | None,
    Field(
        max_length=40,
        description="RFC 3339; without an offset a time on the clocks of time_zone; YYYY-MM-DD for whole days.",
        examples=["2026-03-24T09:00:00+01:00"],
    ),
]
Summary = Annotated[str, Field(max_length=200, description="Why, for the history.")]


class EventFields(BaseModel):
    """Fields of an event. What is left out stays as it is; whole events may be sent back, others' fields are passed over."""

    title: Annotated[str | None, Field(examples=["Retreat"])] = None
    description: str | None = None
    location: Annotated[str | None, Field(examples=["Room 4"])] = None
    start_time: Time = None
    end_time: Annotated[Time, Field(description="For whole days the last one.")] = None
    time_zone: Annotated[
        str | None, Field(description="An IANA name; else that of the calendar.", examples=["Europe/Berlin"])
    ] = None
    all_day: bool | None = None
    is_recurring: Annotated[
        bool | None, Field(description="false ends repeating, whatever recurrence_pattern says.")
    ] = None
    recurrence_pattern: Annotated[
        str | None,
        Field(
            description="An RRULE of RFC 5545; required where is_recurring is true.",
            examples=["FREQ=WEEKLY;BYDAY=TU"],
        ),
    ] = None
    recurrence_exceptions: Annotated[
        list[str] | None, Field(description="The original starts of all occurrences that are left out.")
    ] = None
    tags: Annotated[list[str] | None, Field(examples=[["team"]])] = None
    status: Literal["confirmed", "tentative", "cancelled"] | None = None
    calendar_id: Annotated[int | None, Field(examples=[3])] = None

    @property
    def given(self) -> dict[str, Any]:
        """The fields of a document that were sent."""
        return {name: getattr(self, name) for name in FIELDS if name in self.model_fields_set}


class NewEvent(EventFields):
    """A new event: at least title, start_time and end_time. Without calendar_id it goes to one's own calendar."""

    on_conflict: Annotated[
        Literal["warn", "reject"],
        Field(description="What to do where it overlaps: save and tell, or refuse."),
    ] = "warn"


class EventChange(EventFields):
    """Any fields, and what the caller had seen: others' later changes to other fields are kept."""

    base_version: Annotated[
        int | None,
        Field(ge=1, description="The version that was read; else If-Match, else the newest.", examples=[7]),
    ] = None
    summary: Summary = ""
    scope: Annotated[
        Literal["all", "this", "following"], Field(description="Which occurrences of a series.")
    ] = "all"
    occurrence: Annotated[Time, Field(description="With a scope: the original start of the occurrence.")] = (
        None
    )
