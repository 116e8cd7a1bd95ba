"""The names of the calendars that histories speak of, for one reader: of others than they see they read "another calendar"."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any, TypeVar

from webapp.domain.wording import Message
from webapp.domain.wording_calendars import calendars_in, with_calendars
from webapp.models import Person
from webapp.operations.access import open_calendars

Row = TypeVar("Row")


def told_to(reader: Person, said: Iterable[Sequence[Any]]) -> list[Message]:
    """The messages with the names of calendars that the reader sees now; no statement where they speak of none."""
    messages = list(said)
    return with_calendars(messages, names_for(reader, calendars_in(messages)))


def rows_told_to(reader: Person, rows: Sequence[Row]) -> list[Row]:
    """The same for rows that have what they say in `said`; one statement for all of them."""
    names = names_for(reader, set().union(*(calendars_in(_said(row)) for row in rows)))
    return [replace(row, said=with_calendars(_said(row), names)) if names else row for row in rows]  # type: ignore[type-var]


def names_for(reader: Person, numbers: set[int]) -> dict[int, str]:
    """By id the names of those of these calendars that the reader sees; one statement, none where there are none."""
    found = open_calendars(reader, numbers) if numbers else {}
    return {number: opened.calendar.name for number, opened in found.items()}


def _said(row: Any) -> list[Message]:
    said: list[Message] = row.said
    return said
