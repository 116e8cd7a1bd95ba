"""Two versions beside each other: rows of a long text, words of a short one, units of a document, tags."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from webapp.domain.document import Document, changed_units, unit_of
from webapp.domain.text_budget import Budget, OutOfTime, Stop
from webapp.domain.text_rows import Kind, Row, rows_of, rows_of_lines, text_of
from webapp.domain.text_words import Op, Segment, mark_words

__all__ = [
    "Change",
    "Kind",
    "Op",
    "Row",
    "Segment",
    "Stop",
    "compare_documents",
    "compare_sets",
    "compare_text",
    "compare_words",
    "left_text",
    "right_text",
    "text_of",
]

# Operations one comparison may spend; beyond it the result is coarser (whole lines), never slower.
_OPERATIONS = 400_000
# The same for the answer that is given when time is over.
_OPERATIONS_OF_LINES = 100_000
_LEFT_KINDS = ("same", "change", "gone", "moved_from")
_RIGHT_KINDS = ("same", "change", "came", "moved_to")


@dataclass(frozen=True)
class Change:
    """One unit that differs between two documents: its part of each."""

    unit: str
    before: Document
    after: Document


def compare_text(before: str, after: str, stop: Stop | None = None) -> list[Row]:
    """Rows that put two texts side by side, with moved lines named and words marked; they rebuild both texts.

    What it costs is counted, so the same texts give the same rows on any machine: coarser ones where finer ones cost
    too much. Where `stop` is over before they are there, the rows tell whole lines.
    """
    try:
        return list(_compared(before, after, stop or Stop()))
    except OutOfTime:
        return rows_of_lines(before, after, Budget(_OPERATIONS_OF_LINES))


@lru_cache(maxsize=2)  # the sentence about a text and its rows on the page need the same comparison
def _compared(before: str, after: str, stop: Stop) -> tuple[Row, ...]:
    return tuple(rows_of(before, after, Budget(_OPERATIONS, stop)))


def compare_words(before: str, after: str) -> list[Segment]:
    """A short value's words kept, removed and added, in reading order."""
    return mark_words(before, after, Budget(_OPERATIONS))


def compare_documents(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Change]:
    """The units that differ, in the order in which they are shown."""
    return [
        Change(unit, unit_of(before, unit), unit_of(after, unit)) for unit in changed_units(before, after)
    ]


def compare_sets(before: list[str], after: list[str]) -> tuple[list[str], list[str], list[str]]:
    """What was kept, removed and added, each in its given order."""
    old, new = set(before), set(after)
    return (
        [x for x in before if x in new],
        [x for x in before if x not in new],
        [x for x in after if x not in old],
    )


def left_text(rows: list[Row]) -> str:
    """The text before, rebuilt from its rows."""
    return "\n".join(text_of(row.left) for row in rows if row.kind in _LEFT_KINDS)


def right_text(rows: list[Row]) -> str:
    """The text after, rebuilt from its rows."""
    return "\n".join(text_of(row.right) for row in rows if row.kind in _RIGHT_KINDS)
