"""Reworded lines of long texts found where one expects them: in step with their neighbours, before any search."""

from bisect import bisect_left
from collections.abc import Iterator
from typing import NamedTuple

from rapidfuzz.distance import Indel

from webapp.domain.text_likeness import Likeness

# Lines in step share so many of their words in order, and more than either shares with the lines so near the other.
_ALIKE, _NEAR = 0.6, 2
# With so many, nothing near can be meant.
_SURE = 0.9
_STEPS = [(0, 0), *((d, 0) for d in range(1, _NEAR + 1)), *((0, d) for d in range(1, _NEAR + 1))]


class Side(NamedTuple):
    """The lines of one text, and the places of those that have no equal in the other."""

    lines: list[str]
    lone: list[int]

    @classmethod
    def of(cls, lines: list[str], others: list[str]) -> "Side":
        """The side of these lines."""
        known = set(others)
        return cls(lines, [n for n, line in enumerate(lines) if line not in known and line.strip()])

    @property
    def size(self) -> int:
        """The characters of its lone lines."""
        return sum(len(self.lines[n]) for n in self.lone)

    def without(self, found: set[int]) -> "Side":
        """The side of which these lines are settled."""
        return Side(self.lines, [n for n in self.lone if n not in found])

    def between(self, start: int, end: int) -> list[int]:
        """The lone ones in [start, end)."""
        return self.lone[bisect_left(self.lone, start) : bisect_left(self.lone, end)]


def in_step(left: Side, right: Side, likeness: Likeness) -> Iterator[tuple[int, int, float]]:
    """Pairs of lone lines that stand between the same equal lines in the same order, with how alike they are."""
    for i1, i2, j1, j2 in _gaps(left.lines, right.lines):
        first, second = left.between(i1, i2), right.between(j1, j2)
        walk = _Walk([left.lines[i] for i in first], [right.lines[j] for j in second], likeness)
        yield from ((first[a], second[b], alike) for a, b, alike in walk.pairs())


def _gaps(left: list[str], right: list[str]) -> Iterator[tuple[int, int, int, int]]:
    """What lies between the lines that both have in the same order."""
    i = j = 0
    for block in Indel.editops(left, right).as_matching_blocks():  # the last one is empty, at the ends
        if i < block.a and j < block.b:
            yield i, block.a, j, block.b
        i, j = block.a + block.size, block.b + block.size


class _Walk(NamedTuple):
    """The lone lines of one gap."""

    left: list[str]
    right: list[str]
    likeness: Likeness

    def pairs(self) -> Iterator[tuple[int, int, float]]:
        """Those in step."""
        i = j = 0
        while i < len(self.left) and j < len(self.right):
            ahead, beyond, alike = self._next(i, j)
            if alike and not ahead and not beyond:
                yield i, j, alike
            i, j = (i + ahead, j + beyond) if ahead or beyond else (i + 1, j + 1)

    def _next(self, i: int, j: int) -> tuple[int, int, float]:
        """How far ahead on either side the lines most alike are; 0 alike where nothing near is."""
        best, found = 0.0, (0, 0)
        for ahead, beyond in _STEPS:
            if i + ahead < len(self.left) and j + beyond < len(self.right):
                alike = self.likeness.in_order(
                    self.left[i + ahead], self.right[j + beyond], max(best, _ALIKE)
                )
                if alike > best:
                    best, found = alike, (ahead, beyond)
                if best >= _SURE:
                    break
        return *found, best
