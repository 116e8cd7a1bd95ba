"""Which lines of two texts may be each other: equal ones, and reworded ones."""

from collections import Counter
from collections.abc import Callable, Iterator
from itertools import product

from webapp.domain.text_chains import Match
from webapp.domain.text_likeness import Bag, Likeness
from webapp.domain.text_steps import Side, in_step

# The share of words that two lines have in common to be called one line that was changed.
_SIMILAR = 0.35
# What a line counts besides its letters when it is decided which lines stay and which are called moved.
_LINE = 20
_EQUALS_PER_LINE, _SIMILAR_PER_LINE, _COMMON_WORD = 8, 5, 24
# Every line is held against every other while no more characters than this have to be read for it.
_EVERY_PAIR = 300_000


def equal_lines(left: list[str], right: list[str]) -> Iterator[Match]:
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


def similar_lines(left: list[str], right: list[str], likeness: Likeness) -> Iterator[Match]:
    """Matches of lines that have no equal on the other side."""
    old, new = Side.of(left, right), Side.of(right, left)
    if not _all_pairs(old, new):
        stepped = list(in_step(old, new, likeness))
        yield from (_match(old, new, *pair) for pair in stepped)
        old, new = old.without({i for i, _, _ in stepped}), new.without({j for _, j, _ in stepped})
    pairs = product(old.lone, new.lone) if _all_pairs(old, new) else _likely(old, new, likeness)
    for i, j in pairs:
        alike = likeness(left[i], right[j], _SIMILAR)
        if alike >= _SIMILAR:
            yield _match(old, new, i, j, alike)


def _all_pairs(left: Side, right: Side) -> bool:
    """Whether holding every lone line against every other is cheap."""
    return left.size * len(right.lone) + right.size * len(left.lone) <= _EVERY_PAIR


def _match(left: Side, right: Side, i: int, j: int, alike: float) -> Match:
    return Match(i, j, alike * (_LINE + (len(left.lines[i]) + len(right.lines[j])) / 2))


def _likely(left: Side, right: Side, likeness: Likeness) -> Iterator[tuple[int, int]]:
    return likely_pairs(
        left.lone,
        right.lone,
        lambda i: likeness.bag(left.lines[i]),
        lambda j: likeness.bag(right.lines[j]),
    )


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
