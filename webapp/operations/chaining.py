"""Every row of history gets its link while it is written: one chain for each calendar, one for the audit log.

The head of a calendar's chain is in its row, which every write holds until the commit: the statement that counts its
`seq` reads the head as well, and it is written back once, at the end. Lines of the audit log are held back until then
too, so that sign-ins wait for each other no longer than a commit takes.
"""

import os
from collections.abc import Callable
from typing import Any

from sqlalchemy import bindparam, select, text, update
from sqlalchemy.orm import Session

from webapp.domain.chains import AUDIT, SALT_BYTES, START, Head, Kind, linked
from webapp.models import AuditEntry, AuditHead, Calendar
from webapp.models.base import table_of

Run = Callable[..., Any]

THE_LOG = 1  # the one row of audit_head


class Chains:
    """The chains that one transaction has written to, and where each stands now."""

    def __init__(self, run: Run) -> None:
        self._run = run
        self._heads: dict[int, Head] = {}
        self._grown: set[int] = set()
        self._lines: list[dict[str, Any]] = []

    def hold(self, calendar_id: int, links: int, last_link: bytes | None) -> None:
        """Take the head of a calendar whose row has just been counted on; what was added since then counts more."""
        self._heads.setdefault(calendar_id, Head(links, last_link or START))

    def add(self, kind: Kind, calendar_id: int, row: dict[str, Any]) -> dict[str, Any]:
        """The row of a calendar's history with its link, after those that were added before."""
        made = row | linked(kind, row, self._heads[calendar_id], os.urandom(SALT_BYTES))
        self._heads[calendar_id] = Head(made["position"], made["link"])
        self._grown.add(calendar_id)
        return made

    def audit(self, line: dict[str, Any]) -> None:
        """Keep a line of the audit log until the end of the transaction."""
        self._lines.append(line)

    def end(self, session: Session) -> None:
        """Write the audit log and the heads; the last thing before the commit."""
        session.flush()
        for calendar_id in self._grown:
            head = self._heads[calendar_id]
            self._run(_MOVE, {"of": calendar_id, "count": head.position, "last": head.link})
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
_MOVE = (
    update(_calendars)
    .where(_calendars.c.id == bindparam("of"))
    .values(links=bindparam("count"), last_link=bindparam("last"))
)
_HOLD_LOG = select(_log.c.links, _log.c.last_link).where(_log.c.id == THE_LOG).with_for_update()
_BEGIN_LOG = text(f"INSERT INTO audit_head (id, links) VALUES ({THE_LOG}, 0) ON CONFLICT DO NOTHING")
_MOVE_LOG = (
    update(_log).where(_log.c.id == THE_LOG).values(links=bindparam("count"), last_link=bindparam("last"))
)
