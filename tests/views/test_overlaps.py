"""Overlaps on pages: said before saving and after it, refused beside the field, marked in the views."""

import re

import pytest
from sqlalchemy import select

from tests.support.cast import a_document
from tests.support.event_forms import partial
from tests.support.overlap_scenes import DAY, YEAR, invited, make_room, mind, planned
from tests.support.series_forms import of_instance, sent
from tests.support.statements import count_statements
from webapp.domain.roles import Role
from webapp.models import Calendar, Event
from webapp.operations.calendars import create_calendar
from webapp.operations.events import create_event
from webapp.operations.sharing import share_calendar

pytestmark = pytest.mark.usefixtures("no_csrf")

MARK = '<span class="vh">, overlaps</span>'


@pytest.fixture
def room(alice, bob, vera):
    """Alice's room: it refuses overlaps; Bob edits, Vera views."""
    calendar_id = make_room(alice)
    share_calendar(calendar_id, bob.id, Role.EDITOR, by=alice)
    share_calendar(calendar_id, vera.id, Role.VIEWER, by=alice)
    create_event(calendar_id, planned(title="Stand-up"), by=alice)
    return calendar_id


def new(calendar_id, **changes):
    return sent(planned(**changes), calendar_id=str(calendar_id))


def test_what_is_refused_comes_back_with_the_reason_all_that_was_typed_and_free_times(
    visit, session, bob, room
):
    client = visit(bob)
    response = client.post("/events", data=new(room, description="Bring two."))

    assert response.status_code == 422
    assert 'id="f-when-error"' in response.text
    for words in ("Overlaps with “Stand-up”", "“Blue room” takes no overlaps", "Bring two."):
        assert words in response.text
    free = re.findall(r'name="slot" value="(-?\d+)" data-slot>([^<]+)<', response.text)
    assert [minutes for minutes, _ in free] == ["60", "-60", "75"]
    assert free[0][1].endswith(f"24 March {YEAR}, 10:00–11:00")
    assert len(session.scalars(select(Event)).all()) == 1

    moved = client.post("/events", data=new(room) | {"slot": free[0][0]})
    assert (moved.status_code, moved.text.count("data-slot")) == (200, 0)
    assert 'name="start_time" value="10:00"' in moved.text and 'name="end_time" value="11:00"' in moved.text
    assert client.post("/events", data=new(room, start="10:00", end="11:00")).status_code == 303


@pytest.mark.parametrize("slot", ["", "x", "9999999", "-", "1.5", "٣"])
def test_a_time_that_nobody_offered_changes_nothing_or_is_a_time(visit, bob, room, slot):
    answer = visit(bob).post("/events", data=new(room) | {"slot": slot})
    assert answer.status_code == 200 and f'value="{DAY}"' in answer.text


def test_a_calendar_that_warns_saves_and_says_so_with_a_link(visit, alice, room, team):
    client = visit(alice)
    stand_up = create_event(team, planned("12:00", "13:00", title="Lunch"), by=alice).event_id
    saved = client.post("/events", data=new(team, start="12:30", end="13:00", title="Talk"))

    page = client.get(saved.location).text
    assert re.search(rf"Made Talk\. Overlaps with “Lunch”, \w+ 24 March {YEAR} 12:00\.", page)
    assert page.count(f'href="/events/{stand_up}"') == 2  # in the toast, and below When
    assert 'id="l-overlaps"' in page


def test_while_one_types_the_form_says_what_it_overlaps_with(visit, bob, room):
    client = visit(bob)
    asked = {name: value for name, value in new(room).items() if name not in ("title", "description")}
    page = client.get("/events/overlaps", query_string=asked).text
    assert "Overlaps with “Stand-up”" in page and page.count("data-slot") == 3
    free = client.get("/events/overlaps", query_string=asked | {"start_time": "10:00", "end_time": "11:00"})
    assert "clash__said" not in free.text and "data-slot" not in free.text
    for wrong in (
        {"start_date": "x"},
        {"calendar_id": "99999"},
        {"calendar_id": "x"},
        {"repeat": "rule", "rrule": "X"},
    ):
        assert "clash__said" not in client.get("/events/overlaps", query_string=asked | wrong).text


