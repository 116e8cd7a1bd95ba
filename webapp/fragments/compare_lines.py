"""The rows of a long text in a comparison: lines beside each other, words marked, runs that are the same folded."""

import re
from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import NamedTuple

from webapp.domain.diffs import Row, Segment, Stop, compare_text, text_of

# Around a change so many unchanged lines stay in sight; a run that hides fewer than the second number is not folded.
_CONTEXT, WORTH_FOLDING = 2, 4
# More lines than this that came or went in one run share one row: a page of thousands of rows helps nobody.
_LONG_RUN = 40
_CLASSES = {"gone": "gone", "came": "came", "moved_from": "gone", "moved_to": "came"}


class Piece(NamedTuple):
    """A part of one side: kept, removed, added, or (without a text) where lines were split or joined."""

    op: str
    text: str = ""


class Line(NamedTuple):
    """A row of a long text. `move` numbers what was moved, `up` says where to; "blank" is an empty line beside none.

    `other` is the number of the line at the other end of a move.
    """

    kind: str
    css: str
    left: list[Piece]
    right: list[Piece]
    move: int | None = None
    up: bool = False
    other: int = 0


class Fold(NamedTuple):
    """Lines that are the same on both sides, put away."""

    lines: list[str]


def lines(before: str, after: str, stop: Stop) -> list[Line | Fold]:
    """The rows of two long texts, runs of unchanged lines folded, moves named by where they went."""
    rows = list(_packed(compare_text(before, after, stop)))
    sources = {row.move: n for n, row in enumerate(rows) if row.kind == "moved_from"}
    ups = {row.move for n, row in enumerate(rows) if row.kind == "moved_to" and n < sources[row.move]}
    only_spacing = all(row.kind == "same" or _is_blank(row) for row in rows)
    found, ends = [_line(row, row.move in ups, only_spacing) for row in rows], _ends(rows)
    return list(_folded([_told_where(line, ends) if line.move else line for line in found]))


def _told_where(line: Line, ends: dict[tuple[str, int | None], int]) -> Line:
    return line._replace(other=ends.get((line.kind, line.move), 0))


def _ends(rows: list[Row]) -> dict[tuple[str, int | None], int]:
    """By the end of a move the number of the line at its other end, in the text of that side."""
    if not any(row.move for row in rows):
        return {}
    found, left, right = {}, 1, 1
    for row in rows:
        if row.kind == "moved_from":
            found["moved_to", row.move] = left
        elif row.kind == "moved_to":
            found["moved_from", row.move] = right
        left += text_of(row.left).count("\n") + 1 if row.kind not in ("came", "moved_to") else 0
        right += text_of(row.right).count("\n") + 1 if row.kind not in ("gone", "moved_from") else 0
    return found


def _packed(rows: list[Row]) -> Iterator[Row]:
    """The rows, long runs of lines that only came or only went made one row each."""
    for kind, run in groupby(rows, key=lambda row: row.kind):
        found = list(run)
        if kind in ("gone", "came") and len(found) > _LONG_RUN:
            yield Row(kind, _joined(row.left for row in found), _joined(row.right for row in found))
        else:
            yield from found


def _joined(sides: Iterable[tuple[Segment, ...]]) -> tuple[Segment, ...]:
    found = list(sides)
    op = next((segment.op for side in found for segment in side), None)
    return (Segment(op, "\n".join(text_of(side) for side in found)),) if op else ()


def _line(row: Row, up: bool, only_spacing: bool) -> Line:
    if row.kind in ("gone", "came") and _is_blank(row):
        return _blank(row, only_spacing)
    if row.kind == "change":
        return Line(row.kind, "ch", *_change_sides(row))
    left, right = pieces(row.left, but="insert"), pieces(row.right, but="delete")
    return Line(row.kind, _CLASSES.get(row.kind, "same"), left, right, row.move, up)


def _change_sides(row: Row) -> tuple[list[Piece], list[Piece]]:
    left, right = (
        [piece for segment in side for piece in _broken(segment)] for side in (row.left, row.right)
    )
    return (_calm(left), _calm(right)) if Piece("break") in left + right else (left, right)


def _is_blank(row: Row) -> bool:
    return not (text_of(row.left) + text_of(row.right)).strip()


def _blank(row: Row, shown: bool) -> Line:
    """An empty line that came or went: named where nothing else changed, else only the room it takes."""
    if not shown:
        return Line("blank", "blank", [], [])
    return Line(row.kind, _CLASSES[row.kind], [Piece("empty")], [Piece("empty")])


def _calm(side: list[Piece]) -> list[Piece]:
    """Where a line is split or joined, the space that stood there needs no mark of its own."""
    return [Piece("equal", piece.text) if piece.text and not piece.text.strip() else piece for piece in side]


def pieces(side: Iterable[Segment], but: str) -> list[Piece]:
    return [Piece(segment.op, segment.text) for segment in side if segment.op != but]


def _broken(segment: Segment) -> Iterator[Piece]:
    """A segment as pieces; a line break that came or went is a piece of its own."""
    if segment.op == "equal" or "\n" not in segment.text:
        yield Piece(segment.op, segment.text)
        return
    for n, part in enumerate(re.split(r"\n+", segment.text)):
        if n:
            yield Piece("break")
        if part.strip():
            yield Piece(segment.op, part)


def _folded(found: list[Line]) -> Iterator[Line | Fold]:
    start = 0
    for n, line in enumerate([*found, None]):
        if line is not None and line.kind == "same":
            continue
        yield from _fold(found[start:n], at_start=start == 0, at_end=line is None)
        if line is not None:
            yield line
        start = n + 1


def _fold(run: list[Line], at_start: bool, at_end: bool) -> Iterator[Line | Fold]:
    head = 0 if at_start else _CONTEXT
    tail = len(run) - (0 if at_end else _CONTEXT)
    if tail - head < WORTH_FOLDING:
        yield from run
        return
    yield from run[:head]
    yield Fold(
        [text_of(tuple(Segment("equal", piece.text) for piece in line.left)) for line in run[head:tail]]
    )
    yield from run[tail:]
