"""Many events chosen in the agenda, looked at, and moved, tagged, shared or deleted as one."""

import re
from html import unescape

import pytest
from sqlalchemy import select

from tests.support.cast import a_document
from tests.support.overlap_scenes import YEAR
from tests.support.statements import count_statements
from webapp.domain.roles import Role
from webapp.models import ChangeSet, Event, EventVersion, Share
from webapp.operations.calendars import create_calendar
from webapp.operations.events import create_event, delete_event
from webapp.operations.sharing import share_event
from webapp.operations.undoing_sets import undo_change_set

on_sqlite = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
pytestmark = [pytest.mark.usefixtures("no_csrf"), on_sqlite]


@pytest.fixture
def three(team, alice):
    """Three events in Team: on the 24th and the 25th, and a series from the 26th on."""
    return [
        create_event(team, a_document(title=title, **when), by=alice).event_id
        for title, when in {
            "Retreat": {},
            "Supper": {"start": "2026-03-25T18:00", "end": "2026-03-25T19:00"},
            "Class": {
                "start": "2026-03-26T18:00",
                "end": "2026-03-26T19:00",
                "rrule": "FREQ=WEEKLY;BYDAY=TH",
            },
        }.items()
    ]


def fields(page):
    """What the form of a preview sends."""
    pairs = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', page)
    form = {}
    for name, value in pairs:
        form.setdefault(name, []).append(unescape(value))
    return form


def starts(session, ids):
    session.rollback()
    return [session.get_one(Event, one).document["start"] for one in ids]


def go(client, ids, **wish):
    """Preview, and then what its button sends; gives the page of the preview and the answer."""
    seen = client.post("/events/many/preview", data={"event": ids, "day": "2026-03-24", **wish})
    assert seen.status_code == 200, seen.text
    return seen.text, client.post("/events/many", data=fields(seen.text))


def test_the_agenda_leads_to_it_and_every_event_is_there_once(visit, alice, three):
    assert 'href="/agenda/2026-03-24/selection"' in visit(alice).get("/agenda/2026-03-24").text
    page = visit(alice).get("/agenda/2026-03-24/selection").text
    assert re.findall(r'name="event" value="(\d+)"', page) == list(map(str, three))
    assert page.count("all of it is meant") == 1
    assert visit(alice).get("/agenda/2026-13-24/selection").status_code == 404


def test_they_are_moved_and_one_undo_takes_it_back(visit, alice, three, session):
    seen, answer = go(visit(alice), three, do="shift", by="2", unit="days", way="later")
    assert "Move 3 events 2 days later" in seen and seen.count("<ins>") == 3
    assert answer.status_code == 303 and answer.location == "/agenda/2026-03-24"
    assert starts(session, three) == ["2026-03-26T09:00", "2026-03-27T18:00", "2026-03-28T18:00"]
    sets = session.scalars(select(EventVersion.change_set_id).where(EventVersion.version == 2).distinct())
    (made,) = sets
    assert session.get_one(ChangeSet, made).kind == "batch"
    assert undo_change_set(made, by=alice).changed == 3
    assert starts(session, three) == ["2026-03-24T09:00", "2026-03-25T18:00", "2026-03-26T18:00"]


def test_the_toast_says_it_and_offers_undo(visit, alice, three):
    client = visit(alice)
    go(client, three[:2], do="shift", by="1", unit="weeks", way="earlier")
    page = client.get("/agenda/2026-03-24").text
    assert "Moved 2 events 1 week earlier." in page and re.search(r'action="/changes/\d+/undo"', page)


def test_looking_writes_nothing(visit, alice, three, session):
    client = visit(alice)
    versions = session.query(EventVersion).count()
    client.post("/events/many/preview", data={"event": three, "do": "delete"})
    session.rollback()
    assert session.query(EventVersion).count() == versions and session.query(ChangeSet).count() == 3


def test_the_first_goes_to_a_day_and_all_keep_their_distance(visit, alice, three, session):
    seen, _ = go(visit(alice), three[:2], do="day", date="2026-04-01")
    assert "Move 2 events 8 days later" in seen
    assert starts(session, three[:2]) == ["2026-04-01T09:00", "2026-04-02T18:00"]


def test_it_moves_as_far_as_the_preview_said(visit, alice, bob, three, session):
    client = visit(alice)
    seen = client.post("/events/many/preview", data={"event": three[:2], "do": "day", "date": "2026-04-01"})
    go(visit(bob), three[:1], do="shift", by="1", unit="days", way="later")
    client.post("/events/many", data=fields(seen.text))
    assert starts(session, three[:2]) == ["2026-04-02T09:00", "2026-04-02T18:00"]


