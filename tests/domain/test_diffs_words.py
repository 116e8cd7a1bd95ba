"""Comparisons of short values: whole words are marked, as a person would mark them."""

import pytest

from tests.domain.marking import words

# -- short values


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("Harbour room", "Harbour room, 2nd floor", "Harbour room[+, 2nd floor+]"),
        ("Harbour room", "Studio Nord", "[-Harbour room-][+Studio Nord+]"),
        ("Every Tuesday", "Every 2nd Tuesday", "Every [+2nd +]Tuesday"),
        ("Room 4", "Room 14", "Room [-4-][+14+]"),
        ("", "Room", "[+Room+]"),
        ("Room", "", "[-Room-]"),
        ("Lunch, 09:00", "Lunch, 09:30", "Lunch, [-09:00-][+09:30+]"),
        ("10.00 €", "12.50 €", "[-10.00-][+12.50+] €"),
        ("Don't forget", "Do not forget", "[-Don't-][+Do not+] forget"),
        ("会議室A", "会議室B", "会議室[-A-][+B+]"),
        ("午前九時に開始", "午前十時に開始", "午前[-九-][+十+]時に開始"),
        ("हिन्दी कक्षा", "हिन्दी की कक्षा", "हिन्दी [+की +]कक्षा"),
        ("👩‍💻 Standup", "👨‍💻 Standup", "[-👩‍💻-][+👨‍💻+] Standup"),
        ("🇩🇪 trip", "🇫🇷 trip", "[-🇩🇪-][+🇫🇷+] trip"),
        ("👍🏽 yes", "👍🏿 yes", "[-👍🏽-][+👍🏿+] yes"),
        ("See you 😀", "See you 😀🎉", "See you 😀[+🎉+]"),
    ],
)
def test_words_of_short_values_are_marked_whole(before, after, expected):
    assert words(before, after) == expected


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        (
            "The budget, the hiring plan and tea.",
            "The budget and tea.",
            "The budget[-, the hiring plan-] and tea.",
        ),
        ("the red car", "the red bike, the red car", "[+the red bike, +]the red car"),
        ("- tea\n- milk", "- tea\n- jam\n- milk", "- tea\n[+- jam\n+]- milk"),
        (
            "people, team talks of is and",
            "people, budget of at and",
            "people, [-team talks-][+budget+] of [-is-][+at+] and",
        ),
        (
            "We start in the hall with a short talk.",
            "We end after two long days in a boat.",
            "We [-start in the hall with a short talk-][+end after two long days in a boat+].",
        ),
        ("It is late. Go home.", "It is late. Be quick. Go home.", "It is late. [+Be quick. +]Go home."),
        ("Read it. It is short.", "Read it.", "Read it.[- It is short.-]"),
        ("from 09:00 to 10:00", "from 11:00 to 12:30", "from [-09:00-][+11:00+] to [-10:00-][+12:30+]"),
        ("the cat sat on the mat", "the dog sat on the rug", "the [-cat-][+dog+] sat on the [-mat-][+rug+]"),
        ("a very very good day", "a very good day", "a very [-very -]good day"),
        (
            "場所は東京。昼食は正午。",
            "場所は東京。夕食もあります。昼食は正午。",
            "場所は東京。[+夕食もあります。+]昼食は正午。",
        ),
    ],
)
def test_marks_end_where_a_person_would_end_them(before, after, expected):
    assert words(before, after) == expected
