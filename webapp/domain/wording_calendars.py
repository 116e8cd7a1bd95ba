"""A move to another calendar in human words. A version holds ids alone; a calendar's name is for those who may see it."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

MOVED = "event.moved"
_ENDS = {"old": "from", "new": "to"}


def moved_message(left: int, calendar_id: int) -> tuple[str, dict[str, Any]]:
    """What a version says that moved an event; readers who may see the calendars get their names (operations/calendar_names.py)."""
    return (MOVED, {"old": left, "new": calendar_id})


def calendars_in(said: Iterable[Sequence[Any]]) -> set[int]:
    """The calendars that stored messages speak of."""
    return {params[end] for name, params in said if name == MOVED for end in _ENDS}


def with_calendars(
    said: Iterable[Sequence[Any]], names: Mapping[int, str], here: int = 0
) -> list[tuple[str, dict[str, Any]]]:
    """The messages with the names that their reader may know, as they are told in the calendar `here` (0: anywhere)."""
    return [(name, _named(params, names, here) if name == MOVED else params) for name, params in said]


def only_leaving(said: Iterable[Sequence[Any]]) -> list[Sequence[Any]]:
    """What the calendar that an event has left is told: that it left, and nothing of what it was made there."""
    return [message for message in said if message[0] == MOVED]


def moved_parts(params: Mapping[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    """ "moved it here from “Team”" in the history of the calendar it is in, else from where to where, as far as known."""
    known = {name: params[name] for name in _ENDS.values() if name in params}
    if params.get("here") == params["new"]:
        return [("event.moved.here" + _known(known, "from"), known)]
    if params.get("here") == params["old"]:
        return [("event.moved.away" + _known(known, "to"), known)]
    return [("event.moved" + _known(known, "from") + _known(known, "to"), known)]


def _known(known: Mapping[str, Any], end: str) -> str:
    return f".{end}" if end in known else ""


def _named(params: Mapping[str, Any], names: Mapping[int, str], here: int) -> dict[str, Any]:
    known = {_ENDS[end]: names[params[end]] for end in _ENDS if params[end] in names}
    return {**params, **known} | ({"here": here} if here else {})
