"""Walking along a chain, and naming what does not fit. Pure: rows come in, in order, from wherever they are kept."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from webapp.domain.chains import Head, Kind, digest_of, link_of, seal_of, told

CONTENT = "Its content is not what was written."
FRAME = "Who wrote it, when or what it belongs to is not what was written, or the row before it is not."
EMPTY = "Its content is gone, and no purge says why."
ORDER = "It stands in another place than the one it was written at."
ADDED = "It was added past Daybook."
UNTIL = "The moment at which the next version came is not that of the next version."
HEAD = "The event is not as this version, its last one, says."
SEAL = "It is not as the act that rewrote it left it."
FALSE_SEAL = "No line of the audit log vouches for how these rows were rewritten."
CAME = (
    "It says of another calendar than the version before that the event came from there, or does not say it."
)
SET = "The change set that it came in gives another reason, moment or author than it does itself."
NAMELESS = (
    "It did nothing: no version came in it and no line of sharing names it, as some row must have done once."
)
NO_VERSION = "The event has no such version, although it says that it is at it."
REWRITTEN = (
    "It is another row than the one that was here when the head was noted: the chain was written anew."
)
FORGOTTEN = "The chain is gone that this head was noted of."
STEADY = "What the chain says of its own end is not its last row."


@dataclass(frozen=True)
class Misfit:
    """The first row of a chain that does not fit: where it is, and what is wrong with it, as a sentence."""

    table: str
    what: str
    calendar_id: int | None = None
    event_id: int | None = None
    version: int | None = None
    position: int | None = None
    row_id: int | None = None
    at: datetime | None = None

    def sentence(self) -> str:
        """Where and what, in one line for people: "event_version, calendar 3, event 9, version 4 …"."""
        named = {
            "calendar": self.calendar_id,
            "event": self.event_id,
            "version": self.version,
            "row": self.row_id,
            "link": self.position,
        }
        where = [self.table, *(f"{name} {number}" for name, number in named.items() if number is not None)]
        moment = [f"of {self.at:%Y-%m-%d %H:%M:%S} UTC"] if self.at else []
        return f"{', '.join([*where, *moment])}: {self.what}"


class Row(NamedTuple):
    """One row of a chain as it is stored now."""

    table: str
    kind: Kind
    values: Mapping[str, Any]

    @property
    def position(self) -> int:
        return int(self.values["position"])

    @property
    def order(self) -> int:
        """What grows along a chain: the calendar's `seq`, or the id of a line of the audit log."""
        return int(self.values["seq"] if "seq" in self.kind.frame else self.values["id"])

    def misfit(self, what: str) -> Misfit:
        value = self.values.get
        return Misfit(
            self.table,
            what,
            value("calendar_id"),
            value("event_id"),
            value("version"),
            value("position"),
            value("id"),
            value("at"),
        )


class Walker:
    """Follows one chain from `head` on; `check` says what is wrong with the next row, and stops there."""

    def __init__(self, head: Head, expected: Mapping[int, bytes] | None = None) -> None:
        self.head = head
        self._expected = expected or {}
        self._before: tuple[Head, Row] | None = None

    def check(
        self, row: Row, purged: Mapping[str, Any] | None = None, seal: bytes | None = None
    ) -> Misfit | None:
        """The misfit of the next row, else None, and the head moves on.

        `purged` is what the content of a purged row has to be; None where nothing says that it was purged. `seal` is
        that of a row that was rewritten.
        """
        if row.position <= self.head.position:
            return row.misfit(ADDED)
        if row.position > self.head.position + 1:
            return row.misfit(self._missing(row.position - 1))
        if seal is not None:
            return self._seal(row, seal) or self._noted(row)
        return self._content(row, purged) or self._link(row) or self._noted(row)

    def _seal(self, row: Row, seal: bytes) -> Misfit | None:
        if not any(seal_of(*one, self.head.link) == seal for one in told(row.kind, row.values)):
            return row.misfit(SEAL)
        self._before = (self.head, row)
        self.head = Head(row.position, bytes(row.values["link"] or b""))
        return None

    def _missing(self, last: int) -> str:
        first = self.head.position + 1
        links = f"link {first} is" if first == last else f"links {first} to {last} are"
        return f"Before it, {links} missing."

    def _content(self, row: Row, purged: Mapping[str, Any] | None) -> Misfit | None:
        salt, digest = row.values["salt"], row.values["digest"]
        if salt is None:
            if purged is None:
                return row.misfit(EMPTY)
            same = all(row.values[name] == value for name, value in purged.items())
            return None if same else row.misfit(CONTENT)
        fits = digest is not None and digest_of(row.kind, row.values, bytes(salt)) == bytes(digest)
        return None if fits else row.misfit(CONTENT)

    def _link(self, row: Row) -> Misfit | None:
        link, digest = bytes(row.values["link"] or b""), bytes(row.values["digest"] or b"")
        before = self.head.link
        if any(link_of(*one, row.position, digest, before) == link for one in told(row.kind, row.values)):
            self._before = (self.head, row)
            self.head = Head(row.position, link)
            return None
        if self._before and self._goes_on_without(row, digest, link):
            return self._before[1].misfit(ADDED)
        if self._before and row.order <= self._before[1].order:
            return row.misfit(ORDER)
        return row.misfit(FRAME)

    def _goes_on_without(self, row: Row, digest: bytes, link: bytes) -> bool:
        """Whether the row was written right behind the last but one: then the one between them was put in."""
        assert self._before is not None
        earlier = self._before[0]
        links = (
            link_of(*one, earlier.position + 1, digest, earlier.link) for one in told(row.kind, row.values)
        )
        return link in links

    def _noted(self, row: Row) -> Misfit | None:
        noted = self._expected.get(row.position)
        return row.misfit(REWRITTEN) if noted is not None and noted != self.head.link else None
