"""An Atom feed (RFC 4287), written so that any reader takes it."""

import re
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from xml.etree import ElementTree

MEDIA_TYPE = "application/atom+xml"
_ATOM = "http://www.w3.org/2005/Atom"
_SPACE = uuid.UUID("5d2b7a52-0f0c-4c8e-9a5e-6a4c1c0b7d11")  # of Daybook's own, as RFC 9562 (6.5) asks for
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # XML 1.0, 2.2

ElementTree.register_namespace("", _ATOM)


@dataclass(frozen=True)
class Entry:
    """One thing that happened; `html` is a piece of HTML, everything else plain text."""

    id: str
    title: str
    at: datetime
    author: str
    url: str
    html: str


@dataclass(frozen=True)
class Feed:
    """What a feed says of itself, and its entries, newest first."""

    id: str
    title: str
    at: datetime
    url: str
    locale: str
    entries: Sequence[Entry]


def lasting_id(*parts: object) -> str:
    """The same name for the same thing for ever, whatever the site is called; it says nothing of the thing (4.2.6)."""
    return f"urn:uuid:{uuid.uuid5(_SPACE, '/'.join(map(str, parts)))}"


def write_feed(feed: Feed) -> bytes:
    """The feed as a document in UTF-8. No link names the feed itself: its address is a secret."""
    root = ElementTree.Element(f"{{{_ATOM}}}feed", {"xml:lang": feed.locale.replace("_", "-")})
    _head(root, feed.id, feed.title, feed.at, feed.url)
    _author(root, "Daybook")
    for entry in feed.entries:
        element = ElementTree.SubElement(root, f"{{{_ATOM}}}entry")
        _head(element, entry.id, entry.title, entry.at, entry.url)
        _author(element, entry.author)
        _add(element, "content", entry.html, type="html")
    document: bytes = ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)
    return document


def _head(parent: ElementTree.Element, name: str, title: str, at: datetime, url: str) -> None:
    _add(parent, "id", name)
    _add(parent, "title", title)
    _add(parent, "updated", at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z"))
    _add(parent, "link", "", rel="alternate", type="text/html", href=url)


def _author(parent: ElementTree.Element, name: str) -> None:
    """The name alone: where somebody can be written to is nobody's business."""
    _add(_add(parent, "author", ""), "name", name)


def _add(parent: ElementTree.Element, name: str, text: str, **attributes: str) -> ElementTree.Element:
    element = ElementTree.SubElement(parent, f"{{{_ATOM}}}{name}", attributes)
    element.text = _NOT_XML.sub("\ufffd", text) or None
    return element
