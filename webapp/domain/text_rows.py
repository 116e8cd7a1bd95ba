"""Rows that put two texts side by side: lines beside their partners with words marked, moves named."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from webapp.domain.text_budget import Budget
from webapp.domain.text_likeness import Likeness
from webapp.domain.text_lines import Block, blocks
from webapp.domain.text_partners import likely_pairs
from webapp.domain.text_spans import spans_of
from webapp.domain.text_words import Op, Segment, mark_words

Kind = Literal["same", "change", "gone", "came", "moved_from", "moved_to"]

# A line that turns up elsewhere is a move: unchanged with a few letters, or mostly the same when it is long enough.
_MOVED, _MOVED_CHARACTERS, _MOVED_EXACT_LETTERS = 0.6, 12, 3
_MOVE_ROWS, _MOVE_EQUALS = 4000, 4


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


def rows_of(before: str, after: str, budget: Budget) -> list[Row]:
    """The rows of two texts, coarser where the budget does not reach; raises OutOfTime where its clock says stop."""
    return _Comparison(budget).rows(_lines(before), _lines(after))


def rows_of_lines(before: str, after: str, budget: Budget) -> list[Row]:
    """The coarse answer: whole lines that stayed, went and came."""
    left, right = _lines(before), _lines(after)
    rows: list[Row] = []
    for span in spans_of(left, right, budget):
        if span.equal:
            rows += (_same(line) for line in left[span.i1 : span.i2])
        else:
            rows += (_gone(line) for line in left[span.i1 : span.i2])
            rows += (_came(line) for line in right[span.j1 : span.j2])
    return rows


def text_of(segments: tuple[Segment, ...]) -> str:
    """The plain text of one side."""
    return segments[0].text if len(segments) == 1 else "".join([segment.text for segment in segments])


class _Comparison:
    """One comparison with what it may spend."""

    def __init__(self, budget: Budget) -> None:
        self._budget = budget
        self._likeness = Likeness(budget)

    def rows(self, left: list[str], right: list[str]) -> list[Row]:
        """All rows."""
        found = list(self._rows(left, right, blocks(left, right, self._likeness)))
        return self._with_moves(found)

    def _rows(self, left: list[str], right: list[str], matched: list[Block]) -> Iterator[Row]:
        i = j = 0
        for block in [*matched, Block(len(left), len(left), len(right), len(right))]:
            yield from self._between(left[i : block.i1], right[j : block.j1])
            if block.i1 < block.i2:
                yield self._beside(
                    "\n".join(left[block.i1 : block.i2]), "\n".join(right[block.j1 : block.j2])
                )
            i, j = block.i2, block.j2

    def _between(self, left: list[str], right: list[str]) -> Iterator[Row]:
        """Lines without a partner: removed ones, then added ones; blank lines of both sides stay beside each other."""
        i = j = 0
        while i < len(left) or j < len(right):
            old, new = left[i : i + 1], right[j : j + 1]
            if old and (old[0].strip() or not new):
                yield _gone(old[0])
                i += 1
            elif new and (new[0].strip() or not old):
                yield _came(new[0])
                j += 1
            else:
                yield self._beside(old[0], new[0])
                i, j = i + 1, j + 1

    def _beside(self, old: str, new: str) -> Row:
        if old == new:
            return _same(old)
        return Row("change", *self._marked(old, new))

    def _marked(self, old: str, new: str) -> tuple[tuple[Segment, ...], tuple[Segment, ...]]:
        """Both sides with their words marked."""
        segments = mark_words(old, new, self._budget, self._likeness.tokens)
        left = tuple(segment for segment in segments if segment.op != "insert")
        return left, tuple(segment for segment in segments if segment.op != "delete")

    def _with_moves(self, rows: list[Row]) -> list[Row]:
        """The rows with removed lines that came back elsewhere paired as moves."""
        gone = {n: text_of(row.left) for n, row in enumerate(rows) if row.kind == "gone"}
        came = {n: text_of(row.right) for n, row in enumerate(rows) if row.kind == "came"}
        for number, (i, j) in enumerate(_moves(gone, came, self._likeness), 1):
            left, right = self._marked(gone[i], came[j])
            rows[i] = Row("moved_from", left, (), number)
            rows[j] = Row("moved_to", (), right, number)
        return rows


def _lines(text: str) -> list[str]:
    return text.split("\n") if text else []


def _same(line: str) -> Row:
    whole = _whole("equal", line)
    return Row("same", whole, whole)


def _gone(line: str) -> Row:
    return Row("gone", _whole("delete", line), ())


def _came(line: str) -> Row:
    return Row("came", (), _whole("insert", line))


def _whole(op: Op, text: str) -> tuple[Segment, ...]:
    return (Segment(op, text),) if text else ()


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
