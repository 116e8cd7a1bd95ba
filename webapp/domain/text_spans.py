"""Two lists of tokens beside each other: what both share in order, and what only one has."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from itertools import count
from typing import NamedTuple

from rapidfuzz.distance import Indel

from webapp.domain.text_budget import Budget
from webapp.domain.text_chains import longest_chain


class Span(NamedTuple):
    """Tokens [i1, i2) of the left beside [j1, j2) of the right."""

    equal: bool
    i1: int
    i2: int
    j1: int
    j2: int


# Cells of the edit matrix for one operation of the budget; in memory the matrix needs an eighth of its cells in bytes.
_CELLS = 100
_ANCHOR_TOKENS = 4


def common_ends(left: Sequence[str], right: Sequence[str]) -> tuple[int, int]:
    """How many items the two sequences share at their start, and how many more at their end."""
    most = min(len(left), len(right))
    head = tail = 0
    while head < most and left[head] == right[head]:
        head += 1
    while tail < most - head and left[-1 - tail] == right[-1 - tail]:
        tail += 1
    return head, tail


def push(spans: list[Span], span: Span) -> None:
    """Put a span at the end: an empty one vanishes, one of the same kind as the last becomes one with it."""
    equal, i1, i2, j1, j2 = span
    if i1 == i2 and j1 == j2:
        return
    if spans and spans[-1].equal == equal:
        last = spans.pop()
        span = Span(equal, last.i1, i2, last.j1, j2)
    spans.append(span)


def spans_of(left: list[str], right: list[str], budget: Budget) -> list[Span]:
    """The shortest edit of the left into the right, or a coarser one where that costs too much."""
    head, tail = common_ends(left, right)
    middle = Span(False, head, len(left) - tail, head, len(right) - tail)
    spans: list[Span] = []
    push(spans, Span(True, 0, head, 0, head))
    for span in _middle(left, right, middle, budget):
        push(spans, span)
    push(spans, Span(True, middle.i2, len(left), middle.j2, len(right)))
    return spans


def _middle(left: list[str], right: list[str], middle: Span, budget: Budget) -> Iterator[Span]:
    """Exact where the matrix is affordable; else between runs of tokens that occur once on both sides."""
    if _affordable(middle, budget):
        yield from _core(left, right, middle)
        return
    i, j = middle.i1, middle.j1
    anchors = _anchors(left[i : middle.i2], right[j : middle.j2])
    for x, y in [*((i + x, j + y) for x, y in anchors), (middle.i2, middle.j2)]:
        if x < i or y < j:
            continue
        gap = Span(False, i, x, j, y)
        yield from _core(left, right, gap) if _affordable(gap, budget) else [gap]
        length = min(_ANCHOR_TOKENS, middle.i2 - x)
        yield Span(True, x, x + length, y, y + length)
        i, j = x + length, y + length


def _affordable(span: Span, budget: Budget) -> bool:
    rows, columns = span.i2 - span.i1, span.j2 - span.j1
    return budget.take(rows * columns // _CELLS + rows + columns)


def _core(left: list[str], right: list[str], within: Span) -> Iterator[Span]:
    """The shortest edit of two pieces of token lists (bit-parallel, in C)."""
    i, j = within.i1, within.j1
    if i < within.i2 and j < within.j2:
        # Numbers: strings would be compared by their hashes.
        numbers: defaultdict[str, int] = defaultdict(count().__next__)
        first = list(map(numbers.__getitem__, left[i : within.i2]))
        second = list(map(numbers.__getitem__, right[j : within.j2]))
        for block in Indel.editops(first, second).as_matching_blocks():
            a, b = within.i1 + block.a, within.j1 + block.b
            yield Span(False, i, a, j, b)
            i, j = a + block.size, b + block.size
            yield Span(True, a, i, b, j)
    yield Span(False, i, within.i2, j, within.j2)


def _anchors(left: list[str], right: list[str]) -> list[tuple[int, int]]:
    """Positions of short runs of tokens that occur exactly once on both sides, in the order of both."""
    first, second = _runs(left), _runs(right)
    once = {run for run, n in Counter(second).items() if n == 1}
    place = {run: j for j, run in enumerate(second) if run in once}
    times = Counter(first)
    return longest_chain([(i, place[run]) for i, run in enumerate(first) if times[run] == 1 and run in place])


def _runs(side: list[str]) -> list[tuple[str, ...]]:
    return [tuple(side[i : i + _ANCHOR_TOKENS]) for i in range(len(side) - _ANCHOR_TOKENS + 1)]
