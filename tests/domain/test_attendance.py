"""Who is invited: to a series, to one instance, after the changes of two people."""

import json
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webapp.domain.attendance import (
    accounts,
    answered,
    attendee,
    every_account,
    followed,
    own_of,
    taking_part,
    with_own,
    without_own_answer,
)
from webapp.domain.attendee_input import Account, Guests, as_fields, read_attendees
from webapp.domain.attendee_merge import merge_attendees
from webapp.domain.document import ONCE, pack, unpack
from webapp.domain.merge import merge
from webapp.domain.series import instance_document
from webapp.domain.series_edits import edit_all, edit_this
from webapp.domain.wording import describe, say, say_instance, say_value

BEN, CLEO, ANN = "person:2", "person:3", "mailto:ann@lantern.example"
FIRST, SECOND = "2026-03-24T09:00", "2026-03-31T09:00"
TEAM = {BEN: attendee("Ben Okafor"), CLEO: attendee("Cleo Diaz", "optional"), ANN: attendee("Ann Example")}
WEEKLY = {
    **ONCE,
    "title": "Retreat",
    "description": "",
    "location": "",
    "start": FIRST,
    "end": "2026-03-24T10:00",
    "zone": "Europe/Berlin",
    "all_day": False,
    "tags": [],
    "status": "confirmed",
    "rrule": "FREQ=WEEKLY;COUNT=10",
    "attendees": TEAM,
}

people = st.dictionaries(
    st.sampled_from([BEN, CLEO, ANN]),
    st.builds(
        attendee,
        st.sampled_from(["Ben", "Cleo"]),
        st.sampled_from(["required", "optional"]),
        st.sampled_from(["needs-action", "accepted", "declined"]),
    ),
)


def told(before, after):
    """As the history says it, of what was stored as JSON."""
    return say(json.loads(json.dumps(describe(before, after))))


def changed(**who):
    return {**TEAM, BEN: TEAM[BEN] | who}


# -- merging


@given(people, people, people)
def test_a_merge_keeps_every_change_of_both_sides_or_asks(base, theirs, mine):
    merged = merge_attendees(base, theirs, mine)
    assert (merged is None) == (merge_attendees(base, mine, theirs) is None)
    if merged is None:
        return
    for key in {*base, *theirs, *mine}:
        for side, other in ((theirs, mine), (mine, theirs)):
            if side.get(key) == base.get(key):
                assert merged.get(key) == other.get(key)
            elif side.get(key) is None:
                assert key not in merged
            else:
                was = base.get(key, {"part": "required", "answer": "needs-action"})
                kept = {name for name in ("part", "answer") if side[key][name] != was[name]}
                assert all(merged[key][name] == side[key][name] for name in kept)


@given(people, people)
def test_changes_of_different_people_never_collide(base, wanted):
    theirs = {key: who for key, who in {**base, **wanted}.items() if key != ANN or key in base}
    mine = {**base, ANN: attendee("Ann", answer="declined")}
    theirs = {**theirs, **({ANN: base[ANN]} if ANN in base else {})}
    assert merge_attendees(base, theirs, mine) == {**theirs, ANN: mine[ANN]}


def test_an_answer_and_another_part_are_both_kept():
    found = merge_attendees(TEAM, changed(answer="accepted"), changed(part="optional"))
    assert found == changed(answer="accepted", part="optional")


def test_two_answers_collide_and_so_does_taking_out_somebody_who_answered():
    without = {CLEO: TEAM[CLEO], ANN: TEAM[ANN]}
    assert merge_attendees(TEAM, changed(answer="accepted"), changed(answer="accepted")) is not None
    assert merge_attendees(TEAM, changed(answer="accepted"), changed(answer="declined")) is None
    assert merge_attendees(TEAM, changed(answer="accepted"), without) is None


