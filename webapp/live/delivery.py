"""From "calendar 3 reached 43" to bytes on sockets. One thread; rights come from the database before every frame."""

import threading
import time
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager

import structlog
from flask import Flask
from flask.testing import EnvironBuilder

from webapp.live import frames, rights, wire
from webapp.live.hub import Hub
from webapp.live.line import Line
from webapp.live.moved import follow_moves
from webapp.live.page import View
from webapp.live.pulling import Group, changes_for, frame_of, news_of, told_alike
from webapp.live.times import LOOK_AGAIN, Times, may_hear
from webapp.live.watchers import Watcher, Watchers
from webapp.live.wire import Frame
from webapp.operations.announcements import Announcement, CalendarChanged, TimeChanged
from webapp.operations.watching import (
    Sight,
    begin_reading,
    sights_of,
)

log = structlog.get_logger("daybook.live")

BATCH = 2000  # watchers whose rights are read at once
AFTER_A_FAULT = 1.0


class Delivery:
    """Pulls for every watcher that has something to hear of, from where that watcher stands."""

    def __init__(self, app: Flask, hub: Hub, watchers: Watchers) -> None:
        self._app, self._hub, self._watchers = app, hub, watchers
        self._poll: float = app.config["LIVE_SAFETY_POLL"]
        address = app.config["BASE_URL"] or f"http://{app.config['TRUSTED_HOSTS'][0].lstrip('.')}"
        self._environ = EnvironBuilder(app, base_url=address).get_environ()
        self._times = Times(app, watchers)
        self._lock = threading.Lock()
        self._turn = threading.Lock()
        self._woken = threading.Event()
        self._calendars: set[int] = set()
        self._people: set[int] = set()
        self._asked: set[Watcher] = set()
        self._is_everything = False
        self._thread: threading.Thread | None = None
        self._ended = False

    # -- from any thread

    def hear(self, announcement: Announcement | None) -> None:
        """Note what has been announced (None: anything may have been); whoever has just committed goes on at once."""
        if self._thread is None:
            return
        with self._lock:
            if announcement is None:
                self._is_everything = True
            elif isinstance(announcement, CalendarChanged):
                self._calendars.add(announcement.calendar_id)
            elif isinstance(announcement, TimeChanged):
                self._times.hear(announcement)
            else:
                self._people.add(announcement.person_id)
        self._woken.set()

    def look_at(self, watcher: Watcher) -> None:
        """Pull for a watcher that has just come, or that can take a frame again."""
        with self._lock:
            self._asked.add(watcher)
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, daemon=True, name="live-delivery")
                self._thread.start()
        self._woken.set()

    @contextmanager
    def still(self, seconds: float) -> Iterator[None]:
        """Nothing is delivered while the block runs; raises TimeoutError.

        What was heard and not passed on stays heard: of people's time it is noted who has to be told.
        """
        if not self._turn.acquire(timeout=seconds):
            raise TimeoutError("delivery is busy")
        try:
            told = self._whose_time()
            with self._lock:
                self._asked |= told
            yield
        finally:
            self._turn.release()
            self._woken.set()

    def end(self) -> None:
        self._ended = True
        self._woken.set()

    # -- in the thread of the delivery

    def _run(self) -> None:
        next_poll = time.monotonic() + self._poll
        while not self._ended:
            self._woken.wait(max(0.0, next_poll - time.monotonic()))
            self._woken.clear()
            is_poll = time.monotonic() >= next_poll
            if is_poll:
                next_poll = time.monotonic() + self._poll
            with self._turn:
                self._serve(self._concerned() | (self._watchers.all() if is_poll else set()))
                self._serve(self._whose_time())

    def _concerned(self) -> set[Watcher]:
        with self._lock:
            calendars, self._calendars = self._calendars, set()
            people, self._people = self._people, set()
            asked, self._asked = self._asked, set()
            is_everything, self._is_everything = self._is_everything, False
        if is_everything:
            return self._watchers.all()
        return asked | self._watchers.concerned(calendars, people)

    def _whose_time(self) -> set[Watcher]:
        """Those to be told that people's time changed. A word that a fault swallows is made good by the next look."""
        try:
            return self._times.concerned()
        except Exception:
            log.exception("live times failed")
            return set()

    def _serve(self, watchers: Collection[Watcher]) -> None:
        """Deliver in batches; after a fault (the database is away) the same watchers are tried again."""
        connected = [watcher for watcher in watchers if watcher.line is not None]
        for start in range(0, len(connected), BATCH):
            batch = connected[start : start + BATCH]
            try:
                # Fragments build addresses, which need a request to be relative to. Its end gives the connection back.
                with self._app.request_context(self._environ.copy()):
                    self._deliver(batch)
            except Exception:
                log.exception("live delivery failed")
                self._try_again(batch)

    def _try_again(self, batch: Iterable[Watcher]) -> None:
        with self._lock:
            self._asked.update(batch)
        time.sleep(AFTER_A_FAULT)
        self._woken.set()

    def _deliver(self, watchers: Collection[Watcher]) -> None:
        begin_reading()
        kin = _alike(watchers)
        follow_moves(self._watchers, kin)
        sights = sights_of({alike[0].sign_in_id for alike in kin})
        groups: dict[Group, list[Watcher]] = defaultdict(list)
        lost: list[tuple[Watcher, Sight]] = []
        for alike in kin:
            first, sight = alike[0], sights.get(alike[0].sign_in_id)
            if sight is None:
                for watcher in alike:
                    self._end(watcher, wire.SIGNED_OUT)
            elif (view := first.page.view(sight)) is None:
                lost += [(watcher, sight) for watcher in alike]
            elif (free := _free(alike)) and not self._is_answered(free, view, sight):
                assert first.cursor is not None
                groups[Group(first.page, view, first.cursor)] += free
        self._shut_out(lost)
        self._pull(groups, sights)
        self._tell_times([watcher for watcher in watchers if watcher.stale], sights)

    def _tell_times(self, watchers: Iterable[Watcher], sights: dict[int, Sight]) -> None:
        """Whose line is busy is told as soon as it is free."""
        for watcher in watchers:
            sight = sights.get(watcher.sign_in_id)
            if sight is None or not may_hear(watcher, sight):
                watcher.stale.clear()
            elif _free([watcher]) and watcher.line is not None:
                watcher.stale.clear()
                watcher.line.busy = True
                self._hub.send([watcher.line], LOOK_AGAIN)

    def _shut_out(self, lost: list[tuple[Watcher, Sight]]) -> None:
        """Close with the name of whoever took the access, or lowered the role, for the page to say."""
        by_place: dict[rights.Place, list[tuple[Watcher, Sight]]] = defaultdict(list)
        for watcher, sight in lost:
            if place := watcher.page.place():
                by_place[place].append((watcher, sight))
            else:
                self._end(watcher, wire.NO_ACCESS)
        for place, watchers in by_place.items():
            for watcher, code, reason in rights.farewells(place, watchers):
                self._end(watcher, code, reason)

    def _is_answered(self, alike: list[Watcher], view: View, sight: Sight) -> bool:
        """Deal with what needs no look at the log: nothing new, a page that looks different now, a broken cursor."""
        first = alike[0]
        self._watchers.follow(alike, first.page.follows(sight))
        note = frames.note_for(first, view)
        if note is not None:
            self._send(alike, rights.with_note(note, first, view), view)
            return True
        if first.cursor != view.cursor:
            return False
        if first.seen is None:
            self._send(alike, frames.hello(view), view)
        return True

    def _pull(self, groups: dict[Group, list[Watcher]], sights: dict[int, Sight]) -> None:
        if not groups:
            return
        changes = changes_for(groups)
        drawn: list[tuple[list[Watcher], Frame | None, View]] = []
        for group, watchers in groups.items():
            news = news_of(group, changes)
            for alike, sight in told_alike(news, watchers, sights):
                drawn.append((alike, frame_of(group, news, sight), group.view))
        # Handed over together: whoever writes needs the interpreter, too, and would take it away between two frames.
        self._hub.send_all([_marked(*one) for one in drawn])

    def _send(self, watchers: list[Watcher], frame: Frame, view: View) -> None:
        self._hub.send_all([_marked(watchers, frame, view)])

    def _end(self, watcher: Watcher, code: int, reason: str = "") -> None:
        self._watchers.remove(watcher)
        if watcher.line is not None:
            self._hub.close(watcher.line, code, reason)


