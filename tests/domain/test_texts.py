import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.effort import within
from webapp.domain.texts import Refused, initials, many_lines, one_line, showable

# Hypothesis leaves lone surrogates out unless asked.
ANY_TEXT = st.text(st.characters(), max_size=300)
ANYTHING = st.one_of(
    ANY_TEXT, st.none(), st.integers(), st.booleans(), st.binary(), st.lists(st.text(), max_size=3)
)


def refusal_of(read, value, **limits):
    with pytest.raises(Refused) as refusal:
        read(value, label="Title", **limits)
    return str(refusal.value)


def test_one_line_is_trimmed_and_composed():
    assert (
        one_line("  Cafe\u0301  at\tnoon ".replace("\t", " "), label="Title", at_most=20) == "Café  at noon"
    )


def test_a_line_may_be_just_as_long_as_allowed_and_no_longer():
    assert one_line("a" * 200, label="Title", at_most=200) == "a" * 200

    assert refusal_of(one_line, "a" * 201, at_most=200) == "Title is 201 characters long. Shorten it to 200."


def test_length_is_counted_after_composing():
    assert one_line("e\u0301" * 10, label="Title", at_most=10) == "é" * 10


@pytest.mark.parametrize("line_break", ["\n", "\r\n", "\r", "\v", "\f", "\x85", "\u2028", "\u2029"])
def test_a_line_break_within_a_line_is_refused_with_a_sentence_that_says_so(line_break):
    assert "line break" in refusal_of(one_line, f"one{line_break}two", at_most=200)


@pytest.mark.parametrize(
    "hidden", ["\0", "\x07", "\t", "\x1b", "\x7f", "\x9b", "\u202e", "\u2066", "\u200f", "\ud800"]
)
def test_hidden_characters_are_refused_in_a_line(hidden):
    assert "hidden character" in refusal_of(one_line, f"one{hidden}two", at_most=200)


@pytest.mark.parametrize("blank", ["", "   ", None, "\u200b", "\u3164", "\u2800", "\u0301", "\ufeff \u00ad"])
def test_a_line_that_shows_nothing_is_empty(blank):
    assert one_line(blank, label="Title", at_most=200) == ""
    assert refusal_of(one_line, blank, at_most=200, required=True) == "Title is empty. Fill it in."


@pytest.mark.parametrize("seen", ["🫨", "\U0001f469\u200d\U0001f680", "日本語", "ก็", "مرحبا", "?", "\ue000"])
def test_whatever_can_be_seen_is_kept(seen):
    assert one_line(seen, label="Title", at_most=200, required=True) == seen


@pytest.mark.parametrize("value", [["a"], 7, True, b"bytes", {"a": 1}])
def test_what_is_not_text_is_refused(value):
    assert refusal_of(one_line, value, at_most=200) == "Title has to be text. Type it in words."
    assert refusal_of(many_lines, value) == "Title has to be text. Type it in words."


def test_lines_end_the_same_way_whatever_the_browser_sent():
    assert many_lines("one\r\ntwo\rthree\n\tfour\r\n", label="Description") == "one\ntwo\nthree\n\tfour"


def test_empty_lines_around_a_text_go_and_those_within_stay():
    assert many_lines("\r\n\r\n  a\r\n\r\nb\r\n\r\n", label="Description") == "  a\n\nb"


@pytest.mark.parametrize("hidden", ["\0", "\x08", "\x0b", "\x1b", "\x7f", "\udfff"])
def test_hidden_characters_are_refused_in_many_lines(hidden):
    assert "hidden character" in refusal_of(many_lines, f"one{hidden}two")


def test_bidi_controls_may_stand_in_a_body_where_they_are_shown_escaped():
    assert many_lines("a\u202eb", label="Description") == "a\u202eb"


def test_a_text_is_measured_in_bytes():
    assert many_lines("é" * 50, label="Description", at_most_bytes=100) == "é" * 50

    refusal = refusal_of(many_lines, "é" * 32769)
    assert refusal == "Title takes 64.1 KB. Shorten it to 64 KB."


def test_more_accents_than_any_language_needs_are_refused_at_once():
    hostile = "a" + "\u0323\u0301" * 16000

    assert "accents" in within(10, lambda: refusal_of(many_lines, hostile))


def test_a_very_long_value_is_refused_at_once():
    hostile = "e\u0301" * 1_000_000

    assert "Shorten it to 200." in within(10, lambda: refusal_of(one_line, hostile, at_most=200))


@given(ANYTHING)
def test_a_line_that_is_accepted_is_clean_and_accepted_again_unchanged(value):
    try:
        line = one_line(value, label="Title", at_most=200)
    except Refused as refusal:
        assert str(refusal).endswith(".")
        return
    assert len(line) <= 200 and line == line.strip()
    assert unicodedata.is_normalized("NFC", line)
    assert not any(unicodedata.category(letter) in ("Cc", "Cs", "Zl", "Zp") for letter in line)
    assert one_line(line, label="Title", at_most=200) == line


@given(ANYTHING)
def test_a_text_that_is_accepted_can_be_stored_and_is_accepted_again_unchanged(value):
    try:
        text = many_lines(value, label="Description", at_most_bytes=500)
    except Refused as refusal:
        assert str(refusal).endswith(".")
        return
    assert len(text.encode()) <= 500 and "\0" not in text and "\r" not in text
    assert many_lines(text, label="Description", at_most_bytes=500) == text


@given(ANYTHING)
def test_what_was_typed_can_always_be_shown_again(value):
    assert "\0" not in showable(value)
    showable(value).encode()


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("Ana Sousa", "AS"),
        ("ana", "A"),
        ("Ana Maria de Sousa", "AS"),
        ("  Éva   Ångström ", "ÉÅ"),
        ("(Ben) “Okafor”", "BO"),
        ("ßen", "S"),
        ("李 小龙", "李小"),
        ("!!!", "?"),
        ("", "?"),
    ],
)
def test_initials_are_those_of_the_first_and_the_last_word(name, letters):
    assert initials(name) == letters
