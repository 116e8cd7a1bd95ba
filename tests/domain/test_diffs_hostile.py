"""Comparisons stay exact and quick on texts that were made to be hard."""

import random
import time

import pytest

from webapp.domain.diffs import (
    compare_text,
    left_text,
    right_text,
)

# -- hostile texts


def _noise(words_in_line, vocabulary, lines, seed):
    pick = random.Random(seed)
    return "\n".join(
        " ".join(f"w{pick.randrange(vocabulary)}" for _ in range(words_in_line)) for _ in range(lines)
    )


def _signs(alphabet, seed):
    return "".join(random.Random(seed).choices(alphabet, k=65_536))


HOSTILE = {
    "unrelated prose": (_noise(12, 3000, 1100, 1), _noise(12, 3000, 1100, 2)),
    "few words": (_noise(12, 20, 1800, 1), _noise(12, 20, 1800, 2)),
    "one line": (_noise(13_000, 3000, 1, 1), _noise(13_000, 3000, 1, 2)),
    "two lines": (_noise(6_500, 40, 2, 1), _noise(6_500, 40, 2, 2)),
    "shifted signs": ("a b " * 16_384, "b a " * 16_384),
    "punctuation": (_signs("!?.,;:", 1), _signs("!?.,;:", 2)),
    "ideographs": (
        _signs("一二三四五六七八九十百千万円年月日時分秒", 1),
        _signs("一二三四五六七八九十百千万円年月日時分秒", 2),
    ),
    "blank lines": ("\n" * 65_536, "x" + "\n" * 65_530 + "y"),
    "one-letter lines": ("\n".join(_signs("abcdef", 1)[:32_768]), "\n".join(_signs("abcdef", 2)[:32_768])),
    "reversed numbers": ("\n".join(map(str, range(11_000))), "\n".join(map(str, range(11_000, 0, -1)))),
    "everything split": (_noise(12, 3000, 900, 1), _noise(12, 3000, 900, 1).replace(" ", "\n")),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_pairs_are_compared_exactly_and_quickly(name):
    before, after = (text[:65_536] for text in HOSTILE[name])
    started = time.process_time()

    rows = compare_text(before, after)

    assert (
        time.process_time() - started < 0.8
    )  # 0.3 at most on a quiet machine; coverage and neighbours slow it
    assert (left_text(rows), right_text(rows)) == (before, after)
