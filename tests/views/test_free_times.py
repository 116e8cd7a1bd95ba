"""The page that finds a time: for whom, what it shows, and what it keeps to itself."""

import re

import pytest

from tests.support.cast import a_document, make_person
from tests.support.page_forms import fields_of
from tests.support.statements import count_statements
from webapp.domain.roles import Role
from webapp.operations.calendars import create_calendar
from webapp.operations.events import create_event
from webapp.operations.sharing import share_calendar

pytestmark = pytest.mark.usefixtures("no_csrf")

# Far enough ahead that none of it is over, and not in the horizon of any series.
TUESDAY = "2099-03-24"
ASKED = f"/free-times?with=alice&with=bob&date={TUESDAY}&days=1&length=60"


def plan(calendar, by, start, end, **changes):
    document = a_document(start=f"{TUESDAY}T{start}", end=f"{TUESDAY}T{end}", **changes)
    return create_event(calendar, document, by=by).event_id


def found(page):
    """The slots as they are listed, in one line each."""
    items = re.findall(r"<li><a href=\"/events/new[^>]*>(.*?)</a></li>", page)
    return [re.sub(r"<[^>]+>", "", item) for item in items]


def test_times_at_which_all_are_free_are_listed_and_marked(visit, team, alice, bob):
    plan(team, alice, "08:00", "12:00")
    plan(team, bob, "13:00", "17:00")

    page = visit(alice).get(ASKED).text
    assert found(page) == ["Tue 24 March, 12:00–13:00, both free", "Tue 24 March, 17:00–18:00, both free"]
    assert 'class="ft__b ft__b--all from-12 past-0 for-1 and-0"' in page
    assert '<i class="ft__b ft__b--busy from-8 past-0 for-4 and-0">' in page
    assert "busy 08:00–12:00" in page and "busy 13:00–17:00" in page


def test_whoever_is_optional_is_missed_and_what_is_tentative_is_said(visit, team, alice, bob):
    plan(team, alice, "08:00", "15:00")
    plan(team, alice, "15:00", "16:00", status="tentative")
    plan(team, bob, "16:00", "17:00")

    page = visit(alice).get(ASKED.replace("with=bob", "optional=bob")).text
    assert [line.partition("00, ")[2] for line in found(page)] == [
        "both free",
        "1 free, Alice may be busy",
        "1 free, without Bob",
    ]


def test_a_slot_leads_to_a_new_event_with_its_times_and_attendees(visit, team, alice, bob):
    client = visit(alice)
    page = client.get(ASKED.replace("length=60", "length=90")).text
    link = re.search(r'href="(/events/new[^"]+)"', page)[1].replace("&amp;", "&")
    assert "attendees=alice%2C+bob" in link

    form = client.get(link).text
    values = [
        re.search(rf'name="{name}" value="([^"]*)"', form)[1]
        for name in ("start_date", "start_time", "end_date", "end_time")
    ]
    assert values == [TUESDAY, "08:00", TUESDAY, "09:30"]


def test_titles_places_calendars_and_ids_of_others_are_never_shown(visit, alice, vera, team):
    secret = create_calendar("Doctors", "sky", "Europe/Berlin", by=alice)
    event_id = plan(secret, alice, "09:00", "10:00", title="Surgery", location="Clinic")

    page = visit(vera).get(ASKED).text
    assert "busy 09:00–10:00" in page
    main = page.split("<main")[1].split("</main>")[0]
    for word in ("Surgery", "Clinic", "Doctors", f"/events/{event_id}", f"/calendars/{secret}"):
        assert word not in main


def test_a_stranger_gets_the_answer_that_somebody_gets_who_asks_for_nobody(visit, team, alice, bob, charlie):
    plan(team, alice, "09:00", "10:00")
    assert visit(bob).get(ASKED).status_code == 200

    refused = visit(charlie).get(ASKED)
    unknown = visit(charlie).get(ASKED.replace("alice", "nobob").replace("with=bob", ""))
    assert refused.status_code == unknown.status_code == 422
    said = "You share no calendar with anybody called “{}”."
    assert said.format("alice") in refused.text
    assert said.format("nobob") in unknown.text
    assert "09:00–10:00" not in refused.text
    assert (
        refused.text.split("<main")[1].replace("alice, bob", "nobob").replace("alice", "nobob")
        == unknown.text.split("<main")[1]
    )


def test_the_form_alone_asks_for_nobody_and_offers_whom_one_knows(visit, team, alice, charlie):
    page = visit(alice).get("/free-times").text
    assert 'value="alice"' in page and "ft__found" not in page
    assert re.findall(r'<button class="btn btn--s" name="with" value="(\w+)"', page) == ["bob", "vera"]
    assert '<option value="alice, bob">Bob Brook</option>' in page
    assert 'name="with" value="' in page
    assert re.findall(r'<button class="btn btn--s" name="with"', visit(charlie).get("/free-times").text) == []


