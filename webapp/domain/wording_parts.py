"""A stored message in its parts, most important first: a move of two hours that is also longer is two."""

from collections.abc import Callable
from typing import Any

from webapp.domain.wording_attendees import answer_parts, attendees_parts, own_answer_parts
from webapp.domain.wording_calendars import moved_parts
from webapp.domain.wording_repeats import overrides_parts, repeats_parts
from webapp.domain.wording_text import text_parts
from webapp.domain.wording_when import when_parts

Message = tuple[str, dict[str, Any]]


def parts_of(message: Message) -> list[Message]:
    """A stored message as the facts it tells, each a phrase of the language with its parameters."""
    expand = _EXPANDERS.get(message[0])
    return expand(message[1]) if expand else [message]


def _tag_parts(params: dict[str, Any]) -> list[Message]:
    return [
        (f"tags.{verb}", {"tags": params[verb], "tag": len(params[verb])})
        for verb in ("added", "removed")
        if params[verb]
    ]


def _created_parts(params: dict[str, Any]) -> list[Message]:
    if params.get("rule"):
        return [("event.created_series", params | {"to_rule": params["rule"]})]
    return [("event.created_for", params) if params.get("when") else ("event.created", params)]


def _role_parts(said: str) -> Callable[[dict[str, Any]], list[Message]]:
    return lambda params: [(f"{said}.{params['role']}{_named(params)}", params)]


def _end_parts(said: str) -> Callable[[dict[str, Any]], list[Message]]:
    return lambda params: [(said + _named(params), params)]


def _named(params: dict[str, Any]) -> str:
    return ".calendar" if params.get("calendar") else ""


def _zone_parts(params: dict[str, Any]) -> list[Message]:
    return [("calendar.zone", {"from_zone": params["from"], "to_zone": params["to"]})]


def _colour_parts(params: dict[str, Any]) -> list[Message]:
    return [("calendar.recoloured", {"from_hue": params["from"], "to_hue": params["to"]})]


_EXPANDERS: dict[str, Callable[[dict[str, Any]], list[Message]]] = {
    "event.created": _created_parts,
    "event.moved": moved_parts,
    "when.moved": lambda params: when_parts(params["from"], params["to"]),
    "repeats.changed": repeats_parts,
    "overrides.changed": overrides_parts,
    "overrides.answered": own_answer_parts,
    "attendees.changed": attendees_parts,
    "attendees.answered": answer_parts,
    "description.changed": text_parts,
    "tags.changed": _tag_parts,
    "status.changed": lambda params: [(f"status.{params['to']}", {})],
    "sharing.granted": _role_parts("sharing.granted"),
    "sharing.changed": _role_parts("sharing.changed"),
    "sharing.taken": _role_parts("sharing.taken"),
    "sharing.revoked": _end_parts("sharing.revoked"),
    "sharing.left": _end_parts("sharing.left"),
    "calendar.zone": _zone_parts,
    "calendar.recoloured": _colour_parts,
}
