"""Comparisons of long texts read as what a person did: moved, split, joined and reworded."""

from tests.domain.marking import changes, marked
from webapp.domain.diffs import (
    compare_text,
)
from webapp.domain.text_budget import Budget
from webapp.domain.text_likeness import Likeness
from webapp.domain.text_words import mark_words

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