def test_the_note_of_an_edit_speaks_of_what_is_new_alone(visit, session, bob, alice, room):
    mind(room, alice, "warn")
    mine = create_event(room, planned(), by=bob).event_id
    client, form = visit(bob), sent(planned())
    asked = {name: form[name] for name in ("start_date", "start_time", "end_date", "end_time", "zone")}
    assert "clash__said" not in client.get("/events/overlaps", query_string={"event": mine, **asked}).text
    later = {"event": mine, **asked, "end_time": "10:30"}
    assert "Overlaps with “Stand-up”" in client.get("/events/overlaps", query_string=later).text


def test_a_field_in_its_place_is_refused_in_its_place(visit, session, bob, room):
    mine = create_event(room, planned("14:00", "15:00"), by=bob).event_id
    client = visit(bob)
    form = {name: value for name, value in sent(planned()).items() if "date" in name or "time" in name}
    refused = partial(client, "POST", f"/events/{mine}/fields/when", data=form | {"base": "1"})

    assert refused.status_code == 422 and 'id="form-when"' in refused.text
    assert "takes no overlaps" in refused.text and "data-slot" in refused.text
    slot = partial(client, "POST", f"/events/{mine}/fields/when", data=form | {"base": "1", "slot": "60"})
    assert slot.status_code == 200 and 'name="start_time" value="10:00"' in slot.text
    assert session.get(Event, mine).version == 1


def test_a_refused_instance_comes_back_as_its_form(visit, session, bob, room):
    document = planned("11:00", "12:00", rrule="FREQ=DAILY;COUNT=5")
    series = create_event(room, document, by=bob).event_id
    form = of_instance(document, f"{DAY}T11:00", start_time="09:30", end_time="10:30")
    client = visit(bob)

    asked = client.post(f"/events/{series}", data=form)
    assert asked.status_code == 200 and "1 new overlap in the next year." in asked.text
    refused = client.post(f"/events/{series}", data=form | {"scope": "this"})
    assert refused.status_code == 422 and 'value="09:30"' in refused.text
    assert "Overlaps with “Stand-up”" in refused.text and session.get(Event, series).version == 1


def test_an_edit_of_a_whole_series_says_before_saving_how_many_it_brings(visit, session, bob, room, alice):
    mind(room, alice, "warn")
    document = planned("11:00", "12:00", rrule="FREQ=DAILY;COUNT=5")
    series = create_event(room, document, by=bob).event_id
    form = sent(document, start_time="09:30", end_time="10:30")

    asked = visit(bob).post(f"/events/{series}", data=form)
    assert "All 5 occurrences move. 1 new overlap in the next year." in asked.text
    assert visit(bob).post(f"/events/{series}", data=form | {"sure": "yes"}).status_code == 303


@pytest.mark.parametrize("path", ["", "/overlaps"])
def test_what_one_may_not_see_is_busy_for_editors_and_nothing_for_viewers(
    visit, alice, bob, vera, charlie, team, path
):
    private = create_calendar("Secret garden", "rose", "Europe/Berlin", by=charlie)
    hidden = create_event(private, planned(title="Divorce", **invited(charlie, bob)), by=charlie).event_id
    event = create_event(team, planned(**invited(bob)), by=alice).event_id

    for who in (alice, vera):
        page = visit(who).get(f"/events/{event}{path}").text
        assert ("Bob is busy" in page) == (who is alice)
        for secret in ("Divorce", "Secret garden", f"/events/{hidden}", f'"{private}"'):
            assert secret not in page
    assert "Divorce" in visit(charlie).get(f"/events/{hidden}").text