def test_what_makes_no_sense_is_said_beside_its_field_with_what_was_typed(visit, alice):
    answer = visit(alice).get("/free-times?date=2026-02-30&days=99&length=1")
    assert answer.status_code == 422
    assert "There is no 30 February in 2026" in answer.text
    assert 'value="2026-02-30"' in answer.text and 'value="99"' in answer.text
    assert "Choose 1 to 14 days." in answer.text and "Choose a length of 5 minutes" in answer.text


@pytest.mark.parametrize(
    "hostile",
    ["with=%00", "with=" + "a," * 400, "optional=<b>x</b>", "days=-1", "length=9e9", "date=0000-00-00"],
)
def test_hostile_addresses_get_a_sentence(visit, alice, hostile):
    answer = visit(alice).get(f"/free-times?{hostile}")
    assert answer.status_code in (200, 422)
    assert "<b>x</b>" not in answer.text


def test_nothing_in_the_past_is_offered(visit, alice):
    page = visit(alice).get("/free-times?with=alice&date=2020-03-24&days=3").text
    assert "No times found" in page and found(page) == []
    assert (
        visit(alice).get(f"/free-times?with=alice&date={TUESDAY}&days=3").text.count("/events/new?date") > 9
    )


def test_each_person_works_by_the_clocks_of_their_own_zone(session, visit, team, alice, bob):
    bob.zone = "America/New_York"
    session.merge(bob)
    session.commit()
    page = visit(alice).get(ASKED).text
    # In March the two are five hours apart, as New York has summer time already.
    assert found(page)[0] == "Tue 24 March, 13:00–14:00, both free 08:00 in New York"
    assert len(found(page)) == 5
    # And from Sunday 29 March on six.
    later = visit(alice).get(ASKED.replace(TUESDAY, "2099-03-30")).text
    assert found(later)[0] == "Mon 30 March, 14:00–15:00, both free 08:00 in New York"


def test_saturdays_are_looked_at_only_outside_of_working_hours(visit, team, alice):
    saturday = ASKED.replace(TUESDAY, "2099-03-28")
    assert "No times found" in visit(alice).get(saturday).text
    night = visit(alice).get(f"{saturday}&outside=1").text
    assert found(night)[0] == "Sat 28 March, 00:00–01:00, both free, outside of working hours"


@pytest.mark.parametrize(
    ("day", "lines"),
    [
        # Clocks go forward at 2: the hour is not there, and whoever is busy from 1 to 4 is so for two hours.
        ("2099-03-29", ["00:00–01:00", "04:00–05:00"]),
        # Clocks go back at 3: the second hour of 2 is not offered, as a form cannot say it.
        ("2099-10-25", ["00:00–01:00", "04:00–05:00"]),
    ],
)
def test_a_day_on_which_clocks_change_is_right(visit, team, alice, day, lines):
    document = a_document(start=f"{day}T01:00", end=f"{day}T04:00")
    create_event(team, document, by=alice)
    page = visit(alice).get(f"/free-times?with=alice&date={day}&days=1&outside=1").text
    assert [line.split(", ")[1] for line in found(page)[:2]] == lines
    assert "busy 01:00–04:00" in page
    assert '<i class="ft__b ft__b--busy from-1 past-0 for-3 and-0">' in page


def test_a_person_of_many_events_costs_no_more_statements(visit, team, alice, bob):
    client = visit(alice)
    plan(team, alice, "09:00", "10:00")
    few = count_statements(client, ASKED)
    for number in range(5):
        plan(team, bob, f"1{number}:00", f"1{number}:30", rrule="FREQ=DAILY")
        share_calendar(team, make_person(f"dora{number}", "Dora Dahl").id, Role.VIEWER, by=alice)
    # One more reads the series beyond the horizon, which are there now, and one who takes part in them.
    assert count_statements(client, ASKED + "&with=dora0,dora1") <= few + 2


def test_a_new_event_and_a_profile_say_that_there_is_such_a_thing(visit, alice):
    assert f"/free-times?date={TUESDAY}" in visit(alice).get(f"/events/new?date={TUESDAY}").text
    assert "see your times, not what fills them" in visit(alice).get("/profile").text


def test_the_form_sends_everything_that_its_address_says(visit, team, alice):
    page = visit(alice).get(ASKED + "&outside=1").text
    sent = fields_of(page, "ft-ask")
    assert {name: sent[name] for name in ("with", "date", "days", "length", "outside")} == {
        "with": "alice, bob",
        "date": TUESDAY,
        "days": "1",
        "length": "60",
        "outside": "1",
    }
