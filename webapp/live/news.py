"""What happened between two places of one page: the part of the logs that concerns it, and a sentence about it."""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple, TypeVar, cast

from markupsafe import escape

from webapp.domain.locales import Audience
from webapp.domain.wording import say
from webapp.domain.wording_calendars import calendars_in, only_leaving, with_calendars
from webapp.live.cursors import Cursor
from webapp.live.wire import Tail
from webapp.models import CalendarLog, EventVersion
from webapp.operations.beyond_cursors import Changes
from webapp.operations.watching import Sight
from webapp.operations.whereabouts import calendars_of

Made = TypeVar("Made")


@dataclass
class Pieces:
    """What a frame holds: fragments in order, and the sentence for the status region."""

    html: list[str] = field(default_factory=list)
    said: str = ""

    @cached_property
    def tail(self) -> Tail:
        """The rest of the frame from the sentence on; made once, however many frames end with it."""
        spoken = f' said="{escape(self.said)}"' if self.said else ""
        return Tail(f"{spoken}>{''.join(self.html)}</live-frame>")


class Known(NamedTuple):
    """What somebody knows of the moves that some news tell of: calendars by id with their names, and events that they see.

    Whoever knows the same is told the same.
    """

    names: tuple[tuple[int, str], ...] = ()
    events: frozenset[int] = frozenset()


NOTHING = Known()


class News:
    """The changes beyond `since`, up to `now`; both cursors have the same parts."""

    def __init__(self, since: Cursor, now: Cursor, changes: Changes) -> None:
        self._changes = changes
        self._parts = frozenset(name for name, _ in now)
        self._lines: dict[int, list[CalendarLog]] = {}
        self._numbers: dict[int, set[int]] = defaultdict(set)
        self.is_whole = True
        for (name, old), (_, new) in zip(since, now, strict=True):
            self._read(name[0], int(name[1:]), old, new)

    def _read(self, kind: str, number: int, old: int, new: int) -> None:
        if kind == "e":
            self._numbers[number].update(range(old + 1, new + 1))
        else:
            self._lines[number] = [line for line in self._changes.lines[number] if old < line.seq <= new]
            self.is_whole &= len(self._lines[number]) == new - old
            for line in self._lines[number]:
                if line.kind == "event" and line.version:
                    self._numbers[line.ref_id].add(line.version)

    def once(self, key: Hashable, make: Callable[[], Made]) -> Made:
        """What `make` returns, worked out once for all pages that the same changes are read for."""
        known = self._changes.known
        if key not in known:
            known[key] = make()
        return cast(Made, known[key])

    def in_view(self) -> frozenset[str]:
        """Calendars and single events, named as in cursors, of all these pages, or of this one alone."""
        return self._changes.in_view if self._parts <= self._changes.in_view else self._parts

    def events(self) -> Iterable[int]:
        """The events that have a new version."""
        return [event_id for event_id, numbers in self._numbers.items() if numbers]

    def versions_of(self, event_id: int) -> list[EventVersion]:
        """The new versions of an event, oldest first."""
        kept = self._changes.versions[event_id]
        return [kept[number] for number in sorted(self._numbers[event_id]) if number in kept]

    def with_before(self, event_id: int) -> list[EventVersion]:
        """The new versions of an event, and the one that was shown before them."""
        found = self.versions_of(event_id)
        before = self._changes.versions[event_id].get(found[0].version - 1) if found else None
        return [before, *found] if before else found

    @cached_property
    def moves(self) -> list[EventVersion]:
        """The new versions with which events went from one calendar to another."""
        found = (one for event_id in self.events() for one in self.versions_of(event_id))
        return [one for one in found if one.came_from_id is not None]

    def known_to(self, sight: Sight) -> Known:
        """What one person may be told of the moves; one statement for all who are asked about, none without a move."""
        if not self.moves:
            return NOTHING
        spoken_of = set().union(*(calendars_in(one.said) for one in self.moves))
        events = frozenset(one.event_id for one in self.moves)
        where = self.once(("where", events), lambda: calendars_of(events))
        names = ((row.id, row.name) for row in sight.calendars.values() if row.id in spoken_of)
        seen = (number for number, there in where.items() if sight.role_on_event(number, there) is not None)
        return Known(tuple(sorted(names)), frozenset(seen))

    def purged(self) -> bool:
        """Whether an event was purged: where it was shown, no version tells any more."""
        events = self.events()
        return any(one.via == "purge" for event_id in events for one in self.versions_of(event_id))

    def units(self, event_id: int) -> set[str]:
        """The units of an event that its new versions changed."""
        return {unit for version in self.versions_of(event_id) for unit in version.changed}

    def first_seq(self, calendar_id: int) -> int | None:
        """The number of the first new line in a calendar's log, None where there is none."""
        lines = self._lines.get(calendar_id)
        return lines[0].seq if lines else None

    def renamed(self, calendar_id: int) -> bool:
        """Whether a calendar itself was changed: its name, its colour, its zone."""
        return any(line.kind == "calendar" for line in self._lines.get(calendar_id, ()))

    def shared(self, calendar_id: int, event_id: int | None) -> bool:
        """Whether the roles changed on a calendar or on one event of it, which has its calendar's people too."""
        wanted = {0, event_id or 0}
        return any(
            line.kind == "share" and line.ref_id in wanted for line in self._lines.get(calendar_id, ())
        )

    def said(
        self,
        version: EventVersion,
        audience: Audience,
        known: Known,
        titled: bool = False,
    ) -> str:
        """What a version did, as a sentence for all who have the same `known`: "Bob moved it 2 h later."

        Where the event has left what they see, only that is said, by the title that it had there.
        """
        left = version.came_from_id is not None and version.event_id not in known.events
        messages = with_calendars(only_leaving(version.said) if left else version.said, dict(known.names))
        words = say(messages, audience.locale, audience.clock)
        then = self._changes.versions[version.event_id].get(version.version - left, version)
        title = f"{then.document['title']}: " if titled else ""
        return f"{title}{version.actor_label.split(' ', 1)[0]} {words}."
