"""What an event overlaps with: for whom, in which calendar, what saving does about it."""

import re
from datetime import UTC, datetime

import pytest
from sqlalchemy import func, select, update

from tests.support.cast import a_document
from tests.support.overlap_scenes import DAY, YEAR, invited, make_room, mind, planned
from webapp.domain.icalendar.problems import FileRefused
from webapp.domain.roles import Role
from webapp.domain.series import instances
from webapp.models import Event, Participation
from webapp.operations.calendars import create_calendar, delete_calendar
from webapp.operations.events import (
    create_event,
    delete_event,
    edit_event,
    restore_version,
    undelete_event,
)
from webapp.operations.history import bring_back
from webapp.operations.importing import import_calendar
from webapp.operations.overlaps import Overlapping
from webapp.operations.series import edit_instances
from webapp.operations.sharing import share_calendar
from webapp.operations.undoing import undo_version

WEEKLY = "FREQ=WEEKLY;COUNT=10;BYDAY=TU,WE"


def titles(saved):
    return [one["title"] for one in saved.overlaps]


def own(person, name="Own"):
    return create_calendar(name, "rose", "Europe/Berlin", by=person)


@pytest.fixture
def room(alice, bob):
    """Alice's calendar that holds one at a time and refuses overlaps; Bob edits it."""
    calendar_id = make_room(alice)
    share_calendar(calendar_id, bob.id, Role.EDITOR, by=alice)
    return calendar_id


def test_two_events_of_one_person_overlap_wherever_they_are(alice, team):
    create_event(own(alice), planned(title="Stand-up"), by=alice)
    assert titles(create_event(team, planned("09:30", "11:00"), by=alice)) == ["Stand-up"]


def test_what_only_touches_is_over_or_of_somebody_else_does_not(alice, bob, team):
    create_event(team, planned("08:00", "09:00"), by=alice)
    create_event(team, planned("10:00", "11:00"), by=alice)
    create_event(team, planned(), by=bob)
    create_event(team, planned(status="cancelled"), by=alice)
    gone = create_event(team, planned(day=f"{YEAR}-03-25"), by=alice).event_id
    delete_event(gone, by=alice)
    put_aside = own(alice)
    create_event(put_aside, planned(), by=alice)
    delete_calendar(put_aside, by=alice)

    assert create_event(team, planned(), by=alice).overlap_count == 0
    assert create_event(team, planned(day=f"{YEAR}-03-25"), by=alice).overlap_count == 0
    assert create_event(team, planned(status="tentative"), by=alice).overlap_count == 1


def test_a_day_as_a_whole_keeps_nobody_busy_and_takes_a_room(alice, team, room):
    day = a_document(title="Holiday", all_day=True, start=DAY, end=DAY)
    create_event(team, day, by=alice)
    assert create_event(team, planned(), by=alice).overlap_count == 0

    create_event(room, {**day, "start": f"{YEAR}-03-25", "end": f"{YEAR}-03-25"}, by=alice)
    with pytest.raises(Overlapping):  # half past midnight in Berlin is the day before in UTC
        create_event(room, planned("00:15", "00:30", day=f"{YEAR}-03-25"), by=alice)
    with pytest.raises(Overlapping):
        create_event(room, planned("23:15", "23:30", day=f"{YEAR}-03-25"), by=alice)
    assert create_event(room, planned("23:15", "23:30"), by=alice).overlap_count == 0


def test_a_room_holds_one_at_a_time_whoever_takes_part(session, alice, bob, room):
    create_event(room, planned(title="Stand-up"), by=alice)
    before = session.scalar(select(func.count()).select_from(Event))
    session.rollback()

    with pytest.raises(Overlapping) as refused:
        create_event(room, planned("09:30", "10:30"), by=bob)
    assert re.fullmatch(
        rf"Overlaps with “Stand-up”, \w+ 24 March {YEAR} 09:00. “Blue room” takes no overlaps. Choose another time.",
        str(refused.value),
    )
    assert [slot.minutes for slot in refused.value.free] == [30, 45, 60]
    assert session.scalar(select(func.count()).select_from(Event)) == before
    assert create_event(room, planned("10:00", "11:00"), by=bob).overlap_count == 0


