"""The open pages of this process, found by calendar and by person."""

import sys
import threading
from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable
from typing import NamedTuple, TypeVar

from webapp.domain.locales import Audience
from webapp.live.cursors import Cursor
from webapp.live.line import Line
from webapp.live.page import Page

Key = TypeVar("Key")


class Watcher:
    """An open page: whose it is, what it shows, and where it stands."""

    __slots__ = (
        "address",
        "calendars",
        "cursor",
        "line",
        "page",
        "person_id",
        "seen",
        "seen_as",
        "sign_in_id",
        "stale",
        "tab",
        "told",
    )

    def __init__(self, person_id: int, sign_in_id: int, address: str, page: Page) -> None:
        self.person_id = person_id
        self.sign_in_id = sign_in_id
        self.address = address
        self.page = page
        self.cursor: Cursor | None = None
        self.seen: tuple[Audience, Hashable] | None = None  # as it was last delivered: audience and look
        self.seen_as = ""  # the same as the page knew it before it connected
        self.calendars: frozenset[int] = frozenset()
        self.line: Line | None = None
        self.tab = 0  # a number that the page chose for itself, the same when it connects again
        self.stale: set[int] = (
            set()
        )  # calendars through which people's time changed that the page says something of
        self.told = ""  # a short name for the last it heard of who else is there


class Limits(NamedTuple):
    """How many pages may be watched."""

    person: int
    address: int
    total: int


NO_LIMITS = Limits(sys.maxsize, sys.maxsize, sys.maxsize)


class TooMany(Exception):
    """No room for one more; `where` is the limit that has been reached."""

    def __init__(self, where: str) -> None:
        super().__init__(where)
        self.where = where


class Watchers:
    """Every watcher of this process; safe to use from any thread."""

    def __init__(
        self,
        on_come: Callable[[Watcher], None] = lambda watcher: None,
        on_leave: Callable[[Watcher], None] = lambda watcher: None,
    ) -> None:
        self._on_come, self._on_leave = on_come, on_leave
        self._lock = threading.Lock()
        self._all: set[Watcher] = set()
        self._of_person: dict[int, set[Watcher]] = defaultdict(set)
        self._of_calendar: dict[int, set[Watcher]] = defaultdict(set)
        self._of_page: dict[Page, set[Watcher]] = defaultdict(set)
        self._at_address: Counter[str] = Counter()

    def add(self, watcher: Watcher, limits: Limits) -> None:
        """Count one more in; raises TooMany. Counting and adding are one step: many may come at once."""
        with self._lock:
            self._require_room(watcher, limits)
            self._all.add(watcher)
            watcher.page = self._shared(watcher.page)
            self._of_page[watcher.page].add(watcher)
            self._of_person[watcher.person_id].add(watcher)
            self._at_address[watcher.address] += 1
        self._on_come(watcher)

    def remove(self, watcher: Watcher) -> None:
        with self._lock:
            if watcher not in self._all:
                return
            self._all.discard(watcher)
            _take(self._of_person, watcher.person_id, watcher)
            _take(self._of_page, watcher.page, watcher)
            self._index(watcher, frozenset())
            self._at_address[watcher.address] -= 1
            self._at_address += Counter()  # drops addresses that are down to 0
        self._on_leave(watcher)

    def follow(self, watchers: Iterable[Watcher], calendars: Iterable[int]) -> None:
        """Wake these watchers by these calendars from now on."""
        wanted = frozenset(calendars)
        moved = [watcher for watcher in watchers if watcher.calendars != wanted]
        if moved:
            with self._lock:
                for watcher in moved:
                    if watcher in self._all:
                        self._index(watcher, wanted)

    def show(self, watcher: Watcher, page: Page) -> None:
        """Note that a watcher shows another page from now on: its event has moved to another calendar."""
        with self._lock:
            if watcher not in self._all:
                return
            _take(self._of_page, watcher.page, watcher)
            watcher.page = self._shared(page)
            self._of_page[watcher.page].add(watcher)
        self._on_leave(watcher)
        self._on_come(watcher)

    def all(self) -> set[Watcher]:
        with self._lock:
            return set(self._all)

    def concerned(self, calendars: Iterable[int], people: Iterable[int]) -> set[Watcher]:
        """Watchers of these calendars and of these people."""
        with self._lock:
            found = [self._of_calendar.get(calendar_id, ()) for calendar_id in calendars]
            found += [self._of_person.get(person_id, ()) for person_id in people]
            return set().union(*found)

    def by_page(self) -> dict[Page, set[Watcher]]:
        """The watchers of each page."""
        with self._lock:
            return {page: set(some) for page, some in self._of_page.items()}

    def count(self) -> int:
        return len(self._all)

    def _shared(self, page: Page) -> Page:
        """The page that others who watch the same hold already: one object is less to keep, and quick to compare."""
        return next((other.page for other in self._of_page.get(page, ())), page)

    def _require_room(self, watcher: Watcher, limits: Limits) -> None:
        if len(self._of_person.get(watcher.person_id, ())) >= limits.person:
            raise TooMany("person")
        if self._at_address[watcher.address] >= limits.address:
            raise TooMany("address")
        if len(self._all) >= limits.total:
            raise TooMany("total")

    def _index(self, watcher: Watcher, calendars: frozenset[int]) -> None:
        for calendar_id in watcher.calendars - calendars:
            _take(self._of_calendar, calendar_id, watcher)
        for calendar_id in calendars - watcher.calendars:
            self._of_calendar[calendar_id].add(watcher)
        watcher.calendars = calendars


def _take(index: dict[Key, set[Watcher]], key: Key, watcher: Watcher) -> None:
    index[key].discard(watcher)
    if not index[key]:
        del index[key]
