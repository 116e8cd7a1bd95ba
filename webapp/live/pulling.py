"""What is new for a page, read from the log beyond where it stands: the same for the sockets and for who polls."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from typing import NamedTuple

import structlog

from webapp.live import frames
from webapp.live.cursors import Cursor
from webapp.live.news import Known, News, Pieces
from webapp.live.page import Page, View
from webapp.live.watchers import Watcher
from webapp.live.wire import Frame
from webapp.operations.beyond_cursors import Changes, changes_beyond
from webapp.operations.watching import Sight

log = structlog.get_logger("daybook.live")

MOST_LINES = 200  # a page that is further behind fetches itself anew


class Group(NamedTuple):
    """Watchers that get the same bytes have these in common."""

    page: Page
    view: View
    since: Cursor


def frame_now(watcher: Watcher, view: View, sight: Sight) -> Frame | None:
    """The frame that brings one page up to date, None when it is; it has nothing to wait for, and nobody to share with."""
    note = frames.note_for(watcher, view)
    if note is not None or watcher.cursor is None:
        return frames.with_note(note or "reload", view, watcher.cursor)
    if watcher.cursor == view.cursor:
        return None if watcher.seen_as else frames.hello(view)
    group = Group(watcher.page, view, watcher.cursor)
    # A change that the page does not show moves its cursor all the same: nobody else remembers where it stands.
    news = news_of(group, changes_for([group]))
    return frame_of(group, news, sight) or frames.with_pieces(Pieces(), view, watcher.cursor)


def news_of(group: Group, changes: Changes) -> News:
    """What of the changes lies beyond where these watchers stand."""
    return News(group.since, group.view.cursor, changes)


def told_alike(
    news: News, watchers: list[Watcher], sights: Mapping[int, Sight]
) -> Iterable[tuple[list[Watcher], Sight]]:
    """Watchers of one group by what they know of the moves in their news, with what one of each may see."""
    if not news.moves:
        return [(watchers, sights[watchers[0].sign_in_id])]
    found: dict[Known, list[Watcher]] = defaultdict(list)
    for watcher in watchers:
        found[news.known_to(sights[watcher.sign_in_id])].append(watcher)
    return [(alike, sights[alike[0].sign_in_id]) for alike in found.values()]


def frame_of(group: Group, news: News, sight: Sight) -> Frame | None:
    """What the page shows of the news; a fault in one page's pieces lets that page fetch itself."""
    if not news.is_whole:
        behind = any(
            new - old > MOST_LINES for (_, old), (_, new) in zip(group.since, group.view.cursor, strict=True)
        )
        return frames.with_note("refresh" if behind else "reload", group.view, group.since)
    try:
        pieces = group.page.pull(group.view, news, sight)
    except Exception:
        log.exception("live page failed", page=type(group.page).__name__)
        pieces = None
    if pieces is None:
        return frames.with_note("refresh", group.view, group.since)
    return frames.with_pieces(pieces, group.view, group.since) if pieces.html else None


def changes_for(groups: Collection[Group]) -> Changes:
    """Everything beyond the oldest place where one of the groups stands."""
    oldest: dict[str, int] = {}
    for group in groups:
        for (name, old), (_, new) in zip(group.since, group.view.cursor, strict=True):
            if old < new:
                oldest[name] = min(old, oldest.get(name, old))
    calendars = {int(name[1:]): old for name, old in oldest.items() if name[0] == "c"}
    events = {int(name[1:]): old for name, old in oldest.items() if name[0] == "e"}
    changes = changes_beyond(calendars, events, MOST_LINES)
    changes.in_view = frozenset(name for group in groups for name, _ in group.view.cursor)
    return changes
