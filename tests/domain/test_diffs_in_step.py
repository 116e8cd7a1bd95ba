"""Reworded lines of long texts are found beside their neighbours, so that nothing has to be searched for."""

from webapp.domain.text_budget import Budget
from webapp.domain.text_likeness import Likeness
from webapp.domain.text_steps import Side, in_step

LINES = [f"{n:02}:00 session {n} of the day in room {n % 7} with {n * 3} guests" for n in range(40)]


def pairs(left, right, operations=100_000):
    found = in_step(Side.of(left, right), Side.of(right, left), Likeness(Budget(operations)))
    return [(i, j) for i, j, _ in found]


def test_every_reworded_line_has_its_own_place():
    assert pairs(LINES, [line.replace("guests", "people") for line in LINES]) == [(n, n) for n in range(40)]


def test_lines_that_came_or_went_between_lines_that_look_alike_shift_the_rest():
    reworded = [line.replace("guests", "people") for line in LINES]
    came, gone = [*reworded[:10], "one line of its own", *reworded[10:]], reworded[:20] + reworded[21:]

    assert pairs(LINES, came) == [(n, n + (n >= 10)) for n in range(40)]
    assert pairs(LINES, gone) == [(n, n - (n >= 20)) for n in range(40) if n != 20]


def test_equal_lines_stay_out_of_it_and_bound_it():
    reworded = [line if n % 5 == 0 else line.replace("guests", "people") for n, line in enumerate(LINES)]
    assert pairs(LINES, reworded) == [(n, n) for n in range(40) if n % 5]


def test_lines_with_little_in_common_and_an_empty_purse_find_nothing():
    assert pairs(LINES, [f"something else altogether, number {n}" for n in range(40)]) == []
    assert pairs(LINES, [line.replace("guests", "people") for line in LINES], operations=0) == []
