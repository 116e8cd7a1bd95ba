"""What both the line and the word comparison lean on: chains of matches in the order of both sides."""

from bisect import bisect_left
from collections.abc import Iterable
from typing import NamedTuple


class Match(NamedTuple):
    """Item i of the left matches item j of the right with a weight."""

    i: int
    j: int
    weight: float


def longest_chain(matches: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """The longest chain of (i, j), sorted by i, in which j rises too."""
    chain = list(matches)
    lowest: list[int] = []
    last: list[int] = []
    before = [-1] * len(chain)
    for n, (_, j) in enumerate(chain):
        place = bisect_left(lowest, j)
        before[n] = last[place - 1] if place else -1
        lowest[place : place + 1] = [j]
        last[place : place + 1] = [n]
    return [chain[n] for n in _traced(last[-1] if last else -1, before)]


def heaviest_chain(matches: Iterable[Match], width: int) -> list[tuple[int, int]]:
    """The heaviest chain of matches in which i and j both rise; j < width. (A Fenwick tree of best prefixes.)"""
    ordered = sorted(matches, key=lambda match: (match.i, -match.j))
    tree: list[tuple[float, int]] = [(0.0, -1)] * (width + 1)
    before: list[int] = []
    best: tuple[float, int] = (0.0, -1)
    for n, match in enumerate(ordered):
        weight, previous = _heaviest_up_to(tree, match.j)
        before.append(previous)
        here = (weight + match.weight, n)
        _enter(tree, match.j + 1, here)
        best = max(best, here, key=lambda entry: entry[0])
    return [ordered[n][:2] for n in _traced(best[1], before)]


def _heaviest_up_to(tree: list[tuple[float, int]], place: int) -> tuple[float, int]:
    best = (0.0, -1)
    while place:
        if tree[place][0] > best[0]:
            best = tree[place]
        place &= place - 1
    return best


def _enter(tree: list[tuple[float, int]], place: int, entry: tuple[float, int]) -> None:
    while place < len(tree):
        if entry[0] > tree[place][0]:
            tree[place] = entry
        place += place & -place


def _traced(n: int, before: list[int]) -> list[int]:
    path: list[int] = []
    while n != -1:
        path.append(n)
        n = before[n]
    return path[::-1]
