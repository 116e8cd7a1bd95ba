"""Where a date is now that a split of its series took along. For who has been let in to the series already."""

from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import aliased

from webapp.domain.series import has_instance
from webapp.domain.series_meanwhile import date_in
from webapp.extensions import db
from webapp.models import Event, EventVersion, Person
from webapp.operations.access import open_event
from webapp.operations.errors import NotThere
from webapp.operations.events import version_of


class Elsewhere(NamedTuple):
    """The event that has a date now, and the date."""

    event_id: int
    title: str
    occurrence: str


def taken_along(event: Event, number: int, since: int, person: Person) -> Elsewhere | None:
    """The first of the dates changed behind version `since` up to `number` which another event has now, split off later.

    None where the series has all of them still, or where the person does not see that other event.
    """
    before, after = (version_of(event.id, one).document["overrides"] for one in (since, number))
    changed = sorted(date for date in before.keys() | after.keys() if before.get(date) != after.get(date))
    gone = [date for date in changed if not has_instance(event.document, date)]
    for other in _split_off(event.id, number, person) if gone else ():
        for date in gone:
            if has_instance(other.document, date):
                return Elsewhere(other.id, other.title, date)
    return None


def moved_out(event: Event, occurrence: str, since: int, person: Person) -> Elsewhere | None:
    """The event that a split behind version `since` has made of the rest, and what it calls the date of that day."""
    for other in _split_off(event.id, since, person):
        if there := date_in(other.document, occurrence):
            return Elsewhere(other.id, other.title, there)
    return None


def _split_off(event_id: int, since: int, person: Person) -> list[Event]:
    """The events that were split off the series after a version, and off those, which the person sees; newest first."""
    first, here = aliased(EventVersion), aliased(EventVersion)
    found: list[Event] = []
    asked = [(event_id, since)]
    while asked:
        number, after = asked.pop()
        same = (
            (here.change_set_id == first.change_set_id) & (here.event_id == number) & (here.version > after)
        )
        query = select(first.event_id).join(here, same).where(first.version == 1, first.event_id != number)
        for other in db.session.scalars(query.order_by(first.event_id)).all():
            try:
                found.insert(0, open_event(person, other).event)
            except NotThere:
                continue
            asked.append((other, 1))
    return [one for one in found if not one.deleted]
