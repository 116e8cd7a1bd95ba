"""Presence: who is on the page with you, and in which field. In memory only; it may be lost and never holds anybody up.

An open page is presence by itself, and so is one that asks for its news. What a page says beyond that (`tell`) goes to
the process that holds it. The processes repeat what they know to each other, so that a lost word mends itself, and forget one that falls silent.
"""

import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager

import structlog
from flask import Flask

from webapp.live.hub import Hub
from webapp.live.presence_delivery import PresenceDelivery, place_of
from webapp.live.presence_picture import LINGER, Picture
from webapp.live.presence_words import AGAIN, GONE, HERE, Crowd, Left, Place, Seen, Told, read, word_of
from webapp.live.watchers import Watcher, Watchers

log = structlog.get_logger("daybook.live")

SOON = 0.1  # what happens together is told together
APART = 1.0  # between two frames to the same page, and between two words to the other processes
SHARE = 10  # a round that took much of the processor is followed by a pause so many times as long
BEATS_A_TURN = 5  # in so many beats everything has been said again
MOST_WORDS = 200  # at once, to leave room for those that announce changes


class Presence:
    """Who is where in all processes, as told to the pages of this one."""

    def __init__(self, app: Flask, hub: Hub, watchers: Watchers, say: Callable[[str], None]) -> None:
        self._say = say
        self._watchers = watchers
        self._delivery = PresenceDelivery(app, hub)
        self._picture = Picture()
        self._lock = threading.Lock()
        self._turn_of_telling = threading.Lock()
        self._woken = threading.Event()
        self._changed: set[Place] = set()  # our pages have to be told
        self._unsaid: set[Place] = set()  # the other processes have to be told
        self._due: set[Watcher] = set()
        self._next_round = self._next_beat = self._knows_at = 0.0
        self._turn = 0
        self._thread: threading.Thread | None = None
        self._ended = False

    # -- from any thread

    def come(self, watcher: Watcher) -> None:
        """A page is being opened."""
        place = place_of(watcher.page)
        if place is not None:
            with self._lock:
                self._note(self._picture.visits.end(watcher.person_id, watcher.tab))
                self._note(self._picture.pages.come(watcher, place, watcher.person_id, watcher.tab))
            self._woken.set()

    def welcome(self, watcher: Watcher) -> None:
        """A page that has come can be told from now on."""
        with self._lock:
            self._hold_back()
            self._due.add(watcher)
            self._start()
        self._woken.set()

    def leave(self, watcher: Watcher) -> None:
        """A page has gone, for whatever reason."""
        with self._lock:
            self._due.discard(watcher)
            self._note(self._picture.pages.leave(watcher, time.monotonic()))
        self._woken.set()

    def tell(self, told: Told) -> None:
        """A page says which field its person is in. If the page is not one of ours, another process may know it."""
        with self._lock:
            is_ours = self._picture.pages.knows(told)
            self._note(self._picture.pages.enter(told, time.monotonic()))
        if not is_ours:
            self._say(word_of(told))
        self._woken.set()

    def visit(self, told: Told, place: Place, seconds: float) -> None:
        """A page without a socket has asked, from this place; it is gone in so many seconds unless it asks again."""
        with self._lock:
            self._start()
            is_held = self._picture.pages.knows(told)  # it listens again: its socket says it better
            until = time.monotonic() + seconds
            changed = set() if is_held else self._picture.visits.ask(told, place, until)
            for one in changed:
                self._note(one)
        if changed:
            self._say(word_of(told))
            self._woken.set()

    def part(self, left: Left) -> None:
        """A page without a socket asks no more: it is gone in a moment, as one whose socket has closed."""
        self._say(word_of(left))
        with self._lock:
            self._overhear("", left, time.monotonic())
        self._woken.set()

    def places(self) -> list[Place] | None:
        """Where somebody is; None as long as the other processes may not have said what they know."""
        with self._lock:
            self._start()
            return list(self._picture.places()) if time.monotonic() >= self._knows_at else None

    def crowds(self, places: Iterable[Place]) -> dict[Place, Crowd]:
        """Who is there now."""
        with self._lock:
            return {place: self._picture.crowd(place) for place in places}

    def overhear(self, process: str, word: str) -> None:
        """Another process has said something; what is no word of ours means nothing."""
        now = time.monotonic()
        with self._lock:
            if word == GONE:
                self._picture.others.end(process, now)
            elif word == AGAIN:
                self._unsaid.update(self._picture.our_places())
            elif word == HERE:
                self._picture.others.beat(process, now)
            else:
                self._overhear(process, read(word), now)
        self._woken.set()

    def unit_of(self, watcher: Watcher) -> int:
        """The unit that the person of one of our pages is in, 0 for none."""
        with self._lock:
            return self._picture.pages.unit_of(watcher)

    def inherit(self, watcher: Watcher, unit: int) -> None:
        """A page that another process held, and told, can be told from now on: as soon as we may know what that one knew."""
        place = place_of(watcher.page)
        with self._lock:
            self._next_round = time.monotonic() + APART
            if place is not None and unit:
                told = Told(watcher.tab, watcher.person_id, place.event_id, unit)
                self._note(self._picture.pages.enter(told, time.monotonic()))
        self.welcome(watcher)

    @contextmanager
    def still(self, seconds: float) -> Iterator[None]:
        """Nobody is told anything while the block runs; raises TimeoutError."""
        if not self._turn_of_telling.acquire(timeout=seconds):
            raise TimeoutError("presence is busy")
        try:
            yield
        finally:
            self._turn_of_telling.release()

    def ask(self) -> None:
        """The others may have said something that we did not hear."""
        self._say(AGAIN)

    def end(self) -> None:
        """This process ends: its pages are about to come to another one."""
        self._ended = True
        if self._thread is not None:
            self._say(GONE)
        self._woken.set()

    # -- under the lock

    def _hold_back(self) -> None:
        if not self._due and not self._changed:
            self._next_round = max(self._next_round, time.monotonic() + SOON)

    def _note(self, place: Place | None) -> None:
        if place is not None:
            self._hold_back()
            self._changed.add(place)
            self._unsaid.add(place)

    def _overhear(self, process: str, said: Told | Left | Seen | None, now: float) -> None:
        if isinstance(said, Told):
            self._note(self._picture.pages.enter(said, now))
            self._note(self._picture.visits.enter(said))
        elif isinstance(said, Left):
            self._note(self._picture.visits.leave(said, now + LINGER))
        elif said is not None and (place := self._picture.others.see(process, said, now)):
            self._hold_back()
            self._changed.add(place)

    def _start(self) -> None:
        if self._thread is None and not self._ended:
            self._knows_at = time.monotonic() + APART
            self._thread = threading.Thread(target=self._run, daemon=True, name="live-presence")
            self._thread.start()

    def _expire(self, now: float) -> None:
        ours, theirs = self._picture.expire(now)
        self._changed |= ours | theirs
        self._unsaid |= ours

    def _words(self, now: float) -> list[str]:
        """What to say now: what is new, a sign of life, and a part of the rest once more."""
        places = self._picture.our_places()
        if now >= self._next_beat and places:
            self._next_beat = now + APART
            self._turn = (self._turn + 1) % BEATS_A_TURN
            self._unsaid.update(places[self._turn :: BEATS_A_TURN])
            return [HERE, *self._portion()]
        return self._portion()

    def _portion(self) -> list[str]:
        some = [self._unsaid.pop() for _ in range(min(MOST_WORDS, len(self._unsaid)))]
        return [word_of(Seen(place, self._picture.ours(place))) for place in some]

    # -- in the thread of presence

    def _run(self) -> None:
        while not self._ended:
            self._woken.wait(self._patience())
            self._woken.clear()
            try:
                with self._turn_of_telling:
                    self._keep_time(time.monotonic())
            except Exception:
                log.exception("presence failed")  # what is due stays due
                self._next_round = time.monotonic() + APART

    def _patience(self) -> float | None:
        """How long there is nothing to do; without end while nobody is anywhere."""
        now = time.monotonic()
        with self._lock:
            if self._unsaid:
                return APART / 5
            if self._due or self._changed:
                return max(0.0, self._next_round - now)
            return APART / 2 if self._picture.places() else None

    def _keep_time(self, now: float) -> None:
        with self._lock:
            self._expire(now)
            words = self._words(now)
        for word in words if not self._ended else ():
            self._say(word)
        if now >= self._next_round and (self._due or self._changed):
            before = time.thread_time()
            self._round()
            self._next_round = time.monotonic() + max(APART, SHARE * (time.thread_time() - before))

    def _round(self) -> None:
        with self._lock:
            changed, self._changed = self._changed, set()
            crowds = {place: self._picture.crowd(place) for place in self._picture.places()}
        connected = {one for one in self._watchers.all() if one.line is not None}
        concerned = _concerned(connected, changed)
        with self._lock:
            self._due = (self._due | concerned) & connected  # who has left meanwhile is due no more
            due = set(self._due)
        served = self._delivery.deliver(due, crowds)
        with self._lock:
            self._due -= served


def _concerned(watchers: Iterable[Watcher], changed: Iterable[Place]) -> set[Watcher]:
    events = {place.event_id for place in changed}
    calendars = {place.calendar_id for place in changed}
    return {one for one in watchers if _is_concerned(one, events, calendars)}


def _is_concerned(watcher: Watcher, events: set[int], calendars: set[int]) -> bool:
    place = place_of(watcher.page)
    if place is not None:
        return place.event_id in events
    return not watcher.calendars or not watcher.calendars.isdisjoint(calendars)
