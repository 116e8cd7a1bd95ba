"""Two lists of tokens beside each other: what both share in order, and what only one has."""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from rapidfuzz.distance import Indel

from webapp.domain.text_chains import Budget, longest_chain


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
    head = next((n for n in range(most) if left[n] != right[n]), most)
    tail = next((n for n in range(most - head) if left[-1 - n] != right[-1 - n]), most - head)
    return head, tail


def push(spans: list[Span], span: Span) -> None:
    """Put a span at the end: an empty one vanishes, one of the same kind as the last becomes one with it."""
    if span.i1 == span.i2 and span.j1 == span.j2:
        return
    if spans and spans[-1].equal == span.equal:
        last = spans.pop()
        span = Span(span.equal, last.i1, span.i2, last.j1, span.j2)
    spans.append(span)


def joined(spans: Iterable[Span]) -> list[Span]:
    """The spans without empty ones, neighbours of one kind made one."""
    result: list[Span] = []
    for span in spans:
        push(result, span)
    return result


def spans_of(left: list[str], right: list[str], budget: Budget) -> list[Span]:
    """The shortest edit of the left into the right, or a coarser one where that costs too much."""
    head, tail = common_ends(left, right)
    i2, j2 = len(left) - tail, len(right) - tail
    middle = _middle(left[head:i2], right[head:j2], budget)
    spans = [Span(s.equal, s.i1 + head, s.i2 + head, s.j1 + head, s.j2 + head) for s in middle]
    return joined([Span(True, 0, head, 0, head), *spans, Span(True, i2, len(left), j2, len(right))])


def _middle(left: list[str], right: list[str], budget: Budget) -> list[Span]:
    """Exact where the matrix is affordable; else between runs of tokens that occur once on both sides."""
    if _affordable(len(left), len(right), budget):
        return _core(left, right)
    spans: list[Span] = []
    i = j = 0
    for x, y in [*_anchors(left, right), (len(left), len(right))]:
        if x < i or y < j:
            continue
        spans += _gap(left, right, Span(False, i, x, j, y), budget)
        length = min(_ANCHOR_TOKENS, len(left) - x)
        spans.append(Span(True, x, x + length, y, y + length))
        i, j = x + length, y + length
    return spans


def _gap(left: list[str], right: list[str], gap: Span, budget: Budget) -> list[Span]:
    if not _affordable(gap.i2 - gap.i1, gap.j2 - gap.j1, budget):
        return [gap]
    inner = _core(left[gap.i1 : gap.i2], right[gap.j1 : gap.j2])
    return [Span(s.equal, s.i1 + gap.i1, s.i2 + gap.i1, s.j1 + gap.j1, s.j2 + gap.j1) for s in inner]


def _affordable(rows: int, columns: int, budget: Budget) -> bool:
    return budget.take(rows * columns // _CELLS + rows + columns)


def _core(left: list[str], right: list[str]) -> list[Span]:
    """The shortest edit of two token lists (bit-parallel, in C)."""
    if not left or not right:
        return [Span(False, 0, len(left), 0, len(right))]
    numbers: dict[str, int] = {}
    first, second = ([numbers.setdefault(token, len(numbers)) for token in side] for side in (left, right))
    steps = Indel.opcodes(first, second)
    return [Span(s.tag == "equal", s.src_start, s.src_end, s.dest_start, s.dest_end) for s in steps]


def _anchors(left: list[str], right: list[str]) -> list[tuple[int, int]]:
    """Positions of short runs of tokens that occur exactly once on both sides, in the order of both."""
    first, second = _runs(left), _runs(right)
    once = {run for run, n in Counter(second).items() if n == 1}
    place = {run: j for j, run in enumerate(second) if run in once}
    times = Counter(first)
    return longest_chain([(i, place[run]) for i, run in enumerate(first) if times[run] == 1 and run in place])


def _runs(side: list[str]) -> list[tuple[str, ...]]:
    return [tuple(side[i : i + _ANCHOR_TOKENS]) for i in range(len(side) - _ANCHOR_TOKENS + 1)]
