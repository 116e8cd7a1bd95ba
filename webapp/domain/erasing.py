"""A person taken out of what is stored about events: who they were becomes "Somebody who left", what they did stays."""

import json
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from webapp.domain.attendance import OUTSIDE, key_of_person

SOMEBODY = "Somebody who left"
PERSON_ERASED = "person-erased"
# Messages in which a string that is a name is one; in others it is what somebody typed.
_OF_PEOPLE = ("attendees.", "overrides.", "version.purged")


@dataclass(frozen=True)
class Identity:
    """What is to go: every name a person had here, their username, their address."""

    person_id: int
    names: frozenset[str]
    username: str
    email: str

    @property
    def address(self) -> str:
        """What stands where their address stood."""
        return f"left-{self.person_id}@invalid"

    def of_label(self, label: str) -> str:
        """A label of a row, without them."""
        return SOMEBODY if label in self.names or label in (self.username, self.email) else label

    def of(self, value: Any) -> Any:
        """Data in which people are called by name, by the key of a guest or by address: the same without them."""
        if isinstance(value, str):
            return self._key(value) if value.lower() == self._outside else self.of_label(value)
        if isinstance(value, list):
            return [self.of(one) for one in value]
        if isinstance(value, Mapping):
            return {self._key(name): self._named(name, one) for name, one in value.items()}
        return value

    def _named(self, key: str, value: Any) -> Any:
        mine = key == key_of_person(self.person_id) or key.lower() == self._outside
        own = {"name": SOMEBODY} if mine and isinstance(value, Mapping) and "name" in value else {}
        inner = self.of(value)
        return inner | own if own else inner

    def _key(self, key: str) -> str:
        return f"{OUTSIDE}{self.address}" if key.lower() == self._outside else key

    @property
    def _outside(self) -> str:
        return f"{OUTSIDE}{self.email}".lower()


def names_in(body: bytes, person_id: int, email: str) -> set[str]:
    """What a version calls the person among its guests, by account or by address."""
    text = zlib.decompress(body).decode() if body else ""
    keys = {key_of_person(person_id), f"{OUTSIDE}{email}".lower()}
    if not any(key in text.lower() for key in keys):
        return set()
    document = json.loads(text)
    owns = [own.get("attendees") or {} for own in (document.get("overrides") or {}).values()]
    return {
        guest["name"]
        for guests in (document.get("attendees") or {}, *owns)
        for key, guest in guests.items()
        if key.lower() in keys and guest and guest.get("name")
    }


def said_without(said: list[Any], who: Identity) -> list[Any]:
    """The messages of a version without the person."""
    return [[name, who.of(params) if name.startswith(_OF_PEOPLE) else params] for name, params in said]


def body_without(body: bytes, who: Identity) -> bytes:
    """The stored document of a version without the person: not among its guests, nor in lines of calendar files.

    The very same bytes where they are not in it. What people typed as a title or a text stays.
    """
    if not body:
        return body
    text = zlib.decompress(body).decode()
    if not any(_json(mark) in text.lower() for mark in _marks(who)):
        return body
    document = json.loads(text)
    changed = _document(document, who)
    if changed == document:
        return body
    packed = json.dumps(changed, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return zlib.compress(packed.encode(), 6)


def _document(document: dict[str, Any], who: Identity) -> dict[str, Any]:
    changed = {**document, "attendees": who.of(document.get("attendees") or {})}
    if document.get("overrides"):
        changed["overrides"] = {
            date: {
                name: who.of(one) if name == "attendees" else _lines(name, one, who)
                for name, one in own.items()
            }
            for date, own in document["overrides"].items()
        }
    return {name: _lines(name, value, who) for name, value in changed.items() if name in document}


def _lines(name: str, value: Any, who: Identity) -> Any:
    """Lines of a calendar file as it came, which may say who organizes; anything else as it is."""
    if name != "extra":
        return value
    text = json.dumps(value, ensure_ascii=False)
    for gone in sorted(who.names, key=len, reverse=True):
        text = text.replace(_json(gone), SOMEBODY)
    start = text.lower().find(who.email.lower())
    while start >= 0:
        text = text[:start] + who.address + text[start + len(who.email) :]
        start = text.lower().find(who.email.lower(), start + len(who.address))
    return json.loads(text)


def _marks(who: Identity) -> list[str]:
    return [key_of_person(who.person_id), who.email.lower(), *(name.lower() for name in who.names)]


def _json(text: str) -> str:
    """How a string stands within JSON, without its quotes."""
    return json.dumps(text, ensure_ascii=False)[1:-1]
