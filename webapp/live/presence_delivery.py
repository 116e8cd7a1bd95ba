"""From who is where to bytes on sockets: once for all who see the same, with the rights of this moment."""

import hashlib
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from typing import NamedTuple

from flask import Flask

from webapp.fragments import presence as fragments
from webapp.live.event_pages import EventPage
from webapp.live.hub import Hub
from webapp.live.page import Page
from webapp.live.presence_words import Crowd, Place, ranked, units_of
from webapp.live.schedule_pages import SchedulePage
from webapp.live.watchers import Watcher
from webapp.live.wire import Frame
from webapp.operations.presence import faces_of
from webapp.operations.watching import Sight, begin_reading, sights_of

BATCH = 500  # watchers whose rights are read at once

Crowds = Mapping[Place, Crowd]


class Group(NamedTuple):
    """Watchers that get the same bytes: the same places, in the same language, on the same kind of page."""

    is_grid: bool
    places: tuple[Place, ...]
    locale: str


def place_of(page: Page) -> Place | None:
    """Where somebody is who has this page open; None when it is at no event."""
    return Place(page.event_id, page.calendar_id) if isinstance(page, EventPage) else None


class PresenceDelivery:
    """Tells watchers who else is there."""

    def __init__(self, app: Flask, hub: Hub) -> None:
        self._app, self._hub = app, hub

    def deliver(self, watchers: Collection[Watcher], crowds: Crowds) -> set[Watcher]:
        """Tell these watchers; those who could be told, or have nothing to be told, are returned."""
        served: set[Watcher] = set()
        everybody = list(watchers)
        for start in range(0, len(everybody), BATCH):
            with self._app.app_context():
                served |= self._deliver(everybody[start : start + BATCH], crowds)
        return served

    def _deliver(self, watchers: Collection[Watcher], crowds: Crowds) -> set[Watcher]:
        begin_reading()
        sights = sights_of({watcher.sign_in_id for watcher in watchers})
        groups: dict[Group, list[Watcher]] = defaultdict(list)
        for watcher in watchers:
            group = group_of(watcher, sights.get(watcher.sign_in_id), crowds)
            if group is not None and _is_worth_saying(watcher, group, crowds):
                groups[group].append(watcher)
        texts = drawn(groups, crowds)
        busy = {watcher for group, some in groups.items() for watcher in self._send(some, texts[group])}
        return set(watchers) - busy

    def _send(self, watchers: Iterable[Watcher], html: str) -> list[Watcher]:
        """Send to those who do not know it yet; who is still busy with an earlier frame is returned."""
        name = hashlib.sha256(html.encode()).hexdigest()[:12]
        waiting = [watcher for watcher in watchers if watcher.line is not None and watcher.told != name]
        free = [watcher for watcher in waiting if not watcher.line.busy]  # type: ignore[union-attr]
        for watcher in free:
            watcher.told = name
            watcher.line.busy = True  # type: ignore[union-attr]
        self._hub.send([watcher.line for watcher in free if watcher.line is not None], Frame(html))
        return [watcher for watcher in waiting if watcher not in free]


def group_of(watcher: Watcher, sight: Sight | None, places: Iterable[Place]) -> Group | None:
    """What this watcher sees of the places where somebody is; None for who may see nothing, whose page ends elsewhere."""
    page = watcher.page
    if sight is None:
        return None
    if isinstance(page, EventPage) and page.view(sight) is not None:
        return Group(False, (Place(page.event_id, page.calendar_id),), sight.person.locale)
    if isinstance(page, SchedulePage):
        return Group(True, _visible(sight, places), sight.person.locale)
    return None


def _visible(sight: Sight, places: Iterable[Place]) -> tuple[Place, ...]:
    """The places of a grid where somebody is, in calendars that are switched on or in single events."""
    calendars = {row.id for row in sight.calendars.values() if not row.hidden}
    alone = {event.event_id for event in sight.alone}
    return tuple(
        sorted(place for place in places if place.calendar_id in calendars or place.event_id in alone)
    )


def _is_worth_saying(watcher: Watcher, group: Group, crowds: Crowds) -> bool:
    """Most pages are alone, and know it; one that has been away may still show somebody."""
    if watcher.told or watcher.seen_as:
        return True
    return any(
        person_id != watcher.person_id for place in group.places for person_id in crowds.get(place, ())
    )


def drawn(groups: Collection[Group], crowds: Crowds, name: str | None = None) -> dict[Group, str]:
    """What each group is told; `name` stands on it for a page that has to say what it knows."""
    people = {person_id for group in groups for place in group.places for person_id in crowds.get(place, ())}
    faces = faces_of(people)
    told = {place: _as_told(crowds.get(place, {})) for group in groups for place in group.places}
    return {
        group: fragments.dots(
            ((place.event_id, told[place]) for place in group.places), faces, group.locale, name
        )
        if group.is_grid
        else fragments.row(told[group.places[0]], faces, group.locale, name)
        for group in groups
    }


def _as_told(crowd: Crowd) -> list[tuple[int, tuple[str, ...]]]:
    return [(person_id, units_of(bits)) for person_id, bits in ranked(crowd)]
