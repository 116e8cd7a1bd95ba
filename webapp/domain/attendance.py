"""Who is invited to an event, as its document says it: `attendees` by key, `person:12` or `mailto:somebody@example.org`."""

from collections.abc import Mapping
from typing import Any

PERSON = "person:"


def accounts(document: Mapping[str, Any]) -> dict[int, bool]:
    """The invited people who have an account, and whether they take part: all but those who have declined."""
    invited = document.get("attendees") or {}
    return {
        int(key.removeprefix(PERSON)): who["answer"] != "declined"
        for key, who in invited.items()
        if key.startswith(PERSON)
    }
