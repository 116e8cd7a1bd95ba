"""An open page as the browser's scripts keep it: drawn by a GET, changed by frames (static/js/live.js, live/frames.js)."""

import re
from collections.abc import Iterator
from html import unescape
from http.client import HTTPConnection, HTTPException

_TAG = re.compile(r"<(/?)([a-z][\w-]*)\b[^>]*>")
_NAMED = re.compile(r'([\w-]+)="([^"]*)"')
_VOID = {"area", "br", "col", "hr", "img", "input", "link", "meta", "source", "track", "wbr", "use"}
# What differs between two renderings of the same content, or is no content at all.
_CHANGING = (
    (re.compile(r'name="(csrf_token|key)" value="[^"]*"'), r'name="\1"'),
    (re.compile(r' (data-v|data-live-since|data-base|title)="[^"]*"'), ""),
    (re.compile(r"(<time[^>]*data-ago[^>]*>)[^<]*"), r"\1"),
    (re.compile(r" checked\b"), ""),
    (re.compile(r"\s+"), " "),
    (re.compile(r"> | <"), lambda found: found[0].strip()),
)
_OWN = re.compile(r'<span class="own[^>]*data-aside.*?</span></span>', re.DOTALL)
_LOOKED = re.compile(r'<div class="looked".*?</div>', re.DOTALL)
_ROW = re.compile(r'<li class="v" id="v-\d+".*?</li>', re.DOTALL)


def attributes(html: str) -> dict[str, str]:
    """The attributes of the first element."""
    return {name: unescape(value) for name, value in _NAMED.findall(html[: html.index(">")])}


def end_of(html: str, start: int) -> int:
    """Where the element that starts here ends."""
    depth = 0
    for tag in _TAG.finditer(html, start):
        if tag[2] in _VOID or tag[0].endswith("/>"):
            continue
        depth += -1 if tag[1] else 1
        if depth == 0:
            return tag.end()
    raise ValueError(f"An element has no end: {html[start : start + 80]}")


def place_of(html: str, dom_id: str) -> tuple[int, int] | None:
    """Where the element with this id is; None when it is not there."""
    found = re.search(rf'<[a-z][^<>]*\bid="{re.escape(dom_id)}"', html)
    return (found.start(), end_of(html, found.start())) if found else None


def element(html: str, dom_id: str) -> str:
    """The element with this id; nothing when it is not there."""
    place = place_of(html, dom_id)
    return html[place[0] : place[1]] if place else ""


def children(html: str) -> Iterator[str]:
    """The elements inside the outermost one."""
    position = html.index(">") + 1
    while tag := _TAG.search(html, position):
        if tag[1]:
            return
        position = end_of(html, tag.start())
        yield html[tag.start() : position]


def numbers(cursor: str) -> dict[str, int]:
    """A cursor, part by part."""
    return {part.split(".")[0]: int(part.split(".")[1]) for part in cursor.split("-") if part}


class Shown:
    """What a page shows: the HTML of its <main>, and where it stands."""

    def __init__(self, page: str) -> None:
        self.main = element(page, "main")
        live = attributes(self.main)
        self.since = live["data-live-since"]
        self.query = {"page": live["data-live"]} | {
            name: live[f"data-live-{name}"] for name in ("id", "date") if f"data-live-{name}" in live
        }

    def is_old(self, to: str) -> bool:
        """Whether a frame up to there has nothing new."""
        known = numbers(self.since)
        return all(known.get(name, -1) >= number for name, number in numbers(to).items())

    def take(self, frame: str) -> None:
        """Put every piece of a frame in its place."""
        for piece in children(frame):
            if piece.startswith("<live-into"):
                self._insert(piece)
            elif not piece.startswith("<live-"):
                self._replace(piece)
        self.since = attributes(frame)["to"]

    def _replace(self, piece: str) -> None:
        new = attributes(piece)
        place = place_of(self.main, new["id"])
        if place is None:
            return
        old = attributes(self.main[place[0] : place[1]])
        if int(new.get("data-v", 0)) >= int(old.get("data-v", 0)):
            self.main = self.main[: place[0]] + piece + self.main[place[1] :]

    def _insert(self, into: str) -> None:
        told = attributes(into)
        assert told["where"] == "afterbegin"
        for row in children(into):
            place = place_of(self.main, told["target"].removeprefix("#"))
            if place and not place_of(self.main, attributes(row)["id"]):
                inside = self.main.index(">", place[0]) + 1
                self.main = self.main[:inside] + row + self.main[inside:]


def essence(shown: Shown) -> str:
    """What the page says, without what changes from one rendering to the next.

    Of a history that is its rows: the newest ones, as a live page has more of them than a page that was just opened.
    """
    html = "\n".join(_ROW.findall(shown.main)[:20]) if shown.query["page"] == "history" else shown.main
    # What the page fetches for itself: a list on phones, what the event overlaps with, the reader's own answer and marks.
    # What was new when the page was opened stays on it.
    html = _LOOKED.sub("", _OWN.sub("", html))
    for root in ("dayview", "ev-overlaps", "ev-going", "mine"):
        place = place_of(html, root)
        html = html[: place[0]] + html[place[1] :] if place else html
    for pattern, plain in _CHANGING:
        html = pattern.sub(plain, html)
    return html


def get(port: int, token: str, path: str) -> tuple[int, str]:
    """A page, as one person; status 0 when nobody answers."""
    connection = HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request("GET", path, headers={"Cookie": f"daybook-session={token}", "Accept": "text/html"})
        answer = connection.getresponse()
        return answer.status, answer.read().decode()
    except (OSError, HTTPException):
        return 0, ""
    finally:
        connection.close()
