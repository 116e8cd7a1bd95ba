"""A run that empties the trash and is killed in the middle has emptied whole parts, and the next one does the rest."""

import signal

import pytest
from sqlalchemy import func, select

from tests.faults.dying import dying
from tests.support.cast import a_document
from tests.support.chains import misfits
from webapp.domain.purges import GONE
from webapp.models import Event, EventVersion, FieldOrigin
from webapp.operations.calendars import change_calendar
from webapp.operations.events import create_event, delete_event

EVENTS, AT_ONCE = 6, 2


@pytest.fixture
def ending(database, session):
    """`ending(n)`: how a run ended that another process was to do, killed before its n-th write."""
    session.rollback()
    with dying(database, "empty trash", 8, AT_ONCE) as run:
        yield run


@pytest.fixture
def gone(team, alice):
    change_calendar(team, "Team", "sky", "Europe/Berlin", by=alice, trash_days=7)
    made = [create_event(team, a_document(title=f"Fair {n}"), by=alice).event_id for n in range(EVENTS)]
    for event_id in made:
        delete_event(event_id, by=alice)
    return made


def emptied(session):
    """How many events are gone for good: heads, versions and origins say the same, or something was left half done."""
    session.rollback()
    heads = session.scalar(select(func.count()).where(Event.body == GONE))
    versions = session.scalar(select(func.count()).where(EventVersion.body == GONE))
    told = session.scalar(select(func.count()).where(EventVersion.via == "purge"))
    kept = session.scalar(select(func.count(FieldOrigin.event_id.distinct())))
    session.rollback()
    assert (versions, told, kept) == (3 * heads, heads, EVENTS - heads)
    return heads


def test_killed_in_the_middle_it_leaves_whole_parts_and_the_next_run_goes_on(session, gone, ending):
    counts = []
    for fatal in (1, 4, 12, 25):
        assert ending(fatal) == -signal.SIGKILL
        counts.append(emptied(session))
        session.rollback()
    assert counts == sorted(counts) and not any(count % AT_ONCE for count in counts)
    assert 0 < counts[-1] < EVENTS, "it was killed between two parts at least once"
    assert ending(0) == 0
    assert emptied(session) == EVENTS
    assert misfits() == []
