"""Who is where, as this process knows it: from its own pages, and from what the others say of theirs.

Nothing here waits, locks or looks at a clock: `presence.py` does.
"""

from collections import defaultdict
from collections.abc import Hashable
from dataclasses import dataclass

from webapp.live.presence_visits import Visits
from webapp.live.presence_words import Crowd, Place, Seen, Told, bit_of, together

LINGER = 1.5  # a page that is loaded anew, or left for the form of the same event, is not a goodbye
IN_FIELD = 30.0  # how long somebody counts as in a field without saying so again
HOLDS = 30.0  # how long the word of another process holds without being said again
SILENT = 3.5  # a process that has said nothing for so long is gone with all its pages


@dataclass(eq=False, slots=True)
class Stay:
    """One open page at an event."""

    place: Place
    person_id: int
    tab: int
    unit: int = 0
    until: float = 0.0  # of the unit, or of the stay itself once it has ended
    has_left: bool = False


class Pages:
    """The pages of this process that are at an event."""

    def __init__(self) -> None:
        self._stays: dict[Hashable, Stay] = {}
        self._at: dict[Place, set[Stay]] = defaultdict(set)
        self._tabs: dict[tuple[int, int], Stay] = {}
        self._ending: set[Stay] = set()

    def come(self, page: Hashable, place: Place, person_id: int, tab: int) -> Place:
        """A page has been opened; where."""
        stay = self._stays[page] = self._tabs[person_id, tab] = Stay(place, person_id, tab)
        self._at[place].add(stay)
        return place

    def leave(self, page: Hashable, now: float) -> Place | None:
        """A page has gone: its field at once, its person after a moment."""
        stay = self._stays.pop(page, None)
        if stay is None:
            return None
        stay.has_left, stay.unit, stay.until = True, 0, now + LINGER
        self._ending.add(stay)
        if self._tabs.get((stay.person_id, stay.tab)) is stay:
            del self._tabs[stay.person_id, stay.tab]
        return stay.place

    def knows(self, told: Told) -> bool:
        """Whether this is said of a page of ours, by the one whose page it is."""
        stay = self._tabs.get((told.person_id, told.tab))
        return stay is not None and stay.place.event_id == told.event_id

    def unit_of(self, page: Hashable) -> int:
        """The unit that the person of a page is in, 0 for none."""
        return self._stays[page].unit if page in self._stays else 0

    def enter(self, told: Told, now: float) -> Place | None:
        """A page says which unit its person is in; where that changed something."""
        if not self.knows(told):
            return None
        stay = self._tabs[told.person_id, told.tab]
        is_news, stay.unit, stay.until = stay.unit != told.unit, told.unit, now + IN_FIELD
        (self._ending.add if told.unit else self._ending.discard)(stay)
        return stay.place if is_news else None

    def expire(self, now: float) -> set[Place]:
        """Forget what has lasted its time; where that was."""
        over = {stay for stay in self._ending if stay.until <= now}
        self._ending -= over
        for stay in over:
            stay.unit = 0
            if stay.has_left:
                self._at[stay.place].discard(stay)
        for place in {stay.place for stay in over if not self._at[stay.place]}:
            del self._at[place]
        return {stay.place for stay in over}

    def crowd(self, place: Place) -> Crowd:
        """Everybody there, each counted once."""
        return together((stay.person_id, bit_of(stay.unit)) for stay in self._at.get(place, ()))

    def places(self) -> list[Place]:
        return list(self._at)


@dataclass(slots=True)
class Hearsay:
    """What another process said of one place."""

    crowd: Crowd
    until: float


class Others:
    """What the other processes have said."""

    def __init__(self) -> None:
        self._heard_at: dict[str, float] = {}
        self._at: dict[Place, dict[str, Hearsay]] = defaultdict(dict)

    def beat(self, process: str, now: float) -> None:
        """This process is alive."""
        self._heard_at[process] = now

    def see(self, process: str, seen: Seen, now: float) -> Place | None:
        """A process says who is at a place; where that changed something."""
        self.beat(process, now)
        before = self._at[seen.place].get(process)
        if seen.crowd:
            self._at[seen.place][process] = Hearsay(seen.crowd, now + HOLDS)
        else:
            self._forget(process, seen.place)
        return seen.place if (before.crowd if before else {}) != seen.crowd else None

    def end(self, process: str, now: float) -> None:
        """A process ends in order: its pages are about to come to another one."""
        if process in self._heard_at:
            self._heard_at[process] = now + LINGER - SILENT

    def expire(self, now: float) -> set[Place]:
        """Forget processes that are silent and words that are old; where that changed something."""
        for process in [one for one, at in self._heard_at.items() if at + SILENT <= now]:
            del self._heard_at[process]
        over = [
            (process, place)
            for place, by_process in self._at.items()
            for process, said in by_process.items()
            if said.until <= now or process not in self._heard_at
        ]
        for process, place in over:
            self._forget(process, place)
        return {place for _, place in over}

    def crowds(self, place: Place) -> list[Crowd]:
        return [said.crowd for said in self._at.get(place, {}).values()]

    def places(self) -> list[Place]:
        return list(self._at)

    def _forget(self, process: str, place: Place) -> None:
        self._at[place].pop(process, None)
        if not self._at[place]:
            del self._at[place]


class Picture:
    """All of it together."""

    def __init__(self) -> None:
        self.pages, self.visits, self.others = Pages(), Visits(), Others()

    def expire(self, now: float) -> tuple[set[Place], set[Place]]:
        """Forget what is over: at which places among our own pages, and among those of others."""
        return self.pages.expire(now) | self.visits.expire(now), self.others.expire(now)

    def ours(self, place: Place) -> Crowd:
        """Everybody at a place whom this process knows of by itself, as it tells the others."""
        return together(one for crowd in (self.pages, self.visits) for one in crowd.crowd(place).items())

    def our_places(self) -> list[Place]:
        """Where these are."""
        return list({*self.pages.places(), *self.visits.places()})

    def crowd(self, place: Place) -> Crowd:
        """Everybody at a place, on whichever process's pages."""
        everywhere = [self.ours(place), *self.others.crowds(place)]
        return together(one for crowd in everywhere for one in crowd.items())

    def places(self) -> set[Place]:
        return {*self.pages.places(), *self.visits.places(), *self.others.places()}
