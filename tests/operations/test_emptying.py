"""Emptying the trash: content goes when its time is over, its history says so, and every chain still fits."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from tests.support.cast import a_document
from tests.support.chains import alter, misfits
from webapp.domain.document import PURGED
from webapp.domain.retention import choices, days_kept
from webapp.domain.wording import say
from webapp.models import (
    AuditEntry,
    Calendar,
    CalendarChange,
    ChangeSet,
    Event,
    EventVersion,
    FieldOrigin,
    Occurrence,
    Participation,
)
from webapp.operations.access import open_event
from webapp.operations.announcements import AccessChanged, CalendarChanged, announced
from webapp.operations.calendars import (
    change_calendar,
    create_calendar,
    delete_calendar,
    deleted_calendars_of,
    undelete_calendar,
)
from webapp.operations.emptying import Emptied, empty_trash
from webapp.operations.erasing import erase_person
from webapp.operations.errors import Purged, Refused
from webapp.operations.events import create_event, delete_event, undelete_event
from webapp.operations.trash import deleted_events, restore_events

on_sqlite = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
SITE = 90


def after(days):
    return datetime.now(UTC) + timedelta(days=days)


@pytest.fixture
def gone(team, alice):
    """An event that was deleted now."""
    made = create_event(team, a_document(title="Zwiebelfisch"), by=alice).event_id
    delete_event(made, by=alice)
    return made


def test_what_was_deleted_long_ago_is_gone_for_good_and_says_so(session, cast, team, retreat, gone):
    assert empty_trash(SITE, after(SITE - 1)) == Emptied()
    assert empty_trash(SITE, after(SITE)) == Emptied(events=1, versions=2)

    event = session.get(Event, gone, populate_existing=True)
    assert (event.document, event.deleted, event.title) == (PURGED, True, "Purged event")
    for model in (FieldOrigin, Occurrence, Participation):
        assert session.scalars(select(model).where(model.event_id == gone)).all() == []
    versions = select(EventVersion).where(EventVersion.event_id == gone).order_by(EventVersion.version)
    rows = session.scalars(versions).all()
    assert [say(row.said) for row in rows[:2]] == [
        f"made a change that Daybook purged on {rows[2].at:%a %-d %B %Y}: “It was in the trash for 90 days.”"
    ] * 2
    assert say(rows[2].said) == "emptied it from the trash: its content and 2 versions are gone for good"
    assert (rows[2].actor_label, rows[2].via) == ("Daybook", "purge")
    made = session.get(ChangeSet, rows[2].change_set_id)
    assert (made.kind, made.why) == ("purge", "It was in the trash for 90 days.")
    assert "Zwiebelfisch" not in str([(row.said, row.summary, row.changed) for row in rows])
    with pytest.raises(Purged, match="Daybook purged it"):
        open_event(cast.bob, gone)
    assert open_event(cast.bob, retreat).event.title == "Retreat"
    assert deleted_events(session.get(Calendar, team), 10).rows == []
    assert misfits() == []


@on_sqlite
def test_what_came_back_and_was_deleted_again_stays_from_then_on(session, team, alice, gone):
    undelete_event(gone, by=alice)
    assert empty_trash(SITE, after(SITE + 1)) == Emptied()
    delete_event(gone, by=alice)
    assert empty_trash(SITE, after(SITE - 1)) == Emptied()
    assert empty_trash(SITE, after(SITE + 1)).events == 1


@on_sqlite
def test_an_owner_may_have_it_kept_less_long_and_the_site_is_the_most(session, cast, team, gone):
    change_calendar(team, "Team", "sky", "Europe/Berlin", by=cast.alice, trash_days=7)
    assert empty_trash(SITE, after(6)) == Emptied()
    assert empty_trash(SITE, after(8)).events == 1
    assert (days_kept(90, 0), days_kept(90, 7), days_kept(30, 365), days_kept(0, 0), days_kept(0, 30)) == (
        90,
        7,
        30,
        0,
        30,
    )
    assert choices(30) == [7, 14] and choices(0)[-1] == 365


@on_sqlite
def test_a_site_can_keep_it_for_ever(session, team, gone):
    assert empty_trash(0, after(36_000)) == Emptied()


@on_sqlite
def test_it_goes_some_at_a_time_and_open_pages_hear_of_it(session, team, alice):
    made = [create_event(team, a_document(title=f"Fair {n}"), by=alice).event_id for n in range(5)]
    for event_id in made:
        delete_event(event_id, by=alice)
    heard = []
    with announced.connected_to(lambda told: heard.append(told)):
        assert empty_trash(SITE, after(SITE), at_once=2) == Emptied(events=5, versions=10)
    sets = (
        select(EventVersion.change_set_id).where(EventVersion.via == "purge").order_by(EventVersion.event_id)
    )
    found = session.scalars(sets).all()
    assert [found.count(one) for one in sorted(set(found))] == [2, 2, 1]
    seq = session.get(Calendar, team, populate_existing=True).seq
    assert heard[-1] == CalendarChanged(team, seq)
    assert misfits() == []


def test_a_deleted_calendar_goes_with_all_that_is_in_it(session, cast, team, retreat, gone):
    delete_calendar(team, by=cast.alice)
    assert [one.id for one in deleted_calendars_of(cast.alice)] == [team]
    assert empty_trash(SITE, after(SITE - 1)) == Emptied()
    undelete_calendar(team, by=cast.alice)
    delete_calendar(team, by=cast.alice)

    heard = []
    with announced.connected_to(lambda told: heard.append(told)):
        assert empty_trash(SITE, after(SITE + 1)) == Emptied(events=2, versions=3, calendars=1)
    assert {AccessChanged(one.id) for one in (cast.alice, cast.bob, cast.vera)} <= set(heard)
    session.expire_all()
    assert {event.document == PURGED for event in session.scalars(select(Event))} == {True}
    assert session.get(Calendar, team).name == "Emptied calendar"
    assert {line.changed == {} for line in session.scalars(select(CalendarChange))} == {True}
    assert deleted_calendars_of(cast.alice) == []
    with pytest.raises(Refused, match="gone for good"):
        undelete_calendar(team, by=cast.alice)
    assert empty_trash(SITE, after(SITE + 2)) == Emptied()
    assert misfits() == []


@on_sqlite
def test_what_a_calendar_was_called_before_goes_with_it_and_the_log_vouches_for_that(session, cast, team):
    change_calendar(team, "Divorce", "sky", "Europe/Berlin", by=cast.alice)
    change_calendar(team, "Team", "sky", "Europe/Berlin", by=cast.alice)
    delete_calendar(team, by=cast.alice)
    alter(
        session, "UPDATE calendar SET emptied_at = deleted_at WHERE id = :id", id=team
    )  # by an older release
    empty_trash(SITE)
    assert "Divorce" not in str(session.scalars(select(CalendarChange.changed)).all())
    assert misfits() == []

    alter(session, "UPDATE audit_entry SET target_id = 0 WHERE action = 'calendar-emptied'")
    assert {found.table for found in misfits()} == {"audit_entry", "calendar_change"}


@on_sqlite
def test_a_calendar_that_an_erased_person_had_renamed_is_emptied_with_its_seals(session, cast, team):
    change_calendar(team, "Crew", "sky", "Europe/Berlin", by=cast.alice)
    delete_calendar(team, by=cast.alice)
    erase_person(cast.alice.id, "She asked for it", by=cast.root)
    empty_trash(SITE, after(SITE))
    lines = session.scalars(select(AuditEntry).where(AuditEntry.action == "calendar-emptied")).all()
    assert [bool(line.details.get("seals")) for line in lines] == [True]
    assert misfits() == []


@on_sqlite
def test_a_calendar_that_is_half_emptied_is_emptied_by_the_next_run(session, cast, team, retreat, gone):
    delete_calendar(team, by=cast.alice)
    session.get(Calendar, team).emptied_at = datetime.now(UTC)  # where a run was killed
    session.commit()
    assert empty_trash(SITE).events == 2


@on_sqlite
def test_nothing_of_other_calendars_is_looked_at_twice(session, cast, team, gone, statements):
    empty_trash(SITE, after(SITE))
    for n in range(20):
        create_calendar(f"Calendar {n}", "sky", "Europe/Berlin", by=cast.bob)
    statements.clear()
    empty_trash(SITE, after(SITE))
    assert len(statements) == 1


@on_sqlite
def test_what_somebody_restores_meanwhile_stays(session, cast, team, gone):
    """The run looks again once it holds the calendar."""
    restored = []

    def restore_first(_told):
        if not restored:
            restored.append(True)
            restore_events(team, [gone], by=cast.bob)

    first = session.scalars(select(Calendar.id).order_by(Calendar.id)).first()
    delete_calendar(first, by=cast.alice)
    with announced.connected_to(restore_first):
        done = empty_trash(SITE, after(SITE + 1))
    assert done.calendars == 1 and (restored, done.events) == ([True], 0)
    assert open_event(cast.bob, gone).event.deleted is False
