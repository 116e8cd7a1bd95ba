"""Lines of an event that are no content lines: what was meant, where that is plain, and kept as they are where it is not."""

import re

from webapp.domain.icalendar.lines import UNREAD, Line
from webapp.domain.icalendar.values import text_for

# What looks like the beginning of a property is no text that lost its fold.
_PROPERTY = re.compile(r"[A-Z][A-Z0-9-]*\s*(?=[;=]|$)")
_TEXTS = frozenset({"SUMMARY", "DESCRIPTION", "LOCATION", "COMMENT", "CONTACT", "X-ALT-DESC"})
# Without these an event would be at another time, or another event.
_NEEDED = frozenset(
    {"DTSTART", "DTEND", "DURATION", "RRULE", "RDATE", "EXRULE", "EXDATE", "RECURRENCE-ID", "UID"}
)
# Outlook has been seen to close the quotes of a zone behind the time.
_LATE_QUOTE = re.compile(r'([A-Za-z-]+;TZID="[^":]+):(\d{8}(?:T\d{6}Z?)?)"')
_MOST_JOINED = 70_000


class Unreadable(ValueError):
    """A line that an event cannot do without is no content line; the text is a sentence."""


def mended(line: Line, before: Line | None) -> tuple[Line, bool]:
    """A content line for this line, and whether it has the one before it within; raises Unreadable."""
    if before is not None and before.goes_on():
        return _joined(before, before.text.removesuffix("=") + line.text), True
    if line.is_content():
        return line, False
    if found := _LATE_QUOTE.fullmatch(line.text):
        return Line(line.number, f'{found[1]}":{found[2]}'), False
    if before is not None and before.name in _TEXTS and not _PROPERTY.match(line.text):
        return _joined(before, f"{before.text}\\n{line.text}"), True
    if line.name in _NEEDED:
        raise Unreadable(f"“{line.text[:40]}” is no property: a name and a colon are missing.")
    return Line(line.number, f"{UNREAD}:{text_for(line.text)}"), False


def _joined(before: Line, text: str) -> Line:
    if len(text) > _MOST_JOINED:
        raise Unreadable("Its text is broken into lines without folds, and too long. Shorten it to 64 KB.")
    return Line(before.number, text)
