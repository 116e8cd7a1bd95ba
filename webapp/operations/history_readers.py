"""The rows of a calendar's history for its readers: names of calendars that they see, and ways to events that they see."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TypeVar

from webapp.domain.wording_calendars import calendars_in, with_calendars
from webapp.models import Person
from webapp.operations.access import open_events
from webapp.operations.calendar_history import Line, Row, SetRow, SharedRow
from webapp.operations.calendar_names import names_for
from webapp.operations.departures import LeftLine, LeftRow

AnyLine = TypeVar("AnyLine", Line, LeftLine)


def told_to(reader: Person, rows: Sequence[Row]) -> list[Row]:
    """The rows as this reader may read them; two statements at most, none where nothing has moved."""
    numbers = {one for row in rows for line in _lines_of(row) for one in calendars_in(line.said)}
    away = {line.event_id for row in rows for line in _lines_of(row) if line.away}
    away |= {row.event_id for row in rows if isinstance(row, SharedRow) and row.away and row.event_id}
    seen = open_events(reader, away).keys() if away else set()
    return told_with(rows, names_for(reader, numbers), seen) if numbers or away else list(rows)


def told_with(rows: Sequence[Row], names: Mapping[int, str], seen: Collection[int]) -> list[Row]:
    """The rows with these names of calendars, and with ways to those of the events gone elsewhere that are `seen`."""

    def lines(some: Iterable[AnyLine]) -> list[AnyLine]:
        return [
            one._replace(said=with_calendars(one.said, names), away=one.away and one.event_id not in seen)
            for one in some
        ]

    def told(row: Row) -> Row:
        if isinstance(row, SetRow):
            return replace(row, lines=lines(row.lines))
        if isinstance(row, LeftRow):
            return replace(row, lines=lines(row.lines))
        if isinstance(row, SharedRow):
            return replace(row, away=row.away and row.event_id not in seen)
        return row

    return [told(row) for row in rows]


def _lines_of(row: Row) -> Sequence[Line | LeftLine]:
    return row.lines if isinstance(row, SetRow | LeftRow) else ()
