"""Merges of random and of hostile texts: nothing is lost, and the answer comes soon."""

import random
import time

import pytest

from tests.support.effort import within
from tests.support.text_merging import a_text, edited, merged
from webapp.domain.text_merge import merge_text

KIB_64 = 65_536


def merge_at_random(number, seed):
    """How many of so many random merges went through without a question."""
    rnd = random.Random(seed)
    through = 0
    for _ in range(number):
        base = a_text(rnd)
        through += merged(base, edited(rnd, base), edited(rnd, base)) is not None
    return through


def test_two_thousand_random_merges_lose_nothing():
    assert 800 < merge_at_random(2_000, seed=7) < 1_800


@pytest.mark.soak
def test_a_hundred_thousand_random_merges_lose_nothing():
    assert 40_000 < merge_at_random(100_000, seed=time.time_ns()) < 90_000


# -- hostile texts


def _random(alphabet, size=KIB_64):
    return lambda rnd: "".join(rnd.choices(alphabet, k=size))


HOSTILE = {
    "two letters": _random("ab"),
    "short words": _random("ab "),
    "one long line of 20 KiB": _random("ab ", 20_000),
    "short lines": _random("ab\n"),
    "words and lines": _random("abcdefgh   \n"),
    "blank lines": _random(" \n"),
    "signs": _random(". "),
    "ideographs": _random("漢字文", KIB_64 // 3),
    "accents": _random("e\u0301 ", KIB_64 // 2),
}


def scattered(rnd, text, changes):
    letters = list(text)
    for place in rnd.sample(range(len(text)), changes):
        letters[place] = rnd.choice(text)
    return "".join(letters)


@pytest.mark.parametrize("made", HOSTILE.values(), ids=HOSTILE)
@pytest.mark.parametrize("changes", [None, 30, 3_000])
def test_hostile_texts_are_answered_soon(made, changes):
    rnd = random.Random(3)
    base = made(rnd)
    sides = [made(rnd) if changes is None else scattered(rnd, base, changes) for _ in range(2)]

    within(80, lambda: merge_text(base, *sides))

    merged(base, *sides)


def test_many_small_collisions_are_answered_soon():
    base = "\n".join(f"{n}\na" for n in range(9_000))
    sides = [base.replace("a", letter) for letter in "bc"]

    assert within(80, lambda: merge_text(base, *sides)).text is None


def test_texts_beyond_any_description_collide_as_a_whole():
    base = "word\n" * 40_000

    assert [part.kind for part in merge_text(base, f"top\n{base}", f"{base}end\n").parts] == ["conflict"]
