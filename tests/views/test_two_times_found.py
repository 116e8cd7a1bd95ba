"""Times that are found in an hour that clocks show twice: both are offered, and the one that is chosen is kept."""

import re
from html import unescape

import pytest

from tests.support.cast import a_document
from tests.support.event_forms import form
from tests.support.overlap_scenes import make_room
from tests.support.page_forms import fields_of
from webapp.domain.periods import LATER
from webapp.models import Event
from webapp.operations.events import create_event

pytestmark = [
    pytest.mark.usefixtures("no_csrf"),
    pytest.mark.parametrize("database", ["sqlite"], indirect=True),
]

DAY = "2099-10-25"  # clocks go back in Berlin
ASKED = f"/free-times?with=alice&date={DAY}&days=1&length=45&outside=1"


def plan(calendar, by, start, end, **changes):
    return create_event(
        calendar, a_document(start=f"{DAY}T{start}", end=f"{DAY}T{end}", **changes), by=by
    ).event_id


def choices(page):
    """What is listed, with where it leads to."""
    found = re.findall(r'<li><a href="([^"]*)"><b>[^,]*, (.*?)</b>', page)
    return {said: unescape(url) for url, said in found}


def new_form(page):
    """The fields of a new event, whose form has no id."""
    return fields_of(page.replace('data-draft="event-new"', 'id="new"'), "new")


def when(session, event):
    session.expire_all()
    document = session.get_one(Event, event).document
    return document["start"][11:], document["end"][11:]


def test_find_a_time_offers_both_with_their_offsets_and_a_new_event_keeps_it(visit, session, alice, team):
    plan(team, alice, "00:00", "02:30")
    client = visit(alice)
    page = client.get(ASKED).text
    found = choices(page)
    assert list(found)[:3] == ["02:30 CEST–02:15 CET", "02:30 CET–03:15", "03:30–04:15"]
    # They stand at one place of the grid, one above the other.
    first, second = re.findall(r'ft__b--all (ft__b--\w+) from-2 past-30 for-0 and-45"', page)
    assert (first, second) == ("ft__b--first", "ft__b--second")
    for said, stored in (
        ("02:30 CEST–02:15 CET", ("02:30", f"02:15{LATER}")),
        ("02:30 CET–03:15", (f"02:30{LATER}", "03:15")),
    ):
        sent = new_form(client.get(found[said]).text)
        made = client.post("/events", data=sent | {"title": "Watch", "key": said})
        assert made.status_code == 303, said
        assert when(session, int(made.location.rpartition("/")[2])) == stored


def test_find_a_time_for_an_event_moves_it_to_the_one_that_was_chosen(visit, session, alice, team):
    plan(team, alice, "00:00", "02:30")
    event = plan(
        team,
        alice,
        "09:00",
        "09:45",
        attendees={f"person:{alice.id}": {"name": "Alice", "part": "required", "answer": "accepted"}},
    )
    client = visit(alice)
    found = choices(client.get(f"/free-times?event={event}&date={DAY}&days=1&outside=1").text)
    for said, stored in (
        ("02:30 CEST–02:15 CET", ("02:30", f"02:15{LATER}")),
        ("02:30 CET–03:15", (f"02:30{LATER}", "03:15")),
    ):
        sent = fields_of(client.get(found[said]).text, "move-form")
        base = str(session.get_one(Event, event).version)
        assert (
            client.post(f"/events/{event}/moves", data=sent | {"base": base, "key": said}).status_code == 303
        )
        assert when(session, event) == stored


def test_an_event_is_offered_no_time_over_the_change_that_moving_would_not_give_it(visit, alice, team):
    """What is moved stays as long by its own clocks, so from 01:30 on it would last three hours."""
    plan(team, alice, "00:00", "01:30")
    plan(team, alice, "04:00", "23:59")
    event = plan(team, alice, "09:00", "11:00")
    client = visit(alice)
    asked = ASKED.replace("length=45", "length=120")
    assert list(choices(client.get(asked).text)) == ["01:30–02:30 CET"]
    found = choices(client.get(f"{asked}&event={event}").text)
    assert list(found) == ["02:00 CET–04:00"]


def test_who_is_busy_in_such_an_hour_is_drawn_and_said(visit, alice, team):
    plan(team, alice, "02:30", f"02:15{LATER}")
    page = visit(alice).get(ASKED).text
    assert "busy 02:30 CEST–02:15 CET" in page
    assert '<i class="ft__b ft__b--busy from-2 past-30 for-0 and-45">' in page


def test_a_room_that_is_taken_offers_the_other_of_the_two(visit, session, alice):
    room = make_room(alice)
    plan(room, alice, "02:00", "02:45", title="Stand-up")
    client = visit(alice)
    times = {"start_date": DAY, "start_time": "02:30", "end_date": DAY, "end_time": "02:40"}
    sent = form(title="Watch", calendar_id=room, zone="Europe/Berlin", key="w", **times)
    sent |= {"start_which": "first", "end_which": "first"}
    refused = client.post("/events", data=sent)
    free = re.findall(r'name="slot" value="([^"]+)" data-slot>([^<]+)<', refused.text)
    assert [(choice, said.split(", ")[-1]) for choice, said in free[:2]] == [
        ("0 0 second second", "02:30 CET–02:40 CET"),
        ("15 15 first first", "02:45 CEST–02:55 CEST"),
    ]
    for choice, which in ((free[0][0], "second"), (free[1][0], "first")):
        page = client.post("/events", data=sent | {"slot": choice})
        assert (page.status_code, page.text.count("data-slot")) == (200, 0)
        fields = new_form(page.text)
        assert (fields["start_which"], fields["end_which"]) == (which, which)
    made = client.post("/events", data=sent | {"start_which": "second", "end_which": "second"})
    assert made.status_code == 303


@pytest.mark.parametrize(
    "slot", ["15 x second any", "15 15 third first", "15 15", "0 0 second second second", " "]
)
def test_a_time_that_nobody_offered_is_no_time_or_one(visit, alice, slot):
    sent = form(calendar_id=make_room(alice), zone="Europe/Berlin", key="w", slot=slot)
    assert visit(alice).post("/events", data=sent).status_code == 200
