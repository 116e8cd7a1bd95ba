"""Two versions beside each other: rows of a long text, words of a short one, units of a document, tags."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, Literal

from webapp.domain.document import Document, changed_units, unit_of
from webapp.domain.text_chains import Budget
from webapp.domain.text_lines import Block, Likeness, blocks, likely_pairs
from webapp.domain.text_words import Op, Segment, mark_words

__all__ = [
    "Change",
    "Kind",
    "Op",
    "Row",
    "Segment",
    "compare_documents",
    "compare_sets",
    "compare_text",
    "compare_words",
    "left_text",
    "right_text",
    "text_of",
]

Kind = Literal["same", "change", "gone", "came", "moved_from", "moved_to"]

# Operations one comparison may spend; beyond it the result is coarser (whole lines), never slower.
_OPERATIONS = 400_000
# A line that turns up elsewhere is a move: unchanged with a few letters, or mostly the same when it is long enough.
_MOVED, _MOVED_CHARACTERS, _MOVED_EXACT_LETTERS = 0.6, 12, 3
_MOVE_ROWS, _MOVE_EQUALS = 4000, 4

_LEFT_KINDS = ("same", "change", "gone", "moved_from")
_RIGHT_KINDS = ("same", "change", "came", "moved_to")


@dataclass(frozen=True, slots=True)
class Row:
    """Lines of the left beside those of the right; one side is empty where the other alone has them.

    A "change" row holds several lines of a side where a paragraph was split or joined.
    `move` is the number that a "moved_from" row shares with its "moved_to" row.
    """

    kind: Kind
    left: tuple[Segment, ...]
    right: tuple[Segment, ...]
    move: int | None = None


@dataclass(frozen=True)
class Change:
    """One unit that differs between two documents: its part of each."""

    unit: str
    before: Document
    after: Document


def compare_text(before: str, after: str) -> list[Row]:
    """Rows that put two texts side by side, with moved lines named and words marked; they rebuild both texts."""
    return list(_compared(before, after))


@lru_cache(maxsize=2)  # the sentence about a text and its rows on the page need the same comparison
def _compared(before: str, after: str) -> tuple[Row, ...]:
    budget = Budget(_OPERATIONS)
    likeness = Likeness(budget)
    left, right = _lines(before), _lines(after)
    rows = list(_rows(left, right, blocks(left, right, likeness), budget))
    return tuple(_with_moves(rows, likeness, budget))


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


def text_of(segments: tuple[Segment, ...]) -> str:
    """The plain text of one side."""
    return "".join(segment.text for segment in segments)


def _lines(text: str) -> list[str]:
    return text.split("\n") if text else []


def _rows(left: list[str], right: list[str], matched: list[Block], budget: Budget) -> Iterator[Row]:
    i = j = 0
    for block in [*matched, Block(len(left), len(left), len(right), len(right))]:
        yield from _between(left[i : block.i1], right[j : block.j1], budget)
        if block.i1 < block.i2:
            yield _beside("\n".join(left[block.i1 : block.i2]), "\n".join(right[block.j1 : block.j2]), budget)
        i, j = block.i2, block.j2


def _between(left: list[str], right: list[str], budget: Budget) -> Iterator[Row]:
    """Lines without a partner: removed ones, then added ones; blank lines of both sides stay beside each other."""
    i = j = 0
    while i < len(left) or j < len(right):
        old, new = left[i : i + 1], right[j : j + 1]
        if old and (old[0].strip() or not new):
            yield Row("gone", _whole("delete", old[0]), ())
            i += 1
        elif new and (new[0].strip() or not old):
            yield Row("came", (), _whole("insert", new[0]))
            j += 1
        else:
            yield _beside(old[0], new[0], budget)
            i, j = i + 1, j + 1


def _beside(old: str, new: str, budget: Budget) -> Row:
    if old == new:
        return Row("same", _whole("equal", old), _whole("equal", new))
    return _marked(Row("change", (), ()), old, new, budget)


def _marked(row: Row, old: str, new: str, budget: Budget) -> Row:
    """The row with the words of both sides marked."""
    segments = mark_words(old, new, budget)
    left = tuple(segment for segment in segments if segment.op != "insert")
    return replace(row, left=left, right=tuple(segment for segment in segments if segment.op != "delete"))


def _whole(op: Op, text: str) -> tuple[Segment, ...]:
    return (Segment(op, text),) if text else ()


def _with_moves(rows: list[Row], likeness: Likeness, budget: Budget) -> list[Row]:
    """The rows with removed lines that came back elsewhere paired as moves."""
    gone = {n: text_of(row.left) for n, row in enumerate(rows) if row.kind == "gone"}
    came = {n: text_of(row.right) for n, row in enumerate(rows) if row.kind == "came"}
    for number, (i, j) in enumerate(_moves(gone, came, likeness), 1):
        marked = _marked(rows[i], gone[i], came[j], budget)
        rows[i] = Row("moved_from", marked.left, (), number)
        rows[j] = Row("moved_to", (), marked.right, number)
    return rows


def _moves(gone: dict[int, str], came: dict[int, str], likeness: Likeness) -> list[tuple[int, int]]:
    """Pairs of a removed and an added line that are the same line elsewhere, each line in one pair, by place."""
    if not gone or not came or len(gone) + len(came) > _MOVE_ROWS:
        return []
    pairs: dict[int, int] = {}
    taken: set[int] = set()
    for _, i, j in sorted(
        _move_candidates(gone, came, likeness), key=lambda found: (-found[0], found[1], found[2])
    ):
        if i not in pairs and j not in taken:
            pairs[i] = j
            taken.add(j)
    return sorted(pairs.items())


def _move_candidates(
    gone: dict[int, str], came: dict[int, str], likeness: Likeness
) -> Iterator[tuple[float, int, int]]:
    places: dict[str, list[int]] = {}
    for j, line in came.items():
        places.setdefault(line, []).append(j)
    for i, line in gone.items():
        if sum(map(str.isalnum, line)) >= _MOVED_EXACT_LETTERS:
            yield from ((1.0, i, j) for j in places.get(line, ())[:_MOVE_EQUALS])
    long_gone, long_came = (
        [n for n, line in side.items() if len(line.strip()) >= _MOVED_CHARACTERS] for side in (gone, came)
    )
    for i, j in likely_pairs(
        long_gone, long_came, lambda i: likeness.bag(gone[i]), lambda j: likeness.bag(came[j])
    ):
        alike = likeness(gone[i], came[j], _MOVED)
        if alike >= _MOVED:
            yield alike, i, j
