"""Many events chosen among what a search has found, of several calendars at once; afterwards one is back at the results."""

import re
from html import unescape

import pytest
from sqlalchemy import select

from tests.support.cast import a_document
from tests.support.statements import count_statements
from tests.views.test_many import fields
from webapp.domain.roles import Role
from webapp.models import ChangeSet, Event
from webapp.operations.calendars import create_calendar
from webapp.operations.events import create_event, delete_event
from webapp.operations.sharing import share_calendar
from webapp.operations.undoing_sets import undo_change_set
from webapp.views.many_places import AT_MOST

on_sqlite = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
pytestmark = [pytest.mark.usefixtures("no_csrf"), on_sqlite]
SELECTION = "/search/selection"


@pytest.fixture
def talks(team, alice, bob):
    """Talks of three calendars: Bob edits Team, owns Lab and may only view Hall; one of Team is deleted."""
    hall = create_calendar("Hall", "rose", "Europe/Berlin", by=alice)
    share_calendar(hall, bob.id, Role.VIEWER, by=alice)
    lab = create_calendar("Lab", "mint", "Europe/Berlin", by=bob)
    made = {
        name: create_event(where, a_document(title=f"{name} talk"), by=by).event_id
        for name, where, by in (("Team", team, alice), ("Hall", hall, alice), ("Lab", lab, bob), ("Old", team, alice))
    }  # fmt: skip
    delete_event(made["Old"], by=alice)
    return made


def rows(page):
    """Each event that is listed, with what it says and whether it can be chosen."""
    found = {}
    for row in re.findall(r'<label class="many__row.*?</label>', page, re.S):
        number = int(re.search(r'name="event" value="(\d+)"', row)[1])
        text = " ".join(unescape(re.sub(r"<[^>]+>", " ", row)).split())
        found[number] = text, " disabled" not in row
    return found


def test_the_results_lead_to_it_and_what_cannot_be_chosen_says_why(visit, bob, talks):
    page = visit(bob).get("/search", query_string={"q": "talk", "unit": "title"}).text
    (there,) = re.findall(r'href="(/search/selection[^"]*)"', page)
    assert unescape(there) == f"{SELECTION}?q=talk&unit=title"
    found = rows(visit(bob).get(unescape(there)).text)
    assert {number: may for number, (_, may) in found.items()} == {
        talks["Team"]: True, talks["Lab"]: True, talks["Hall"]: False, talks["Old"]: False}  # fmt: skip
    assert "· Hall You may only view it." in found[talks["Hall"]][0]
    assert "deleted. Restore it first." in found[talks["Old"]][0]
    assert "Tue 24 March 2026, 09:00–10:00 · Harbour room · Lab" in found[talks["Lab"]][0]


def test_one_may_see_in_the_agenda_too_what_cannot_be_chosen(visit, bob, talks):
    found = rows(visit(bob).get("/agenda/2026-03-24/selection").text)
    assert [found[talks[name]][1] for name in ("Team", "Lab", "Hall")] == [True, True, False]
    assert "You may only view it." in found[talks["Hall"]][0] and talks["Old"] not in found


@pytest.mark.parametrize("path", ["/agenda/2026-03-24/selection?", f"{SELECTION}?q=talk&"])
def test_an_address_may_choose_events_that_one_may_edit(visit, bob, charlie, talks, path):
    def chosen(person, *numbers):
        page = visit(person).get(path + "&".join(f"event={number}" for number in numbers)).text
        return [int(one) for one in re.findall(r'name="event" value="(\d+)" checked', page)], page

    assert chosen(bob, talks["Team"])[0] == [talks["Team"]]
    assert sorted(chosen(bob, talks["Lab"], talks["Hall"], talks["Team"])[0]) == [talks["Team"], talks["Lab"]]
    assert chosen(bob, "x", "0", "99999999999", "-1")[0] == []
    ids, page = chosen(charlie, *talks.values())
    assert ids == [] and "Team" not in page and "Lab" not in page


def test_events_of_several_calendars_are_tagged_and_one_is_back_at_the_results(visit, bob, talks, session):
    client, ids = visit(bob), [talks["Team"], talks["Lab"]]
    page = client.get(SELECTION, query_string={"q": "talk", "unit": "title", "only": "now"}).text
    form = {"event": ids, "do": "tag", "tags": "spring", "found": fields(page)["found"]}
    seen = client.post("/events/many/preview", data=form)
    assert 'href="/search?q=talk&amp;unit=title&amp;only=now"' in seen.text
    assert f'href="{SELECTION}?q=talk&amp;unit=title&amp;only=now"' in seen.text
    answer = client.post("/events/many", data=fields(seen.text))
    assert answer.status_code == 303 and answer.location == "/search?q=talk&unit=title&only=now"
    shown = client.get(answer.location).text
    assert "Tagged 2 events with “spring”." in shown and re.search(r'action="/changes/\d+/undo"', shown)
    assert ["spring" in session.get_one(Event, one).document["tags"] for one in ids] == [True, True]
    made = session.scalars(select(ChangeSet.id).where(ChangeSet.kind == "batch")).one()
    assert undo_change_set(made, by=bob).changed == 2
    session.rollback()
    assert ["spring" in session.get_one(Event, one).document["tags"] for one in ids] == [False, False]


def test_what_will_not_do_and_choosing_again_keep_the_search_and_what_was_chosen(visit, bob, talks):
    form = {"event": talks["Lab"], "found": "q=talk&page=2", "do": "shift", "by": "x"}
    wrong = visit(bob).post("/events/many/preview", data=form)
    assert wrong.status_code == 422 and "a whole number from 1 to 999" in wrong.text
    assert f'value="{talks["Lab"]}" checked' in wrong.text and fields(wrong.text)["found"] == [
        "q=talk&page=2"
    ]
    # What is found no more is kept as it was chosen.
    again = visit(bob).post("/events/many/choice", data={**form, "found": "q=Hall"}).text
    assert f'value="{talks["Lab"]}" checked' in again and "Chosen before" in again


@pytest.mark.parametrize("query", [{"q": ""}, {"q": "a b c d e f g h i"}, {}])
def test_without_a_search_one_is_at_the_search(visit, bob, query):
    answer = visit(bob).get(SELECTION, query_string=query)
    assert answer.status_code == 303 and answer.location.startswith("/search")


def test_a_form_that_carries_nonsense_ends_at_the_agenda(visit, bob, talks):
    for found in ("q=%00%ff", "&" * 99, "q", "x" * 9999):
        data = {"event": talks["Lab"], "do": "tag", "tags": "x", "found": found}
        assert visit(bob).post("/events/many/preview", data=data).status_code == 200


def test_long_results_are_chosen_from_in_parts_with_few_statements(visit, bob, team, alice):
    one = create_event(team, a_document(title="Talk 0"), by=alice).event_id
    few = count_statements(visit(bob), f"{SELECTION}?q=talk")
    for n in range(1, AT_MOST + 2):
        create_event(team, a_document(title=f"Talk {n}"), by=alice)
    assert count_statements(visit(bob), f"{SELECTION}?q=talk") == few
    first = visit(bob).get(f"{SELECTION}?q=talk&page=2").text  # the part in which that page of the results is
    assert len(rows(first)) == AT_MOST and f"{SELECTION}?q=talk&amp;page=6" in first
    second = visit(bob).get(f"{SELECTION}?q=talk&page=6").text
    assert one in rows(second) and len(rows(second)) == 2 and f'href="{SELECTION}?q=talk"' in second
