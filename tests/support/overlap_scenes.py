"""Events of next year that overlap, and calendars that mind."""

from datetime import UTC, date, datetime
from typing import Any

from tests.support.cast import a_document
from webapp.domain.document import Document
from webapp.models import Person
from webapp.operations.calendars import change_calendar, create_calendar

YEAR = datetime.now(UTC).year + 1
DAY = f"{YEAR}-03-24"
# That day, or the Friday before it.
WORKDAY = f"{YEAR}-03-{24 - max(0, date(YEAR, 3, 24).weekday() - 4)}"


def planned(start: str = "09:00", end: str = "10:00", day: str = DAY, **changes: Any) -> Document:
    """An event on 24 March of next year in Berlin."""
    return a_document(start=f"{day}T{start}", end=f"{day}T{end}", **changes)


def invited(*people: Person, answer: str = "accepted") -> Document:
    """These people as the attendees of a document."""
    return {
        "attendees": {
            f"person:{who.id}": {"name": who.name, "part": "required", "answer": answer} for who in people
        }
    }


def make_room(owner: Person, policy: str = "refuse") -> int:
    """A calendar that holds one at a time."""
    return create_calendar(
        "Blue room", "leaf", "Europe/Berlin", by=owner, one_at_a_time=True, conflict_policy=policy
    )


def mind(calendar_id: int, owner: Person, policy: str = "refuse") -> None:
    """Let the calendar Team refuse overlaps."""
    change_calendar(calendar_id, "Team", "sky", "Europe/Berlin", by=owner, conflict_policy=policy)
