"""Exceptions of a series as a form carries them along: JSON in a hidden field, read as carefully as what was typed."""

import json
from collections.abc import Callable, Mapping
from typing import Any

from webapp.domain.document import Document
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
    tags = own.get("tags", [])
    return all(isinstance(tag, str) for tag in tags) and is_document({**SAMPLE, **own})


def is_name(text: str) -> bool:
    """Whether a text can be the name of an instance: a day, or a day and a time."""
    try:
        wall_of(text)
    except ValueError:
        return False
    return len(text) in (10, 16, 19)
