"""What happened in a calendar: change sets and sharing in one list, in pages, filtered."""

from datetime import timedelta

import pytest

from tests.support.cast import a_document
from webapp.domain.roles import Role
from webapp.models import Calendar
from webapp.operations.calendar_history import FIRST_ONES, SetRow, happened
from webapp.operations.events import create_event, delete_event, edit_event
from webapp.operations.history_choices import choices
from webapp.operations.history_filters import SHARING, Filters
from webapp.operations.importing import import_calendar
from webapp.operations.sharing import share_event

ALL = Filters()
EVENTS = "".join(
    f"BEGIN:VEVENT\r\nUID:{n}@x\r\nDTSTAMP:20260301T000000Z\r\nDTSTART:2026040{n}T100000Z\r\n"
    f"DURATION:PT1H\r\nSUMMARY:Guest {n}\r\nEND:VEVENT\r\n"
    for n in range(1, 6)
)
FILE = f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\n{EVENTS}END:VCALENDAR\r\n".encode()


@pytest.fixture
def busy(session, team, retreat, alice, bob, charlie):
    """Team: the retreat made, renamed by Bob, shared with Charlie; five events imported; the retreat deleted."""
    edit_event(retreat, a_document(title="Summit"), based_on=1, by=bob)
    share_event(retreat, charlie.id, Role.VIEWER, by=alice)
    import_calendar(team, FILE, by=bob)
    delete_event(retreat, by=alice)
    return session.get(Calendar, team)


def told(page):
    return [(row.kind if isinstance(row, SetRow) else "sharing", row.author.first_name) for row in page.rows]


def test_change_sets_and_sharing_stand_in_one_list_newest_first(busy):
    page = happened(busy, ALL, 50)

    assert told(page)[:5] == [
        ("edit", "Alice"), ("import", "Bob"), ("sharing", "Alice"), ("edit", "Bob"), ("edit", "Alice")
    ]  # fmt: skip
    assert (page.newer, page.older) == (False, False)
    brought = page.rows[1]
    assert (brought.events, [line.title for line in brought.lines]) == (5, ["Guest 1", "Guest 2", "Guest 3"])
    assert len(brought.lines) == FIRST_ONES
    assert page.rows[3].lines[0].said == [("title.renamed", {"from": "Retreat", "to": "Summit"})]
    assert (page.rows[2].title, page.rows[2].said[0]) == ("Summit", "sharing.granted")


def test_pages_follow_each_other_both_ways_without_a_gap(busy):
    whole = [row.seq for row in happened(busy, ALL, 50).rows]
    down, before = [], None
    while True:
        page = happened(busy, ALL, 2, before=before)
        down += [row.seq for row in page.rows]
        if not page.older:
            break
        before = page.last
    assert down == whole

    up, after = [], 0
    while True:
        page = happened(busy, ALL, 2, after=after)
        up = [row.seq for row in page.rows] + up
        if not page.newer:
            break
        after = page.first
    assert up == whole


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        ({"via": "import"}, ["import"]),
        ({"kind": "import"}, ["import"]),
        ({"kind": "edit", "units": ("title",)}, ["edit", "edit"]),
        ({"kind": "merge"}, []),
        ({"units": ("title",)}, ["import", "edit", "edit"]),
        ({"units": ("location",), "via": "import"}, ["import"]),
        ({"units": (SHARING,)}, ["sharing"] * 4),
    ],
)
def test_it_is_filtered_as_the_history_of_an_event_is(busy, filters, found):
    assert [kind for kind, _ in told(happened(busy, Filters(**filters), 50))] == found


def test_it_is_filtered_by_person_and_time(busy, bob, alice):
    assert {name for _, name in told(happened(busy, Filters(who=bob.id), 50))} == {"Bob"}
    made = happened(busy, ALL, 50).rows[0].at
    assert told(happened(busy, Filters(since=made), 50)) == [("edit", "Alice")]
    assert told(happened(busy, Filters(until=made - timedelta(days=1)), 50)) == []
    assert [name for _, name in choices(busy).people] == ["Alice Adler", "Bob Brook"]


def test_another_calendar_keeps_its_history_to_itself(busy, session, retreat, bob):
    own = session.get(Calendar, bob_calendar(session, bob))
    create_event(own.id, a_document(title="Dentist"), by=bob)
    assert [row.lines[0].title for row in happened(own, ALL, 50).rows if isinstance(row, SetRow)] == [
        "Dentist"
    ]
    seen = {
        line.title for row in happened(busy, ALL, 50).rows if isinstance(row, SetRow) for line in row.lines
    }
    assert "Dentist" not in seen


def bob_calendar(session, bob):
    found = session.query(Calendar).filter_by(created_by_id=bob.id).all()
    return found[0].id
