"""Who wrote what an event says now, in the parts of its larger units: its people, single dates, lines.

The units themselves are in `field_origin` (operations/reading). For who has been let in already.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import String, cast, or_, select

from webapp.domain.blame import came_to_be, lines_came_to_be
from webapp.domain.document import Document, unpack
from webapp.extensions import db
from webapp.models import EventVersion

PARTED = ("description", "attendees", "overrides")
# Of so many versions that changed one of them the bodies are read; what is older is told as from the oldest of these.
_AT_MOST = 200


@dataclass(frozen=True)
class Wrote:
    """A version that wrote something: who, when, through what."""

    version: int
    at: datetime
    author: str
    via: str

    @property
    def first_name(self) -> str:
        return self.author.split(" ", 1)[0]


@dataclass(frozen=True)
class Parts:
    """What wrote each part: who invited and who answered by the key of a guest, exceptions by their date, lines.

    `back_to` is the oldest version looked at, where there are more: what is said to be from it may be older.
    """

    invited: dict[str, Wrote] = field(default_factory=dict)
    answered: dict[str, Wrote] = field(default_factory=dict)
    dates: dict[str, Wrote] = field(default_factory=dict)
    lines: list[Wrote] = field(default_factory=list)
    back_to: int | None = None


def parts_of(event_id: int) -> Parts:
    """What wrote the parts of an event as it is now; one statement."""
    rows = _versions(event_id)
    if not rows:
        return Parts()
    wrote = {row.version: Wrote(row.version, row.at, row.actor_label, row.via) for row in rows}
    documents = {row.version: unpack(row.body) for row in rows}
    changed = {row.version: set(row.changed) for row in rows}

    def states(unit: str) -> Iterator[tuple[int, Document]]:
        return ((n, documents[n]) for n in documents if n == rows[0].version or unit in changed[n])

    def named(found: Mapping[str, int]) -> dict[str, Wrote]:
        return {key: wrote[number] for key, number in found.items()}

    return Parts(
        named(came_to_be((n, dict.fromkeys(one["attendees"], True)) for n, one in states("attendees"))),
        named(came_to_be((n, _answers(one)) for n, one in states("attendees"))),
        named(came_to_be((n, one["overrides"]) for n, one in states("overrides"))),
        [wrote[n] for n in lines_came_to_be((n, one["description"]) for n, one in states("description"))],
        rows[-1].version if rows[-1].version > 1 else None,
    )


def _answers(document: Document) -> dict[str, str]:
    """Who has answered, and what."""
    given = {key: one["answer"] for key, one in document["attendees"].items()}
    return {key: answer for key, answer in given.items() if answer != "needs-action"}


def _versions(event_id: int) -> list[Any]:
    """The versions that changed one of the parted units, newest first, at most so many."""
    units = cast(EventVersion.changed, String)
    query = (
        select(
            EventVersion.version,
            EventVersion.at,
            EventVersion.actor_label,
            EventVersion.via,
            EventVersion.changed,
            EventVersion.body,
        )
        .where(EventVersion.event_id == event_id, or_(*(units.contains(f'"{unit}"') for unit in PARTED)))
        .order_by(EventVersion.version.desc())
        .limit(_AT_MOST)
    )
    return list(db.session.execute(query))
