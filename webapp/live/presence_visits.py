"""Pages that ask for news: there from one question to the next one, in whichever process answered.

The questions of one page go to several processes. Each keeps what it was asked, and a field that is another one in one
of them is told to all (`f`), so that none goes on saying the last one. Nothing here waits, locks or looks at a clock.
"""

from collections import defaultdict
from dataclasses import dataclass

from webapp.live.presence_words import Crowd, Left, Place, Told, bit_of, together


@dataclass(slots=True)
class Visit:
    """A page that has asked, until it should have asked again."""

    place: Place
    unit: int
    until: float


class Visits:
    """The pages that this process has answered lately, by person and tab."""

    def __init__(self) -> None:
        self._visits: dict[tuple[int, int], Visit] = {}
        self._at: dict[Place, set[tuple[int, int]]] = defaultdict(set)

    def ask(self, told: Told, place: Place, until: float) -> set[Place]:
        """A page has asked, and stays until then; where that changed something."""
        whose = told.person_id, told.tab
        before = self._visits.get(whose)
        self._visits[whose] = Visit(place, told.unit, until)
        self._at[place].add(whose)
        if before is None:
            return {place}
        if before.place != place:
            self._take(whose, before.place)
            return {place, before.place}
        return set() if before.unit == told.unit else {place}

    def enter(self, told: Told) -> Place | None:
        """Another process was told of another field by a page that has asked here, too; where that changed something."""
        visit = self._visits.get((told.person_id, told.tab))
        if visit is None or visit.place.event_id != told.event_id or visit.unit == told.unit:
            return None
        visit.unit = told.unit
        return visit.place

    def leave(self, left: Left, until: float) -> Place | None:
        """A page has been closed: its field goes at once, its person then; where that changed something."""
        visit = self._visits.get((left.person_id, left.tab))
        if visit is None or visit.place.event_id != left.event_id:
            return None
        had_unit, visit.unit, visit.until = visit.unit, 0, min(visit.until, until)
        return visit.place if had_unit else None

    def end(self, person_id: int, tab: int) -> Place | None:
        """The page has a socket now; where it was."""
        visit = self._visits.pop((person_id, tab), None)
        if visit is None:
            return None
        self._take((person_id, tab), visit.place)
        return visit.place

    def expire(self, now: float) -> set[Place]:
        """Forget who has asked no more; where that was."""
        over = [whose for whose, visit in self._visits.items() if visit.until <= now]
        return {place for whose in over if (place := self.end(*whose))}

    def crowd(self, place: Place) -> Crowd:
        """Everybody there, each counted once."""
        return together((whose[0], bit_of(self._visits[whose].unit)) for whose in self._at.get(place, ()))

    def places(self) -> list[Place]:
        return list(self._at)

    def _take(self, whose: tuple[int, int], place: Place) -> None:
        self._at[place].discard(whose)
        if not self._at[place]:
            del self._at[place]
