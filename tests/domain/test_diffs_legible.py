"""Known edits are marked as the person who made them would mark them: data/legibility.txt has them."""

import re
from pathlib import Path

import pytest

from webapp.domain.diffs import Row, compare_text, left_text, right_text, text_of

_FILE = Path(__file__).with_name("data") / "legibility.txt"
_MARK = re.compile(r"\[-(.*?)-\](?!\])|\[\+(.*?)\+\]|\{\d-(.*?)-\}|\{\d\+(.*?)\+\}", re.DOTALL)
_CASES = dict(case.split("\n", 1) for case in _FILE.read_text("utf-8").rstrip("\n").split("\n=== ")[1:])


def sides(case):
    """The text before and after."""
    gone = _MARK.sub(lambda mark: (mark[1] or "") + (mark[3] or ""), case)
    return gone, _MARK.sub(lambda mark: (mark[2] or "") + (mark[4] or ""), case)


def true_segments(case):
    """How many places the person changed; what was only moved is none."""
    return len(re.findall(r"(?:\[-.*?-\](?:\[\+.*?\+\])?)|\[\+.*?\+\]", case, re.DOTALL))


def true_characters(case):
    return sum(len((mark[1] or "") + (mark[2] or "")) for mark in _MARK.finditer(case))


def marked_segments(rows: list[Row]):
    """How many places are marked: neighbouring rows that only went or came are one, blank ones are not shown."""
    found, inside = 0, ""
    for row in rows:
        if row.kind in ("gone", "came"):
            seen = bool(text_of(row.left + row.right).strip())
            found += seen and (not inside or (inside == "came" and row.kind == "gone"))
            inside = row.kind if seen else inside
        else:
            inside = ""
            found += places(row)
    return found


def places(row):
    """In how many places a row is marked; what is kept numbers them, and is the same on both sides."""
    found = set()
    for side in (row.left, row.right):
        kept = 0
        for segment in side:
            if segment.op == "equal":
                kept += 1
            else:
                found.add(kept)
    return len(found)


def marked_characters(rows):
    return sum(
        len(segment.text)
        for row in rows
        for side in (row.left, row.right)
        for segment in side
        if segment.op != "equal"
    )


def mean(ratios):
    return sum(ratios) / len(ratios)


def test_the_set_has_more_than_40_edits():
    assert len(_CASES) > 40


@pytest.mark.parametrize("name", _CASES)
def test_a_known_edit_is_marked_where_it_was_made(name):
    before, after = sides(_CASES[name])
    rows = compare_text(before, after)

    assert (left_text(rows), right_text(rows)) == (before, after)
    assert marked_segments(rows) == true_segments(_CASES[name])


def test_marks_are_as_many_and_as_long_as_the_edits():
    edits = [case for case in _CASES.values() if true_segments(case)]
    compared = [(case, compare_text(*sides(case))) for case in edits]

    assert mean([marked_segments(rows) / true_segments(case) for case, rows in compared]) <= 1.05
    assert mean([marked_characters(rows) / true_characters(case) for case, rows in compared]) <= 1.1


@pytest.mark.parametrize(
    "name", [name for name in _CASES if name.endswith((" split", " joined", "line break"))]
)
def test_a_split_or_joined_paragraph_marks_at_most_4_characters(name):
    assert marked_characters(compare_text(*sides(_CASES[name]))) <= 4


@pytest.mark.parametrize("name", [name for name in _CASES if name.endswith(("moved up", "moved down"))])
def test_what_is_moved_marks_nothing(name):
    rows = compare_text(*sides(_CASES[name]))

    assert marked_characters(rows) == 0
    assert [row.kind for row in rows].count("moved_from") == 1
