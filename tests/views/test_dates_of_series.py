"""Extra dates and dates that were left out, in the form of a series."""

import pytest

from tests.support.page_forms import fields_of
from tests.support.series_forms import THIRD, sent, series, standup, starts
from webapp.models import Event
from webapp.operations.events import create_event, edit_event

__all__ = ["series"]

pytestmark = pytest.mark.usefixtures("no_csrf")


def dates(session, event_id):
    session.expire_all()
    document = session.get(Event, event_id).document
    return document["rdate"], document["exdate"]


def form_of(client, event_id):
    return fields_of(client.get(f"/events/{event_id}/edit").text, f"edit-{event_id}")


def test_extra_dates_are_written_at_the_usual_time_or_at_another(visit, session, bob, series):
    client = visit(bob)
    form = form_of(client, series) | {"rdate": "2026-03-26, 2026-03-27T14:00"}
    answer = client.post(f"/events/{series}", data=form)
    assert answer.status_code == 303
    assert dates(session, series) == (["2026-03-26T09:00", "2026-03-27T14:00"], [])
    assert starts(session, series)[:4] == ["03-24T09:00", "03-26T09:00", "03-27T14:00", "03-31T09:00"]
    assert "Thu 26 March 2026" in client.get(f"/events/{series}").text

    page = client.get(f"/events/{series}/edit").text
    assert fields_of(page, f"edit-{series}")["rdate"] == "2026-03-26T09:00, 2026-03-27T14:00"
    assert client.post(f"/events/{series}", data=form_of(client, series) | {"rdate": ""}).status_code == 303
    assert dates(session, series) == ([], [])


def test_what_was_left_out_comes_back_from_the_form(visit, session, alice, bob, series):
    client = visit(bob)
    assert 'name="exdate"' not in client.get(f"/events/{series}/edit").text
    edit_event(series, standup(exdate=["2026-03-31T09:00", THIRD]), 1, by=alice)
    form = form_of(client, series)
    assert form["exdate"] == f"2026-03-31T09:00, {THIRD}"
    assert client.post(f"/events/{series}", data=form | {"exdate": THIRD}).status_code == 303
    assert dates(session, series) == ([], [THIRD])
    assert client.post(f"/events/{series}", data=form_of(client, series) | {"exdate": ""}).status_code == 303
    assert len(starts(session, series)) == 10


def test_dates_go_along_with_a_series_that_moves_and_new_ones_are_where_they_say(
    visit, session, alice, bob, series
):
    edit_event(series, standup(rdate=["2026-03-26T09:00"], exdate=["2026-03-31T09:00"]), 1, by=alice)
    client = visit(bob)
    moved = {
        "start_time": "11:00",
        "end_time": "12:00",
        "rdate": "2026-03-26T09:00, 2026-03-27T10:00",
        "sure": "yes",
    }
    assert client.post(f"/events/{series}", data=form_of(client, series) | moved).status_code == 303
    assert dates(session, series) == (["2026-03-26T11:00", "2026-03-27T10:00"], ["2026-03-31T11:00"])


def test_an_event_of_extra_dates_alone(visit, session, bob, team):
    typed = sent(
        standup() | {"rrule": ""}, calendar_id=str(team), repeat="rule", rdate="2026-03-26 2026-03-28T14:00"
    )
    made = visit(bob).post("/events", data=typed)
    event = int(made.location.rsplit("/", 1)[1])
    assert starts(session, event) == ["03-24T09:00", "03-26T09:00", "03-28T14:00"]
    client = visit(bob)
    page = client.get(f"/events/{event}/edit").text
    fewer = fields_of(page, f"edit-{event}") | {"rdate": "2026-03-26T09:00", "sure": "yes"}
    assert client.post(f"/events/{event}", data=fewer).status_code == 303
    assert starts(session, event) == ["03-24T09:00", "03-26T09:00"]


def test_days_of_an_all_day_series_are_days(visit, session, alice, bob, team):
    days = standup(start="2026-03-24", end="2026-03-24", all_day=True)
    event = create_event(team, days, by=alice).event_id
    client = visit(bob)
    form = form_of(client, event) | {"rdate": "2026-03-26T14:00"}
    assert client.post(f"/events/{event}", data=form).status_code == 303
    assert dates(session, event) == (["2026-03-26"], [])


@pytest.mark.parametrize("name", ["rdate", "exdate"])
def test_what_is_no_date_is_said_beside_the_field(visit, session, alice, bob, series, name):
    edit_event(series, standup(exdate=[THIRD]), 1, by=alice)
    client = visit(bob)
    refused = client.post(f"/events/{series}", data=form_of(client, series) | {name: "tomorrow"})
    assert refused.status_code == 422 and f'id="f-{name}-error"' in refused.text
    assert (
        "Write the dates as 2026-03-24 or 2026-03-24T09:00" in refused.text
        and 'value="tomorrow"' in refused.text
    )
    assert session.get(Event, series).version == 2


def test_the_form_of_one_date_has_no_dates_of_others(visit, bob, series):
    page = visit(bob).get(f"/events/{series}/edit?occurrence={THIRD}").text
    assert 'id="f-rdate"' not in page and '<input type="hidden" name="rdate"' in page
