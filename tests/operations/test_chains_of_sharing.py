"""Which change set gave a role is in the chain, and what was written before it was still fits."""

import pytest
from sqlalchemy import select

from tests.support.cast import a_document
from tests.support.chains import alter, misfits
from webapp.domain import chain_checks as says
from webapp.domain.chains import SHARING_ONCE
from webapp.domain.roles import Role
from webapp.models import ChangeSet, ShareChange
from webapp.operations import share_changes, sharing_many
from webapp.operations.batch_items import Change, Give
from webapp.operations.batching import How, run_batch
from webapp.operations.erasing import erase_person
from webapp.operations.events import create_event, edit_event
from webapp.operations.purging_calendars import purge_calendar
from webapp.operations.sharing import share_event
from webapp.operations.undoing_sets import undo_change_set

only_sqlite = pytest.mark.parametrize("database", ["sqlite"], indirect=True)  # no SQL of its own
RETARGET = "UPDATE share_change SET change_set_id = :other WHERE id = :of"


@pytest.fixture
def event(team, alice):
    return create_event(team, a_document(), by=alice).event_id


def a_batch(event, alice, charlie):
    """The set of a batch that retitles the event and lets Charlie see it."""
    titled = Change(event, lambda document: {**document, "title": "Summit"})
    return run_batch([titled, Give(event, {charlie.id: Role.VIEWER})], alice, How({})).done.change_set


def lines(session, event):
    """The lines of sharing of an event with the change sets that they name."""
    session.rollback()
    named = select(ShareChange.id, ShareChange.change_set_id).filter_by(event_id=event)
    return dict(session.execute(named.order_by(ShareChange.id)).all())


@pytest.fixture
def as_once(monkeypatch):
    """Links are made as an older release made them: without the change set."""
    for module in (share_changes, sharing_many):
        monkeypatch.setattr(module, "SHARING", SHARING_ONCE)


def test_the_change_set_of_a_role_cannot_be_altered_taken_away_or_added(session, event, alice, charlie, vera):
    given = a_batch(event, alice, charlie)
    undone = undo_change_set(given, by=alice).change_set
    share_event(event, vera.id, Role.EDITOR, by=alice)
    named = lines(session, event)
    assert list(named.values()) == [given, undone, None] and misfits() == []
    for of, was in named.items():
        for other in {given, undone, None} - {was}:
            alter(session, RETARGET, of=of, other=other)
            assert [(one.row_id, one.what) for one in misfits()] == [(of, says.FRAME)], (of, other)
        alter(session, RETARGET, of=of, other=was)
    assert misfits() == []


@only_sqlite
def test_nor_after_somebody_was_erased_or_the_calendar_purged(session, team, event, alice, charlie, root):
    given = a_batch(event, alice, charlie)
    erase_person(charlie.id, "He asked for it", by=root)
    assert misfits() == []
    (line,) = lines(session, event)
    alter(session, RETARGET, of=line, other=None)
    assert [one.what for one in misfits()] == [says.SEAL]
    alter(session, RETARGET, of=line, other=given)
    purge_calendar(team, "Court order 12", by=root)
    assert misfits() == []
    alter(session, RETARGET, of=line, other=None)
    assert [one.what for one in misfits()] == [says.SEAL]


@only_sqlite
def test_links_that_were_made_before_they_held_it_still_fit_and_go_on_to_after_erasing(
    session, event, alice, charlie, vera, root, as_once, monkeypatch
):
    given = a_batch(event, alice, charlie)
    share_event(event, vera.id, Role.EDITOR, by=alice)
    monkeypatch.undo()
    undo_change_set(given, by=alice)
    assert misfits() == []
    erase_person(vera.id, "She asked for it", by=root)
    assert misfits() == []
    _, second, third = lines(session, event)
    alter(session, RETARGET, of=second, other=given)  # sealed with what it named
    assert [(one.row_id, one.what) for one in misfits()] == [(second, says.SEAL)]
    alter(session, RETARGET, of=second, other=None)
    alter(session, RETARGET, of=third, other=given)  # written since
    assert [(one.row_id, one.what) for one in misfits()] == [(third, says.FRAME)]


@only_sqlite
def test_an_old_line_can_name_no_set_that_was_not_made_with_it(
    session, event, alice, charlie, bob, as_once, monkeypatch
):
    given = a_batch(event, alice, charlie)
    monkeypatch.undo()
    edit_event(event, a_document(title="Later"), 2, by=bob)
    (line,), last = lines(session, event), session.scalar(select(ChangeSet.id).order_by(-ChangeSet.id))
    for other in (last, 999):
        alter(session, RETARGET, of=line, other=other)
        assert [(one.row_id, one.what) for one in misfits()] == [(line, says.SET)]
    alter(session, RETARGET, of=line, other=given)
    assert misfits() == []


@only_sqlite
def test_an_old_line_of_a_set_that_gave_roles_alone_is_missed_there(session, event, alice, charlie, as_once):
    given = run_batch([Give(event, {charlie.id: Role.VIEWER})], alice, How({})).done.change_set
    assert misfits() == []
    (line,) = lines(session, event)
    alter(session, RETARGET, of=line, other=None)
    assert [(one.table, one.row_id, one.what) for one in misfits()] == [("change_set", given, says.NAMELESS)]
    alter(session, RETARGET, of=line, other=given)
    assert misfits() == []
