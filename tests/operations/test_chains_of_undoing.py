"""Which change set an undo takes back is in the chain, and what was written before it was still fits."""

import pytest
from sqlalchemy import select

from tests.support.cast import a_document
from tests.support.chains import alter, misfits
from webapp.domain import chain_checks as says
from webapp.models import ChangeSet
from webapp.operations import chaining
from webapp.operations.erasing import erase_person
from webapp.operations.events import edit_event
from webapp.operations.purging import purge_event
from webapp.operations.undoing import undo_version

only_sqlite = pytest.mark.parametrize("database", ["sqlite"], indirect=True)  # no SQL of its own


@pytest.fixture
def undone(retreat, bob):
    """The change sets of an edit, of another, and of the version that takes the first one back."""
    edit_event(retreat, a_document(title="Summit"), 1, by=bob)
    edit_event(retreat, a_document(title="Summit", location="Attic"), 2, by=bob)
    return 2, 3, undo_version(retreat, 2, by=bob).change_set


RETARGET = "UPDATE change_set SET undoes_id = :other WHERE id = :of"


@only_sqlite
def test_what_a_change_set_took_back_cannot_be_altered(session, undone):
    first, second, taking_back = undone
    assert misfits() == []
    for of, other in ((taking_back, second), (taking_back, None), (second, first)):
        was = session.scalar(select(ChangeSet.undoes_id).where(ChangeSet.id == of))
        alter(session, RETARGET, of=of, other=other)
        assert [(one.version, one.what) for one in misfits()] == [(of, says.FRAME)], (of, other)
        alter(session, RETARGET, of=of, other=was)
    assert misfits() == []


@only_sqlite
def test_nor_after_its_author_was_erased(session, undone, bob, root):
    erase_person(bob.id, "He asked for it", by=root)
    assert misfits() == []
    alter(session, RETARGET, of=undone[2], other=undone[1])
    assert [one.what for one in misfits()] == [says.SEAL]


@only_sqlite
def test_links_that_were_made_before_they_held_it_still_fit_and_go_on_to_after_a_purge(
    session, retreat, bob, root, monkeypatch
):
    edit_event(retreat, a_document(title="Summit"), 1, by=bob)
    monkeypatch.setattr(chaining, "UNDOES", "nothing")  # as an older release wrote it
    undo_version(retreat, 2, by=bob)
    monkeypatch.undo()
    undo_version(retreat, 3, by=bob)
    assert misfits() == []
    purge_event(retreat, "Private", by=root)
    assert misfits() == []
    erase_person(bob.id, "He asked for it", by=root)
    assert misfits() == []
