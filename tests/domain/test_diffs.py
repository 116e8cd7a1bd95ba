"""Comparisons: rows rebuild both texts, read well on real edits, and stay quick on hostile ones."""

import random
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webapp.domain.diffs import (
    compare_documents,
    compare_sets,
    compare_text,
    compare_words,
    left_text,
    right_text,
    text_of,
)
from webapp.domain.text_chains import Budget
from webapp.domain.text_lines import Likeness
from webapp.domain.text_words import mark_words

_SIGNS = {"equal": "{}", "delete": "[-{}-]", "insert": "[+{}+]"}

BEFORE = """Agenda

- Review the budget for the first quarter and agree on the open positions.
- Hiring plan: two engineers, one designer.

Please read the draft before the meeting. Lunch is at noon in the canteen, vegetarian food on request.

Dial-in details are sent the evening before by the office team, together with the updated slides."""

AFTER = """Dial-in details are sent the evening before by the office team, together with the updated slides.

Agenda

- Review the budget for the second quarter and agree on the open positions.
- Hiring plan: three engineers, one designer.

Please read the draft before the meeting.

Lunch is at noon in the garden, vegetarian food on request."""


def marked(segments):
    return "".join(_SIGNS[segment.op].format(segment.text) for segment in segments)


def words(before, after):
    return marked(compare_words(before, after))


def changes(before, after):
    """The rows that are not the same and not blank, as (kind, left, right)."""
    rows = [row for row in compare_text(before, after) if row.kind != "same"]
    return [
        (row.kind, marked(row.left), marked(row.right))
        for row in rows
        if text_of(row.left + row.right).strip()
    ]


# -- both texts can be rebuilt

_lines = st.lists(
    st.sampled_from(["", " ", "a", "a b c", "a b d", "the long line here", "the long row here"])
)
_texts = st.one_of(st.text(max_size=80), _lines.map("\n".join), st.text(alphabet="ab \n.,", max_size=120))


@given(_texts, _texts)
def test_rows_rebuild_both_texts(before, after):
    rows = compare_text(before, after)

    assert left_text(rows) == before
    assert right_text(rows) == after


@given(_texts, _texts)
def test_rows_say_what_their_kind_promises(before, after):
    for row in compare_text(before, after):
        assert not (row.left and row.kind in ("came", "moved_to"))
        assert not (row.right and row.kind in ("gone", "moved_from"))
        assert (row.kind == "same") == (row.left == row.right and row.kind in ("same", "change"))
        kept = [[segment.text for segment in side if segment.op == "equal"] for side in (row.left, row.right)]
        assert kept[0] == kept[1] or "moved" in row.kind


@given(_texts, _texts)
def test_each_move_has_one_source_and_one_target_that_share_their_kept_words(before, after):
    rows = compare_text(before, after)
    sources = {row.move: row.left for row in rows if row.kind == "moved_from"}
    targets = {row.move: row.right for row in rows if row.kind == "moved_to"}

    assert sorted(sources) == sorted(targets) == list(range(1, len(sources) + 1))
    for number, source in sources.items():
        kept = [[s.text for s in side if s.op == "equal"] for side in (source, targets[number])]
        assert kept[0] == kept[1]


@given(st.text(max_size=80), st.text(max_size=80))
def test_segments_rebuild_both_values(before, after):
    segments = compare_words(before, after)

    assert "".join(segment.text for segment in segments if segment.op != "insert") == before
    assert "".join(segment.text for segment in segments if segment.op != "delete") == after


@given(_texts)
def test_a_text_beside_itself_has_only_rows_that_are_the_same(text):
    assert {row.kind for row in compare_text(text, text)} <= {"same"}


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


# -- long texts


def test_a_moved_split_and_reworded_agenda_reads_as_what_was_done():
    draft = "Please read the draft before the meeting."

    assert changes(BEFORE, AFTER) == [
        ("moved_to", "", AFTER.split("\n")[0]),
        (
            "change",
            "- Review the budget for the [-first-] quarter and agree on the open positions.",
            "- Review the budget for the [+second+] quarter and agree on the open positions.",
        ),
        (
            "change",
            "- Hiring plan: [-two-] engineers, one designer.",
            "- Hiring plan: [+three+] engineers, one designer.",
        ),
        (
            "change",
            f"{draft}[- -]Lunch is at noon in the [-canteen-], vegetarian food on request.",
            f"{draft}[+\n\n+]Lunch is at noon in the [+garden+], vegetarian food on request.",
        ),
        ("moved_from", AFTER.split("\n")[0], ""),
    ]


def test_joined_paragraphs_are_one_row():
    before = "Bring your laptop and a charger.\n\nWe start at nine sharp in the hall.\n\nBye"
    after = "Bring your laptop and a charger. We start at nine sharp in the hall.\n\nBye"

    assert changes(before, after) == [
        (
            "change",
            "Bring your laptop and a charger.[-\n\n-]We start at nine sharp in the hall.",
            "Bring your laptop and a charger.[+ +]We start at nine sharp in the hall.",
        )
    ]


def test_a_paragraph_split_in_three_is_one_row():
    before = "Bring your laptop and a charger. We start at nine. Coffee is there."

    assert changes(before, before.replace(". ", ".\n")) == [
        (
            "change",
            "Bring your laptop and a charger.[- -]We start at nine.[- -]Coffee is there.",
            "Bring your laptop and a charger.[+\n+]We start at nine.[+\n+]Coffee is there.",
        )
    ]


