"""The list of events: filtered, sorted by start, in parts; each event once, or each occurrence by itself."""

from typing import Annotated, Any, Literal

from pydantic import Field
from typing_extensions import TypedDict

from webapp.api import event_shape
from webapp.api.calls import Answer, call
from webapp.api.event_bodies import Time
from webapp.api.paging import WRONG, PageQuery, cursor
from webapp.domain.api_times import Edge, read_edge, read_moment
from webapp.domain.search_words import LONGEST, words_of
from webapp.domain.texts import Refused
from webapp.entry.identity import person
from webapp.operations.errors import Invalid
from webapp.operations.event_lists import Place, Wanted
from webapp.operations.event_windows import LONGEST_WINDOW, list_events, list_occurrences

NEEDS_WINDOW = "Send from and to with expand=occurrences: a series may have no end."
TOO_LONG = f"Ask for at most {LONGEST_WINDOW.days} days at once with expand=occurrences."
NO_WORD = "Nothing in this can be looked for. Send a word or a part of one."
BACKWARDS = "This is before from. Send a later moment."


class EventsQuery(PageQuery):
    """What the list is filtered by; everything that is left out filters nothing."""

    from_: Annotated[
        Time, Field(alias="from", description="What ends after; series by their occurrences.")
    ] = None
    to: Annotated[Time, Field(description="What starts before; a day is included.")] = None
    calendar_id: Annotated[int | None, Field(examples=[3])] = None
    q: Annotated[
        str,
        Field(
            max_length=LONGEST,
            description="Words that all stand in what it says: title, place, description, tags, names of who is invited, "
            "also of single dates. Capitals and accents make no difference; what is in quotation marks is one, also where "
            "it goes on in the next line.",
        ),
    ] = ""
    tag: Annotated[str, Field(max_length=40)] = ""
    participant: Annotated[
        str,
        Field(max_length=80, description="The id or the username of somebody in it, with as_of of then."),
    ] = ""
    is_recurring: bool | None = None
    updated_since: Annotated[Time, Field(description="Changed at that moment or later.")] = None
    as_of: Annotated[Time, Field(description="What they looked like then.")] = None
    expand: Annotated[
        Literal["occurrences"] | None, Field(description="Each occurrence by itself; needs from and to.")
    ] = None


class Events(TypedDict):
    """Events by their start."""

    items: list[event_shape.Event]
    next_cursor: str | None


@call("GET", "/events", scope="read", noun="Events", query=EventsQuery, gives=Events, refuses=(422,))
def list_of_events(query: EventsQuery) -> Answer:
    """All events that one may see, by their start."""
    wanted = _wanted(query)
    listing = list_occurrences if query.expand else list_events
    found = listing(wanted, person(), _place(query), query.limit + 1)
    kept = found[: query.limit]
    more = cursor(*_told(kept[-1].place)) if len(found) > query.limit else None
    return Answer({"items": event_shape.many([one.shown for one in kept]), "next_cursor": more})


def _wanted(query: EventsQuery) -> Wanted:
    errors: dict[str, str] = {}
    after = _edge(query.from_, "from", errors)
    before = _edge(query.to, "to", errors)
    moments = {name: _moment(getattr(query, name), name, errors) for name in ("updated_since", "as_of")}
    words = _try(lambda: _words(query.q), "q", errors)
    if query.expand and not errors:
        _check_window(after, before, errors)
    if after and before and before.moment < after.moment:
        errors["to"] = BACKWARDS
    if errors:
        raise Invalid(errors)
    return Wanted(
        after=after,
        before=before,
        calendar_id=query.calendar_id,
        words=words or (),
        tag=query.tag.strip(),
        participant=query.participant.strip(),
        recurring=query.is_recurring,
        updated_since=moments["updated_since"],
        at=moments["as_of"],
    )


def _words(typed: str) -> tuple[str, ...]:
    words = tuple(words_of(typed))
    if typed.strip() and not words:
        raise Refused(NO_WORD)
    return words


def _check_window(after: Edge | None, before: Edge | None, errors: dict[str, str]) -> None:
    for name, edge in (("from", after), ("to", before)):
        if edge is None:
            errors[name] = NEEDS_WINDOW
    if after and before and before.moment - after.moment > LONGEST_WINDOW:
        errors["to"] = TOO_LONG


def _edge(text: str | None, name: str, errors: dict[str, str]) -> Edge | None:
    return None if text is None else _try(lambda: read_edge(text, person().zone, name == "to"), name, errors)


def _moment(text: str | None, name: str, errors: dict[str, str]) -> Any:
    return None if text is None else _try(lambda: read_moment(text, person().zone), name, errors)


def _try(reading: Any, name: str, errors: dict[str, str]) -> Any:
    try:
        return reading()
    except Refused as refused:
        errors[name] = str(refused)
        return None


def _place(query: EventsQuery) -> Place | None:
    """What a cursor names: start, id and occurrence."""
    found = query.after(str, int, str)
    if found is None:
        return None
    try:
        return Place(read_moment(found[0], "UTC"), *found[1:])
    except Refused:
        raise Invalid({"cursor": WRONG}) from None


def _told(place: Place) -> tuple[str, int, str]:
    return place.start.isoformat(), place.id, place.occurrence
