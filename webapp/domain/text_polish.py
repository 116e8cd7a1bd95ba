"""Marks made legible: chance matches dropped, edges tidied, additions and removals cut at natural places."""

from collections.abc import Iterable
from itertools import accumulate
from typing import NamedTuple

from webapp.domain.text_spans import Span, common_ends, joined, push

_WIDE_MARKS = frozenset("。、，．！？；：")
_SENTENCE_MARKS = frozenset(".!?…;:,")
# A kept piece is weak up to this size, and only between changes of so many words together.
_WEAK_TOKENS, _WEAK_CHARACTERS, _PHRASES = 5, 8, 4


def polished(spans: list[Span], left: list[str], right: list[str]) -> list[Span]:
    """The same edit, told as a person would tell it."""
    return _slid(_trimmed(_cleaned(spans, left, right), left, right), left, right)


def _cleaned(spans: list[Span], left: list[str], right: list[str]) -> list[Span]:
    """The spans with chance matches (a space, "the") between two larger changes made part of the change."""
    if sum(not span.equal for span in spans) < 2:
        return spans
    first, second = _Sums.of(left), _Sums.of(right)
    result: list[Span] = []
    for span in spans:
        push(result, span)
        while len(result) > 2 and not result[-1].equal and _is_weak(result[-2], result[-3::2], first, second):
            before, _, after = result[-3:]
            result[-3:] = [Span(False, before.i1, after.i2, before.j1, after.j2)]
    return result


class _Sums(NamedTuple):
    """Running sums over the tokens of a side: visible characters, and words."""

    characters: list[int]
    words: list[int]

    @classmethod
    def of(cls, side: list[str]) -> "_Sums":
        """The sums of a side."""
        characters = (0 if token.isspace() else len(token) for token in side)
        return cls(_running(characters), _running(token[0].isalnum() for token in side))


def _running(amounts: Iterable[int]) -> list[int]:
    return list(accumulate(amounts, initial=0))


def _is_weak(span: Span, changes: list[Span], left: _Sums, right: _Sums) -> bool:
    """Whether a kept piece only gets in the way: nothing but space, or less than either of the changes beside it."""
    kept = left.characters[span.i2] - left.characters[span.i1]
    if not kept:
        return True
    if span.i2 - span.i1 > _WEAK_TOKENS or kept > _WEAK_CHARACTERS:
        return False
    smaller = min(_amount(change, left.characters, right.characters) for change in changes)
    return kept <= smaller and sum(_amount(change, left.words, right.words) for change in changes) >= _PHRASES


def _amount(change: Span, left: list[int], right: list[int]) -> int:
    return max(left[change.i2] - left[change.i1], right[change.j2] - right[change.j1])


def _trimmed(spans: list[Span], left: list[str], right: list[str]) -> list[Span]:
    """The spans with what a change starts or ends with on both sides given back to its neighbours."""
    result: list[Span] = []
    for span in spans:
        if not span.equal:
            head, tail = common_ends(left[span.i1 : span.i2], right[span.j1 : span.j2])
            push(result, Span(True, span.i1, span.i1 + head, span.j1, span.j1 + head))
            push(result, Span(False, span.i1 + head, span.i2 - tail, span.j1 + head, span.j2 - tail))
            span = Span(True, span.i2 - tail, span.i2, span.j2 - tail, span.j2)
        push(result, span)
    return result


def _slid(spans: list[Span], left: list[str], right: list[str]) -> list[Span]:
    """The spans with pure additions and removals shifted to the nearest natural boundary."""
    result = list(spans)
    for n in range(1, len(result) - 1):
        span = result[n]
        if span.equal or (span.i1 < span.i2 and span.j1 < span.j2):
            continue
        side, start, end = (right, span.j1, span.j2) if span.i1 == span.i2 else (left, span.i1, span.i2)
        shift = _best_shift(side, start, end, _room(result, n - 1), _room(result, n + 1))
        result[n - 1 : n + 2] = _shifted(result[n - 1 : n + 2], shift)
    return joined(result)


def _room(spans: list[Span], n: int) -> int:
    """How many tokens of a kept span its neighbour may slide over: all but one, all at the ends of the text."""
    return spans[n].i2 - spans[n].i1 - (0 < n < len(spans) - 1)


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

    def ease(shift: int) -> tuple[int, int]:
        return _ease(side, start + shift) + _ease(side, end + shift), -abs(shift)

    return max(range(lowest, highest + 1), key=ease)


def _ease(side: list[str], place: int) -> int:
    """How naturally the tokens can be cut at a place: between lines best, then before a word, then after a sentence."""
    if place in (0, len(side)) or side[place - 1] == "\n":
        return 4
    if side[place - 1].isspace() or side[place - 1] in _WIDE_MARKS:
        return 2
    return int(side[place - 1] in _SENTENCE_MARKS and side[place].isspace())
