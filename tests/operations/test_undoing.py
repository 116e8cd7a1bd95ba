"""One old change is taken back, with everything that came after it kept."""

import random

import pytest
from sqlalchemy import select

from tests.support.cast import a_document
from webapp.models import ChangeSet, Event, EventVersion, FieldOrigin
from webapp.operations.errors import NotThere, RoleTooLow
from webapp.operations.events import (
    EditConflict,
    EventDeleted,
    delete_event,
    edit_event,
    restore_version,
    undelete_event,
)
from webapp.operations.undoing import Answer, undo_version
from webapp.operations.undoing_sets import SetConflict
from webapp.operations.unit import KeyReused


@pytest.fixture
def three(retreat, alice, bob):
    """The retreat with three versions: Bob renamed it, then Alice moved it to another room."""
    edit_event(retreat, a_document(title="Summit"), based_on=1, by=bob)
    edit_event(retreat, a_document(title="Summit", location="Studio Nord"), based_on=2, by=alice)
    return retreat


def latest(session, event_id):
    wanted = select(EventVersion).where(EventVersion.event_id == event_id)
    return session.scalars(wanted.order_by(EventVersion.version.desc())).first()


def now(session, event_id):
    session.expire_all()
    return session.get(Event, event_id)


def test_it_takes_back_that_change_and_keeps_the_later_ones(session, bob, three):
    saved = undo_version(three, 2, by=bob)

    assert (saved.version, saved.changed) == (4, True)
    assert now(session, three).document == a_document(location="Studio Nord")


def test_the_new_version_says_what_it_takes_back(session, bob, three):
    undo_version(three, 2, by=bob)

    version = latest(session, three)
    assert (version.via, version.changed, version.actor_id) == ("undo", ["title"], bob.id)
    assert version.said[0] == ["event.undone", {"version": 2}]
    assert version.said[1][0] == "title.renamed"
    sets = {row.id: row for row in session.scalars(select(ChangeSet))}
    undone = session.scalars(select(EventVersion).where(EventVersion.version == 2)).one()
    assert sets[version.change_set_id].kind == "undo"
    assert sets[version.change_set_id].undoes_id == undone.change_set_id


def test_only_what_it_takes_back_gets_a_new_origin(session, bob, three):
    undo_version(three, 2, by=bob)

    origins = {row.unit: row.version for row in session.scalars(select(FieldOrigin))}
    assert (origins["title"], origins["location"], origins["status"]) == (4, 3, 1)


def test_taking_back_the_undo_does_it_again(session, bob, three):
    undo_version(three, 2, by=bob)
    undo_version(three, 4, by=bob)

    assert now(session, three).document == a_document(title="Summit", location="Studio Nord")
    assert now(session, three).version == 5


def test_what_is_taken_back_already_makes_no_version(session, bob, three):
    undo_version(three, 2, by=bob)
    again = undo_version(three, 2, by=bob)

    assert (again.changed, again.version) == (False, 4)
    assert now(session, three).version == 4


def test_one_key_takes_back_once(session, bob, three):
    first, again = (undo_version(three, 2, by=bob, key="k") for _ in range(2))

    assert first == again
    assert now(session, three).version == 4
    with pytest.raises(KeyReused):
        undo_version(three, 3, by=bob, key="k")


def test_a_later_change_of_the_same_is_asked_about_and_nothing_is_saved(session, bob, alice, three):
    edit_event(three, a_document(title="Offsite", location="Studio Nord"), based_on=3, by=alice)

    with pytest.raises(EditConflict) as raised:
        undo_version(three, 2, by=bob)

    collision = raised.value.merged.conflicts["title"]
    assert (collision.base["title"], collision.theirs["title"], collision.mine["title"]) == (
        "Summit",
        "Offsite",
        "Retreat",
    )
    assert raised.value.base_of("title") == 2
    assert now(session, three).version == 4


def test_the_answer_is_saved_as_what_was_taken_back(session, bob, alice, three):
    edit_event(three, a_document(title="Offsite", location="Studio Nord"), based_on=3, by=alice)

    undo_version(three, 2, by=bob, answer=Answer(a_document(location="Studio Nord"), based_on=4))

    assert now(session, three).document == a_document(location="Studio Nord")
    assert (latest(session, three).via, latest(session, three).said[0][0]) == ("undo", "event.undone")


