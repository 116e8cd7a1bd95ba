"""Three-way merge: fields that differ are combined, fields that collide are reported, nothing is lost."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webapp.domain.document import ONCE, UNITS, changed_units, unit_of
from webapp.domain.merge import Collision, merge, overlay

BASE = {
    **ONCE,
    "title": "Retreat",
    "description": "Bring numbers.",
    "location": "Harbour room",
    "start": "2026-03-24T09:00",
    "end": "2026-03-24T10:00",
    "zone": "Europe/Berlin",
    "all_day": False,
    "tags": ["budget", "planning"],
    "status": "confirmed",
}

_words = st.sampled_from(["", "a", "b", "c"])
documents = st.fixed_dictionaries(
    {
        "title": _words,
        "description": st.lists(_words, max_size=3).map("\n".join),
        "location": _words,
        "start": st.sampled_from(["2026-03-24T09:00", "2026-03-25T09:00"]),
        "end": st.sampled_from(["2026-03-25T10:00", "2026-03-26T10:00"]),
        "zone": st.sampled_from(["Europe/Berlin", "Asia/Tokyo"]),
        "all_day": st.just(False),
        "tags": st.sets(st.sampled_from("abcd")).map(sorted),
        "status": st.sampled_from(["confirmed", "tentative", "cancelled"]),
        "overrides": st.dictionaries(
            st.sampled_from(["1", "2", "3"]), st.just({"title": "b"}) | st.just({"title": "c"})
        ),
    }
).map(lambda one: {**ONCE, **one})


def changed(**fields):
    return {**BASE, **fields}


def test_different_fields_are_both_kept():
    result = merge(BASE, changed(title="Summit"), changed(location="Studio Nord"))

    assert result.document == changed(title="Summit", location="Studio Nord")
    assert result.merged == ["location"]
    assert not result.conflicts


def test_an_edit_that_nobody_crossed_is_not_called_merged():
    assert merge(BASE, BASE, changed(title="Summit")).merged == []


def test_the_same_change_on_both_sides_is_no_conflict():
    result = merge(BASE, changed(title="Summit"), changed(title="Summit"))

    assert result.document["title"] == "Summit"
    assert not result.conflicts and not result.merged


@pytest.mark.parametrize(
    ("field", "theirs", "mine"),
    [
        ("title", "Summit", "Offsite"),
        ("location", "Studio Nord", ""),
        ("description", "Bring charts.", "Bring a laptop."),
        ("status", "tentative", "cancelled"),
    ],
)
def test_a_field_that_both_changed_keeps_theirs_and_reports_all_three(field, theirs, mine):
    result = merge(BASE, changed(**{field: theirs}), changed(**{field: mine}))

    assert result.document == changed(**{field: theirs})
    assert result.conflicts == {field: Collision({field: BASE[field]}, {field: theirs}, {field: mine})}


def test_start_and_zone_collide_as_they_are_one_thing_to_a_person():
    result = merge(BASE, changed(start="2026-03-24T08:00"), changed(zone="Asia/Tokyo"))

    assert list(result.conflicts) == ["when"]
    assert result.document["start"] == "2026-03-24T08:00"
    assert result.document["zone"] == "Europe/Berlin"


@pytest.mark.parametrize(("each", "collides"), [(9, False), (10, True)])
def test_more_tags_than_an_event_may_have_collide(each, collides):
    theirs, mine = ([*BASE["tags"], *(f"{side}{n}" for n in range(each))] for side in "tm")

    assert ("tags" in merge(BASE, changed(tags=theirs), changed(tags=mine)).conflicts) == collides


def test_tags_merge_as_a_set():
    result = merge(BASE, changed(tags=["budget", "planning", "q2"]), changed(tags=["planning", "travel"]))

    assert result.document["tags"] == ["planning", "q2", "travel"]
    assert result.merged == ["tags"]


def test_long_text_of_both_is_combined_and_told_apart_from_what_only_they_changed():
    base = changed(description="Bring numbers.\n\nLunch at noon.")
    theirs = {**base, "description": "Bring charts.\n\nLunch at noon.", "title": "Summit"}

    result = merge(base, theirs, {**base, "description": "Bring numbers.\n\nLunch at one."})

    assert result.document == {**theirs, "description": "Bring charts.\n\nLunch at one."}
    assert (result.merged, result.kept, result.combined) == (
        ["description"],
        ["title", "description"],
        ["description"],
    )


def test_what_both_changed_alike_is_nobodys_change_to_tell():
    result = merge(BASE, changed(title="Summit"), changed(title="Summit", location="Studio Nord"))

    assert (result.merged, result.kept) == (["location"], [])


def test_descriptions_that_together_are_longer_than_a_form_takes_collide():
    base, long = changed(description="a\n\nb"), "x" * 40_000
    theirs, mine = {**base, "description": f"{long}\n\nb"}, {**base, "description": f"a\n\n{long}"}

    assert not merge(base, {**base, "description": "c\n\nb"}, mine).conflicts
    assert list(merge(base, theirs, mine).conflicts) == ["description"]


def test_overlay_takes_only_the_named_units():
    source = changed(title="Summit", location="Studio Nord", start="2026-03-24T08:00")

    copy = overlay(BASE, ["location", "when"], source)

    assert copy == changed(location="Studio Nord", start="2026-03-24T08:00")
    assert BASE["location"] == "Harbour room"


@given(documents, documents)
def test_a_side_that_changed_nothing_leaves_the_other_as_it_is(base, other):
    assert merge(base, base, other).document == other
    assert merge(base, other, base).document == other


@given(documents, documents, documents)
def test_merging_is_symmetric_apart_from_whose_side_stays_in_the_document(base, theirs, mine):
    one, other = merge(base, theirs, mine), merge(base, mine, theirs)

    assert one.conflicts.keys() == other.conflicts.keys()
    for unit in UNITS.keys() - one.conflicts.keys():
        assert unit_of(one.document, unit) == unit_of(other.document, unit)
    for unit, collision in one.conflicts.items():
        assert other.conflicts[unit] == Collision(collision.base, collision.mine, collision.theirs)


@given(documents, documents, documents)
def test_what_either_side_changed_is_in_the_document_or_in_a_conflict(base, theirs, mine):
    result = merge(base, theirs, mine)

    for side in (theirs, mine):
        for unit in changed_units(base, side):
            kept = unit_of(result.document, unit) == unit_of(side, unit)
            assert kept or unit in result.conflicts or unit in ("tags", "description", "overrides")
        assert set(side["tags"]) - set(base["tags"]) <= set(result.document["tags"])
        assert not (set(base["tags"]) - set(side["tags"])) & set(result.document["tags"])


@given(documents, documents, documents)
def test_every_conflict_can_be_settled_by_either_side(base, theirs, mine):
    result = merge(base, theirs, mine)

    settled = overlay(result.document, result.conflicts, mine)

    assert all(unit_of(settled, unit) == collision.mine for unit, collision in result.conflicts.items())


def test_exceptions_of_a_series_are_merged_instance_by_instance():
    base = changed(overrides={"1": {"title": "a"}, "2": {"title": "a"}})
    theirs = changed(overrides={"1": {"title": "theirs"}, "2": {"title": "a"}, "3": {"title": "new"}})
    mine = changed(overrides={"1": {"title": "a"}})

    assert merge(base, theirs, mine).document["overrides"] == {
        "1": {"title": "theirs"},
        "3": {"title": "new"},
    }


@pytest.mark.parametrize("left_out", [0, 1])
def test_a_date_that_one_left_out_and_the_other_changed_is_a_question(left_out):
    series = BASE | {"rrule": "FREQ=DAILY;COUNT=9"}
    sides = [series | {"overrides": {"2026-03-26T09:00": {"title": "Review"}}}] * 2
    sides[left_out] = series | {"exdate": ["2026-03-26T09:00"]}
    assert "overrides" in merge(series, *sides).conflicts
    sides[left_out] = series | {"exdate": ["2026-03-27T09:00"]}
    assert merge(series, *sides).conflicts == {}


def test_two_changes_of_the_same_instance_collide():
    base, theirs, mine = (changed(overrides={"1": {"title": word}}) for word in "abc")

    assert merge(base, theirs, mine).conflicts.keys() == {"overrides"}


@pytest.mark.parametrize("field", ["overrides", "exdate"])
def test_an_exception_collides_with_a_move_of_the_series_that_it_is_named_after(field):
    exception = {"overrides": {"2026-03-24T09:00": {"title": "Review"}}, "exdate": ["2026-03-24T09:00"]}[
        field
    ]
    moved, excepted = changed(start="2026-03-24T11:00", end="2026-03-24T12:00"), changed(**{field: exception})
    unit = "overrides" if field == "overrides" else "repeats"

    assert merge(BASE, moved, excepted).conflicts.keys() == {unit}
    assert merge(BASE, excepted, moved).conflicts.keys() == {unit}
    assert not merge(BASE, excepted, changed(title="Summit")).conflicts


def test_an_exception_that_comes_with_a_rule_collides_with_a_move_as_well():
    base = changed(rrule="FREQ=DAILY;COUNT=2")
    longer = {**base, "rrule": "FREQ=DAILY;COUNT=9", "exdate": ["2026-03-26T09:00"]}
    moved = {**base, "start": "2026-03-24T11:00", "end": "2026-03-24T12:00"}

    assert merge(base, moved, longer).conflicts.keys() == {"repeats"}
    assert merge(base, longer, moved).conflicts.keys() == {"repeats"}
    assert not merge(base, longer, {**base, "end": "2026-03-24T12:00"}).conflicts
