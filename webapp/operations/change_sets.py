"""Change sets: what one did to its events, and what taking it back would do to them now."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import and_, bindparam, func, select
from sqlalchemy.orm import aliased

from webapp.domain.purges import GONE
from webapp.domain.taking_back import Answers, State, TakenBack, still_holding, take_back
from webapp.domain.wording import Message
from webapp.domain.wording_calendars import calendars_in, with_calendars
from webapp.extensions import db
from webapp.models import ChangeSet, Event, EventVersion, Person, ShareChange
from webapp.operations.access import event_query, touched_by_set
from webapp.operations.calendar_names import names_for
from webapp.operations.history import Author, author_of


@dataclass(frozen=True)
class Step:
    """One event of a change set that is taken back: what the set made of it, what it is now, and what it would be."""

    event: Event
    first: int  # the versions that the set wrote: one, as a rule
    last: int
    undone: State
    now: State
    wanted: TakenBack
    goes_to: int = 0  # the calendar that it was moved from, while it is where it was moved to
    before: State | None = None  # what was there before the set
    said: tuple[Message, ...] = ()  # how its version begins, if not with the number of the last one
    dates: tuple[
        str, ...
    ] = ()  # single dates of another event, by their names there, that are in this one now

    @property
    def headlines(self) -> list[Message]:
        """What its version says first."""
        return list(self.said) or [("event.undone", {"version": self.last})]

    @property
    def is_change(self) -> bool:
        """Whether there is something left to take back; what has to be asked about is that as well."""
        wanted = self.wanted.state
        if self.wanted.asks or self.switches or self.goes_to:
            return True
        return not wanted.holds_the_same_as(self.now)

    @property
    def switches(self) -> bool:
        """Whether it is deleted or comes back."""
        return self.wanted.state.deleted != self.now.deleted


@dataclass(frozen=True)
class Outlook:
    """What taking a change set back does: so many events are deleted, brought back, changed back.

    `edited`: others changed what would be taken back, so it is asked about. `gone`: deleted since, left so.
    """

    deleted: int = 0
    restored: int = 0
    changed: int = 0
    edited: int = 0
    gone: int = 0

    @property
    def events(self) -> int:
        return self.deleted + self.restored + self.changed


@dataclass(frozen=True)
class Head:
    """What the page of a change set says above the list."""

    kind: str
    why: str
    at: Any
    author: Author
    via: str
    undoes_id: int | None
    events: int


class Line(NamedTuple):
    """One version that a change set wrote, with the event as it is called now."""

    seq: int
    event_id: int
    title: str
    version: int
    deleted: bool
    said: list[Any]  # messages


def steps_of(change_set_id: int, answers: Mapping[int, Answers] | None = None) -> list[Step]:
    """All events of a change set with what would become of each; for whoever may edit them all. One statement,
    and one more for each event about which somebody has answered.
    """
    rows = db.session.execute(_PARTS, {"number": change_set_id})
    return [_step(row, (answers or {}).get(row.Event.id)) for row in rows]


def outlook(steps: Sequence[Step]) -> Outlook:
    """The steps, counted."""
    real = [step for step in steps if step.is_change]
    deleted = [
        step for step in real if step.wanted.asks_to_delete or (step.switches and not step.now.deleted)
    ]
    restored = [step for step in real if step.switches and step.now.deleted]
    return Outlook(
        len(deleted),
        len(restored),
        len(real) - len(deleted) - len(restored),
        sum(step.wanted.asks for step in real),
        sum(step.wanted.gone for step in steps),
    )


def head_of(change_set: ChangeSet) -> Head:
    """Who made a change set and through what; one statement."""
    row = db.session.execute(_HEAD, {"number": change_set.id}).one()
    kind, why, at = change_set.kind, change_set.why, change_set.at
    return Head(kind, why, at, author_of(row), row.via or "web", change_set.undoes_id, row.events)


def lines_of(change_set_id: int, person: Person, after: int, limit: int) -> list[Line]:
    """What it did to the events that this person sees, in order; at most `limit` of those after a number of its calendar."""
    asked = {"number": change_set_id, "asking": person.id, "after": after}
    rows = db.session.execute(_LINES.limit(limit), asked)
    return [Line(*row) for row in rows]


def lines_told_to(reader: Person, lines: Sequence[Line]) -> list[Line]:
    """The lines with the names of those calendars that the reader sees; one statement at most."""
    names = names_for(reader, {one for line in lines for one in calendars_in(line.said)})
    return [line._replace(said=with_calendars(line.said, names)) for line in lines]


def _step(row: Any, answers: Answers | None) -> Step:
    event: Event = row.Event
    now, undone = State(event.body, event.deleted), State(row.undone_body, row.undone_deleted)
    before = State(row.before_body, row.before_deleted) if row.before_body is not None else None
    held = holding(event, answers) if answers else None
    wanted = take_back(undone, before, now, held)
    goes_to = 0 if wanted.gone else _way_back(row)
    return Step(event, row.first, row.last, undone, now, wanted, goes_to, before)


def _way_back(row: Any) -> int:
    moved = row.before_calendar is not None and row.before_calendar != row.undone_calendar
    return row.before_calendar if moved and row.Event.calendar_id == row.undone_calendar else 0


def holding(event: Event, answers: Answers) -> Answers:
    """The answers that still hold, though the event may have changed since the question."""
    if answers.seen == event.version:
        return answers
    wanted = select(EventVersion).where(
        EventVersion.event_id == event.id, EventVersion.version == answers.seen
    )
    seen = db.session.scalars(wanted).one_or_none() if 0 < answers.seen < event.version else None
    return still_holding(answers, seen.document, event.document) if seen else Answers()


_written = (
    select(
        EventVersion.event_id,
        func.min(EventVersion.version).label("first"),
        func.max(EventVersion.version).label("last"),
    )
    .where(EventVersion.change_set_id == bindparam("number"))
    .group_by(EventVersion.event_id)
    .subquery()
)
_undone, _before = aliased(EventVersion), aliased(EventVersion)
# Columns of the versions, and heads as they are now: there may be thousands.
_PARTS = (
    select(
        Event,
        _written.c.first,
        _written.c.last,
        _undone.body.label("undone_body"),
        _undone.deleted.label("undone_deleted"),
        _before.body.label("before_body"),
        _undone.calendar_id.label("undone_calendar"),
        _before.calendar_id.label("before_calendar"),
        _before.deleted.label("before_deleted"),
    )
    .join(_written, _written.c.event_id == Event.id)
    .join(_undone, and_(_undone.event_id == Event.id, _undone.version == _written.c.last))
    .outerjoin(_before, and_(_before.event_id == Event.id, _before.version == _written.c.first - 1))
    .where(Event.body != GONE)  # nothing brings back what was purged
    .order_by(Event.id)
    .execution_options(populate_existing=True)
)
_of_set = EventVersion.change_set_id == bindparam("number")
_shared = ShareChange.change_set_id == bindparam("number")
# One that gave roles alone has no version.
_by: Any = select(func.min(EventVersion.actor_label)).where(_of_set).scalar_subquery()
_gave: Any = select(func.min(ShareChange.actor_label)).where(_shared).scalar_subquery()
_HEAD = (
    select(
        func.coalesce(_by, _gave).label("actor_label"),
        select(func.min(EventVersion.via)).where(_of_set).scalar_subquery().label("via"),
        select(func.count()).select_from(touched_by_set().subquery()).scalar_subquery().label("events"),
        Person.hue,
    )
    .select_from(ChangeSet)
    .outerjoin(Person, Person.id == ChangeSet.actor_id)
    .where(ChangeSet.id == bindparam("number"))
)
_LINES = (
    event_query(bindparam("asking"))
    .join(EventVersion, EventVersion.event_id == Event.id)
    .with_only_columns(
        EventVersion.seq,
        Event.id,
        Event.title,
        EventVersion.version,
        EventVersion.deleted,
        EventVersion.said,
    )
    .where(EventVersion.change_set_id == bindparam("number"), EventVersion.seq > bindparam("after"))
    .order_by(EventVersion.seq)
)