def test_no_answer_tells_what_is_hidden(visit, session, alice, bob, charlie, team):
    private = create_calendar("Secret garden", "rose", "Europe/Berlin", by=charlie)
    hidden = create_event(private, planned(title="Divorce", **invited(charlie, bob)), by=charlie).event_id
    mine = create_event(team, planned("14:00", "15:00", **invited(bob)), by=alice).event_id
    mind(team, alice)
    client, form = visit(alice), sent(planned(**invited(bob)))
    asked = {name: form[name] for name in ("start_date", "start_time", "end_date", "end_time", "zone")}

    answers = [
        client.get("/events/overlaps", query_string={"event": mine, **asked}),
        client.post(f"/events/{mine}", data=form),
        partial(client, "POST", f"/events/{mine}/fields/when", data=asked | {"base": "1"}),
    ]
    for answer in answers:
        assert "Bob is busy" in answer.text
        for secret in ("Divorce", "Secret garden", f"/events/{hidden}", f"event={hidden}"):
            assert secret not in answer.text
    assert [answer.status_code for answer in answers] == [200, 422, 422]


def test_only_who_may_write_looks_for_overlaps(visit, alice, vera, charlie, room):
    mine = create_event(room, planned("14:00", "15:00"), by=alice).event_id
    asked = {"start_date": DAY, "start_time": "09:00", "end_time": "10:00"}
    for who, status in ((alice, 200), (vera, 403), (charlie, 404)):
        query = asked | {"event": mine}
        assert visit(who).get("/events/overlaps", query_string=query).status_code == status
    assert "Stand-up" in visit(alice).get("/events/overlaps", query_string=asked | {"calendar_id": room}).text
    for who in (vera, charlie):
        page = visit(who).get("/events/overlaps", query_string=asked | {"calendar_id": room}).text
        assert "clash__said" not in page


def test_month_week_and_agenda_mark_what_overlaps_where_one_fits(visit, alice, vera, team, room):
    mind(room, alice, "warn")
    create_event(room, planned(title="Talk"), by=alice)
    create_event(team, planned(title="Elsewhere"), by=alice)
    client = visit(vera)
    for path, mark in (
        (f"/month/{YEAR}/3", MARK),
        (f"/week/{DAY}", MARK),
        (f"/day/{DAY}", MARK),
        (f"/agenda/{DAY}", '<span class="vh">Overlaps</span>'),
    ):
        assert client.get(path).text.count(mark) == 2, path


def test_the_settings_say_how_a_calendar_takes_overlaps(visit, session, alice, bob, team):
    client = visit(alice)
    fields = {"name": "Team", "hue": "sky", "zone": "Europe/Berlin"}
    form = fields | {"one_at_a_time": "1", "conflict_policy": "refuse"}
    assert client.post(f"/calendars/{team}/settings", data=form).status_code == 303
    found = session.get(Calendar, team, populate_existing=True)
    assert (found.one_at_a_time, found.conflict_policy) == (True, "refuse")
    page = client.get(f"/calendars/{team}/settings").text
    assert 'name="one_at_a_time" value="1" checked' in page
    assert 'name="conflict_policy" value="refuse" checked' in page
    assert "One event at a time" in visit(bob).get(f"/calendars/{team}/settings").text

    assert (
        client.post(f"/calendars/{team}/settings", data=fields | {"conflict_policy": "no"}).status_code == 422
    )
    assert client.post("/calendars", data=form).status_code == 303
    assert visit(bob).post(f"/calendars/{team}/settings", data=form).status_code == 403


def test_what_an_event_page_costs_does_not_grow_with_what_it_overlaps_with(visit, alice, team):
    mine = create_event(team, planned(), by=alice).event_id
    create_event(team, planned(), by=alice)
    client = visit(alice)
    few = count_statements(client, f"/events/{mine}")
    for _ in range(9):
        create_event(team, a_document(start=f"{DAY}T09:15", end=f"{DAY}T09:45"), by=alice)
    assert count_statements(client, f"/events/{mine}") == few
    assert "5 more" in client.get(f"/events/{mine}").text
