"""Long texts with edits by script, those of the bench: rows rebuild both texts, and say the same each time."""

from functools import cache

import pytest

from bench.edits import Pair, pairs
from webapp.domain.diffs import Stop, _compared, compare_text, left_text, right_text


@cache
def all_pairs() -> list[Pair]:
    """Made when a test asks, in the worker that has it: four seconds that collecting would cost each of them."""
    return pairs()


def rebuilt(pair):
    rows = compare_text(pair.before, pair.after)
    assert (left_text(rows), right_text(rows)) == (pair.before, pair.after), pair.name
    return rows


def test_long_texts_are_rebuilt():
    for pair in all_pairs()[::20]:
        assert rebuilt(pair)


@pytest.mark.soak
def test_400_long_texts_are_rebuilt_and_compared_alike_again():
    for pair in all_pairs():
        rows = rebuilt(pair)
        assert list(_compared.__wrapped__(pair.before, pair.after, Stop())) == rows, pair.name


def test_the_set_has_texts_of_every_size_and_none_above_64_kb():
    sizes = [len(pair.before) for pair in all_pairs()]

    assert len(all_pairs()) == 400 and len({pair.before for pair in all_pairs()}) == 400
    assert max(sizes) == 65_536 and min(sizes) == 1_000
    assert max(len(pair.after) for pair in all_pairs()) <= 65_536