def test_an_inserted_paragraph_leaves_its_neighbours_alone():
    assert changes("A\n\nB", "A\n\nSomething new\n\nB") == [("came", "", "[+Something new+]")]


def test_a_list_item_that_moves_is_named_a_move():
    before = "- Welcome\n- Budget\n- Hiring\n- Any other business"
    after = "- Welcome\n- Any other business\n- Budget\n- Hiring"

    assert changes(before, after) == [
        ("moved_to", "", "- Any other business"),
        ("moved_from", "- Any other business", ""),
    ]


def test_of_two_swapped_paragraphs_the_shorter_one_is_called_moved():
    long, short = (
        "A long paragraph about the venue and how to get there by train.",
        "A short one about lunch.",
    )

    assert changes(f"{long}\n\n{short}", f"{short}\n\n{long}") == [
        ("moved_to", "", short),
        ("moved_from", short, ""),
    ]


def test_a_moved_line_shows_what_was_reworded_on_the_way():
    long = "The venue has three rooms and one of them has a piano and a stage."
    before = f"Dinner is at eight in the old harbour.\n\n{long}"
    after = f"{long}\n\nDinner is at seven in the old harbour."

    assert changes(before, after) == [
        ("moved_from", "Dinner is at [-eight-] in the old harbour.", ""),
        ("moved_to", "", "Dinner is at [+seven+] in the old harbour."),
    ]


def test_times_of_a_schedule_stay_beside_their_lines():
    before = "09:00 Coffee\n09:30 Keynote\n10:30 Break\n11:00 Workshops"
    after = "09:30 Coffee\n10:00 Keynote\n11:00 Break\n11:30 Workshops"

    assert [(left, right) for _, left, right in changes(before, after)] == [
        ("[-09:00-] Coffee", "[+09:30+] Coffee"),
        ("[-09:30-] Keynote", "[+10:00+] Keynote"),
        ("[-10:30-] Break", "[+11:00+] Break"),
        ("[-11:00-] Workshops", "[+11:30+] Workshops"),
    ]


def test_ticked_boxes_are_small_changes():
    before, after = "- [ ] book room\n- [ ] order food", "- [x] book room\n- [ ] order food"

    assert changes(before, after) == [("change", "- [[- -]] book room", "- [[+x+]] book room")]


def test_lines_with_nothing_in_common_are_not_forced_together():
    assert changes("Please read the draft.", "Completely different words now.") == [
        ("gone", "[-Please read the draft.-]", ""),
        ("came", "", "[+Completely different words now.+]"),
    ]


def test_lines_that_share_a_common_word_are_not_forced_together():
    rows = changes("Please read the draft before Friday noon.", "We all meet at the station.")

    assert [kind for kind, _, _ in rows] == ["gone", "came"]


def test_a_line_that_moved_is_not_taken_for_the_rest_of_a_split_one():
    before = "Bring your laptop and your charger.\nFood is paid for by us.\nyour charger"
    after = "Bring your laptop\nyour charger\nFood is paid for by us."

    assert ("moved_from", "your charger", "") in changes(before, after)
    assert ("moved_to", "", "your charger") in changes(before, after)


def test_a_line_that_moved_is_not_taken_for_the_beginning_of_a_split_one():
    before = "bring today\nFood is paid for by us.\nbring today your laptop and your charger."
    after = "Food is paid for by us.\nbring today\nyour laptop and your charger."

    assert ("moved_to", "", "bring today") in changes(before, after)


def test_a_comparison_without_means_calls_nothing_similar():
    assert Likeness(Budget(100))("one long line", "one long line") == 1.0
    assert Likeness(Budget(0))("one long line", "one long line") == 0.0


def test_marking_words_without_means_replaces_the_whole_middle():
    segments = mark_words("keep one two keep", "keep two three keep", Budget(0))

    assert marked(segments) == "keep [-one two-][+two three+] keep"


def test_a_text_that_was_empty_only_gains_rows():
    assert [row.kind for row in compare_text("", "one\ntwo")] == ["came", "came"]
    assert [row.kind for row in compare_text("one\ntwo", "")] == ["gone", "gone"]
    assert compare_text("", "") == []


def test_edits_far_apart_in_a_list_of_thousands_are_still_single_changes():
    lines = [f"{n} bottles for table {n * 7}" for n in range(2000)]
    edited = [line.replace("bottles", "glasses") if n in (3, 1990) else line for n, line in enumerate(lines)]

    rows = changes("\n".join(lines), "\n".join(edited))

    assert [kind for kind, _, _ in rows] == ["change", "change"]
    assert rows[1][1] == "1990 [-bottles-] for table 13930"


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


# -- sets and documents


def test_sets_tell_what_was_kept_removed_and_added():
    assert compare_sets(["budget", "draft"], ["budget", "q2"]) == (["budget"], ["draft"], ["q2"])


def test_documents_are_compared_unit_by_unit():
    before = {
        "title": "Retreat",
        "description": "",
        "location": "",
        "start": "2026-03-24T09:00",
        "end": "2026-03-24T10:00",
        "zone": "Europe/Berlin",
        "all_day": False,
        "tags": [],
        "status": "confirmed",
    }

    (when, where) = compare_documents(before, {**before, "end": "2026-03-24T11:00", "location": "Studio"})

    assert (when.unit, when.before["end"], when.after["end"]) == (
        "when",
        "2026-03-24T10:00",
        "2026-03-24T11:00",
    )
    assert (where.unit, where.before, where.after) == ("location", {"location": ""}, {"location": "Studio"})
    assert compare_documents(before, before) == []