@pytest.mark.parametrize("policy", ["warn", "refuse"])
def test_a_calendar_warns_or_refuses(alice, team, policy):
    create_event(team, planned(title="Stand-up"), by=alice)
    mind(team, alice, policy)
    if policy == "warn":
        assert titles(create_event(team, planned(), by=alice)) == ["Stand-up"]
    else:
        with pytest.raises(Overlapping):
            create_event(team, planned(), by=alice)


def test_what_somebody_may_not_see_is_only_busy(alice, bob, charlie, team):
    private = own(charlie, "Secret garden")
    create_event(private, planned(title="Divorce", **invited(charlie, bob)), by=charlie)

    saved = create_event(team, planned(**invited(bob)), by=alice)
    (busy,) = saved.overlaps
    assert (busy["event_id"], busy["title"], busy["recurrence_id"], busy["who"]) == (None, None, "", ["Bob"])
    assert "Divorce" not in repr(saved) and "Secret" not in repr(saved)
    mind(team, alice)
    with pytest.raises(Overlapping) as refused:
        create_event(team, planned(**invited(bob)), by=alice)
    assert "Bob is busy" in str(refused.value) and "Divorce" not in str(refused.value)
    assert titles(create_event(private, planned("09:45", "10:45", **invited(charlie)), by=charlie)) == [
        "Divorce"
    ]


def test_who_declined_does_not_take_part_and_some_instances_may_be_otherwise(session, alice, bob, team):
    weekly = planned(title="Stand-up", rrule=WEEKLY, **invited(bob))
    series = create_event(team, weekly, by=alice).event_id
    session.execute(
        update(Participation).where(Participation.event_id == series).values(otherwise=[f"{DAY}T09:00"])
    )
    session.commit()
    first = create_event(team, planned(**invited(bob)), by=alice)
    assert first.overlap_count == 0
    following = {"day": sorted(one.recurrence_id for one in spans(weekly))[1][:10]}
    assert create_event(team, planned(**following, **invited(bob)), by=alice).overlap_count == 1
    declined = invited(bob, answer="declined")
    assert create_event(team, planned(**following, **declined), by=alice).overlap_count == 0


def spans(document):
    return instances(document, datetime(YEAR, 1, 1, tzinfo=UTC), datetime(YEAR + 1, 1, 1, tzinfo=UTC))


def test_series_against_series_is_found_by_occurrence(alice, team):
    create_event(team, planned(title="Stand-up", rrule="FREQ=WEEKLY;COUNT=10"), by=alice)
    saved = create_event(team, planned("09:30", "10:30", rrule="FREQ=DAILY;COUNT=15"), by=alice)
    assert (saved.overlap_count, titles(saved)) == (3, ["Stand-up"] * 3)


def test_series_beyond_the_horizon_are_found_as_well(alice, team):
    far = f"{YEAR + 4}-03-24"
    create_event(team, planned(title="Stand-up", rrule="FREQ=DAILY"), by=alice)
    assert titles(create_event(team, planned(day=far), by=alice)) == ["Stand-up"]


def test_an_edit_that_moves_nothing_is_never_refused(session, alice, team):
    create_event(team, planned(), by=alice)
    second = create_event(team, planned(rrule="FREQ=WEEKLY;COUNT=3"), by=alice).event_id
    mind(team, alice)
    document = session.get(Event, second).document

    other_words = {**document, "description": "Bring two.", "title": "Sync"}
    assert edit_event(second, other_words, 1, by=alice).version == 2
    later = {**other_words, "overrides": {f"{DAY}T09:00": {"title": "Review"}}}
    assert edit_event(second, later, 2, by=alice).version == 3
    with pytest.raises(Overlapping):
        edit_event(second, {**later, "end": f"{DAY}T10:30", "overrides": {}}, 3, by=alice)


