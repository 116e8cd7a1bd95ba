"""The HTML of a frame: what docs/live-protocol.md describes."""

import hashlib

from markupsafe import escape

from webapp.live.cursors import Cursor, written
from webapp.live.news import Pieces
from webapp.live.pages import View
from webapp.live.watchers import Watcher
from webapp.live.wire import Frame


def hello(view: View) -> Frame:
    """Nothing has changed: tells a new page only under which name it is known."""
    return _frame(view, view.cursor, "")


def with_pieces(pieces: Pieces, view: View, since: Cursor | None) -> Frame:
    """Fragments and a sentence, in the order in which the page takes them."""
    return _frame(view, since, "".join(pieces.html), pieces.said)


def with_note(kind: str, view: View, since: Cursor | None, said: str = "", marks: str = "") -> Frame:
    """ "refresh": the page takes its content anew; "reload": it has to begin from nothing."""
    return _frame(view, since, f'<live-note kind="{kind}"{marks}></live-note>', said)


def note_for(watcher: Watcher, view: View) -> str | None:
    """The note that spares a look at the log: the page looks different now, or stands nowhere."""
    if watcher.cursor is None or _is_ahead(watcher.cursor, view.cursor):
        return "reload"
    known = watcher.seen if watcher.seen is not None else (watcher.seen_as or known_as(view))
    now = (view.audience, view.look) if watcher.seen is not None else known_as(view)
    if known != now or [name for name, _ in watcher.cursor] != [name for name, _ in view.cursor]:
        return "refresh"
    return None


def known_as(view: View) -> str:
    """A short name for how a person sees a page, so that a page that comes back can tell how it was drawn."""
    return hashlib.sha256(repr((view.audience, view.look)).encode()).hexdigest()[:12]


def _is_ahead(cursor: Cursor, now: Cursor) -> bool:
    """Whether a page says that it has seen what has not happened, which is so after a backup was put back."""
    real = dict(now)
    return any(number > real.get(name, number) for name, number in cursor)


def _frame(view: View, since: Cursor | None, content: str, said: str = "") -> Frame:
    spoken = f' said="{escape(said)}"' if said else ""
    start = written(since if since is not None else view.cursor)
    return Frame(
        f'<live-frame from="{start}" to="{written(view.cursor)}" as="{known_as(view)}"{spoken}>{content}</live-frame>'
    )
