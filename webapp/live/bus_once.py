"""Two carriers bring the same words: what the second one brings tells nothing, and costs a look at every watcher."""

import threading
import time
from collections.abc import Callable, Hashable

from webapp.operations.announcements import Announcement, CalendarChanged

SAME_FOR = 5.0
MOST_KEPT = 1000

Hear = Callable[[Announcement | None], None]


class Once:
    """Passes each number of each calendar on once, however many carriers bring it."""

    def __init__(self, hear: Hear) -> None:
        self._hear = hear
        self._lock = threading.Lock()
        self._brought: dict[CalendarChanged, tuple[Hashable, float]] = {}

    def hear(self, way: Hashable, announcement: Announcement | None) -> None:
        """Pass on what came this way, unless it came another way just before."""
        if not isinstance(announcement, CalendarChanged) or self._is_first(way, announcement):
            self._hear(announcement)

    def _is_first(self, way: Hashable, announcement: CalendarChanged) -> bool:
        # What came twice is forgotten: after a backup was put back, the same numbers come again and are news.
        now = time.monotonic()
        with self._lock:
            before, at = self._brought.pop(announcement, (way, now))
            if before != way and now - at < SAME_FOR:
                return False
            if len(self._brought) >= MOST_KEPT:
                self._brought.clear()
            self._brought[announcement] = (way, now)
            return True
