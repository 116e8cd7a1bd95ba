"""Exceptions of a series as a form carries them along: JSON in a hidden field, read as carefully as what was typed."""

import json
from collections.abc import Callable, Mapping
from typing import Any

from webapp.domain.attendance import ANSWERS, OUTSIDE, PARTS, PERSON
from webapp.domain.document import Document
from webapp.domain.periods import LATER
from webapp.domain.series import OWN_FIELDS, wall_of
from webapp.domain.texts import Refused

# A document of which every field will do, to check single fields in.
SAMPLE: Document = {
    "title": "–",
    "description": "",
    "location": "",
    "start": "2026-01-01T00:00",
    "end": "2026-01-01T00:00",
    "zone": "UTC",
    "end_zone": "",
    "all_day": False,
    "tags": [],
    "attendees": {},
    "status": "confirmed",
}
_UNREADABLE = "These exceptions cannot be read. Open the event again and repeat your change."


def written_overrides(overrides: Mapping[str, Any]) -> str:
    """The text of the hidden field; nothing where there are no exceptions."""
    return json.dumps(overrides, sort_keys=True, ensure_ascii=False) if overrides else ""


def read_overrides(value: object, is_document: Callable[[Document], bool]) -> Document:
    """The exceptions in such a text; raises Refused for anything that no form of ours sent."""
    try:
        found = json.loads(value or "{}") if isinstance(value, str) else None
    except (ValueError, RecursionError) as error:
        raise Refused(_UNREADABLE) from error
    if not isinstance(found, dict) or not all(_fits(name, own, is_document) for name, own in found.items()):
        raise Refused(_UNREADABLE)
    return found


def _fits(name: str, own: object, is_document: Callable[[Document], bool]) -> bool:
    if not (isinstance(own, dict) and own and own.keys() <= set(OWN_FIELDS) and is_name(name)):
        return False
    if not all(type(value) is type(SAMPLE[field]) for field, value in own.items()):
        return False
    tags, people = own.get("tags", []), own.get("attendees", {})
    plain = {field: value for field, value in own.items() if field != "attendees"}
    return (
        all(isinstance(tag, str) for tag in tags)
        and all(_is_attendee(key, who) for key, who in people.items())
        and is_document({**SAMPLE, **plain})
    )


def _is_attendee(key: str, who: object) -> bool:
    """Whether one person can be this to an instance."""
    person = key.removeprefix(PERSON)
    if not (key.startswith(OUTSIDE) or (key.startswith(PERSON) and person.isascii() and person.isdigit())):
        return False
    if who is None:
        return True
    if not isinstance(who, dict) or not who.keys() <= _CHOICES.keys() | {"name"}:
        return False
    name = who.get("name", "–")
    return isinstance(name, str) and all(
        who.get(field) in (None, *choices) for field, choices in _CHOICES.items()
    )


_CHOICES = {"part": PARTS, "answer": ANSWERS}


def is_name(text: str) -> bool:
    """Whether a text can be the name of an instance: a day, or a day and a time."""
    try:
        wall_of(text)
    except ValueError:
        return False
    return len(text.removesuffix(LATER)) in (16, 19) or len(text) == 10
