"""Two edits of one list of items laid over each other: what keeps apart stays apart, what meets becomes one block."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import accumulate, pairwise
from typing import NamedTuple

from webapp.domain.text_spans import Span


class Hunk(NamedTuple):
    """Items [i1, i2) of the base that one side (0 or 1) made into its items [j1, j2).

    An addition or a removal beside equal items could as well lie elsewhere: anywhere from `low` to `high`.
    """

    i1: int
    i2: int
    side: int
    j1: int
    j2: int
    low: int
    high: int

    @property
    def steady(self) -> bool:
        """Whether it puts items one for one."""
        return self.i2 - self.i1 == self.j2 - self.j1

    @property
    def pure(self) -> bool:
        """Whether it only adds or only removes."""
        return self.i1 == self.i2 or self.j1 == self.j2


class Block(NamedTuple):
    """A stretch of items as it was and as each of two sides has it."""

    base: Sequence[str]
    theirs: Sequence[str]
    mine: Sequence[str]


# Whether two hunks of different sides, in their order, leave each other alone.
Apart = Callable[[Hunk, Hunk], bool]


def hunks_of(spans: Sequence[Span], left: Sequence[str], right: Sequence[str], side: int) -> list[Hunk]:
    """What one side changed, in order; the spans alternate between kept and changed."""
    return [
        Hunk(span.i1, span.i2, side, span.j1, span.j2, *_reach(spans, n, left, right))
        for n, span in enumerate(spans)
        if not span.equal
    ]


def woven(
    base: Sequence[str], theirs: Sequence[str], mine: Sequence[str], hunks: Iterable[Hunk], apart: Apart
) -> Iterator[Block]:
    """Blocks that rebuild all three lists; one that both sides changed holds the hunks that are not apart."""
    place = 0
    for met in _met(sorted(hunks), apart):
        start, end = met[0].i1, max(hunk.i2 for hunk in met)
        kept, was = base[place:start], base[start:end]
        if kept:
            yield Block(kept, kept, kept)
        yield Block(was, *(_now(n, side, was, start, met) for n, side in enumerate((theirs, mine))))
        place = end
    if place < len(base):
        yield Block(base[place:], base[place:], base[place:])


def _met(hunks: list[Hunk], apart: Apart) -> Iterator[list[Hunk]]:
    """The hunks, which are in order, in groups: two of different sides that are not apart are in one."""
    starts: list[int] = []
    rivals = _latest(hunks, 1), _latest(hunks, 0)
    for n, hunk in enumerate(hunks):
        start = n
        while starts and (rival := rivals[hunk.side][start]) >= starts[-1] and not apart(hunks[rival], hunk):
            start = starts.pop()
        starts.append(start)
    yield from (hunks[start:end] for start, end in pairwise([*starts, len(hunks)]))


def _latest(hunks: list[Hunk], side: int) -> list[int]:
    """For each place, where before it the last hunk of a side is; -1 where there is none."""
    return list(accumulate((n if hunk.side == side else -1 for n, hunk in enumerate(hunks)), max, initial=-1))


def _now(number: int, items: Sequence[str], was: Sequence[str], start: int, met: list[Hunk]) -> Sequence[str]:
    """What one side made of the items `was`, which begin at `start` of the base."""
    own = [hunk for hunk in met if hunk.side == number]
    if not own:
        return was
    first, last = own[0], own[-1]
    return items[first.j1 - (first.i1 - start) : last.j2 + (start + len(was) - last.i2)]


def _reach(spans: Sequence[Span], n: int, left: Sequence[str], right: Sequence[str]) -> tuple[int, int]:
    """From where to where of the left a change extends, wherever it could as well have been made."""
    span = spans[n]
    if span.i1 < span.i2 and span.j1 < span.j2:
        return span.i1, span.i2
    items, start, end = (right, span.j1, span.j2) if span.i1 == span.i2 else (left, span.i1, span.i2)
    back, ahead = _length(spans, n - 1), _length(spans, n + 1)
    back = next((k for k in range(back) if items[start - 1 - k] != items[end - 1 - k]), back)
    ahead = next((k for k in range(ahead) if items[start + k] != items[end + k]), ahead)
    return span.i1 - back, span.i2 + ahead


def _length(spans: Sequence[Span], n: int) -> int:
    return spans[n].i2 - spans[n].i1 if 0 <= n < len(spans) else 0
