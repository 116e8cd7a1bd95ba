"""What is searched for, and where it stands: capitals, accents and space make no difference."""

import pytest

from webapp.domain.search_words import LONGEST, WORDS_AT_MOST, excerpt, fold, marked, words_of
from webapp.domain.texts import Refused


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("  Café \n Łódź ", "cafe lodz"),
        ("Straße", "strasse"),
        ("SMØRREBRØD æ", "smorrebrod ae"),
        ("Cafe\u0301", "cafe"),
        ("İzmir ılık", "izmir ilik"),
        ("Ὀδυσσεύς", "οδυσσευσ"),
        ("Ё й", "е и"),
        ("が か", "か\u3099 か"),  # another letter, no accent
        ("ﬁne №", "fine no"),
        ("", ""),
    ],
)
def test_letters_are_compared_without_what_makes_no_difference(text, folded):
    assert fold(text) == folded
    assert fold(folded.upper()) == folded or "か" in folded


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("Room  4", ["room", "4"]),
        ('"Room  4" café', ["room 4", "cafe"]),
        ("„Room 4“ «x y»", ["room 4", "x y"]),
        ("room ROOM Röom", ["room"]),
        ('"open', ["open"]),
        ('"" \u0301', []),
        ("100% a_b \\", ["100%", "a_b", "\\"]),
    ],
)
def test_words_are_told_apart(typed, words):
    assert words_of(typed) == words


def test_more_than_can_be_looked_for_is_refused():
    assert len(words_of(" ".join(f"w{n}" for n in range(WORDS_AT_MOST)))) == WORDS_AT_MOST
    with pytest.raises(Refused, match="These are 9 words"):
        words_of(" ".join(f"w{n}" for n in range(WORDS_AT_MOST + 1)))
    assert words_of("x" * LONGEST)
    with pytest.raises(Refused, match="101 characters long"):
        words_of("x" * (LONGEST + 1))


@pytest.mark.parametrize(
    ("text", "words", "said"),
    [
        ("Harbour Room", ["room"], "Harbour [Room]"),
        ("Straße 4", ["strasse"], "[Straße] 4"),
        ("Cafe\u0301 noir", ["cafe"], "[Cafe\u0301] noir"),
        ("Café  noir", ["cafe noir"], "[Café  noir]"),
        ("banana", ["ana"], "b[anana]"),
        ("Weißbier", ["s"], "Wei[ß]bier"),
        ("Room 4", ["4", "ro"], "[Ro]om [4]"),
        ("nothing", ["else"], "nothing"),
        ("", ["x"], ""),
    ],
)
def test_what_fits_is_marked_as_it_is_written(text, words, said):
    pieces = marked(text, words)
    assert "".join(f"[{piece.text}]" if piece.marked else piece.text for piece in pieces) == said
    assert "".join(piece.text for piece in pieces) == text


def test_of_a_long_text_what_stands_around_the_first_hit_is_shown():
    text = "one two three " * 30 + "HARBOUR " + "four five six " * 30
    pieces = excerpt(text, ["harbour"])

    assert [piece.text for piece in pieces if piece.marked] == ["HARBOUR"]
    shown = "".join(piece.text for piece in pieces)
    assert len(shown) < 250 and shown.strip("…") in text
    assert (shown[0], shown[-1]) == ("…", "…")
    assert excerpt("short", ["harbour"]) == [("short", False)]
