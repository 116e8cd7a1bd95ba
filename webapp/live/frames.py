"""The HTML of a frame: what docs/live-protocol.md describes."""

import hashlib
from collections.abc import Hashable
from functools import lru_cache

from markupsafe import escape

from webapp.live.cursors import Cursor, written
from webapp.live.news import Pieces
from webapp.live.page import View
from webapp.live.watchers import Watcher
from webapp.live.wire import Frame

NAMED = "only the name of it is known"  # the look in `seen`, of a page that another process held


def hello(view: View) -> Frame:
    """Nothing has changed: tells a new page only under which name it is known."""
    return Frame(_start(view, view.cursor) + "></live-frame>")


def with_pieces(pieces: Pieces, view: View, since: Cursor | None) -> Frame:
    """Fragments and a sentence, in the order in which the page takes them."""
    return Frame(_start(view, since), pieces.tail)


def with_note(kind: str, view: View, since: Cursor | None, said: str = "", marks: str = "") -> Frame:
    """ "refresh": the page takes its content anew; "reload": it has to begin from nothing."""
    spoken = f' said="{escape(said)}"' if said else ""
    return Frame(f'{_start(view, since)}{spoken}><live-note kind="{kind}"{marks}></live-note></live-frame>')


def note_for(watcher: Watcher, view: View) -> str | None:
    """The note that spares a look at the log: the page looks different now, or stands nowhere."""
    if watcher.cursor is None or _is_ahead(watcher.cursor, view.cursor):
        return "reload"
    if not _looks_as_before(watcher, view) or [name for name, _ in watcher.cursor] != [
        name for name, _ in view.cursor
    ]:
        return "refresh"
    return None


def known_as(view: View) -> str:
    """A short name for how a person sees a page, so that a page that comes back can tell how it was drawn."""
    return _name_of((view.audience, view.look))


def name_of_looks(watcher: Watcher) -> str:
    """The same for how a watcher saw its page last, empty when nobody knows."""
    if watcher.seen is None or watcher.seen[1] is NAMED:
        return watcher.seen_as
    return _name_of(watcher.seen)


def _looks_as_before(watcher: Watcher, view: View) -> bool:
    if watcher.seen is None or watcher.seen[1] is NAMED:
        return watcher.seen_as in ("", known_as(view))
    return watcher.seen == (view.audience, view.look)


@lru_cache(maxsize=4096)
def _name_of(seen: Hashable) -> str:
    return hashlib.sha256(repr(seen).encode()).hexdigest()[:12]


def _is_ahead(cursor: Cursor, now: Cursor) -> bool:
    """Whether a page says that it has seen what has not happened, which is so after a backup was put back."""
    real = dict(now)
    return any(number > real.get(name, number) for name, number in cursor)


def _start(view: View, since: Cursor | None) -> str:
    """What a frame has to itself; what follows is the same for all who see the same pieces."""
    start = written(since if since is not None else view.cursor)
    return f'<live-frame from="{start}" to="{written(view.cursor)}" as="{known_as(view)}"'
