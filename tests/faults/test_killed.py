"""A server that is killed in the middle of taking an import back, of a purge or of erasing somebody has done all of it
or nothing.
"""

import signal

import pytest
from sqlalchemy import select

from tests.faults.dying import dying
from tests.operations.test_undoing_many import many, there
from tests.support.cast import a_document
from tests.support.chains import misfits
from webapp.models import Event, Person
from webapp.models.base import Base
from webapp.operations.events import create_event, edit_event
from webapp.operations.importing import import_calendar
from webapp.operations.undoing_sets import undo_change_set


def test_an_undo_killed_in_the_middle_is_all_or_nothing(database, session, team, cast):
    bob = cast.bob.id
    before = there(session)
    change_set = import_calendar(team, many(300, cast.vera.email), by=cast.bob).change_set
    after = there(session)
    session.rollback()

    with dying(database, "undo", change_set, bob) as undo:
        for fatal in (1, 3, 6, 9):  # the change set, the heads, the versions, the log: wherever it is
            assert undo(fatal) == -signal.SIGKILL
            assert there(session) == after, f"killed before write {fatal}, it left a part of itself"
            session.rollback()
        assert undo(0) == 0
    assert there(session) == before
    again = undo_change_set(change_set, by=session.get_one(Person, bob), key="once")
    assert again.deleted == 300, "a retry is told what the first one did"


def everything(session):
    """Every row of every table."""
    session.rollback()
    found = {table.name: session.execute(select(table)).all() for table in Base.metadata.sorted_tables}
    session.rollback()
    return found


@pytest.mark.parametrize("act", ["purge event", "purge calendar", "erase"])
@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_an_act_of_law_killed_in_the_middle_is_all_or_nothing(database, session, team, retreat, cast, act):
    edit_event(retreat, a_document(title="Summit"), 1, by=cast.bob, why="because")
    create_event(team, a_document(title="Supper"), by=cast.alice)
    numbers = {"purge event": retreat, "purge calendar": team, "erase": cast.bob.id}
    before = everything(session)

    with dying(database, act, numbers[act], cast.root.id) as do:
        fatal = 1
        while (ended := do(fatal)) == -signal.SIGKILL:  # before every single write, in turn
            assert everything(session) == before, f"killed before write {fatal}, it left a part of itself"
            fatal += 1
        assert ended == 0 and fatal > 10
    gone = session.get_one(Event, retreat).purged, session.get_one(Person, numbers["erase"]).erased_at
    assert [bool(one) for one in gone] == [act != "erase", act == "erase"]
    assert misfits() == []
