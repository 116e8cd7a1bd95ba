"""Roles that a batch gave, taken back with it: all but those that were changed since."""

import pytest
from sqlalchemy import select

from tests.support.cast import a_document
from tests.support.chains import misfits
from webapp.domain.roles import Role
from webapp.models import ChangeSet, Share
from webapp.operations.administration import disable_person
from webapp.operations.batch_items import Change, Give
from webapp.operations.batching import How, run_batch
from webapp.operations.errors import NotThere, RoleTooLow
from webapp.operations.events import create_event
from webapp.operations.sharing import share_event, stop_sharing_event
from webapp.operations.undoing_roles import RoleNow
from webapp.operations.undoing_sets import undo_change_set

on_sqlite = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


@pytest.fixture
def two(team, alice):
    return [create_event(team, a_document(title=title), by=alice).event_id for title in ("One", "Two")]


@pytest.fixture
def given(two, alice, charlie, vera):
    """Charlie may view both and has no role else; Vera, who viewed One, may edit it."""
    share_event(two[0], vera.id, Role.VIEWER, by=alice)
    roles = [
        Give(two[0], {charlie.id: Role.VIEWER, vera.id: Role.EDITOR}),
        Give(two[1], {charlie.id: Role.VIEWER}),
    ]
    return run_batch(roles, alice, How({})).done.change_set  # fmt: skip


def held(session):
    session.rollback()
    rows = session.execute(
        select(Share.event_id, Share.person_id, Share.role).where(Share.event_id.is_not(None))
    )
    return {(one, person): role for one, person, role in rows}


def test_a_batch_of_roles_alone_is_taken_back_and_given_again(two, given, alice, charlie, vera, session):
    one, other = two
    shared = {(one, charlie.id): "viewer", (one, vera.id): "editor", (other, charlie.id): "viewer"}
    assert given and held(session) == shared
    undone = undo_change_set(given, by=alice, key="k")
    assert held(session) == {(one, vera.id): "viewer"}
    assert set(undone.roles) == {
        RoleNow(one, charlie.id, ""), RoleNow(one, vera.id, "viewer"), RoleNow(other, charlie.id, "")}  # fmt: skip
    assert (undone.roles_kept, undone.changed) == ([], 0)
    assert undo_change_set(given, by=alice, key="k") == undone  # a retry
    assert undo_change_set(given, by=alice).change_set == 0  # nothing is left
    again = undo_change_set(undone.change_set, by=alice)
    assert held(session) == shared and len(again.roles) == 3
    assert [session.get_one(ChangeSet, n).kind for n in (given, again.change_set)] == ["batch", "undo"]
    assert not misfits()


@on_sqlite
def test_a_role_that_was_changed_since_stays_and_is_told(two, given, alice, bob, charlie, vera, session):
    one, other = two
    share_event(other, bob.id, Role.OWNER, by=alice)
    share_event(other, charlie.id, Role.EDITOR, by=bob)
    stop_sharing_event(one, vera.id, by=alice)
    share_event(one, vera.id, Role.EDITOR, by=alice)  # what the batch gave, but given anew
    undone = undo_change_set(given, by=alice)
    assert undone.roles == [RoleNow(one, charlie.id, "")]
    assert set(undone.roles_kept) == {RoleNow(other, charlie.id, "editor"), RoleNow(one, vera.id, "editor")}
    assert held(session)[other, charlie.id] == "editor" and (one, charlie.id) not in held(session)


@on_sqlite
def test_what_is_as_it_was_before_needs_nothing(two, given, alice, charlie, vera):
    for number in two:
        stop_sharing_event(number, charlie.id, by=charlie)
    share_event(two[0], vera.id, Role.VIEWER, by=alice)
    undone = undo_change_set(given, by=alice)
    assert (undone.change_set, undone.roles, undone.roles_kept) == (0, [], [])


@on_sqlite
def test_nobody_who_was_switched_off_gets_a_role_again(two, given, alice, charlie, vera, root, session):
    taken = undo_change_set(given, by=alice).change_set
    disable_person(charlie.id, by=root)
    again = undo_change_set(taken, by=alice)
    assert {one.person_id for one in again.roles} == {vera.id}
    assert {one.person_id for one in again.roles_kept} == {charlie.id}


@on_sqlite
def test_only_owners_take_roles_back(two, alice, bob, charlie, vera, session):
    titled = Change(two[0], lambda document: {**document, "title": "Else"})
    alone = run_batch([titled], alice, How({})).done.change_set
    both = run_batch([Change(two[1], titled.mine), Give(two[1], {charlie.id: Role.VIEWER})], alice, How({}))
    assert undo_change_set(alone, by=bob).changed == 1  # an editor, who could do that
    for person, refusal in ((bob, RoleTooLow), (vera, RoleTooLow)):
        with pytest.raises(refusal):
            undo_change_set(both.done.change_set, by=person)
    stop_sharing_event(two[1], charlie.id, by=charlie)
    with pytest.raises(NotThere):
        undo_change_set(both.done.change_set, by=charlie)
    share_event(two[1], charlie.id, Role.OWNER, by=alice)
    assert undo_change_set(both.done.change_set, by=charlie).changed == 1