def test_tags_come_and_go(visit, alice, three, session):
    go(visit(alice), three, do="tag", tags="hut, travel")
    assert session.get_one(Event, three[1]).document["tags"] == ["hut", "planning", "travel"]
    go(visit(alice), three, do="untag", untag="Planning")
    session.rollback()
    assert session.get_one(Event, three[1]).document["tags"] == ["hut", "travel"]


def test_what_has_the_tags_already_is_said_to_stay(visit, alice, three):
    look = {"event": three, "day": "2026-03-24", "do": "tag", "tags": "planning"}
    seen = visit(alice).post("/events/many/preview", data=look).text
    assert seen.count("stays as it is") == 3
    other = visit(alice).post("/events/many/preview", data={**look, "tags": "spring"}).text
    assert "stays as it is" not in other and other.count("added the tag spring") == 3


def test_they_are_deleted_and_come_back(visit, alice, three, session):
    seen, _ = go(visit(alice), three, do="delete")
    assert "Delete 3 events" in seen
    deleted = select(Event.id).where(Event.deleted)
    assert sorted(session.scalars(deleted)) == three
    made = session.scalars(select(ChangeSet.id).where(ChangeSet.kind == "batch")).one()
    assert undo_change_set(made, by=alice).restored == 3


def test_they_are_shared(visit, alice, bob, charlie, three, session):
    client = visit(alice)
    seen, answer = go(client, three, do="share", person="charlie", role="editor")
    assert "Let Charlie Chan edit 3 events" in seen and "one Undo takes it back" in seen
    assert answer.status_code == 303
    given = select(Share.event_id).where(Share.person_id == charlie.id, Share.role == "editor")
    assert sorted(filter(None, session.scalars(given))) == three
    assert "Charlie Chan can edit 3 events now." in client.get(answer.location).text
    made = session.scalars(select(ChangeSet.id).where(ChangeSet.kind == "batch")).one()
    page = visit(charlie).get(f"/changes/{made}").text  # of what was only shared, too, one sees what it did
    assert page.count("let Charlie Chan edit it") == 3 and "Alice changed 3 events" in page
    assert "Undo takes 3 roles back." in visit(alice).get(f"/changes/{made}").text
    assert "Undo takes" not in visit(bob).get(f"/changes/{made}").text
    share_event(three[0], charlie.id, Role.VIEWER, by=alice)
    assert visit(bob).post(f"/changes/{made}/undo").status_code == 403
    back = visit(alice).post(f"/changes/{made}/undo", follow_redirects=True).text
    assert "Took it back: 2 roles taken back. 1 role was changed since and stays so." in back
    session.rollback()
    assert (
        list(filter(None, session.scalars(select(Share.event_id).where(Share.person_id == charlie.id))))
        == three[:1]
    )
    refused = visit(bob).post("/events/many/preview", data={
        "event": three, "do": "share", "person": "charlie", "role": "viewer"})  # fmt: skip
    assert refused.status_code == 403


def test_what_one_may_not_touch_stays_and_is_named(visit, alice, vera, bob, three, session):
    own = create_calendar("Bob's", "mint", "Europe/Berlin", by=bob)
    mine = create_event(own, a_document(title="Mine"), by=bob).event_id
    hers = create_event(
        create_calendar("Hers", "rose", "Europe/Berlin", by=alice), a_document(title="Secret"), by=alice
    ).event_id
    seen, answer = go(visit(bob), [mine, hers, three[0]], do="shift", by="1", unit="days", way="later")
    assert "Secret" not in seen and "Move 2 events" in seen and answer.status_code == 303
    looked = visit(vera).post("/events/many/preview", data={"event": three, "do": "tag", "tags": "x"})
    assert looked.status_code == 403
    assert visit(vera).post("/events/many", data={"event": three, "do": "delete"}).status_code == 403
    assert visit(bob).post("/events/many/preview", data={"event": hers, "do": "delete"}).status_code == 404
    assert visit(bob).post("/events/many", data={"event": hers, "do": "delete"}).status_code == 404


def test_one_that_is_only_seen_is_left_out(visit, alice, vera, three, session):
    own = create_calendar("Vera's", "mint", "Europe/Berlin", by=vera)
    mine = create_event(own, a_document(title="Mine"), by=vera).event_id
    seen, answer = go(visit(vera), [mine, three[0]], do="shift", by="1", unit="days", way="later")
    assert "This one stays as it is" in seen and "You may not change it." in seen
    assert fields(seen)["event"] == [str(mine)] and answer.status_code == 303
    assert starts(session, [mine, three[0]]) == ["2026-03-25T09:00", "2026-03-24T09:00"]