def test_a_split_that_moves_nothing_is_not_refused_and_one_that_does_is(alice, team):
    create_event(team, planned("11:00", "12:00", rrule="FREQ=WEEKLY;COUNT=10"), by=alice)
    series = create_event(team, planned(rrule="FREQ=WEEKLY;COUNT=10"), by=alice).event_id
    create_event(team, planned(rrule="FREQ=WEEKLY;COUNT=10"), by=alice)
    mind(team, alice)
    name = f"{YEAR}-04-07T09:00"
    plain = planned(day=name[:10])

    for scope in ("this", "following"):
        with pytest.raises(Overlapping):
            moved = {**plain, "start": name[:10] + "T11:30", "end": name[:10] + "T12:30"}
            edit_instances(series, name, scope, moved, 1, by=alice)
    renamed = {**plain, "title": "Sync", "rrule": "FREQ=WEEKLY;COUNT=10"}
    assert edit_instances(series, name, "following", renamed, 1, by=alice).rest_id


def test_ways_back_are_checked_too(alice, team):
    mine = create_event(team, planned(), by=alice).event_id
    moved = edit_event(mine, planned("15:00", "16:00"), 1, by=alice)
    gone = create_event(team, planned("12:00", "13:00"), by=alice).event_id
    delete_event(gone, by=alice)
    create_event(team, planned(), by=alice)
    create_event(team, planned("12:00", "13:00"), by=alice)
    mind(team, alice)

    assert moved.version == 2
    for back in (
        lambda: restore_version(mine, 1, by=alice),
        lambda: bring_back(mine, 1, "when", by=alice),
        lambda: undo_version(mine, 2, by=alice),
        lambda: undelete_event(gone, by=alice),
    ):
        with pytest.raises(Overlapping):
            back()
    mind(team, alice, "warn")
    assert undelete_event(gone, by=alice).overlap_count == 1
    assert undo_version(mine, 2, by=alice).overlap_count == 1


def test_a_retry_is_answered_with_the_same_overlaps(alice, team):
    create_event(team, planned(title="Stand-up"), by=alice)
    saved = [create_event(team, planned(), by=alice, key="once") for _ in range(2)]
    assert saved[0] == saved[1] and titles(saved[1]) == ["Stand-up"]


FILE = """BEGIN:VCALENDAR\r
BEGIN:VEVENT\r
UID:one\r
DTSTART:{year}0324T093000\r
DTEND:{year}0324T103000\r
SUMMARY:Rehearsal\r
END:VEVENT\r
BEGIN:VEVENT\r
UID:two\r
DTSTART:{year}0326T093000\r
DTEND:{year}0326T103000\r
SUMMARY:Concert\r
END:VEVENT\r
END:VCALENDAR\r
"""


def test_a_file_is_refused_by_the_name_of_the_event_or_counted(session, alice, room):
    from_file = FILE.format(year=YEAR).encode()
    create_event(room, planned(title="Stand-up"), by=alice)

    with pytest.raises(FileRefused) as refused:
        import_calendar(room, from_file, by=alice)
    assert "“Rehearsal”: Overlaps with “Stand-up”" in " ".join(refused.value.sentences())
    assert session.scalar(select(func.count()).select_from(Event)) == 1
    session.rollback()
    mind(room, alice, "warn")
    imported = import_calendar(room, from_file, by=alice)
    assert (imported.new, imported.overlapping) == (2, 1)


def test_events_of_one_file_overlap_with_each_other_and_what_is_over_does_not_matter(alice, room):
    twice = FILE.replace("{year}0326", "{year}0324")
    with pytest.raises(FileRefused):
        import_calendar(room, twice.format(year=YEAR).encode(), by=alice)
    assert import_calendar(room, twice.format(year=2019).encode(), by=alice).new == 2


def test_the_statements_do_not_grow_with_what_there_is(statements, alice, team):
    def cost(document):
        del statements[:]
        create_event(team, document, by=alice)
        return len(statements)

    create_event(team, planned(), by=alice)
    few = cost(planned())
    for _ in range(12):
        create_event(team, planned(rrule="FREQ=DAILY;COUNT=30"), by=alice)
    assert cost(planned()) == few