def test_a_change_after_the_question_is_asked_about_again_and_others_are_kept(session, bob, alice, three):
    edit_event(three, a_document(title="Offsite", location="Studio Nord"), based_on=3, by=alice)
    answer = Answer(a_document(location="Studio Nord"), based_on=4)
    edit_event(three, a_document(title="Offsite", location="Barn"), based_on=4, by=alice)
    undo_version(three, 2, by=bob, answer=answer)
    assert now(session, three).document == a_document(location="Barn")

    edit_event(three, a_document(title="Harvest", location="Barn"), based_on=6, by=alice)
    with pytest.raises(EditConflict) as raised:
        undo_version(three, 2, by=bob, answer=answer)
    assert list(raised.value.merged.conflicts) == ["title"]
    assert now(session, three).document == a_document(title="Harvest", location="Barn")


def test_long_texts_are_taken_back_line_by_line(session, bob, alice, retreat):
    texts = ["One\nTwo\nThree", "One\n2\nThree", "Zero\nOne\n2\nThree\nFour"]
    for n, text in enumerate(texts, 1):
        edit_event(retreat, a_document(description=text), based_on=n, by=(alice, bob)[n % 2])

    undo_version(retreat, 3, by=bob)
    assert now(session, retreat).document["description"] == "Zero\nOne\nTwo\nThree\nFour"


def test_a_deletion_is_taken_back_and_done_again(session, bob, three):
    delete_event(three, by=bob)
    undo_version(three, 4, by=bob)
    assert not now(session, three).deleted
    assert latest(session, three).said == [["event.undone", {"version": 4}], ["event.restored", {}]]

    undo_version(three, 5, by=bob)
    assert now(session, three).deleted


def test_a_deletion_that_was_taken_back_otherwise_leaves_nothing_to_do(session, bob, three):
    delete_event(three, by=bob)
    undelete_event(three, by=bob)

    assert not undo_version(three, 4, by=bob).changed


def test_nothing_else_is_taken_back_in_a_deleted_event(session, bob, three):
    delete_event(three, by=bob)

    with pytest.raises(EventDeleted):
        undo_version(three, 2, by=bob)
    undelete_event(three, by=bob)
    assert undo_version(three, 2, by=bob).changed


def test_a_restored_version_is_taken_back_like_any_other(session, bob, three):
    restore_version(three, 1, by=bob)
    undo_version(three, 4, by=bob)

    assert now(session, three).document == a_document(title="Summit", location="Studio Nord")


def test_taking_back_how_an_event_was_made_deletes_it(session, bob, retreat):
    undo_version(retreat, 1, by=bob)
    assert now(session, retreat).deleted
    assert latest(session, retreat).said == [["event.undone", {"version": 1}], ["event.deleted", {}]]
    assert not undo_version(retreat, 1, by=bob).changed, "nothing is left of it"

    undo_version(retreat, 2, by=bob)
    assert not now(session, retreat).deleted


def test_an_event_that_was_changed_since_it_was_made_is_not_deleted_without_a_question(session, bob, three):
    with pytest.raises(SetConflict) as raised:
        undo_version(three, 1, by=bob)
    assert raised.value.steps[0].wanted.asks_to_delete
    assert not now(session, three).deleted
    with pytest.raises(SetConflict):
        undo_version(three, 1, by=bob, delete_at=2)  # somebody has changed it since they were asked

    undo_version(three, 1, by=bob, delete_at=3)
    assert now(session, three).deleted
    assert now(session, three).document == a_document(title="Summit", location="Studio Nord")


@pytest.mark.parametrize("number", [0, -1, 4, 2**31, 10**20])
def test_a_version_that_never_was_is_not_there(bob, three, number):
    with pytest.raises(NotThere):
        undo_version(three, number, by=bob)
    assert undo_version(three, 3, by=bob).changed


def test_only_owners_and_editors_take_back(session, cast, three):
    for who, refusal in ((cast.vera, RoleTooLow), (cast.charlie, NotThere), (cast.root, NotThere)):
        with pytest.raises(refusal):
            undo_version(three, 2, by=who)
    assert now(session, three).version == 3
    for who, number in ((cast.alice, 2), (cast.bob, 3)):
        assert undo_version(three, number, by=who).changed


def test_undo_and_redo_of_any_version_lead_back_to_the_same(session, bob, retreat):
    rnd = random.Random(4)
    for _ in range(8):
        changes = {
            "title": rnd.choice("abc"),
            "location": rnd.choice("xyz"),
            "tags": sorted(rnd.sample("pqrs", 2)),
        }
        edit_event(retreat, a_document(**changes), based_on=now(session, retreat).version, by=bob)
    before = now(session, retreat).document
    for number in range(2, now(session, retreat).version + 1):
        try:
            saved = undo_version(retreat, number, by=bob)
        except EditConflict:
            continue
        if saved.changed:
            undo_version(retreat, saved.version, by=bob)
        assert now(session, retreat).document == before