def test_more_than_an_event_can_have_collide():
    many = {f"mailto:a{n}@lantern.example": attendee("A") for n in range(150)}
    others = {f"mailto:b{n}@lantern.example": attendee("B") for n in range(51)}
    assert merge_attendees({}, many, dict(list(others.items())[:50])) is not None
    assert merge_attendees({}, many, others) is None


def test_answers_to_one_instance_and_another_title_of_it_are_all_kept():
    theirs = answered(answered(WEEKLY, BEN, "accepted", SECOND), CLEO, "declined", FIRST)
    mine = edit_this(WEEKLY, SECOND, {**instance_document(WEEKLY, SECOND), "title": "Review"}).document
    mine = answered(mine, ANN, "tentative", SECOND)
    merged = merge(WEEKLY, theirs, mine)

    assert not merged.conflicts
    here = instance_document(merged.document, SECOND)
    assert (here["title"], here["attendees"][BEN]["answer"], here["attendees"][ANN]["answer"]) == (
        "Review",
        "accepted",
        "tentative",
    )
    assert instance_document(merged.document, FIRST)["attendees"][CLEO]["answer"] == "declined"


# -- one instance of a series


@given(people, people, people)
def test_an_instance_says_who_is_invited_to_it(series, wanted, before):
    own = own_of(series, wanted, own_of(series, before))
    assert with_own(series, own) == wanted


def test_who_is_invited_to_the_series_later_is_invited_to_an_instance_that_was_answered():
    document = answered({**WEEKLY, "attendees": {BEN: TEAM[BEN]}}, BEN, "declined", SECOND)
    grown = {**document, "attendees": TEAM}
    assert instance_document(grown, SECOND)["attendees"] == {**TEAM, BEN: TEAM[BEN] | {"answer": "declined"}}


def test_who_is_taken_out_of_the_series_is_out_of_every_instance():
    document = answered(WEEKLY, BEN, "declined", SECOND)
    shrunk = {**document, "attendees": {ANN: TEAM[ANN]}}
    assert list(instance_document(shrunk, SECOND)["attendees"]) == [ANN]
    assert accounts(shrunk) == {} and taking_part(shrunk) == {}


def test_an_answer_that_is_taken_back_leaves_no_exception():
    document = answered(WEEKLY, BEN, "declined", SECOND)
    assert answered(document, BEN, "needs-action", SECOND)["overrides"] == {}
    assert without_own_answer(document, BEN, SECOND)["overrides"] == {}


def test_all_of_a_series_gets_the_change_and_not_the_answers_of_one_instance():
    document = answered(WEEKLY, BEN, "declined", SECOND)
    mine = instance_document(document, SECOND) | {"rrule": WEEKLY["rrule"]}
    mine["attendees"] = {key: who for key, who in mine["attendees"].items() if key != CLEO}
    whole = edit_all(document, SECOND, mine).document

    assert whole["attendees"] == {BEN: TEAM[BEN], ANN: TEAM[ANN]}
    assert instance_document(whole, SECOND)["attendees"][BEN]["answer"] == "declined"


def test_answers_to_instances_move_along_with_the_series():
    document = answered(WEEKLY, BEN, "declined", SECOND)
    later = {**document, "start": "2026-03-24T11:00", "end": "2026-03-24T12:00"}
    moved = edit_all(document, "", later).document
    assert taking_part(moved)[2] == (True, ["2026-03-31T11:00"])


def test_another_title_of_an_instance_keeps_its_answers():
    document = answered(WEEKLY, BEN, "declined", SECOND)
    mine = {**instance_document(document, SECOND), "title": "Review"}
    after = edit_this(document, SECOND, mine).document
    assert after["overrides"][SECOND] == {"title": "Review", "attendees": {BEN: {"answer": "declined"}}}


