"""What is left of a purged event or calendar: rows without content, and who deleted it, when and why."""

from datetime import UTC, datetime
from typing import Any

from webapp.domain.locales import Audience, say_moment

NO_DAY = datetime(
    1970, 1, 1, tzinfo=UTC
)  # when an event without content is, for columns that cannot be empty
GONE = b""  # the body of what has been purged

# What is left of a calendar, and of each change of its sharing, after the whole of it was purged.
PURGED_CALENDAR: dict[str, Any] = {
    "name": "Purged calendar",
    "hue": "sky",
    "zone": "UTC",
    "one_at_a_time": False,
    "conflict_policy": "warn",
    "trash_days": 0,
}
TRASH_EMPTIED = "trash-emptied"
CALENDAR_PURGED = "calendar-purged"  # the line of the audit log that vouches for them
CALENDAR_EMPTIED = "calendar-emptied"  # the same for its settings alone, when its trash was emptied
PURGED_SETTINGS: dict[str, Any] = {"changed": {}}
PURGED_SHARING: dict[str, Any] = {"person_id": None, "person_label": "", "old_role": None, "new_role": None}


def purged_content(by: str, at: datetime, why: str) -> dict[str, Any]:
    """The content of a version after a purge: nothing but the sentence that says so in every list of changes."""
    said = {"by": by, "on": at.astimezone(UTC).isoformat(timespec="seconds"), "why": why}
    return {
        "start_utc": NO_DAY,
        "end_utc": NO_DAY,
        "summary": "",
        "changed": [],
        "said": [["version.purged", said]],
        "body": GONE,
        "size": 0,
    }


def say_purged(by: str, at: datetime, why: str, audience: Audience) -> str:
    """For whoever comes to the event: "Root Rowan purged this event on 29 November 2026, 19:00: …"."""
    moment = say_moment(at, audience)
    return (
        f"{by} purged this event on {moment}: its content and its past are gone for good. "
        f"The reason: “{why}”."
    )
