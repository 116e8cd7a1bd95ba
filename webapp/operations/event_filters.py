"""What of a list documents have to be read for: a tag; and of the past whatever a row of a version does not say."""

from collections.abc import Callable, Collection

from sqlalchemy import select

from webapp.domain.attendance import every_account
from webapp.domain.document import Document
from webapp.domain.held_values import held_values
from webapp.extensions import db
from webapp.models import Participation
from webapp.operations.event_lists import PARTICIPANT, Found, Wanted, who_is_meant

Test = Callable[[Found], bool]


def sifter(wanted: Wanted) -> Test:
    """What says of an event that was read whether it is wanted, for these filters. At most one statement, here."""
    tests = _of_past(wanted) if wanted.at is not None else []
    if wanted.tag:
        tag = wanted.tag.casefold()
        tests.append(lambda found: tag in map(str.casefold, _tags(found.document)))
    return lambda found: all(test(found) for test in tests)


def says(document: Document, words: Collection[str]) -> bool:
    """Whether each of these folded words stands in a value of the document: what the rows of searches tell of now."""
    values = {held.folded.replace("\n", " ") for held in held_values(document)}
    return all(any(word in value for value in values) for word in words)


def _of_past(wanted: Wanted) -> list[Test]:
    tests: list[Test] = []
    if wanted.recurring is not None:
        tests.append(lambda found: found.repeats is wanted.recurring)
    if wanted.words:
        tests.append(lambda found: says(found.document, wanted.words))
    if wanted.participant:
        people, organized = _who(wanted.participant)
        tests.append(
            lambda found: found.row.id in organized or not people.isdisjoint(every_account(found.document))
        )
    return tests


def _who(participant: str) -> tuple[set[int], set[int]]:
    """Whoever is meant, and the events that they organize: of these they were in every version."""
    rows = db.session.execute(_ORGANIZED, who_is_meant(participant)).all()
    return {row.person_id for row in rows}, {row.event_id for row in rows if row.event_id}


def _tags(document: Document) -> list[str]:
    """The tags of an event, and those that single dates of it have instead."""
    own = [fields["tags"] for fields in document["overrides"].values() if "tags" in fields]
    return [tag for tags in (document["tags"], *own) for tag in tags]


_person = PARTICIPANT.subquery()
_ORGANIZED = select(_person.c.id.label("person_id"), Participation.event_id).outerjoin(
    Participation, (Participation.person_id == _person.c.id) & Participation.organizes
)
