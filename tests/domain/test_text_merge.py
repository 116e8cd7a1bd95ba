"""Two people edit one long text: what keeps apart is merged, what meets collides, nothing typed is dropped."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support.text_merging import merged
from webapp.domain.text_merge import merge_text

NOTES = """Offsite in March

- [ ] Book the harbour room
- [ ] Order lunch for twelve
- [ ] Print the agenda

Please read the draft before the meeting starts at noon on Friday."""

SENTENCE = "Please read the draft before the meeting starts at noon on Friday."


def kinds(base, theirs, mine):
    return [part.kind for part in merge_text(base, theirs, mine).parts]


def of_words(number):
    return " ".join(f"w{n}" for n in range(number))


# -- what people do


def test_two_people_edit_different_items_of_a_list():
    theirs = NOTES.replace("Book the harbour room", "Book the harbour room and the boat")
    mine = NOTES.replace("[ ] Print", "[x] Print")

    assert merged(NOTES, theirs, mine) == theirs.replace("[ ] Print", "[x] Print")


def test_items_right_below_each_other_are_different_items():
    theirs, mine = NOTES.replace("[ ] Book", "[x] Book"), NOTES.replace("[ ] Order", "[x] Order")

    assert merged(NOTES, theirs, mine) == theirs.replace("[ ] Order", "[x] Order")


def test_an_item_is_ticked_while_another_is_put_below_it():
    theirs = NOTES.replace("[ ] Print", "[x] Print")
    mine = NOTES.replace("the agenda", "the agenda\n- [ ] Bring pens")

    assert merged(NOTES, theirs, mine) == mine.replace("[ ] Print", "[x] Print")


def test_one_removes_an_item_while_another_edits_the_next():
    theirs, mine = (
        NOTES.replace("- [ ] Order lunch for twelve\n", ""),
        NOTES.replace("Print", "Copy and print"),
    )

    assert merged(NOTES, theirs, mine) == theirs.replace("Print", "Copy and print")


def test_one_adds_a_paragraph_at_the_top_and_the_other_at_the_bottom():
    top, bottom = "Moved to the boat.\n\n", "\n\nBring a coat."

    assert merged(NOTES, top + NOTES, NOTES + bottom) == top + NOTES + bottom


def test_two_paragraphs_at_the_same_place_collide_wherever_else_was_edited():
    theirs = NOTES.replace("\n\nPlease", "\n\nThe ferry leaves at eight.\n\nPlease")
    mine = NOTES.replace("\n\nPlease", "\n\nThe train leaves at nine.\n\nPlease").replace("March", "April")

    assert merged(NOTES, theirs, mine) is None
    assert kinds(NOTES, theirs, mine).count("conflict") == 1


def test_the_same_paragraph_added_by_both_is_there_once():
    both = NOTES.replace("\n\nPlease", "\n\nThe ferry leaves at eight.\n\nPlease")

    assert merged(NOTES, both.replace("March", "April"), both) == both.replace("March", "April")


@pytest.mark.parametrize(
    ("theirs", "mine", "expected"),
    [
        (("draft", "report"), ("before", "after"), None),
        (("draft", "report"), ("the meeting", "our meeting"), None),
        (("draft", "report"), ("meeting", "lunch"), None),
        (("draft", "report"), ("starts", "begins"), "report before the meeting begins at"),
        (("draft ", ""), ("starts ", ""), "read the before the meeting at"),
        (
            ("draft ", "draft twice "),
            ("meeting ", "meeting room "),
            "draft twice before the meeting room starts",
        ),
        (("draft ", "long draft "), ("before ", "well before "), None),
    ],
)
def test_edits_of_one_sentence_merge_with_three_unchanged_words_between(theirs, mine, expected):
    text = merged(SENTENCE, SENTENCE.replace(*theirs), SENTENCE.replace(*mine))

    assert text is None if expected is None else expected in text


@pytest.mark.parametrize("between", range(6))
@pytest.mark.parametrize("theirs", ["", "X", "X Y"], ids=["removed", "replaced", "longer"])
@pytest.mark.parametrize("mine", ["", "Z", "Z Q"], ids=["removed", "replaced", "longer"])
def test_exactly_three_words_are_enough(between, theirs, mine):
    base = of_words(20)
    one, other = base.replace("w5", theirs), base.replace(f"w{6 + between}", mine)

    assert (merged(base, one, other) is not None) == (between >= 3)


def test_an_edit_that_both_made_counts_as_an_edit_of_each():
    base = of_words(12)
    both = base.replace("w3", "X")

    assert merged(base, both, both.replace("w5", "Y")) is None
    assert merged(base, both, both.replace("w7", "Y")) == both.replace("w7", "Y")


def test_signs_of_a_script_without_spaces_are_words():
    base = "会議は午前九時に開始します。"

    near = merged(base, base.replace("会議", "朝会"), base.replace("午前", "午後"))
    far = merged(base, base.replace("会議", "朝会"), base.replace("開始", "終了"))

    assert near is None
    assert far == "朝会は午前九時に終了します。"


def test_a_conflict_holds_just_the_lines_that_both_changed():
    theirs = NOTES.replace("lunch for twelve", "lunch for ten").replace("March", "April")
    mine = NOTES.replace("lunch for twelve", "lunch for nine")

    [conflict] = [part for part in merge_text(NOTES, theirs, mine).parts if part.kind == "conflict"]
    assert (conflict.base, conflict.theirs, conflict.mine) == tuple(
        f"- [ ] Order lunch for {number}" for number in ("twelve", "ten", "nine")
    )


@pytest.mark.parametrize(
    ("mine", "expected"),
    [
        (NOTES.replace("harbour room", "studio"), None),
        (NOTES.replace("- [ ] Book the harbour room\n", ""), None),
        (NOTES.replace("lunch", "dinner"), "dinner"),
    ],
    ids=["edited it", "removed it", "edited another"],
)
def test_a_line_that_one_moved_and_the_other_touched_is_neither_lost_nor_doubled(mine, expected):
    line = "- [ ] Book the harbour room\n"
    theirs = NOTES.replace(line, "").replace("\n\nPlease", f"\n{line}\nPlease")

    text = merged(NOTES, theirs, mine)

    assert (text is None) == (expected is None)
    assert text is None or (expected in text and text.count("harbour room") == 1)


def test_a_line_that_both_moved_to_different_places_is_not_doubled():
    assert merged("a\nb\nc\nd\ne\nf", "b\nc\na\nd\ne\nf", "b\nc\nd\ne\na\nf") is None
    assert merged("a\nb\nc\nd", "b\nc\na\nd", "b\nc\na\nd") == "b\nc\na\nd"


def test_what_one_removed_and_the_other_edited_collides():
    assert merged(SENTENCE, "", SENTENCE.replace("noon", "one")) is None
    assert merged(NOTES, NOTES.replace(SENTENCE, ""), NOTES.replace("noon", "one")) is None


# -- what holds for any texts


_texts = st.one_of(
    st.text(max_size=40),
    st.text(alphabet="ab \n", max_size=60),
    st.lists(st.sampled_from(["", " ", "a", "a b c d e f", "a b c d e g", "- x", "会議室"]), max_size=8).map(
        "\n".join
    ),
)


@given(_texts, _texts, _texts)
def test_any_three_texts_keep_what_is_promised(base, theirs, mine):
    merged(base, theirs, mine)


@given(_texts, _texts)
def test_a_side_that_changed_nothing_leaves_the_other_as_it_is(base, other):
    assert merge_text(base, base, other).text == merge_text(base, other, base).text == other
    assert merge_text(base, other, other).text == other


@given(_texts.filter(bool), _texts.filter(bool), _texts)
def test_different_additions_at_one_place_collide(theirs, mine, around):
    one, other = (f"{around}\n{added}\n{around}" for added in (theirs, mine))

    assert theirs == mine or merge_text("", one, other).text is None


@settings(max_examples=30)
@given(st.text(alphabet="a\r\n\x85\u2028", max_size=30), st.integers(0, 9), st.integers(0, 9))
def test_only_the_line_feed_ends_a_line(text, one, other):
    theirs, mine = text[:one] + "X" + text[one:], text[:other] + "Y" + text[other:]

    assert merged(text, theirs, mine) is None or "\n" in text
