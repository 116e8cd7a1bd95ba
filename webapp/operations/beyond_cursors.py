"""What happened beyond the cursors of open pages, read from the logs of calendars: a constant number of statements for all of them."""

from collections import defaultdict
from collections.abc import Hashable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from sqlalchemy import and_, bindparam, or_, select

from webapp.extensions import db
from webapp.models import CalendarLog, EventVersion
from webapp.models.base import table_of
from webapp.operations.prepared import Prepared
from webapp.operations.refreshing import loose_object


@dataclass
class Changes:
    """Lines of calendars' logs, oldest first, and the versions they speak of with the version before each."""

    lines: dict[int, list[CalendarLog]] = field(default_factory=lambda: defaultdict(list))
    versions: dict[int, dict[int, EventVersion]] = field(default_factory=lambda: defaultdict(dict))
    in_view: frozenset[str] = frozenset()  # parts of the cursors of everybody whom these changes are read for
    known: dict[Hashable, Any] = field(
        default_factory=dict
    )  # what has been worked out for one of them already


def changes_beyond(calendars: Mapping[int, int], events: Mapping[int, int], at_most: int) -> Changes:
    """What happened in calendars after a seq each, and to single events after a version each.

    Reads at most `at_most` lines of a log and two statements in all; who needs more has to begin anew.
    """
    changes = Changes()
    for line in _log_lines(calendars, at_most):
        changes.lines[line.calendar_id].append(line)
    oldest = dict(events)
    for line in (line for lines in changes.lines.values() for line in lines if line.kind == "event"):
        version = line.version or 1
        oldest[line.ref_id] = min(oldest.get(line.ref_id, version), version - 1)
    for found in _versions(oldest, at_most):
        changes.versions[found.event_id][found.version] = found
    return changes


# What most changes are: of one calendar and one event. Past the ORM, which takes several times as long.
_LINE, _VERSION = table_of(CalendarLog).c, table_of(EventVersion).c
_LINE_NAMES, _VERSION_NAMES = _LINE.keys(), _VERSION.keys()
_ONE_LOG = Prepared(
    select(*_LINE)
    .where(_LINE.calendar_id == bindparam("of"))
    .where(_LINE.seq > bindparam("after"), _LINE.seq <= bindparam("to"))
    .order_by(_LINE.seq)
)
_ONE_EVENT = Prepared(
    select(*_VERSION).where(
        _VERSION.event_id == bindparam("of"),
        _VERSION.version.between(bindparam("first"), bindparam("last")),
    )
)


def _log_lines(calendars: Mapping[int, int], at_most: int) -> Iterator[CalendarLog]:
    if len(calendars) == 1:
        ((calendar_id, seq),) = calendars.items()
        asked = {"of": calendar_id, "after": seq, "to": seq + at_most}
        for row in _ONE_LOG.read(db.session.connection(), asked):
            yield loose_object(CalendarLog, dict(zip(_LINE_NAMES, row, strict=True)))
        return
    for some in _portions(calendars):
        beyond = [
            and_(
                CalendarLog.calendar_id == calendar_id,
                CalendarLog.seq > seq,
                CalendarLog.seq <= seq + at_most,
            )
            for calendar_id, seq in some
        ]
        yield from db.session.scalars(
            select(CalendarLog).where(or_(*beyond)).order_by(CalendarLog.calendar_id, CalendarLog.seq)
        )


def _versions(oldest: Mapping[int, int], at_most: int) -> Iterator[EventVersion]:
    if len(oldest) == 1:
        ((event_id, version),) = oldest.items()
        asked = {"of": event_id, "first": version, "last": version + at_most}
        for row in _ONE_EVENT.read(db.session.connection(), asked):
            yield loose_object(EventVersion, dict(zip(_VERSION_NAMES, row, strict=True)))
        return
    number = EventVersion.version
    for some in _portions(oldest):
        wanted = [
            and_(EventVersion.event_id == event_id, number >= version, number <= version + at_most)
            for event_id, version in some
        ]
        yield from db.session.scalars(select(EventVersion).where(or_(*wanted)))


def _portions(wanted: Mapping[int, int]) -> Iterator[tuple[tuple[int, int], ...]]:
    """SQLite refuses an expression of 1,000 parts; what is longer is asked for in portions."""
    pairs = iter(sorted(wanted.items()))
    while some := tuple(islice(pairs, 300)):
        yield some
