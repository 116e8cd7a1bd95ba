"""Who the people are that are on a page together."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import select

from webapp.domain.texts import initials
from webapp.extensions import db
from webapp.models import Person

AT_ONCE = 500


@dataclass(frozen=True)
class Face:
    """What colleagues see of somebody at a glance."""

    person_id: int
    name: str
    hue: str

    @property
    def initials(self) -> str:
        return initials(self.name)


def faces_of(person_ids: Collection[int]) -> dict[int, Face]:
    """The faces of these people; those who are switched off have none."""
    wanted = sorted(person_ids)
    found: dict[int, Face] = {}
    for start in range(0, len(wanted), AT_ONCE):
        query = select(Person.id, Person.name, Person.hue).where(
            Person.id.in_(wanted[start : start + AT_ONCE]), Person.disabled_at.is_(None)
        )
        found |= {row.id: Face(row.id, row.name, row.hue) for row in db.session.execute(query)}
    return found
