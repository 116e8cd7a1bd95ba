"""What has changed for a person since a token, in parts: nothing is missed and nothing told that they may not see.

A calendar's numbers have no gap and are in the order of the commits, so what was told up to number k was all there is up
to k, and what changes between two parts has a higher number. Each part is worked out from one snapshot. What a log line
speaks of is told at the newest of its lines alone. Access that is lost comes first: the calendar, then its events.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any, Literal, NamedTuple

from webapp.domain.sync_state import Leaving, SyncState
from webapp.models import Person
from webapp.operations import sync_rows as rows
from webapp.operations.sync_tokens import TokenEnded

# Lines of logs that one part reads at most, for each item that it may hold.
LINES_AN_ITEM = 5
AT_LEAST = 100
CALENDARS_AT_ONCE = 200


@dataclass(frozen=True)
class Changed:
    """An event, the sharing of an event or (without an event) of a calendar, or a calendar, that is different now.

    `deleted`: it is not there any more for this person.
    """

    kind: Literal["event", "share", "calendar"]
    calendar_id: int
    event_id: int | None = None
    version: int | None = None
    deleted: bool = False


@dataclass(frozen=True)
class Part:
    """Some of what has changed, the state after it, and whether there is more to tell."""

    items: list[Changed]
    state: SyncState
    more: bool


class _Step(NamedTuple):
    """One thing to tell (or nothing), and how the state moves on with it."""

    item: Changed | None
    then: Callable[[], None]


def changes_since(person: Person, state: SyncState, limit: int) -> Part:
    """At most `limit` items of what has changed since a state; an empty one means everything. Raises TokenEnded.

    A constant number of statements, which have to see one snapshot.
    """
    walk = _Walk(person.id, state.copy(), limit)
    items: list[Changed] = []
    for item, then in walk.steps():
        if item is not None and len(items) == limit:
            return Part(items, walk.state, True)
        then()
        items += [] if item is None else [item]
    return Part(items, walk.state, walk.is_cut)


class _Walk:
    """The way through everything that is new, in the order in which it is told."""

    def __init__(self, person_id: int, state: SyncState, limit: int) -> None:
        self.person_id, self.state, self.limit = person_id, state, limit
        self.is_cut = False  # whether lines were left for another part
        self.calendars = rows.calendars(person_id)
        given = rows.single_events(person_id)
        self.given = {row.id for row in given}
        self.seen_alone = {row.id for row in given if not row.gone}
        self.single: dict[int, list[Any]] = {}  # what is seen alone, by calendar
        self.gone: set[int] = set()  # deleted calendars with such events
        for row in given:
            if row.gone:
                self.gone.add(row.calendar_id)
            elif row.calendar_id not in self.calendars:
                self.single.setdefault(row.calendar_id, []).append(row)
        self._refuse_what_is_ahead()

    def _refuse_what_is_ahead(self) -> None:
        """After a backup was brought back, numbers are given a second time: what was told may never have been."""
        now = self.calendars | {number: some[0].seq for number, some in self.single.items()}
        for told in (self.state.whole, self.state.alone):
            if any(seq > now.get(number, seq) for number, seq in told.items()):
                raise TokenEnded

    def steps(self) -> Iterator[_Step]:
        yield from self._calendars_lost()
        yield from self._events_lost()
        yield from self._in_calendars()
        yield from self._single_events()

    # -- what is out of sight

    def _calendars_lost(self) -> Iterator[_Step]:
        """Of a whole calendar one item says so. What was seen alone is looked at anew where more or less is seen now."""
        for number in sorted(self.state.whole.keys() - self.calendars.keys()):
            yield _Step(Changed("calendar", number, deleted=True), self._leave(number, whole=True))
        for number in sorted(self.state.alone.keys() & (self.calendars.keys() | self.gone)):
            yield _Step(None, self._leave(number, whole=False))

    def _leave(self, number: int, whole: bool) -> Callable[[], None]:
        def then() -> None:
            told = self.state.whole if whole else self.state.alone
            self.state.leaving[number] = Leaving(told.pop(number), 0, whole)

        return then

    def _events_lost(self) -> Iterator[_Step]:
        while self.state.leaving:
            some = dict(islice(sorted(self.state.leaving.items()), CALENDARS_AT_ONCE))
            found = rows.events_lost(self.person_id, some, self.calendars.keys(), self.limit + 1)
            for row in found:
                yield _Step(
                    Changed("event", row.left_id, row.event_id, row.version, True),
                    self._taken_back(row.left_id, row.event_id),
                )
            for number in some:
                del self.state.leaving[number]

    def _taken_back(self, number: int, event_id: int) -> Callable[[], None]:
        def then() -> None:
            self.state.leaving[number].after = event_id

        return then

    # -- whole calendars

    def _in_calendars(self) -> Iterator[_Step]:
        windows, ends = self._windows()
        lines: dict[int, list[Any]] = {number: [] for number in windows}
        for line in rows.lines(windows):
            lines[line.calendar_id].append(line)
        for number, (_, until) in windows.items():
            for line in _newest(lines[number], self._is_out_of_sight):
                yield _Step(_of_line(line), self._told(self.state.whole, number, line.seq))
            yield _Step(None, self._told(self.state.whole, number, until))
        self.is_cut = self.is_cut or ends

    def _is_out_of_sight(self, line: Any) -> bool:
        """Whether an event that left a calendar by this line is seen no more: where it is seen, that is told there."""
        return line.ref_id not in self.seen_alone and self.calendars.keys().isdisjoint(
            (line.goes_to, line.now_in)
        )

    def _windows(self) -> tuple[dict[int, tuple[int, int]], bool]:
        """Which lines of which calendars are read: from a number (exclusive) to one (inclusive), and if that is not all."""
        left = max(self.limit * LINES_AN_ITEM, AT_LEAST)
        windows: dict[int, tuple[int, int]] = {}
        for number, newest in sorted(self.calendars.items()):
            told = self.state.whole.get(number, 0)
            if told == newest:
                continue
            if not left or len(windows) == CALENDARS_AT_ONCE:
                return windows, True
            until = min(newest, told + left)
            windows[number] = told, until
            left -= until - told
            if until < newest:
                return windows, True
        return windows, False

    def _told(self, told: dict[int, int], number: int, seq: int) -> Callable[[], None]:
        def then() -> None:
            told[number] = seq

        return then

    # -- events that were given one by one

    def _single_events(self) -> Iterator[_Step]:
        if self.is_cut:
            return
        shares = rows.last_shares(self.person_id) if self.state.alone else []
        lost, known = self._taken(shares), {row.calendar_id for row in shares}
        for number in sorted(self.single.keys() | self.state.alone.keys()):
            some = self.single.get(number, [])
            told = self.state.alone.get(number, 0)
            found = [one for row in some for one in _of_single(row, told)] + lost.get(number, [])
            for seq, item in sorted(found, key=lambda one: one[0]):
                yield _Step(item, self._told(self.state.alone, number, seq))
            # Who was let in is not known any more of a calendar that was purged: all of it is out of sight.
            is_purged = not some and number not in known
            gone = Changed("calendar", number, deleted=True) if is_purged else None
            yield _Step(gone, self._seen_alone(number, some))

    def _seen_alone(self, number: int, some: list[Any]) -> Callable[[], None]:
        def then() -> None:
            if some:
                self.state.alone[number] = some[0].seq
            else:
                self.state.alone.pop(number, None)

        return then

    def _taken(self, shares: list[Any]) -> dict[int, list[tuple[int, Changed]]]:
        """Events that were told and are not given to this person any more, by calendar, with when that was."""
        found: dict[int, list[tuple[int, Changed]]] = {}
        for row in shares:
            told = self.state.alone.get(row.calendar_id)
            if told is not None and row.seq > told and row.event_id not in self.given:
                item = Changed("event", row.calendar_id, row.event_id, row.version, True)
                found.setdefault(row.calendar_id, []).append((row.seq, item))
        for row in rows.left_alone(self.person_id, self.state.alone):
            if self._was_lost_by_moving(row, shares):
                item = Changed("event", row.calendar_id, row.event_id, row.version, True)
                found.setdefault(row.calendar_id, []).append((row.seq, item))
        return found

    def _was_lost_by_moving(self, row: Any, shares: list[Any]) -> bool:
        """Whether an event that moved away was given until then, and is not seen where it is."""
        if row.event_id in self.given or row.now_in in self.calendars:
            return False
        last = max((one for one in shares if one.event_id == row.event_id), key=lambda one: one.id)
        return not (
            last.calendar_id == row.calendar_id and (last.seq < row.seq or last.seq > self._alone_at(row))
        )

    def _alone_at(self, row: Any) -> int:
        return self.state.alone[row.calendar_id]


def _newest(lines: list[Any], out_of_sight: Callable[[Any], bool]) -> Iterator[Any]:
    """Of each thing its newest line. Of an event that was made and deleted again in between, nobody has to hear."""
    last = {(line.kind, line.ref_id): line.seq for line in lines}
    made = {line.ref_id for line in lines if line.kind == "event" and line.version == 1}
    for line in lines:
        if _leaves(line):
            is_newest = line.seq == last[line.kind, line.ref_id]
            is_told = is_newest and line.ref_id not in made and out_of_sight(line)
        elif line.kind == "event":
            is_newest = line.version == line.event_version and line.now_in in (line.calendar_id, None)
            is_told = is_newest and not (line.deleted and line.ref_id in made)
        else:
            is_told = line.seq == last[line.kind, line.ref_id] and not line.deleted
        if is_told:
            yield line


def _leaves(line: Any) -> bool:
    """Whether an event left the calendar of this line with it, and has not come back."""
    return (
        line.kind == "event" and line.goes_to != line.calendar_id != line.now_in and line.now_in is not None
    )


def _of_line(line: Any) -> Changed:
    if _leaves(line):
        return Changed("event", line.calendar_id, line.ref_id, line.version, True)
    if line.kind == "event":
        return Changed("event", line.calendar_id, line.ref_id, line.event_version, line.deleted)
    return Changed(line.kind, line.calendar_id, line.ref_id if line.kind == "share" and line.ref_id else None)


def _of_single(row: Any, told: int) -> Iterator[tuple[int, Changed]]:
    """What is new of an event that is seen alone: the event since it was changed or given, and who else has it."""
    changed = max(row.changed, row.gained or 0)
    if changed > told and not (row.deleted and told == 0):
        yield changed, Changed("event", row.calendar_id, row.id, row.version, row.deleted)
    if row.shared and row.shared > told and row.shared != changed and not row.deleted:
        yield row.shared, Changed("share", row.calendar_id, row.id)
