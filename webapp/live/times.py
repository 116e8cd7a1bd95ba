"""Whose page says something of when people are busy, and is told to look again when that may have changed.

Marks and overlaps depend on who looks, so no frame carries them. The word says nothing but "look again", and is kept
in no cursor: one that got lost is made good when the page is looked at again.
"""

import threading

from flask import Flask

from webapp.live.event_pages import EventPage
from webapp.live.schedule_pages import SchedulePage
from webapp.live.watchers import Watcher, Watchers
from webapp.live.wire import Frame
from webapp.operations.announcements import TimeChanged
from webapp.operations.taking_part import who_is_in
from webapp.operations.watching import Sight, begin_reading

LOOK_AGAIN = Frame('<live-note kind="time"></live-note>')
OWN = 0  # what is the reader's own time concerns them, through whatever calendar it changed


class Times:
    """What has been heard and not been passed on; heard in any thread, passed on in that of the delivery."""

    def __init__(self, app: Flask, watchers: Watchers) -> None:
        self._app, self._watchers = app, watchers
        self._lock = threading.Lock()
        self._heard: set[TimeChanged] = set()

    def hear(self, announcement: TimeChanged) -> None:
        with self._lock:
            self._heard.add(announcement)

    def concerned(self) -> set[Watcher]:
        """The watchers to be told, each with the calendars through which it is; one statement, none where no event is open."""
        with self._lock:
            heard, self._heard = self._heard, set()
        told: set[Watcher] = set()
        if heard:
            told |= self._own(heard) | self._of_events(heard)
        return told

    def _own(self, heard: set[TimeChanged]) -> set[Watcher]:
        of_people = self._watchers.concerned((), {one.person_id for one in heard})
        own = {one for one in of_people if isinstance(one.page, SchedulePage) or type(one.page) is EventPage}
        for watcher in own:
            watcher.stale.add(OWN)
        return own

    def _of_events(self, heard: set[TimeChanged]) -> set[Watcher]:
        """Pages of events with the same people in them, and of those in a calendar that holds one at a time."""
        open_now = [
            (page, some) for page, some in self._watchers.by_page().items() if type(page) is EventPage
        ]
        parts = self._parts({page.event_id for page, _ in open_now}, {one.person_id for one in heard})
        told: set[Watcher] = set()
        for page, watchers in open_now:
            through = {one.calendar_id for one in heard if (page.event_id, one.person_id) in parts}
            through |= {
                one.calendar_id for one in heard if not one.person_id and one.calendar_id == page.calendar_id
            }
            for watcher in watchers if through else ():
                watcher.stale |= through
                told.add(watcher)
        return told

    def _parts(self, events: set[int], people: set[int]) -> set[tuple[int, int]]:
        if not events or not people:
            return set()
        with self._app.app_context():
            begin_reading()
            return who_is_in(events, people)


def may_hear(watcher: Watcher, sight: Sight) -> bool:
    """Whether it changed through something this person may see: of what they may not, they hear not even that it changed."""
    seen = sight.calendars.keys() | {OWN}
    return watcher.page.view(sight) is not None and bool(watcher.stale & seen)
