"""Invitations and answers: who gets in, who may answer, what is written."""

import pytest
from sqlalchemy import select

from tests.support.cast import a_document
from webapp.domain.attendance import attendee, key_of_person
from webapp.domain.wording import say
from webapp.models import Event, EventVersion, Participation, Share, ShareChange
from webapp.operations.access import open_event
from webapp.operations.attendance import answer, answer_for
from webapp.operations.errors import NotThere, Refused, RoleTooLow
from webapp.operations.events import (
    EditConflict,
    EventDeleted,
    create_event,
    delete_event,
    edit_event,
    restore_version,
)
from webapp.operations.series import edit_instances
from webapp.operations.sharing import stop_sharing_event
from webapp.operations.undoing import undo_version

ANN = "mailto:ann@lantern.example"
FIRST, SECOND = "2026-03-24T09:00", "2026-03-31T09:00"


def invited(*people, **outside):
    found = {key_of_person(one.id): attendee(one.name) for one in people}
    return found | ({ANN: attendee("ann@lantern.example")} if outside.get("ann") else {})


def document_of(session, event_id):
    return session.get(Event, event_id, populate_existing=True).document


def parts(session, event_id):
    rows = session.scalars(select(Participation).where(Participation.event_id == event_id))
    return {row.person_id: (row.takes_part, row.otherwise) for row in rows}


def last(session, event_id):
    newest = (
        select(EventVersion).where(EventVersion.event_id == event_id).order_by(EventVersion.version.desc())
    )
    return session.scalars(newest.limit(1)).one()


@pytest.fixture
def gathering(team, alice, bob, vera):
    """A weekly series to which Bob, Vera and Ann, who has no account, are invited."""
    document = a_document(rrule="FREQ=WEEKLY", attendees=invited(bob, vera, ann=True))
    return create_event(team, document, by=alice).event_id


def test_an_answer_is_a_version_that_says_who_gave_it(session, gathering, vera):
    saved = answer(gathering, "accepted", by=vera)

    newest = last(session, gathering)
    assert (saved.version, newest.version, newest.changed) == (2, 2, ["attendees"])
    assert f"{newest.actor_label} {say(newest.said)}" == "Vera Voss answered yes"
    assert document_of(session, gathering)["attendees"][key_of_person(vera.id)]["answer"] == "accepted"


def test_the_same_answer_again_writes_nothing(session, gathering, vera):
    answer(gathering, "accepted", by=vera)

    assert not answer(gathering, "accepted", by=vera).changed
    assert last(session, gathering).version == 2


def test_answers_of_two_people_never_collide(session, gathering, bob, vera):
    answer(gathering, "accepted", by=vera)
    answer(gathering, "declined", by=bob)

    found = document_of(session, gathering)["attendees"]
    assert {who["name"]: who["answer"] for who in found.values()} == {
        "Bob Brook": "declined",
        "Vera Voss": "accepted",
        "ann@lantern.example": "needs-action",
    }


def test_one_instance_is_answered_alone_and_the_others_stay(session, gathering, vera):
    answer(gathering, "accepted", by=vera)
    answer(gathering, "declined", by=vera, occurrence=SECOND, whole=False)

    newest = last(session, gathering)
    assert say(newest.said) == "answered no for Tue 31 March 2026"
    assert newest.changed == ["overrides"]
    assert parts(session, gathering)[vera.id] == (True, [SECOND])


def test_an_answer_to_all_from_the_page_of_one_counts_for_this_one_too(session, gathering, vera):
    answer(gathering, "declined", by=vera, occurrence=FIRST, whole=False)
    answer(gathering, "declined", by=vera, occurrence=SECOND, whole=False)
    answer(gathering, "tentative", by=vera, occurrence=SECOND)

    assert list(document_of(session, gathering)["overrides"]) == [FIRST]
    assert parts(session, gathering)[vera.id] == (True, [FIRST])


def test_who_is_invited_later_is_invited_to_instances_that_were_answered_alone(
    session, gathering, vera, alice
):
    answer(gathering, "declined", by=vera, occurrence=SECOND, whole=False)
    document = document_of(session, gathering)
    edit_event(gathering, {"attendees": document["attendees"] | invited(alice)}, based_on=2, by=alice)

    assert parts(session, gathering)[alice.id] == (True, [])


def test_whoever_is_not_invited_cannot_answer(gathering, alice, vera, charlie):
    assert answer(gathering, "accepted", by=vera).changed
    with pytest.raises(NotThere):
        answer(gathering, "accepted", by=alice)
    with pytest.raises(NotThere):
        answer(gathering, "accepted", by=charlie)


def test_an_answer_that_is_none_and_an_instance_that_is_none_are_refused(gathering, vera):
    assert answer(gathering, "accepted", by=vera, occurrence=SECOND, whole=False).changed
    with pytest.raises(Refused):
        answer(gathering, "perhaps", by=vera)
    with pytest.raises(NotThere):
        answer(gathering, "accepted", by=vera, occurrence="2026-04-01T09:00", whole=False)


