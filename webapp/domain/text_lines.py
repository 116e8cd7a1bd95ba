"""Lines of two texts put beside each other: equal ones, similar ones, and paragraphs that were split or joined."""

from collections import Counter
from collections.abc import Callable, Iterator
from typing import NamedTuple

from webapp.domain.text_chains import Budget, Match, heaviest_chain, longest_chain
from webapp.domain.text_spans import common_ends
from webapp.domain.text_words import tokens

Range = tuple[int, int]


class Block(NamedTuple):
    """Lines [i1, i2) of the left that became lines [j1, j2) of the right."""

    i1: int
    i2: int
    j1: int
    j2: int


class Bag(NamedTuple):
    """The words of a text with how often each occurs, and the characters of all."""

    words: Counter[str]
    size: int


# The share of words that two lines have in common to be called one line that was changed.
SIMILAR = 0.35
# What a line counts besides its letters when it is decided which lines stay and which are called moved.
_LINE = 20
_MANY_LINES = 3000
_EQUALS_PER_LINE, _SIMILAR_PER_LINE, _COMMON_WORD = 8, 5, 24
_FEW_LINES = 60
_STRETCH, _GAIN = 6, 0.02


class Likeness:
    """How much two texts have in common, 0 to 1, by their words; 0 for all once the budget is spent."""

    def __init__(self, budget: Budget) -> None:
        self._budget = budget
        self._bags: dict[str, Bag] = {}

    def bag(self, text: str) -> Bag:
        """The words of a text."""
        if text not in self._bags:
            words = Counter(token for token in tokens(text) if token[0].isalnum())
            self._bags[text] = Bag(words, sum(len(word) * n for word, n in words.items()))
        return self._bags[text]

    def __call__(self, left: str, right: str, at_least: float = 0.0) -> float:
        if not self._budget.take(1 + (len(left) + len(right)) // 8):
            return 0.0
        first, second = self.bag(left), self.bag(right)
        both = first.size + second.size
        if not both:
            return float(left.strip() == right.strip())
        if 2 * min(first.size, second.size) < at_least * both:
            return 0.0
        return 2 * _shared(first.words, second.words) / both


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
    matches = [*_equal_lines(left, right), *_similar_lines(left, right, likeness)]
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


def _equal_lines(left: list[str], right: list[str]) -> Iterator[Match]:
    places: dict[str, list[int]] = {}
    for j, line in enumerate(right):
        places.setdefault(line, []).append(j)
    for i, line in enumerate(left):
        near = _nearest(places.get(line, []), i * len(right) // len(left)) if line.strip() else []
        yield from (Match(i, j, float(_LINE + len(line))) for j in near)


def _nearest(places: list[int], middle: int) -> list[int]:
    if len(places) <= _EQUALS_PER_LINE:
        return places
    return sorted(places, key=lambda place: abs(place - middle))[:_EQUALS_PER_LINE]


def _similar_lines(left: list[str], right: list[str], likeness: Likeness) -> Iterator[Match]:
    """Matches of lines that have no equal on the other side."""
    lone_left, lone_right = _lone(left, set(right)), _lone(right, set(left))
    if not lone_left or not lone_right:
        return
    if len(left) <= _FEW_LINES and len(right) <= _FEW_LINES:
        pairs: Iterator[tuple[int, int]] = ((i, j) for i in lone_left for j in lone_right)
    else:
        pairs = likely_pairs(
            lone_left, lone_right, lambda i: likeness.bag(left[i]), lambda j: likeness.bag(right[j])
        )
    for i, j in pairs:
        alike = likeness(left[i], right[j], SIMILAR)
        if alike >= SIMILAR:
            yield Match(i, j, alike * (_LINE + (len(left[i]) + len(right[j])) / 2))


def _lone(lines: list[str], others: set[str]) -> list[int]:
    return [n for n, line in enumerate(lines) if line.strip() and line not in others]


def likely_pairs(
    left: list[int], right: list[int], left_bag: Callable[[int], Bag], right_bag: Callable[[int], Bag]
) -> Iterator[tuple[int, int]]:
    """Pairs worth a closer look: lines that share words which are not everywhere, a few for each line."""
    holders: dict[str, list[int]] = {}
    for j in right:
        for word in right_bag(j).words:
            holders.setdefault(word, []).append(j)
    for i in left:
        shared: Counter[int] = Counter()
        for word in left_bag(i).words:
            found = holders.get(word, ())
            if len(found) <= _COMMON_WORD:
                for j in found:
                    shared[j] += len(word)
        yield from ((i, j) for j, _ in shared.most_common(_SIMILAR_PER_LINE))


def _stretched(
    left: list[str], right: list[str], pairs: list[tuple[int, int]], likeness: Likeness
) -> list[Block]:
    """The pairs as blocks, the changed ones stretched over the neighbours that were split off or joined in."""
    result: list[Block] = []
    i = j = 0
    for n, (x, y) in enumerate(pairs):
        if x < i or y < j:
            continue
        room = (
            Block(i, pairs[n + 1][0], j, pairs[n + 1][1])
            if n + 1 < len(pairs)
            else Block(i, len(left), j, len(right))
        )
        block = Block(x, x + 1, y, y + 1)
        if left[x] != right[y]:
            block = _stretch(left, right, block, room, likeness)
        result.append(block)
        i, j = block.i2, block.j2
    return result


def _stretch(left: list[str], right: list[str], block: Block, room: Block, likeness: Likeness) -> Block:
    one, other = left[block.i1], right[block.j1]
    j1, j2 = _reach(one, right, (block.j1, block.j2), (room.j1, room.j2), set(left), likeness)
    if (j1, j2) != (block.j1, block.j2):
        return Block(block.i1, block.i2, j1, j2)
    i1, i2 = _reach(other, left, (block.i1, block.i2), (room.i1, room.i2), set(right), likeness)
    return Block(i1, i2, block.j1, block.j2)


def _reach(text: str, lines: list[str], at: Range, room: Range, taken: set[str], likeness: Likeness) -> Range:
    """How far around `at` the lines together grow ever more like the text; lines with an equal are not taken."""

    def alike(reach: Range) -> float:
        return likeness(text, "\n".join(lines[reach[0] : reach[1]]))

    start, end = at
    before = [(lines[n], (n, end)) for n in range(start - 1, room[0] - 1, -1)[:_STRETCH]]
    start, _ = _grown(at, before, alike, taken)
    behind = [(lines[n], (start, n + 1)) for n in range(end, room[1])[:_STRETCH]]
    return _grown((start, end), behind, alike, taken)


def _grown(
    at: Range, steps: list[tuple[str, Range]], alike: Callable[[Range], float], taken: set[str]
) -> Range:
    """The widest of the steps (a line, the range with it) up to which every line makes the range more alike."""
    best = alike(at)
    for line, wider in steps:
        if not line.strip():
            continue
        now = alike(wider)
        if line in taken or now <= best + _GAIN:
            break
        best, at = now, wider
    return at


def _shared(left: Counter[str], right: Counter[str]) -> int:
    """Characters of the words that two bags share."""
    if len(left) > len(right):
        left, right = right, left
    return sum(len(word) * min(n, right[word]) for word, n in left.items() if word in right)
