"""Long texts with edits by script, those of the bench: rows rebuild both texts, and say the same each time."""

import pytest

from bench.edits import pairs
from webapp.domain.diffs import Stop, _compared, compare_text, left_text, right_text

_PAIRS = pairs()


def rebuilt(pair):
    rows = compare_text(pair.before, pair.after)
    assert (left_text(rows), right_text(rows)) == (pair.before, pair.after), pair.name
    return rows


def test_long_texts_are_rebuilt():
    for pair in _PAIRS[::20]:
        assert rebuilt(pair)


@pytest.mark.soak
def test_400_long_texts_are_rebuilt_and_compared_alike_again():
    for pair in _PAIRS:
        rows = rebuilt(pair)
        assert list(_compared.__wrapped__(pair.before, pair.after, Stop())) == rows, pair.name


def test_the_set_has_texts_of_every_size_and_none_above_64_kb():
    sizes = [len(pair.before) for pair in _PAIRS]

    assert len(_PAIRS) == 400 and len({pair.before for pair in _PAIRS}) == 400
    assert max(sizes) == 65_536 and min(sizes) == 1_000
    assert max(len(pair.after) for pair in _PAIRS) <= 65_536