def test_the_instances_for_which_the_opposite_is_true_are_named():
    document = answered(answered(WEEKLY, BEN, "declined", SECOND), CLEO, "declined")
    document = answered(document, CLEO, "accepted", SECOND)
    assert taking_part(document) == {2: (True, [SECOND]), 3: (False, [SECOND])}
    alone = edit_this(
        {**WEEKLY, "attendees": {}}, SECOND, {**instance_document(WEEKLY, SECOND), "attendees": TEAM}
    ).document
    assert every_account(alone) == {2, 3}
    assert taking_part(alone) == {2: (False, [SECOND]), 3: (False, [SECOND])}


def test_a_change_follows_by_field():
    was, mine = TEAM, changed(part="optional")
    assert followed(changed(answer="accepted"), was, mine) == changed(answer="accepted", part="optional")


def test_who_is_new_comes_in_the_order_in_which_they_were_invited():
    mine = {f"person:{number}": attendee("Ann") for number in range(20, 40)}
    assert [*followed({}, {}, mine)] == [*mine]


# -- in words


@pytest.mark.parametrize(
    ("after", "sentence"),
    [
        ({}, "uninvited Ann Example, Ben Okafor and Cleo Diaz"),
        ({**TEAM, "person:9": attendee("Emi")}, "invited Emi"),
        ({**TEAM, "person:9": attendee("Emi", "optional")}, "invited Emi as optional"),
        (changed(part="optional"), "made Ben Okafor optional"),
        ({**TEAM, CLEO: attendee("Cleo Diaz")}, "made Cleo Diaz required"),
        (changed(answer="accepted"), "put down a yes for Ben Okafor"),
        (
            changed(answer="accepted", part="optional"),
            "made Ben Okafor optional and put down a yes for Ben Okafor",
        ),
        (changed(name="Benedict"), "changed what People are called"),
    ],
)
def test_what_happened_to_people_is_told(after, sentence):
    assert told(WEEKLY, {**WEEKLY, "attendees": after}) == sentence


def test_an_answer_to_one_instance_is_told_with_its_date():
    after = answered(WEEKLY, BEN, "declined", SECOND)
    assert told(WEEKLY, after) == "changed Tue 31 March 2026 alone: put down a no for Ben Okafor"
    said = [("overrides.answered", {"dates": [SECOND], "answer": "tentative"})]
    assert say(said) == "answered maybe for Tue 31 March 2026"


def test_people_are_said_with_their_answers():
    assert say_value("attendees", WEEKLY) == "Ann Example, Ben Okafor, Cleo Diaz (optional)"
    assert say_value("attendees", {**WEEKLY, "attendees": {}}) == "nothing"
    own = {"attendees": {BEN: {"answer": "declined"}, CLEO: None}}
    assert say_instance(own, "en_GB", 24, TEAM) == "People Ben Okafor (no), without Cleo Diaz"


# -- in a form


@given(people)
def test_a_form_that_is_sent_as_it_came_changes_nobody(attendees):
    assert read_attendees(as_fields(attendees), {}, Guests(attendees)) == {"attendees": attendees}


def test_a_username_is_meant_before_a_name():
    sam, other = Account(5, "Sam", "sam5", "s@x.example"), Account(6, "Max", "sam", "m@x.example")
    found = read_attendees({"attendees": "@sam"}, {}, Guests({}, lambda texts: [sam, other]))
    assert list(found["attendees"]) == ["person:6"]


@pytest.mark.parametrize("typed", ["ann@", "@", "<>", "ann@lantern", "a b@lantern.example x", 7, "\x00"])
def test_what_nobody_is_called_is_refused_beside_its_box(typed):
    errors = {}
    read_attendees({"attendees_optional": typed}, errors, Guests())
    assert list(errors) == ["attendees_optional"]


# -- stored


def test_a_stored_document_of_schema_2_invites_nobody():
    stored = {name: value for name, value in WEEKLY.items() if name != "attendees"} | {"schema": 2}
    assert unpack(zlib.compress(json.dumps(stored).encode())) == {**WEEKLY, "attendees": {}}
    assert unpack(pack(WEEKLY)) == WEEKLY
