"""The contested parts of a text, and the text that the answers make: nothing gets lost that both have kept."""

import random
from collections import Counter
from functools import cache

import pytest

from tests.support.effort import within
from tests.support.text_merging import a_text, edited
from webapp.domain.text_choices import (
    CHOICES,
    QUESTIONS_AT_MOST,
    ask,
    compose,
    side_of,
    sides,
)
from webapp.domain.text_merge import merge_text, rebuilt
from webapp.domain.text_words import tokens
from webapp.domain.texts import MANY_LINES_BYTES


@cache
def collisions(number=4_000):
    """What is asked about random texts with two edits that cannot both be kept: about two in five of so many."""
    rnd, found = random.Random(11), []
    for _ in range(number):
        base = a_text(rnd)
        texts = base, edited(rnd, base), edited(rnd, base)
        if merge_text(*texts).text is None:
            found.append((texts, ask(*texts)))
    return found


def lines(text):
    return Counter(line for line in text.split("\n") if line.strip())


def numbered(count, changed, word):
    """So many lines; those at every third place have another word in the middle."""
    return "\n".join(
        f"Line {n} {word if n % 3 == 1 and n < 3 * changed else 'old'} end" for n in range(count)
    )


# -- choosing


def test_one_side_everywhere_is_that_side_of_what_is_contested_and_all_else_merged():
    for _, asked in collisions():
        for side in ("theirs", "mine"):
            expected = rebuilt(
                getattr(part, side) if part.kind == "conflict" else part.text for part in asked.parts
            )
            assert compose(asked, sides(asked, side)) == expected


def test_no_choice_loses_a_line_that_neither_side_removed():
    rnd = random.Random(5)
    for (base, theirs, mine), asked in collisions():
        kept = lines(base) & lines(theirs) & lines(mine)
        for _ in range(4):
            text = compose(asked, [side_of(part, rnd.choice(CHOICES)) for part in asked.contested])
            assert kept <= lines(text)


def test_both_sides_one_after_the_other_lose_nothing_of_what_is_contested():
    for _, asked in collisions():
        text = lines(compose(asked, sides(asked, "both")))
        for part in asked.contested:
            assert lines(part.theirs or "") <= text
            assert lines(part.mine or "") <= text


def test_the_parts_rebuild_all_three_texts():
    for texts, asked in collisions():
        for side, text in zip(("base", "theirs", "mine"), texts, strict=True):
            assert rebuilt(getattr(part, side) for part in asked.parts) == text


def test_a_suggestion_holds_every_word_that_either_side_added():
    for _, asked in collisions():
        for part, suggestion in zip(asked.contested, asked.suggestions(), strict=True):
            there = Counter(tokens(suggestion))
            for side in (part.theirs, part.mine):
                added = Counter(tokens(side or "")) - Counter(tokens(part.base or ""))
                assert not {token for token in added - there if token.strip()}


# -- by example


def test_only_the_words_that_collide_stand_twice():
    asked = ask("Bring a book and ink.", "Bring a pen and ink.", "Take a lamp and ink.")

    assert asked.suggestions() == ["Take a pen lamp and ink."]


def test_what_merges_is_merged_and_only_the_rest_is_asked():
    base = "Noon\n\nBring a book.\n\nEnd"
    asked = ask(base, "Lunch\n\nBring a pen.\n\nEnd", "Noon\n\nBring a lamp.\n\nEnd\nThanks")

    assert [part.base for part in asked.contested] == ["Bring a book."]
    assert list(asked.settled()) == [["Lunch", ""], ["", "End", "Thanks"]]
    assert compose(asked, sides(asked, "both")) == "Lunch\n\nBring a pen.\nBring a lamp.\n\nEnd\nThanks"
    assert compose(asked, [None]) == "Lunch\n\n\nEnd\nThanks"


def test_a_line_that_one_moved_between_two_contested_parts_is_one_question_with_both():
    base = "Alpha one\nKeep this line\nx\ny\nz\nOmega nine"
    theirs = "Alpha two\nx\ny\nz\nKeep this line\nOmega ten"
    mine = "Alpha three\nKeep this line\nx\ny\nz\nOmega eleven"
    asked = ask(base, theirs, mine)

    assert len([part for part in merge_text(base, theirs, mine).parts if part.kind == "conflict"]) > 1
    assert len(asked.contested) == 1


def test_the_name_changes_with_what_is_asked():
    names = {ask("a", "b", mine).name for mine in ("c", "d", "c")}

    assert len(names) == 2


def test_texts_that_are_too_long_together_are_one_question():
    half = "word " * 6_500
    texts = f"{half}\nx\nmiddle\ny", f"{half}\n{half}\nx\nmiddle\ny", f"{half}\nx\nmiddle\n{half}\ny"
    assert len((merge_text(*texts).text or "").encode()) > MANY_LINES_BYTES, "they merge, only too long"
    asked = ask(*texts)

    assert [part.theirs for part in asked.contested] == [texts[1]]
    assert all(len(text.encode()) <= MANY_LINES_BYTES * 2 for text in asked.suggestions())


# -- bounds


@pytest.mark.parametrize(("changed", "questions"), [(1, 1), (8, 8), (QUESTIONS_AT_MOST, QUESTIONS_AT_MOST)])
def test_each_contested_part_is_a_question(changed, questions):
    asked = ask(numbered(90, 0, ""), numbered(90, changed, "their"), numbered(90, changed, "my"))

    assert asked.one_by_one
    assert len(asked.suggestions()) == questions


def test_more_contested_parts_than_anybody_answers_are_one_question():
    asked = ask(numbered(1200, 0, ""), numbered(1200, 300, "their"), numbered(1200, 300, "my"))

    assert len(asked.contested) == 300
    assert not asked.one_by_one
    assert len(asked.suggestions()) == 1
    assert compose(asked, sides(asked, "mine")) == numbered(1200, 300, "my")


HOSTILE = {
    "thousands of collisions": lambda: [
        "\n".join(f"{n}\n{letter}" for n in range(9_000)) for letter in "abc"
    ],
    "one long line": lambda: [f"{letter} " + "word " * 13_000 + letter for letter in "abc"],
    "lines in any order": lambda: [
        "\n".join(random.Random(seed).sample([f"line {n}" for n in range(7_000)], 7_000)) for seed in range(3)
    ],
    "twenty long collisions": lambda: [
        "\n".join(f"{n}\n{letter} " + "some words " * 250 + letter for n in range(20)) for letter in "abc"
    ],
    "one line many times": lambda: ["same\n" * n for n in (9_000, 9_500, 8_500)],
}


@pytest.mark.parametrize("made", HOSTILE.values(), ids=HOSTILE)
def test_hostile_texts_are_asked_about_soon(made):
    texts = made()

    assert len(within(160, lambda: ask(*texts).suggestions())) <= QUESTIONS_AT_MOST
