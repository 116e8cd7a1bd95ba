"""Comparisons: rows rebuild both texts and keep their promises; sets and documents are compared, too."""

from hypothesis import given
from hypothesis import strategies as st

from webapp.domain.diffs import (
    compare_documents,
    compare_sets,
    compare_text,
    compare_words,
    left_text,
    right_text,
)

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
