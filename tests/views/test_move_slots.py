"""A move that a calendar refuses names times that are free; which dates of a series are meant is asked with what they overlap."""

import html
import re

import pytest

from tests.support.overlap_scenes import DAY, YEAR, make_room, planned
from tests.support.page_forms import fields_of
from webapp.domain.roles import Role
from webapp.models import Event
from webapp.operations.events import create_event
from webapp.operations.sharing import share_calendar

pytestmark = [
    pytest.mark.usefixtures("no_csrf"),
    pytest.mark.parametrize("database", ["sqlite"], indirect=True),
]

DRAGGED = {"HX-Request": "true", "HX-Request-Type": "partial"}
FREE = re.compile(r'<button class="btn btn--s" name="slot" value="(-?\d+)">([^<]+)</button>')


@pytest.fixture
def room(alice, bob):
    """Alice's room, which refuses overlaps and in which Bob edits; there is a stand-up from 9 to 10."""
    calendar_id = make_room(alice)
    share_calendar(calendar_id, bob.id, Role.EDITOR, by=alice)
    create_event(calendar_id, planned(title="Stand-up"), by=alice)
    return calendar_id


@pytest.fixture
def talk(room, alice):
    return create_event(room, planned("14:00", "15:30", title="Talk"), by=alice).event_id


def move(client, event_id, time, **more):
    typed = {"base": 1, "date": DAY, "time": time, "hours": "1", "minutes": "30"}
    return client.post(f"/events/{event_id}/moves", data=typed | more)


def test_a_form_that_is_refused_offers_free_times_and_one_is_taken_with_one_click(visit, session, bob, talk):
    client = visit(bob)
    refused = move(client, talk, "09:30")
    free = FREE.findall(refused.text)
    assert refused.status_code == 409 and len(free) == 3
    assert free[0][1].endswith(f"24 March {YEAR}, 10:00–11:30")

    form = fields_of(refused.text, "move-form") | {"slot": free[0][0]}
    assert client.post(f"/events/{talk}/moves", data=form).status_code == 303
    found = session.get(Event, talk).document
    assert (found["start"], found["end"]) == (f"{DAY}T10:00", f"{DAY}T11:30")


@pytest.mark.parametrize("slot", ["", "x", "9999999", "-", "1.5", "٣", "60 x", "60 60 first"])
def test_a_time_that_nobody_offered_is_a_time_or_the_one_that_was_typed(visit, bob, talk, slot):
    answer = move(visit(bob), talk, "16:00", slot=slot)
    assert answer.status_code == 303


def test_a_drop_that_is_refused_leads_to_the_nearest_free_time(visit, session, bob, talk):
    client = visit(bob)
    dropped = {"base": 1, "start": f"{DAY}T09:30", "end": f"{DAY}T10:00"}
    refused = client.post(f"/events/{talk}/moves", data=dropped, headers=DRAGGED)
    assert refused.status_code == 409
    found = re.search(r'href="([^"]+)">Nearest free time<', refused.text)
    form = fields_of(client.get(html.unescape(found[1])).text, "move-form")
    assert (form["time"], form["hours"], form["minutes"]) == ("10:00", "0", "30")
    assert client.post(f"/events/{talk}/moves", data=form).status_code == 303
    assert session.get(Event, talk).document["start"] == f"{DAY}T10:00"


def test_which_dates_of_a_series_are_meant_is_asked_with_what_they_would_overlap(visit, alice, bob, room):
    weekly = planned("14:00", "15:00", title="Talk", rrule="FREQ=WEEKLY;COUNT=3")
    series = create_event(room, weekly, by=alice).event_id
    asked = move(visit(bob), series, "09:30", occurrence=f"{DAY}T14:00", hours="1", minutes="0")
    assert asked.status_code == 200 and "Move which ones?" in asked.text
    assert asked.text.count("1 new overlap in the next year.") == 2, re.findall(
        r"[^.>]*overlap[^.<]*", asked.text
    )