def _marked(watchers: list[Watcher], frame: Frame | None, view: View) -> tuple[list[Line], Frame | None]:
    """The lines of these watchers, who stand where the frame brings them from now on."""
    cursor, seen = view.cursor, (view.audience, view.look)
    lines = []
    for watcher in watchers:
        watcher.cursor, watcher.seen = cursor, seen
        if frame is not None and (line := watcher.line) is not None:
            line.busy = True
            lines.append(line)
    return lines, frame


def _alike(watchers: Iterable[Watcher]) -> list[list[Watcher]]:
    """Watchers of one device that show the same page and stand at the same place, so that they are looked at as one.

    Compared by identity, which costs least: all whom a frame went to hold the same cursor. Who is alike all the same
    gets the same frame all the same.
    """
    found: dict[tuple[object, ...], list[Watcher]] = defaultdict(list)
    for one in watchers:
        found[one.sign_in_id, id(one.page), id(one.cursor), id(one.seen), one.seen_as].append(one)
    return list(found.values())


def _free(watchers: Iterable[Watcher]) -> list[Watcher]:
    """Those whose lines can take a frame; the others come back by look_at() as soon as theirs can."""
    return [
        one for one in watchers if one.line is not None and (not one.line.busy or _has_come_free(one.line))
    ]


def _has_come_free(line: Line) -> bool:
    line.wanted = True
    return not line.busy  # it may have come free just now
