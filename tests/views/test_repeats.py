"""The form of Repeats, and edits of a whole series."""

import pytest
from sqlalchemy import select

from tests.support.cast import a_document
from tests.support.event_forms import partial
from tests.support.series_forms import THIRD, sent, series, standup, starts
from webapp.domain.event_input import FORM_FIELDS
from webapp.models import Event
from webapp.operations.events import create_event, edit_event

__all__ = ["series"]

pytestmark = pytest.mark.usefixtures("no_csrf")


def test_a_form_in_plain_words_makes_a_series(visit, session, bob, team):
    form = sent(
        a_document(), calendar_id=team, repeat="weekly", repeat_tu="1", repeat_ends="count", repeat_count="3"
    )
    response = visit(bob).post("/events", data=form)

    event = session.scalars(select(Event)).one()
    assert response.status_code == 303
    assert event.document["rrule"] == "FREQ=WEEKLY;COUNT=3;BYDAY=TU"
    assert starts(session, event.id) == ["03-24T09:00", "03-31T09:00", "04-07T09:00"]


def test_a_rule_that_never_happens_is_told_beside_its_field_with_everything_typed(visit, bob, team):
    form = sent(a_document(), calendar_id=team, repeat="rule", rrule="FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30")
    response = visit(bob).post("/events", data=form)

    assert response.status_code == 422
    assert 'id="f-rrule-error"' in response.text
    assert "This rule never happens" in response.text
    assert 'value="FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30"' in response.text


def test_the_next_dates_are_shown_while_one_chooses(visit, bob):
    query = {"start_date": "2126-03-05", "start_time": "09:00", "repeat": "monthly", "repeat_on": "1TU"}
    page = visit(bob).get("/events/repeats", query_string=query).text

    for words in ("Every month on the first Tuesday", "Tue 5 March 2126", "Tue 2 July 2126"):
        assert words in page
    assert page.count("<li>") == 5
    wrong = (
        visit(bob)
        .get("/events/repeats", query_string=query | {"repeat": "rule", "rrule": "FREQ=HOURLY"})
        .text
    )
    assert "Events repeat daily at most" in wrong


def test_without_scripts_a_button_shows_the_next_dates(visit, session, bob, team):
    form = sent(a_document(), calendar_id=team, repeat="daily", repeat_interval="2", look="1")
    response = visit(bob).post("/events", data=form | {"start_date": "2126-03-05", "end_date": "2126-03-05"})

    assert response.status_code == 200
    assert "Every 2 days" in response.text and "Thu 7 March 2126" in response.text
    assert session.scalars(select(Event)).all() == []


def test_a_rule_that_the_choices_cannot_say_survives_its_form(visit, session, alice, bob, team):
    rule = "FREQ=YEARLY;BYWEEKNO=20;BYDAY=TU"
    event = create_event(team, standup() | {"rrule": rule}, by=alice).event_id
    client = visit(bob)
    assert "By a rule of its own" in client.get(f"/events/{event}/edit").text

    document = session.get(Event, event).document
    assert client.post(f"/events/{event}", data=sent(document, title="Sync")).status_code == 303
    assert session.get(Event, event).document == document | {"title": "Sync"}


def test_editing_the_whole_series_asks_where_exceptions_come_along(visit, session, alice, bob, series):
    document = standup(exdate=["2026-03-31T09:00"], overrides={THIRD: {"title": "Review"}})
    edit_event(series, document, 1, by=alice)
    form = sent(document, 2, start_time="10:00", end_time="11:00")
    client = visit(bob)

    asked = client.post(f"/events/{series}", data=form)
    assert "All 9 occurrences move" in asked.text and "2 exceptions are kept." in asked.text
    assert client.post(f"/events/{series}", data=form | {"sure": "yes"}).status_code == 303
    saved = session.get(Event, series).document
    assert saved["exdate"] == ["2026-03-31T10:00"]
    assert saved["overrides"] == {"2026-04-07T10:00": {"title": "Review"}}


def test_a_title_of_a_series_with_exceptions_is_saved_without_a_question(visit, session, alice, bob, series):
    document = standup(overrides={THIRD: {"title": "Review"}})
    edit_event(series, document, 1, by=alice)

    assert visit(bob).post(f"/events/{series}", data=sent(document, 2, title="Sync")).status_code == 303
    assert session.get(Event, series).document == document | {"title": "Sync"}


def test_repeats_is_edited_in_place(visit, session, bob, series):
    client = visit(bob)
    form = partial(client, "GET", f"/events/{series}/fields/repeats/form").text
    assert 'name="repeat_tu"' in form and 'name="start_date" value="2026-03-24"' in form

    mine = {
        name: value for name, value in sent(standup()).items() if name in (*FORM_FIELDS["repeats"], "base")
    }
    answer = partial(client, "POST", f"/events/{series}/fields/repeats", data=mine | {"repeat_th": "1"})
    assert "Every week on Tuesday and Thursday, 10 times" in answer.text
    assert session.get(Event, series).document["rrule"] == "FREQ=WEEKLY;COUNT=10;BYDAY=TU,TH"


def test_a_question_about_a_single_field_takes_the_place_of_the_page(visit, session, alice, bob, series):
    document = standup(exdate=["2026-03-31T09:00"])
    edit_event(series, document, 1, by=alice)
    mine = {
        name: value for name, value in sent(document, 2).items() if name in (*FORM_FIELDS["when"], "base")
    }
    answer = partial(visit(bob), "POST", f"/events/{series}/fields/when", data=mine | {"start_time": "08:00"})

    assert answer.headers["HX-Retarget"] == "#main" and 'id="scope"' in answer.text
    assert f'action="/events/{series}/fields/when"' in answer.text
