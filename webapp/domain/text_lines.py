"""Lines of two texts put beside each other: equal ones, similar ones, and paragraphs that were split or joined."""

from collections import Counter
from itertools import pairwise
from typing import NamedTuple

from webapp.domain.text_chains import heaviest_chain, longest_chain
from webapp.domain.text_likeness import Likeness
from webapp.domain.text_partners import equal_lines, similar_lines
from webapp.domain.text_spans import common_ends

Range = tuple[int, int]


class Block(NamedTuple):
    """Lines [i1, i2) of the left that became lines [j1, j2) of the right."""

    i1: int
    i2: int
    j1: int
    j2: int


_MANY_LINES = 3000
_STRETCH, _GAIN = 6, 0.02


def blocks(left: list[str], right: list[str], likeness: Likeness) -> list[Block]:
    """The lines that belong together, in the order of both sides; what lies between them was removed or added."""
    head, tail = common_ends(left, right)
    i2, j2 = len(left) - tail, len(right) - tail
    inner = _moved_by(head, head, _inner(left[head:i2], right[head:j2], likeness))
    heads = [Block(n, n + 1, n, n + 1) for n in range(head)]
    return heads + inner + [Block(i2 + n, i2 + n + 1, j2 + n, j2 + n + 1) for n in range(tail)]


def _inner(left: list[str], right: list[str], likeness: Likeness) -> list[Block]:
    if len(left) + len(right) > _MANY_LINES:
        return _anchored(left, right, likeness)
    matches = [*equal_lines(left, right), *similar_lines(left, right, likeness)]
    return _stretched(left, right, heaviest_chain(matches, len(right)), likeness)


def _anchored(left: list[str], right: list[str], likeness: Likeness) -> list[Block]:
    """Very many lines: those that occur once on both sides hold, and only what lies between them is looked at."""
    result: list[Block] = []
    i = j = 0
    for x, y in [*_unique_lines(left, right), (len(left), len(right))]:
        if x - i + y - j <= _MANY_LINES:
            result += _moved_by(i, j, blocks(left[i:x], right[j:y], likeness))
        if x < len(left):
            result.append(Block(x, x + 1, y, y + 1))
        i, j = x + 1, y + 1
    return result


def _moved_by(i: int, j: int, found: list[Block]) -> list[Block]:
    return [Block(block.i1 + i, block.i2 + i, block.j1 + j, block.j2 + j) for block in found]


def _unique_lines(left: list[str], right: list[str]) -> list[tuple[int, int]]:
    first, second = Counter(left), Counter(right)
    place = {line: j for j, line in enumerate(right) if second[line] == 1}
    return longest_chain(
        (i, place[line]) for i, line in enumerate(left) if first[line] == 1 and line in place
    )


def _stretched(
    left: list[str], right: list[str], pairs: list[tuple[int, int]], likeness: Likeness
) -> list[Block]:
    """The pairs as blocks, the changed ones stretched over the neighbours that were split off or joined in."""
    result: list[Block] = []
    taken = set(left) & set(right)
    i = j = 0
    for (x, y), (x2, y2) in pairwise([*pairs, (len(left), len(right))]):
        if x < i or y < j:
            continue
        block = Block(x, x + 1, y, y + 1)
        if left[x] != right[y]:
            block = _stretch((left, right), block, Block(i, x2, j, y2), _Reach(likeness, taken))
        result.append(block)
        i, j = block.i2, block.j2
    return result


def _stretch(sides: tuple[list[str], list[str]], block: Block, room: Block, reach: "_Reach") -> Block:
    """The block over what its line was split into, else over what was joined into its line."""
    left, right = sides
    j1, j2 = reach.around(left[block.i1], right, block.j1, (room.j1, room.j2))
    if (j1, j2) != (block.j1, block.j2):
        return Block(block.i1, block.i2, j1, j2)
    i1, i2 = reach.around(right[block.j1], left, block.i1, (room.i1, room.i2))
    return Block(i1, i2, block.j1, block.j2)


class _Reach(NamedTuple):
    """How far around a line the lines together grow ever more like a text; lines that have an equal are not taken."""

    likeness: Likeness
    taken: set[str]

    def around(self, text: str, lines: list[str], at: int, room: Range) -> Range:
        """The range of lines around `at`, within the room."""
        before = [(n, at + 1) for n in range(at - 1, room[0] - 1, -1)[:_STRETCH]]
        start, _ = self._grown(text, lines, (at, at + 1), before)
        behind = [(start, n + 1) for n in range(at + 1, room[1])[:_STRETCH]]
        return self._grown(text, lines, (start, at + 1), behind)

    def _grown(self, text: str, lines: list[str], at: Range, wider: list[Range]) -> Range:
        """The widest of these ranges up to which every line makes it more alike."""
        best = None
        for reach in wider:
            line = lines[reach[0] if reach[0] < at[0] else reach[1] - 1]
            if not line.strip():
                continue
            if line in self.taken:
                break
            best = self._alike(text, lines, at) if best is None else best
            now = self._alike(text, lines, reach)
            if now <= best + _GAIN:
                break
            best, at = now, reach
        return at

    def _alike(self, text: str, lines: list[str], reach: Range) -> float:
        return self.likeness(text, "\n".join(lines[reach[0] : reach[1]]))
