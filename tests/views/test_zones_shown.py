"""Where an event's own clocks show another time than the reader's, both are said; so are times that clocks skip."""

import re

import pytest

from tests.support.cast import a_document
from tests.support.event_forms import form, partial
from webapp.operations.events import create_event

pytestmark = pytest.mark.usefixtures("no_csrf")

TOKYO = {"start": "2026-03-24T18:00", "end": "2026-03-24T19:30", "zone": "Asia/Tokyo"}
BOTH = "18:00–19:30 in Tokyo"


def plan(team, alice, **changes):
    return create_event(team, a_document(**changes), by=alice).event_id


def when(page):
    """The field When, in one line."""
    field = page.split('id="ev-when"')[1].split('id="ev-')[0]
    return " ".join(re.sub(r"<[^>]+>", " ", field.partition(">")[2]).split())


def test_the_page_of_an_event_says_your_time_and_its_own(visit, team, alice):
    event_id = plan(team, alice, **TOKYO)
    page = when(visit(alice).get(f"/events/{event_id}").text)
    assert "Tue 24 March 2026, 10:00–11:30 your time, Berlin 18:00–19:30 in Tokyo" in page


def test_an_event_of_ones_own_zone_says_one_time(visit, team, alice):
    event_id = plan(team, alice)
    page = when(visit(alice).get(f"/events/{event_id}").text)
    assert "09:00–10:00 Berlin" in page and "your time" not in page


def test_each_end_is_said_by_its_own_clocks(visit, team, alice):
    event_id = plan(
        team, alice, start="2026-03-24T09:00", end="2026-03-24T11:30", end_zone="America/New_York"
    )
    page = when(visit(alice).get(f"/events/{event_id}").text)
    assert "09:00–16:30 your time, Berlin 09:00 in Berlin – 11:30 in New York" in page


def test_an_instance_over_the_change_of_clocks_keeps_its_own_time_and_moves_yours(visit, team, alice):
    weekly = {
        "start": "2026-03-24T09:00",
        "end": "2026-03-24T10:00",
        "zone": "America/New_York",
        "rrule": "FREQ=WEEKLY",
    }
    event_id = plan(team, alice, **weekly)
    said = [
        when(visit(alice).get(f"/events/{event_id}?occurrence=2026-{day}T09:00").text)
        for day in ("03-24", "03-31", "10-27", "11-03")
    ]
    yours = ["14:00–15:00", "15:00–16:00", "14:00–15:00", "15:00–16:00"]
    for page, times in zip(said, yours, strict=True):
        assert f"{times} your time, Berlin 09:00–10:00 in New York" in page


def test_a_version_of_the_past_says_both_too(visit, team, alice):
    event_id = plan(team, alice, **TOKYO)
    assert BOTH in visit(alice).get(f"/events/{event_id}/versions/1").text


@pytest.mark.parametrize(
    "address", ["/month/2026/3", "/week/2026-03-24", "/day/2026-03-24", "/agenda/2026-03-24"]
)
def test_the_views_say_the_events_own_time_beside_the_title(visit, team, alice, address):
    plan(team, alice, **TOKYO)
    plan(team, alice, title="Lunch")
    page = visit(alice).get(address).text
    # The month also lists the chosen day, which is today.
    assert page.count(BOTH) == 1
    assert "in Berlin" not in page


def test_beyond_the_horizon_too(visit, team, alice):
    plan(team, alice, **TOKYO, rrule="FREQ=WEEKLY")
    assert BOTH in visit(alice).get("/week/2036-03-25").text


def test_the_form_says_what_your_time_is(visit, team, alice):
    event_id = plan(team, alice, **TOKYO)
    edit = visit(alice).get(f"/events/{event_id}/edit").text
    assert "Your time: Tue 24 March 2026, 10:00–11:30." in edit
    in_place = partial(visit(alice), "GET", f"/events/{event_id}/fields/when/form").text
    assert "Your time: Tue 24 March 2026, 10:00–11:30." in in_place
    assert "Your time" not in visit(alice).get("/events/new?date=2026-03-24").text


@pytest.mark.parametrize(
    ("day", "time", "said"),
    [
        ("2026-03-29", "02:30", "Clocks in Berlin skip 02:30 on Sun 29 March, so it starts at 03:30."),
        (
            "2026-10-25",
            "02:30",
            "Clocks in Berlin show 02:30 twice on Sun 25 October. It starts at",
        ),
        ("2026-03-28", "02:30", ""),
    ],
)
def test_a_form_a_preview_and_the_page_say_what_the_clocks_do(visit, team, alice, day, time, said):
    client = visit(alice)
    ask = {
        "start_date": day,
        "start_time": time,
        "end_date": day,
        "end_time": "05:00",
        "zone": "Europe/Berlin",
    }
    preview = client.get("/events/times", query_string=ask).text
    event_id = plan(team, alice, start=f"{day}T{time}", end=f"{day}T05:00")
    pages = [preview, client.get(f"/events/{event_id}").text, client.get(f"/events/{event_id}/edit").text]
    for page in pages:
        assert said in page and ("Clocks in" in page) == bool(said)


def test_a_preview_of_times_that_make_no_sense_says_nothing(visit, alice):
    for wrong in (
        "start_date=2026-02-31",
        "start_date=2026-03-29&zone=Mars",
        "start_date=x&start_time=99:99",
        "",
    ):
        answer = visit(alice).get(f"/events/times?{wrong}")
        assert answer.status_code == 200 and "hint" not in answer.text


def test_a_form_that_is_shown_again_says_it_as_well(visit, team, alice):
    sent = form(
        title="", start_date="2026-03-29", start_time="02:30", end_date="2026-03-29", end_time="05:00"
    )
    page = visit(alice).post("/events", data=sent | {"zone": "Europe/Berlin"}).text
    assert "Clocks in Berlin skip 02:30" in page
