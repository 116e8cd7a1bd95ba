"""Words marked inside a pair of texts: tokens, the shortest edit, and the clean-up that makes it legible."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import accumulate
from typing import Literal, NamedTuple

from rapidfuzz.distance import Indel

from webapp.domain.text_chains import Budget, longest_chain

Op = Literal["equal", "delete", "insert"]


class Segment(NamedTuple):
    """A piece of a text: kept, only on the left, or only on the right."""

    op: Op
    text: str


class Span(NamedTuple):
    """Tokens [i1, i2) of the left beside [j1, j2) of the right."""

    equal: bool
    i1: int
    i2: int
    j1: int
    j2: int


# Scripts that put no spaces between words: each sign is a word of its own, with its marks.
_UNSPACED = (
    r"\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\U00020000-\U0003ffff"
)
_MARK = "".join(
    chr(code) for code in range(0x300, 0x10000) if unicodedata.category(chr(code)).startswith("M")
)
_EMOJI = r"\U0001f000-\U0001faff\u2600-\u27bf"
_TOKEN = re.compile(
    rf"[{_UNSPACED}][{_MARK}]*"
    rf"|(?:(?![{_UNSPACED}])[^\W\d_][{_MARK}]*)+(?:['’][^\W\d_]+)*"
    r"|\d+(?:[.:,]\d+)*"
    rf"|[{_EMOJI}](?:[{_MARK}\U0001f3fb-\U0001f3ff]|\u200d[{_EMOJI}]|(?<=[\U0001f1e6-\U0001f1ff])[\U0001f1e6-\U0001f1ff])*"
    r"|[ \t]+|.",
    re.DOTALL,
)
_SENTENCE_MARKS = frozenset("。、，．！？；：")

# Cells of the edit matrix that one core call may hold: it needs an eighth of them in bytes.
_CORE_CELLS = 40_000_000
_ANCHOR_TOKENS = 4
_WEAK_TOKENS, _WEAK_CHARACTERS = 5, 8


def tokens(text: str) -> list[str]:
    """The text cut into words, numbers, runs of spaces and single signs; joined again they are the text."""
    return _TOKEN.findall(text)


def mark_words(before: str, after: str, budget: Budget) -> list[Segment]:
    """The words that were kept, removed and added, in reading order; the segments rebuild both texts."""
    left, right = tokens(before), tokens(after)
    spans = _slid(_cleaned(_spans(left, right, budget), left, right), left, right)
    return list(_segments(spans, left, right))


def common_ends(left: Sequence[str], right: Sequence[str]) -> tuple[int, int]:
    """How many items the two sequences share at their start, and how many more at their end."""
    most = min(len(left), len(right))
    head = next((n for n in range(most) if left[n] != right[n]), most)
    tail = next((n for n in range(most - head) if left[-1 - n] != right[-1 - n]), most - head)
    return head, tail


def _spans(left: list[str], right: list[str], budget: Budget) -> list[Span]:
    head, tail = common_ends(left, right)
    i2, j2 = len(left) - tail, len(right) - tail
    middle = _middle(left[head:i2], right[head:j2], budget)
    spans = [Span(s.equal, s.i1 + head, s.i2 + head, s.j1 + head, s.j2 + head) for s in middle]
    return _joined([Span(True, 0, head, 0, head), *spans, Span(True, i2, len(left), j2, len(right))])


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
    return rows * columns <= _CORE_CELLS and budget.take(rows * columns // 1000 + rows + columns)


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


def _joined(spans: Sequence[Span]) -> list[Span]:
    """The spans without empty ones, neighbours of one kind made one."""
    result: list[Span] = []
    for span in spans:
        if span.i1 == span.i2 and span.j1 == span.j2:
            continue
        if result and result[-1].equal == span.equal:
            last = result.pop()
            span = Span(span.equal, last.i1, span.i2, last.j1, span.j2)
        result.append(span)
    return result


def _cleaned(spans: list[Span], left: list[str], right: list[str]) -> list[Span]:
    """The spans with chance matches (a space, a comma, "the") between two larger changes made part of the change."""
    weights = (_weights(left), _weights(right))
    while True:
        result = _without_weak(spans, *weights)
        if len(result) == len(spans):
            return result
        spans = result


def _without_weak(spans: list[Span], left: list[int], right: list[int]) -> list[Span]:
    result: list[Span] = []
    for n, span in enumerate(spans):
        weak = span.equal and 0 < n < len(spans) - 1 and _is_weak(span, result[-1], spans[n + 1], left, right)
        result.append(span._replace(equal=False) if weak else span)
        result = result[:-2] + _joined(result[-2:]) if len(result) > 1 else result
    return _joined(result)


def _is_weak(span: Span, before: Span, after: Span, left: list[int], right: list[int]) -> bool:
    kept = left[span.i2] - left[span.i1]
    if not kept:
        return True
    small = span.i2 - span.i1 <= _WEAK_TOKENS and kept <= _WEAK_CHARACTERS
    return small and kept <= min(_weight(before, left, right), _weight(after, left, right))


def _weight(span: Span, left: list[int], right: list[int]) -> int:
    return max(left[span.i2] - left[span.i1], right[span.j2] - right[span.j1])


def _weights(side: list[str]) -> list[int]:
    """Running sums of the visible characters of the tokens."""
    return list(accumulate((0 if token.isspace() else len(token) for token in side), initial=0))


def _slid(spans: list[Span], left: list[str], right: list[str]) -> list[Span]:
    """The spans with pure additions and removals shifted to the nearest natural boundary."""
    result = list(spans)
    for n in range(1, len(result) - 1):
        span = result[n]
        if span.equal or (span.i1 < span.i2 and span.j1 < span.j2):
            continue
        side, start, end = (right, span.j1, span.j2) if span.i1 == span.i2 else (left, span.i1, span.i2)
        room = result[n - 1].i2 - result[n - 1].i1 - 1, result[n + 1].i2 - result[n + 1].i1 - 1
        shift = _best_shift(side, start, end, *room)
        if shift:
            result[n - 1 : n + 2] = _shifted(result[n - 1 : n + 2], shift)
    return result


def _shifted(three: list[Span], shift: int) -> list[Span]:
    before, span, after = three
    return [
        before._replace(i2=before.i2 + shift, j2=before.j2 + shift),
        Span(False, span.i1 + shift, span.i2 + shift, span.j1 + shift, span.j2 + shift),
        after._replace(i1=after.i1 + shift, j1=after.j1 + shift),
    ]


def _best_shift(side: list[str], start: int, end: int, back: int, ahead: int) -> int:
    """By how many tokens to move the piece [start, end) so that both its ends lie best; 0 where it lies well."""
    lowest = 0
    while -lowest < back and side[start + lowest - 1] == side[end + lowest - 1]:
        lowest -= 1
    highest = 0
    while highest < ahead and side[start + highest] == side[end + highest]:
        highest += 1
    return max(
        range(lowest, highest + 1), key=lambda shift: (_ease(side, start + shift, end + shift), -abs(shift))
    )


def _ease(side: list[str], start: int, end: int) -> int:
    """How naturally a piece can be cut out of the tokens: at lines best, then at words and sentences."""
    return sum(
        2 if side[n - 1] == "\n" else side[n - 1].isspace() or side[n - 1] in _SENTENCE_MARKS
        for n in (start, end)
    )


def _segments(spans: list[Span], left: list[str], right: list[str]) -> Iterator[Segment]:
    for span in spans:
        if span.equal:
            yield Segment("equal", "".join(left[span.i1 : span.i2]))
            continue
        if span.i1 < span.i2:
            yield Segment("delete", "".join(left[span.i1 : span.i2]))
        if span.j1 < span.j2:
            yield Segment("insert", "".join(right[span.j1 : span.j2]))
