"""Presence for a page without a socket: it says where its person is with each question, and is told with the answer."""

import hashlib
from collections.abc import Mapping
from typing import NamedTuple

from webapp.domain.document import UNITS
from webapp.domain.roles import Role
from webapp.live.presence import Presence
from webapp.live.presence_delivery import Crowds, Group, drawn, group_of, place_of
from webapp.live.presence_words import Left, Told, number_of
from webapp.live.watchers import Watcher
from webapp.operations.watching import Sight

LONGEST = 30  # seconds between two questions of a page that nobody looks at
LATE = 1.5  # a page is taken for gone when its next question is so many times as late as it said,
SLOW = 1.0  # and a second more for the way: one that is slower is gone and comes back


class Question(NamedTuple):
    """What a page says of itself when it asks."""

    again: int  # it asks again in so many seconds, 0: never
    unit: str  # the field that its person is in, empty for none
    told: str  # the name of what it was told last, empty for nobody


def question_of(args: Mapping[str, str]) -> Question | None:
    """What these parameters say of the page; None for one that asks just this once, which is no page that stays."""
    again = args.get("again", "")
    if not (again.isascii() and again.isdigit() and len(again) < 4):
        return None
    return Question(min(int(again), LONGEST), args.get("unit", ""), args.get("told", "")[:12])


def answer(presence: Presence, watcher: Watcher, sight: Sight, question: Question) -> str:
    """Who else is there, as `<live-presence as>`; empty when the page knows, or asks no more. Whoever asks may see the page."""
    _note(presence, watcher, sight, question)
    places = presence.places() if question.again else None
    group = group_of(watcher, sight, places or ())
    if group is None or places is None:
        return ""
    crowds = presence.crowds(group.places)
    name = _name_of(group, crowds, watcher.person_id)
    return "" if name == question.told else drawn({group}, crowds, name)[group]


def _note(presence: Presence, watcher: Watcher, sight: Sight, question: Question) -> None:
    place = place_of(watcher.page)
    if place is None or not watcher.tab:
        return
    if not question.again:
        presence.part(Left(watcher.tab, watcher.person_id, place.event_id))
        return
    role = sight.role_on_event(place.event_id, place.calendar_id)
    is_editing = question.unit in UNITS and role is not None and role >= Role.EDITOR
    told = Told(watcher.tab, watcher.person_id, place.event_id, number_of(question.unit) if is_editing else 0)
    presence.visit(told, place, question.again * LATE + SLOW)


def _name_of(group: Group, crowds: Crowds, own: int) -> str:
    """A short name for who else is where, empty for nobody."""
    others = [
        (place, sorted((person_id, bits) for person_id, bits in crowds[place].items() if person_id != own))
        for place in group.places
    ]
    others = [(place, people) for place, people in others if people]
    return hashlib.sha256(repr((others, group.locale)).encode()).hexdigest()[:12] if others else ""
