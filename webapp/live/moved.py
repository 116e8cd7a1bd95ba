"""Pages of events that have moved to another calendar: they stand and fall with that one from then on."""

from collections.abc import Collection
from dataclasses import replace

from webapp.live.event_pages import EventPage, SharesPage
from webapp.live.watchers import Watcher, Watchers
from webapp.operations.whereabouts import calendars_of


def follow_moves(all_of_them: Watchers, kin: Collection[list[Watcher]]) -> None:
    """Let the pages of these, of whom each list has the same page open, show their events where these are now, before anybody looks at rights.

    One statement, none where no event is open. A page whose cursor is of another calendar than it stands at takes its
    content anew; one that may not be seen there is closed.
    """
    pages = {id(alike[0].page): alike[0].page for alike in kin}
    open_now = {number: page for number, page in pages.items() if isinstance(page, EventPage | SharesPage)}
    of_events = [page for page in open_now.values() if page.event_id is not None]
    where = calendars_of({page.event_id for page in of_events if page.event_id is not None})
    moved = {
        id(page): replace(page, calendar_id=where[page.event_id])
        for page in of_events
        if page.event_id in where and where[page.event_id] != page.calendar_id
    }
    for alike in kin if moved else ():
        if page := moved.get(id(alike[0].page)):
            for watcher in alike:
                all_of_them.show(watcher, page)
