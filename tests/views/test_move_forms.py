"""The form "Move to…" without a script, and what pages tell the scripts that drag."""

import html
import re

import pytest

from tests.support.page_forms import fields_of
from tests.support.series_forms import THIRD, series, starts
from tests.support.time_zones import IN_2026
from tests.views.test_moves import drag, when, zoned
from webapp.domain.roles import Role
from webapp.models import Event
from webapp.operations.events import edit_event
from webapp.operations.sharing import share_event

__all__ = ["series"]
pytestmark = pytest.mark.usefixtures("no_csrf")


# -- without scripts


def test_the_form_moves_without_a_script(visit, session, bob, retreat):
    client = visit(bob)
    assert f"/events/{retreat}/moves/new" in client.get(f"/events/{retreat}").text
    form = fields_of(client.get(f"/events/{retreat}/moves/new").text, "move-form")
    assert (form["date"], form["time"], form["hours"], form["minutes"]) == ("2026-03-24", "09:00", "1", "0")
    answer = client.post(f"/events/{retreat}/moves", data={**form, "time": "16:20", "minutes": "45"})

    assert (answer.status_code, answer.location) == (303, f"/events/{retreat}")
    assert when(session, retreat)[:2] == ("2026-03-24T16:20", "2026-03-24T18:05")
    assert f"Moved Retreat to Tue 24 March{IN_2026}, 16:20–18:05." in client.get(answer.location).text


def test_the_form_of_whole_days_asks_for_days(visit, session, alice, bob, team):
    event = zoned(alice, team, start="2026-03-24", end="2026-03-25", all_day=True)
    client = visit(bob)
    form = fields_of(client.get(f"/events/{event}/moves/new").text, "move-form")
    assert (form["date"], form["days"]) == ("2026-03-24", "2")
    client.post(f"/events/{event}/moves", data={**form, "date": "2026-03-30", "days": "3"})
    assert when(session, event) == ("2026-03-30", "2026-04-01", "Europe/Berlin", "", True)


def test_the_form_says_beside_each_field_what_will_not_do(visit, session, bob, retreat):
    form = {"base": "1", "date": "2026-02-30", "time": "9", "hours": "-1", "minutes": "60"}
    answer = visit(bob).post(f"/events/{retreat}/moves", data=form)
    assert answer.status_code == 422
    for sentence in (
        "There is no 30 February in 2026.",
        "Write the time as hours and minutes",
        "Write how many hours it lasts, from 0 to 8784.",
        "Write the minutes as a number from 0 to 59.",
    ):
        assert sentence in html.unescape(answer.text)
    assert 'value="2026-02-30"' in answer.text
    assert session.get(Event, retreat).version == 1


def test_the_form_of_an_instance_asks_and_moves_without_a_script(visit, session, bob, series):
    client = visit(bob)
    page = client.get(f"/events/{series}/moves/new", query_string={"occurrence": THIRD})
    asked = client.post(
        f"/events/{series}/moves", data={**fields_of(page.text, "move-form"), "date": "2026-04-09"}
    )
    answer = client.post(
        f"/events/{series}/moves", data={**fields_of(asked.text, "move-scope"), "scope": "this"}
    )

    assert answer.location == f"/events/{series}?occurrence={THIRD}"
    assert "04-09T09:00" in starts(session, series)


def test_a_collision_in_the_form_is_asked_about_on_its_page(visit, session, alice, bob, retreat):
    edit_event(retreat, {"start": "2026-03-27T09:00", "end": "2026-03-27T10:00"}, 1, by=alice)
    form = {"base": "1", "date": "2026-03-25", "time": "09:00", "hours": "1", "minutes": "0"}
    answer = visit(bob).post(f"/events/{retreat}/moves", data=form)
    assert answer.status_code == 409 and 'id="conflict"' in answer.text
    assert when(session, retreat)[0] == "2026-03-27T09:00"


@pytest.mark.parametrize("name", ["2026-03-25T09:00", "x"])
def test_a_date_that_the_series_has_not_is_not_there(visit, bob, series, name):
    client = visit(bob)
    assert client.get(f"/events/{series}/moves/new?occurrence={THIRD}").status_code == 200
    assert client.get(f"/events/{series}/moves/new?occurrence={name}").status_code == 404
    assert client.get(f"/events/{series}/moves/new").location == f"/events/{series}"
    moved = drag(client, series, "2026-04-07T11:00", "2026-04-07T12:00", occurrence=name, scope="this")
    assert moved.status_code == 404


# -- what the pages say to scripts


def writable(client, path="/month/2026/3"):
    return set(re.search(r'data-writable="([^"]*)"', client.get(path).text)[1].split())


@pytest.mark.parametrize("path", ["/month/2026/3", "/week/2026-03-24"])
def test_a_page_says_what_its_reader_may_move(visit, alice, bob, vera, charlie, team, retreat, path):
    assert f"c{team}" in writable(visit(bob), path)
    assert f"c{team}" not in writable(visit(vera), path)
    share_event(retreat, charlie.id, Role.EDITOR, by=alice)
    share_event(retreat, vera.id, Role.EDITOR, by=alice)
    for person in (charlie, vera):
        assert f"e{retreat}" in writable(visit(person), path)


@pytest.mark.parametrize("path", ["/month/2026/3", "/week/2026-03-24"])
def test_what_can_be_moved_says_what_it_is(visit, bob, team, retreat, path):
    data = f'data-calendar="{team}" data-event="{retreat}" data-occurrence="" data-version="1"'
    assert f'{data} data-start="2026-03-24T09:00" data-end="2026-03-24T10:00"' in visit(bob).get(path).text


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        (
            "date=2026-03-26&time=13:15&end_date=2026-03-26&end_time=15:45",
            ("2026-03-26", "13:15", "2026-03-26", "15:45"),
        ),
        ("date=2026-03-26&time=13:15&end_time=12:00", ("2026-03-26", "13:15", "2026-03-26", "14:15")),
        ("date=2026-03-26&time=13:15&end_date=2028-01-01", ("2026-03-26", "13:15", "2026-03-26", "14:15")),
        (
            "date=2026-03-26&time=13:15&end_date=never&end_time=25:00",
            ("2026-03-26", "13:15", "2026-03-26", "14:15"),
        ),
        ("date=2026-03-26&end_date=2026-03-28&all_day=1", ("2026-03-26", "09:00", "2026-03-28", "09:00")),
    ],
)
def test_a_new_event_begins_and_ends_as_asked(visit, bob, query, expected):
    page = visit(bob).get(f"/events/new?{query}").text
    names = ("start_date", "start_time", "end_date", "end_time")
    assert tuple(re.search(rf'name="{name}" value="([^"]*)"', page)[1] for name in names) == expected
    assert bool(re.search(r'name="all_day" value="1" checked', page)) == ("all_day" in query)