def test_nobody_answers_what_is_deleted(gathering, alice, vera):
    assert answer(gathering, "accepted", by=vera).changed
    delete_event(gathering, by=alice)
    with pytest.raises(EventDeleted):
        answer(gathering, "declined", by=vera)


def test_editors_put_down_the_answers_of_outside_addresses_alone(session, gathering, bob, vera):
    assert answer_for(gathering, ANN, "accepted", by=bob).changed
    assert say(last(session, gathering).said) == "put down a yes for ann@lantern.example"
    with pytest.raises(RoleTooLow):
        answer_for(gathering, ANN, "declined", by=vera)
    with pytest.raises(RoleTooLow):
        answer_for(gathering, key_of_person(vera.id), "declined", by=bob)
    with pytest.raises(NotThere):
        answer_for(gathering, "mailto:eve@lantern.example", "declined", by=bob)


def test_inviting_somebody_who_does_not_see_it_lets_them_view_it(session, retreat, bob, charlie, vera):
    edit_event(retreat, {"attendees": invited(charlie, vera)}, based_on=1, by=bob)

    assert open_event(charlie, retreat).role.word == "viewer"
    (change,) = session.scalars(select(ShareChange).where(ShareChange.event_id == retreat))
    assert (change.person_label, change.new_role, change.actor_label) == (
        "Charlie Chan",
        "viewer",
        "Bob Brook",
    )
    assert answer(retreat, "accepted", by=charlie).changed


def test_uninviting_takes_no_role_away_and_inviting_again_gives_it_back(
    session, retreat, bob, alice, charlie
):
    edit_event(retreat, {"attendees": invited(charlie)}, based_on=1, by=bob)
    edit_event(retreat, {"attendees": {}}, based_on=2, by=bob)
    assert open_event(charlie, retreat).role.word == "viewer"

    stop_sharing_event(retreat, charlie.id, by=alice)
    edit_event(retreat, {"attendees": invited(charlie)}, based_on=3, by=bob)
    assert open_event(charlie, retreat).role.word == "viewer"


def test_restoring_and_undoing_bring_answers_back_and_give_no_role(session, retreat, bob, alice, charlie):
    edit_event(retreat, {"attendees": invited(charlie)}, based_on=1, by=bob)
    answer(retreat, "accepted", by=charlie)
    undo_version(retreat, 3, by=bob)
    assert document_of(session, retreat)["attendees"] == invited(charlie)
    stop_sharing_event(retreat, charlie.id, by=alice)
    edit_event(retreat, {"attendees": {}}, based_on=4, by=bob)
    restore_version(retreat, 3, by=bob)

    assert document_of(session, retreat)["attendees"][key_of_person(charlie.id)]["answer"] == "accepted"
    assert not session.scalars(select(Share).where(Share.event_id == retreat)).all()


def test_an_edit_of_people_meets_an_answer_and_both_are_kept(session, gathering, alice, vera):
    document = document_of(session, gathering)
    optional = {key: who | {"part": "optional"} for key, who in document["attendees"].items()}
    answer(gathering, "accepted", by=vera)
    edit_event(gathering, {"attendees": optional}, based_on=1, by=alice)

    assert document_of(session, gathering)["attendees"][key_of_person(vera.id)] == {
        "name": "Vera Voss",
        "part": "optional",
        "answer": "accepted",
    }


def test_inviting_to_one_instance_alone_lets_in_and_takes_part_there_alone(session, gathering, bob, charlie):
    document = document_of(session, gathering)
    mine = {**document, "start": SECOND, "end": "2026-03-31T10:00"}
    mine["attendees"] = document["attendees"] | invited(charlie)
    edit_instances(gathering, SECOND, "this", mine, based_on=1, by=bob)

    assert open_event(charlie, gathering).role.word == "viewer"
    assert parts(session, gathering)[charlie.id] == (False, [SECOND])
    with pytest.raises(NotThere):
        answer(gathering, "declined", by=charlie)
    assert answer(gathering, "declined", by=charlie, occurrence=SECOND, whole=False).changed


def test_a_split_lets_the_invited_see_the_second_event_as_well(session, team, alice, charlie):
    weekly = a_document(rrule="FREQ=WEEKLY", attendees=invited(charlie))
    event_id = create_event(team, weekly, by=alice).event_id
    mine = {**document_of(session, event_id), "start": SECOND, "end": "2026-03-31T10:00", "title": "Autumn"}
    saved = edit_instances(event_id, SECOND, "following", mine, based_on=1, by=alice)

    assert open_event(charlie, saved.rest_id).role.word == "viewer"


def test_a_series_that_is_moved_while_somebody_answers_for_one_date_is_asked_about(gathering, alice, vera):
    answer(gathering, "declined", by=vera, occurrence=SECOND, whole=False)
    with pytest.raises(EditConflict) as conflict:
        edit_event(gathering, {"start": "2026-03-24T11:00", "end": "2026-03-24T12:00"}, based_on=1, by=alice)
    assert list(conflict.value.merged.conflicts) == ["overrides"]
