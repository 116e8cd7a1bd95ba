"""The one write path: begin, count, write, commit, announce."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any, overload

from sqlalchemy import Connection, CursorResult, Executable, bindparam, delete, insert, select
from sqlalchemy.orm import Session

from webapp.domain.wording_overlaps import Overlap
from webapp.extensions import db
from webapp.models import Answered, CalendarLog, ChangeSet, Person
from webapp.models.base import table_of
from webapp.operations.announcements import AccessChanged, Announcement, CalendarChanged, announced
from webapp.operations.chaining import Chains
from webapp.operations.engine import options_for_writing, turn_to_write
from webapp.operations.prepared import Prepared, Row

REMEMBERED = timedelta(hours=24)

# Built once: building them costs more than running them.
_lines, _sets, _answers = table_of(CalendarLog), table_of(ChangeSet), table_of(Answered)
_LOG = Prepared(insert(_lines))
_ANSWERED = Prepared(
    select(_answers.c.fingerprint, _answers.c.result).where(
        _answers.c.person_id == bindparam("who"), _answers.c.key == bindparam("by")
    )
)
_FORGET = Prepared(
    delete(_answers).where(_answers.c.person_id == bindparam("who"), _answers.c.at < bindparam("before"))
)
_REMEMBER = Prepared(insert(_answers))
_CHANGE_SET = Prepared(insert(_sets).returning(_sets.c.id))


class KeyReused(Exception):
    """An idempotency key came back with another request behind it."""


class Unit:
    """One transaction of one actor: counters, change sets, remembered answers, announcements."""

    def __init__(
        self, session: Session, connection: Connection, actor: Person | None, now: datetime | None
    ) -> None:
        self.session = session
        self.connection = connection
        self.actor = actor
        self.now = now or datetime.now(UTC)
        self._is_given = now is not None
        self.announcements: list[Announcement] = []
        # Which change set each of those made here takes back; links of versions hold it.
        self.undoes: dict[int, int | None] = {}
        self.chains = Chains(self.run, self.read, self._held)
        # What the versions written in it overlap with: some of them, and how many there are.
        self.overlaps: list[Overlap] = []
        self.overlap_count = 0

    @property
    def is_alone(self) -> bool:
        """Whether nobody else can write to anything until the commit: SQLite's BEGIN IMMEDIATE holds it all."""
        return self.connection.dialect.name == "sqlite"

    @property
    def actor_id(self) -> int | None:
        return self.actor.id if self.actor else None

    @property
    def actor_label(self) -> str:
        return self.actor.name if self.actor else "Daybook"

    @overload
    def run(self, statement: Prepared, values: Any) -> None: ...

    @overload
    def run(self, statement: Executable, values: Any = None) -> CursorResult[Any]: ...

    def run(self, statement: Executable | Prepared, values: Any = None) -> CursorResult[Any] | None:
        """Execute one of the statements that were built once. Past the ORM: what it still holds must be flushed."""
        if isinstance(statement, Prepared):
            statement.run(self.connection, values)
            return None
        return self.connection.execute(statement, values)

    def begin_again(self) -> None:
        """Let go of everything that is held, before anything is written: what was looked up is different now."""
        assert not self.chains.moved and not self.announcements
        self.session.rollback()
        self.connection = self.session.connection(execution_options=options_for_writing(db.engine))
        self.chains = Chains(self.run, self.read, self._held)

    def _held(self) -> None:
        """It is the moment at which nobody else can write any more: who waited for another writer comes after them.

        A change set and what it brings are of one moment, so it stays where there is one already.
        """
        if not (self._is_given or self.is_alone or self.chains.moved or self.undoes):
            self.now = datetime.now(UTC)

    def read(self, statement: Prepared, values: dict[str, Any]) -> list[Row]:
        """The rows that one of them gives."""
        return statement.read(self.connection, values)

    def next_seq(self, calendar_id: int) -> int:
        """Count the calendar on; the row stays locked until the commit, so numbers have no gap."""
        return self.chains.count(calendar_id, 1)[0]

    def next_seqs(self, calendar_id: int, count: int) -> range:
        """So many numbers of the calendar at once, for as many versions of one change set."""
        return self.chains.count(calendar_id, count)

    def log_all(self, calendar_id: int, lines: list[dict[str, Any]]) -> None:
        """Write the lines of numbers that were taken at once; live pages are told of the last one alone."""
        if lines:
            self.run(_LOG, [line | {"calendar_id": calendar_id, "at": self.now} for line in lines])
            self.announce(CalendarChanged(calendar_id, lines[-1]["seq"]))

    def log(self, calendar_id: int, seq: int, kind: str, ref_id: int, version: int | None = None) -> None:
        """Write the line of the calendar's log that belongs to `seq`, and announce it after the commit."""
        line = {"calendar_id": calendar_id, "seq": seq, "kind": kind, "ref_id": ref_id, "version": version}
        self.run(_LOG, line | {"at": self.now})
        self.announce(CalendarChanged(calendar_id, seq))

    def change_set(self, calendar_id: int, kind: str, why: str = "", undoes_id: int | None = None) -> int:
        """The id of a new change set of this actor."""
        made = {"calendar_id": calendar_id, "actor_id": self.actor_id, "at": self.now}
        [[number]] = self.read(_CHANGE_SET, made | {"why": why, "kind": kind, "undoes_id": undoes_id})
        self.undoes[int(number)] = undoes_id
        return int(number)

    def announce(self, announcement: Announcement) -> None:
        if announcement not in self.announcements:
            self.announcements.append(announcement)

    def access_changed(self, person_id: int) -> None:
        """Tell the live pages of this person, after the commit, that their rights are different now."""
        self.announce(AccessChanged(person_id))

    def answered(self, key: str | None, request: Mapping[str, Any]) -> dict[str, Any] | None:
        """What this key led to before, or None; raises KeyReused when the request behind it was another one."""
        if not key or self.actor is None:
            return None
        for seen, result in self.read(_ANSWERED, {"who": self.actor.id, "by": key}):
            if seen != fingerprint(request):
                raise KeyReused
            return dict(result)
        return None

    def remember(self, key: str | None, request: Mapping[str, Any], result: dict[str, Any]) -> None:
        """Keep what a key led to, so that a retry gets the same answer instead of a second change."""
        if key and self.actor is not None:
            self.run(_FORGET, {"who": self.actor.id, "before": self.now - REMEMBERED})
            kept = {"person_id": self.actor.id, "key": key, "at": self.now}
            self.run(_REMEMBER, kept | {"fingerprint": fingerprint(request), "result": result})


def fingerprint(request: Mapping[str, Any]) -> str:
    """A digest that is equal for equal requests."""
    text = json.dumps(request, sort_keys=True, default=str, ensure_ascii=True)
    return hashlib.sha256(text.encode()).hexdigest()


@contextmanager
def unit_of_work(by: Person | None, now: datetime | None = None) -> Iterator[Unit]:
    """A transaction that writes: commits and announces when the block ends, rolls back when it raises."""
    session: Session = db.session()
    if session.in_transaction():
        session.commit()  # ends the reading transaction of this request, which may hold an old snapshot
    with turn_to_write(db.engine):
        connection = session.connection(execution_options=options_for_writing(db.engine))
        unit = Unit(session, connection, by, now)
        try:
            yield unit
            unit.chains.end(session)
            session.commit()
        except BaseException:
            session.rollback()
            raise
    for announcement in unit.announcements:
        announced.send(announcement)
