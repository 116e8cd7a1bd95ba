"""The one write path: all or nothing, told after the commit, answered once, one snapshot for whoever reads."""

import threading
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select, text

from tests.support.cast import a_document
from webapp.extensions import db
from webapp.models import Answered, Calendar, CalendarLog, Event
from webapp.operations.announcements import CalendarChanged, TimeChanged, announced
from webapp.operations.events import create_event, delete_event, edit_event
from webapp.operations.unit import unit_of_work


@pytest.fixture
def heard():
    """What was announced since the fixture was asked for."""
    told = []

    def note(announcement):
        told.append((announcement, db.session.scalar(select(func.max(CalendarLog.seq)))))

    announced.connect(note)
    yield told
    announced.disconnect(note)


def test_a_change_is_announced_after_its_commit(team, alice, heard):
    create_event(team, a_document(), by=alice)

    assert [news for news, _ in heard] == [CalendarChanged(team, 4), TimeChanged(team, alice.id)]
    assert [stored for _, stored in heard] == [4, 4]


def test_what_is_rolled_back_is_neither_stored_nor_announced(session, team, alice, heard):
    with pytest.raises(ZeroDivisionError), unit_of_work(by=alice) as unit:
        unit.log(team, unit.next_seq(team), "calendar", team)
        unit.announce(CalendarChanged(team, 99))
        1 / 0  # noqa: B018

    assert heard == []
    assert session.get(Calendar, team).seq == 3


def test_keys_are_forgotten_after_a_day(session, retreat, bob):
    edit_event(retreat, a_document(title="One"), based_on=1, by=bob, key="old")
    session.execute(text("UPDATE answered SET at = :then"), {"then": datetime.now(UTC) - timedelta(hours=25)})
    session.commit()
    edit_event(retreat, a_document(title="Two"), based_on=2, by=bob, key="new")

    assert session.scalars(select(Answered.key)).all() == ["new"]


def test_a_reader_sees_one_snapshot_however_long_it_reads(app, session, retreat, bob):
    before = session.get(Event, retreat).version
    with app.app_context():
        edit_event(retreat, a_document(title="Meanwhile"), based_on=1, by=bob)

    same = session.scalar(select(Event.version).where(Event.id == retreat))
    session.rollback()
    assert (before, same, session.scalar(select(Event.version).where(Event.id == retreat))) == (1, 1, 2)


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_who_waited_for_another_writer_writes_at_a_later_moment(app, session, cast, team, retreat):
    def save_meanwhile():
        with app.app_context():
            delete_event(retreat, by=cast.alice)

    with unit_of_work(cast.bob) as unit:
        began = unit.now
        other = threading.Thread(target=save_meanwhile)
        other.start()
        other.join()
        unit.chains.hold(team)
        saved = unit.session.scalar(select(Event.updated_at).where(Event.id == retreat))
        assert began < saved < unit.now
