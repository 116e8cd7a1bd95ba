"""Calendar files come into a calendar as a whole and as one change set, and go out again."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select

from tests.domain.files import OURS, file_of, read_file
from webapp.domain.icalendar.problems import FileRefused
from webapp.models import CalendarLog, ChangeSet, Event, EventVersion, FieldOrigin, Occurrence
from webapp.operations import placing
from webapp.operations.access import open_calendar, open_event
from webapp.operations.announcements import CalendarChanged, announced
from webapp.operations.calendars import create_calendar, delete_calendar
from webapp.operations.errors import NotThere, RoleTooLow
from webapp.operations.events import delete_event, edit_event
from webapp.operations.importing import export_calendar, export_event, import_as, import_calendar

AGES = timedelta(days=40_000)


def event_named(session, title):
    return session.scalars(select(Event).where(Event.title == title)).one()


@pytest.mark.parametrize(
    ("who", "refusal"),
    [("alice", None), ("bob", None), ("vera", RoleTooLow), ("charlie", NotThere), ("root", NotThere)],
)
def test_owners_and_editors_import(session, cast, team, who, refusal):
    if refusal is None:
        assert import_calendar(team, OURS, by=getattr(cast, who)).events == 5
    else:
        with pytest.raises(refusal):
            import_calendar(team, OURS, by=getattr(cast, who))
        assert session.scalar(select(func.count()).select_from(Event)) == 0


def test_an_import_is_one_change_set_with_a_first_version_each(session, team, bob):
    seq = open_calendar(bob, team).calendar.seq
    imported = import_calendar(team, OURS, by=bob)

    assert (imported.new, imported.here, imported.left_out) == (5, 0, {"VTODO": 1})
    (change_set,) = session.scalars(select(ChangeSet).where(ChangeSet.kind == "import"))
    versions = session.scalars(select(EventVersion).order_by(EventVersion.seq)).all()
    assert {(one.version, one.via, one.change_set_id, one.actor_label) for one in versions} == {
        (1, "import", change_set.id, "Bob Brook")
    }
    lines = session.scalars(
        select(CalendarLog.seq).where(CalendarLog.seq > seq).order_by(CalendarLog.seq)
    ).all()
    assert lines == [one.seq for one in versions] == list(range(seq + 1, seq + 6))
    assert open_calendar(bob, team).calendar.seq == seq + 5


def test_an_imported_event_is_like_any_other(session, team, bob, monkeypatch):
    monkeypatch.setattr(placing, "BEHIND", AGES)  # its dates are of 2026
    import_calendar(team, OURS, by=bob)
    standup = event_named(session, "Stand-up")

    assert (standup.uid, standup.repeats, standup.zone) == ("standup@lantern.example", True, "Europe/Berlin")
    assert session.scalars(
        select(Occurrence.title).where(
            Occurrence.event_id == standup.id, Occurrence.recurrence_id == "2026-04-01T09:30"
        )
    ).all() == ["Stand-up, later"]
    assert (
        "extra" in session.scalars(select(FieldOrigin.unit).where(FieldOrigin.event_id == standup.id)).all()
    )
    edited = edit_event(standup.id, {**standup.document, "title": "Daily"}, based_on=1, by=bob)
    assert edited.version == 2


def test_live_pages_are_told_once(team, bob):
    told = []
    with announced.connected_to(lambda one: told.append(one)):
        import_calendar(team, OURS, by=bob)

    changes = [(one.calendar_id, one.seq) for one in told if isinstance(one, CalendarChanged)]
    assert changes == [(team, open_calendar(bob, team).calendar.seq)]


def test_one_event_that_is_refused_keeps_all_out(session, team, bob):
    seq = open_calendar(bob, team).calendar.seq
    with pytest.raises(FileRefused) as refused:
        import_calendar(team, OURS.replace(b"DTSTART:20260326T120000", b"DTSTART:never"), by=bob)

    assert "“Lunch”" in str(refused.value.problems[0])
    assert session.scalar(select(func.count()).select_from(Event)) == 0
    assert open_calendar(bob, team).calendar.seq == seq


def test_the_others_come_in_as_one_change_set_where_that_is_wanted(session, team, bob):
    data = OURS.replace(b"DTSTART:20260326T120000", b"DTSTART:never")
    imported = import_calendar(team, data, by=bob, leave_out_broken=True)

    assert (imported.new, imported.broken) == (4, 1)
    (change_set,) = session.scalars(select(ChangeSet.id).where(ChangeSet.kind == "import"))
    assert set(session.scalars(select(EventVersion.change_set_id))) == {change_set}
    assert import_calendar(team, OURS, by=bob).new == 1


def test_what_is_here_already_stays_as_it_is_and_what_was_deleted_comes_back(session, team, bob):
    import_calendar(team, OURS, by=bob)
    lunch, retreat = event_named(session, "Lunch"), event_named(session, "Planning, and more")
    edit_event(retreat.id, {**retreat.document, "title": "Summit"}, based_on=1, by=bob)
    delete_event(lunch.id, by=bob)

    again = import_calendar(team, OURS, by=bob)
    assert (again.new, again.back, again.here) == (0, 1, 4)
    assert event_named(session, "Summit").version == 2
    back = session.get_one(Event, lunch.id, populate_existing=True)
    assert (back.deleted, back.version) == (False, 3)
    assert import_calendar(team, OURS, by=bob).events == 0


def test_the_same_file_comes_into_another_calendar_too(cast, team):
    other = create_calendar("Other", "rose", "Asia/Tokyo", by=cast.bob)

    assert import_calendar(team, OURS, by=cast.bob).new == import_calendar(other, OURS, by=cast.bob).new == 5


def test_a_retry_does_not_import_twice(session, team, bob):
    first = import_calendar(team, OURS, by=bob, key="once")

    assert import_calendar(team, OURS, by=bob, key="once") == first
    assert session.scalar(select(func.count()).select_from(EventVersion)) == 5


def test_a_calendar_goes_out_as_it_came(session, cast, team):
    import_calendar(team, OURS, by=cast.bob)
    out = export_calendar(open_calendar(cast.vera, team))

    zone = open_calendar(cast.vera, team).calendar.zone
    came, went = (read_file(data, zone).events for data in (OURS, out.encode()))
    assert {one.uid: one.document for one in went} == {one.uid: one.document for one in came}
    lunch = export_event(open_event(cast.vera, event_named(session, "Lunch").id))
    assert lunch.count("BEGIN:VEVENT") == 1 and "SUMMARY:Lunch\r\n" in lunch


def test_a_calendar_is_named_by_its_number_or_its_name(session, cast, team):
    name = open_calendar(cast.alice, team).calendar.name

    assert import_as(name, OURS).new == 5
    assert session.scalars(select(EventVersion.actor_label).distinct()).all() == ["Alice Adler"]
    assert import_as(str(team), OURS, "BOB").here == 5
    for wrong in ("Nothing", "99999", "²"):
        with pytest.raises(NotThere):
            import_as(wrong, OURS)
    with pytest.raises(NotThere):
        import_as(name, OURS, "nobody")
    delete_calendar(team, by=cast.alice)
    with pytest.raises(NotThere):
        import_as(str(team), OURS)


def test_many_series_are_placed_within_bounds(session, team, bob):
    one = file_of("DTSTART:20260324T090000", "RRULE:FREQ=DAILY").decode()
    event = one[one.index("BEGIN:VEVENT") : one.index("END:VCALENDAR")]
    many = "".join(event.replace("UID:one", f"UID:{n}") for n in range(1500))
    import_calendar(team, f"BEGIN:VCALENDAR\n{many}END:VCALENDAR".encode(), by=bob)

    placed = session.scalar(select(func.count()).select_from(Occurrence))
    assert 1500 <= placed <= 60_000
    bounds = session.scalars(select(Event.placed_until).distinct()).all()
    assert all(bound and bound > datetime.now(UTC) for bound in bounds)
