"""Comparisons stay exact and quick on texts that were made to be hard."""

import random

import pytest

from tests.support.effort import within
from webapp.domain.diffs import (
    Stop,
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

    rows = within(50, lambda: compare_text(before, after))

    assert (left_text(rows), right_text(rows)) == (before, after)


def test_a_clock_that_says_stop_leaves_whole_lines_and_is_forgotten():
    before, after = "one two three\nfour\nfive", "one two 3\nfour\nfive\nsix"

    stopped = compare_text(before, after, Stop(lambda: True))
    rows = compare_text(before, after)

    assert [row.kind for row in stopped] == ["gone", "came", "same", "same", "came"]
    assert [row.kind for row in rows] == ["change", "same", "same", "came"]
    for found in (stopped, rows):
        assert (left_text(found), right_text(found)) == (before, after)


def test_a_clock_that_runs_out_on_the_way_does_so_for_hostile_texts_too():
    after, before = (text[:65_536] for text in HOSTILE["unrelated prose"])
    asked = iter(range(10_000))

    rows = compare_text(before, after, Stop(lambda: next(asked) > 20))

    assert next(asked) == 22
    assert {row.kind for row in rows} <= {"same", "gone", "came"}
    assert (left_text(rows), right_text(rows)) == (before, after)


def test_every_line_of_a_long_text_reworded_is_still_beside_itself():
    pick = random.Random(3)
    lines = _noise(12, 3000, 700, 4).split("\n")
    reworded = [" ".join("new" if pick.random() < 0.2 else word for word in line.split()) for line in lines]
    after = [*reworded[:200], "one that came", *reworded[201:]]

    rows = compare_text("\n".join(lines), "\n".join(after))

    beside = [
        (lines.index("".join(s.text for s in row.left)), n) for n, row in enumerate(rows[:200]) if row.left
    ]
    assert beside == [(n, n) for n in range(200)]
    assert [row.kind for row in rows if row.kind not in ("change", "same")] == ["gone", "came"]
