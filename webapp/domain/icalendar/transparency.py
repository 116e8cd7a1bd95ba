"""Whether a calendar file says that an event takes up somebody's time: TRANSP, RFC 5545, section 3.8.2.7."""

from collections.abc import Mapping
from typing import Any

from webapp.domain.icalendar.keeping import own_level
from webapp.domain.icalendar.lines import Line


def takes_time(document: Mapping[str, Any], recurrence_id: str = "") -> bool | None:
    """What the file says of an event or of one of its instances; None where it says nothing."""
    own = (document.get("overrides") or {}).get(recurrence_id, {})
    lines = (own.get("extra", document.get("extra")) or {}).get("lines", [])
    said = [
        Line(0, text, text).value.strip().upper()
        for name, text, ours in own_level(lines)
        if ours and name == "TRANSP"
    ]
    return None if not said else said[0] != "TRANSPARENT"
