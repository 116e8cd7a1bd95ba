"""Every row of history gets its link while it is written: one chain for each calendar, one for the audit log.

The head of a calendar's chain is in its row, which every write holds until the commit: the statement that holds it
reads the head with its `seq`, both are counted here, and written back once, at the end. Lines of the audit log are held
back until then too, so that sign-ins wait for each other no longer than a commit takes.
"""

import os
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, select, text, update
from sqlalchemy.orm import Session

from webapp.domain.chains import AUDIT, SALT_BYTES, START, UNDOES, Head, Kind, linked
from webapp.models import AuditEntry, AuditHead, Calendar
from webapp.models.base import table_of
from webapp.operations.prepared import Prepared

Run = Callable[..., Any]

THE_LOG = 1  # the one row of audit_head


@dataclass
class _Counter:
    """A calendar's row as this transaction has counted it on; nobody else can meanwhile."""

    seq: int
    head: Head
    moved: bool = False


class Chains:
    """The chains that one transaction has written to, and where each stands now."""

    def __init__(self, run: Run, read: Run, on_held: Callable[[], None]) -> None:
        self._run, self._read, self._on_held = run, read, on_held
        self._counters: dict[int, _Counter] = {}
        self._lines: list[dict[str, Any]] = []

    @property
    def moved(self) -> bool:
        """Whether anything has been counted or written down yet."""
        return bool(self._lines) or any(counter.moved for counter in self._counters.values())

    def hold(self, calendar_id: int) -> None:
        """Hold a calendar's row until the commit, and read where it stands; one that is not there is not held."""
        if calendar_id in self._counters:
            return
        for row in self._read(_HOLD, {"held": calendar_id}):
            self._begin(calendar_id, *row)

    def held(self, calendar: Calendar) -> None:
        """A calendar that nobody else can write to, read within this transaction: where it stands is known."""
        if calendar.id not in self._counters:
            self._begin(calendar.id, calendar.seq, calendar.links, calendar.last_link)

    def _begin(self, calendar_id: int, seq: int, links: int, last_link: bytes | None) -> None:
        self._counters[calendar_id] = _Counter(seq, Head(links, bytes(last_link or START)))
        self._on_held()

    def count(self, calendar_id: int, by: int) -> range:
        """The next numbers of a calendar's changes."""
        self.hold(calendar_id)
        counter = self._counters[calendar_id]
        counter.seq, counter.moved = counter.seq + by, True
        return range(counter.seq - by + 1, counter.seq + 1)

    def add(
        self, kind: Kind, calendar_id: int, row: dict[str, Any], undoes_id: int | None = None
    ) -> dict[str, Any]:
        """The row of a calendar's history, which has been counted, with its link after those added before.

        `undoes_id`: which change set that of a version takes back; its link holds it.
        """
        counter = self._counters[calendar_id]
        whole = row if undoes_id is None else row | {UNDOES: undoes_id}
        made = row | linked(kind, whole, counter.head, os.urandom(SALT_BYTES))
        counter.head = Head(made["position"], made["link"])
        return made

    def audit(self, line: dict[str, Any]) -> None:
        """Keep a line of the audit log until the end of the transaction."""
        self._lines.append(line)

    def end(self, session: Session) -> None:
        """Write the audit log and the heads; the last thing before the commit."""
        session.flush()
        for calendar_id, counter in self._counters.items():
            if counter.moved:
                head = counter.head
                values = {"number": counter.seq, "count": head.position, "last": head.link}
                self._run(_MOVE, values | {"of": calendar_id})
        if self._lines:
            session.add_all(self._audit_lines())
            session.flush()

    def _audit_lines(self) -> list[AuditEntry]:
        head = self._hold_log()
        entries = []
        for line in self._lines:
            made = line | linked(AUDIT, line, head, os.urandom(SALT_BYTES))
            head = Head(made["position"], made["link"])
            entries.append(AuditEntry(**made))
        self._run(_MOVE_LOG, {"count": head.position, "last": head.link})
        return entries

    def _hold_log(self) -> Head:
        """The head of the audit log, held until the commit; in a new database this makes its row."""
        held = self._run(_HOLD_LOG).one_or_none()
        if held is None:
            self._run(_BEGIN_LOG)
            held = self._run(_HOLD_LOG).one()
        return Head(held.links, held.last_link or START)


# Built once: building them costs more than running them.
_calendars, _log = table_of(Calendar), table_of(AuditHead)
_HOLD = Prepared(
    select(_calendars.c.seq, _calendars.c.links, _calendars.c.last_link)
    .where(_calendars.c.id == bindparam("held"))
    .with_for_update()
)
_MOVE = Prepared(
    update(_calendars)
    .where(_calendars.c.id == bindparam("of"))
    .values(seq=bindparam("number"), links=bindparam("count"), last_link=bindparam("last"))
)
_HOLD_LOG = select(_log.c.links, _log.c.last_link).where(_log.c.id == THE_LOG).with_for_update()
_BEGIN_LOG = text(f"INSERT INTO audit_head (id, links) VALUES ({THE_LOG}, 0) ON CONFLICT DO NOTHING")
_MOVE_LOG = (
    update(_log).where(_log.c.id == THE_LOG).values(links=bindparam("count"), last_link=bindparam("last"))
)
