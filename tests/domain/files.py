"""Calendar files in a line or two."""

from datetime import UTC, datetime

from tests.support.sources import ROOT
from webapp.domain.document import Document
from webapp.domain.icalendar.files import Incoming, read_file
from webapp.domain.icalendar.writing import Outgoing, write_file

OURS = (ROOT / "tests" / "data" / "calendar.ics").read_bytes()
LATER = datetime(2026, 11, 24, tzinfo=UTC)


def file_of(*lines: str, head: str = "") -> bytes:
    """A file with one event that has these lines."""
    text = (
        f"BEGIN:VCALENDAR\n{head}BEGIN:VEVENT\nUID:one\n" + "\n".join(lines) + "\nEND:VEVENT\nEND:VCALENDAR\n"
    )
    return text.encode()


def event_of(*lines: str, zone: str = "Europe/Berlin", head: str = "") -> Document:
    """The document of an event that has these lines."""
    return read_file(file_of(*lines, head=head), zone).events[0].document


def written(events: list[Incoming], version: int = 1) -> str:
    """What goes out for what came in."""
    return write_file(Outgoing(one.uid, one.document, version, LATER, LATER) for one in events)