def test_whole_days_do_not_move_by_hours(visit, alice, team, three):
    fair = create_event(
        team, a_document(title="Fair", all_day=True, start="2026-03-24", end="2026-03-25"), by=alice
    )
    seen, _ = go(visit(alice), [*three, fair.event_id], do="shift", by="3", unit="hours", way="later")
    assert "Move 3 events 3 hours later" in seen and "moves by days or weeks" in seen


def test_a_calendar_that_takes_no_overlaps_keeps_out_what_would(visit, alice, session):
    room = create_calendar(
        "Room", "sky", "Europe/Berlin", by=alice, one_at_a_time=True, conflict_policy="refuse"
    )
    early = {"start": f"{YEAR}-03-24T09:00", "end": f"{YEAR}-03-24T10:00"}  # what is over is nobody's overlap
    first = create_event(room, a_document(title="First", **early), by=alice).event_id
    late = {"start": f"{YEAR}-03-24T11:00", "end": f"{YEAR}-03-24T12:00"}
    other = create_event(room, a_document(title="Other", **late), by=alice).event_id
    hours = {"do": "shift", "by": "2", "unit": "hours", "way": "later"}
    alone = visit(alice).post("/events/many/preview", data={"event": first, **hours})
    assert "takes no overlaps" in alone.text and "This cannot be done" in alone.text
    seen, answer = go(visit(alice), [first, other], **hours)  # together each makes room for the other
    assert 'id="stay"' not in seen and answer.status_code == 303
    assert starts(session, [first, other]) == [f"{YEAR}-03-24T11:00", f"{YEAR}-03-24T13:00"]


def test_what_overlaps_elsewhere_is_told(visit, alice, three, team):
    create_event(
        team, a_document(title="Busy", start=f"{YEAR}-03-25T09:00", end=f"{YEAR}-03-25T10:00"), by=alice
    )
    next_year = {"start": f"{YEAR}-03-24T09:00", "end": f"{YEAR}-03-24T10:00"}
    one = create_event(team, a_document(title="One", **next_year), by=alice).event_id
    seen, _ = go(visit(alice), [one], do="shift", by="1", unit="days", way="later")
    assert "1 of them overlaps with others then." in seen


def test_what_was_changed_since_is_asked_again(visit, alice, three, session):
    client = visit(alice)
    seen = client.post(
        "/events/many/preview", data={"event": three[:2], "do": "shift", "by": "1", "unit": "days"}
    )
    delete_event(three[0], by=alice)
    answer = client.post("/events/many", data=fields(seen.text))
    assert answer.status_code == 404 or "Nothing was done yet" in answer.text
    assert starts(session, three[1:2]) == ["2026-03-25T18:00"]


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ({"do": "shift", "by": "x"}, "a whole number from 1 to 999"),
        ({"do": "share", "person": "nobody", "role": "viewer"}, "Nobody is called that"),
        ({"do": "tag", "tags": ""}, "one tag at least"),
        ({}, "Choose what is to be done"),
    ],
)
def test_what_will_not_do_is_said_with_everything_kept(visit, alice, three, form, said):
    answer = visit(alice).post("/events/many/preview", data={"event": three[1], "day": "2026-03-24", **form})
    assert answer.status_code == 422 and said in answer.text
    assert f'value="{three[1]}" checked' in answer.text
    empty = visit(alice).post("/events/many/preview", data={"day": "2026-03-24", "do": "delete"})
    assert empty.status_code == 422 and "Choose one event at least" in empty.text


def test_one_may_choose_again(visit, alice, three):
    seen = visit(alice).post(
        "/events/many/preview", data={"event": three[:2], "day": "2026-03-24", "do": "tag", "tags": "hut"}
    )
    page = visit(alice).post("/events/many/choice", data=fields(seen.text)).text
    assert len(re.findall(r'name="event" value="\d+" checked', page)) == 2
    assert 'name="do" value="tag" checked' in page and 'value="hut"' in page


def test_a_retry_moves_nothing_twice(visit, alice, three, session):
    client = visit(alice)
    seen = client.post(
        "/events/many/preview", data={"event": three[:2], "do": "shift", "by": "1", "unit": "days"}
    )
    for _ in range(2):
        assert client.post("/events/many", data=fields(seen.text)).status_code == 303
    assert starts(session, three[:2]) == ["2026-03-25T09:00", "2026-03-26T18:00"]


def test_the_page_costs_as_many_statements_for_many(visit, alice, team, three):
    few = count_statements(visit(alice), "/agenda/2026-03-24/selection")
    for n in range(10):
        create_event(team, a_document(title=f"More {n}"), by=alice)
    assert count_statements(visit(alice), "/agenda/2026-03-24/selection") == few
