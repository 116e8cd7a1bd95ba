"""The pages of calendars: the list, settings, deleting and bringing back, switching on and off."""

import re

import pytest
from sqlalchemy import select

from tests.support.statements import count_statements
from webapp.domain.roles import Role
from webapp.models import Calendar
from webapp.operations.calendars import calendars_of, create_calendar, delete_calendar
from webapp.operations.sharing import share_calendar, share_event

pytestmark = pytest.mark.usefixtures("no_csrf")

PAGE = {"Accept": "text/html"}
FIELDS = {"name": "Crew", "hue": "rose", "zone": "Asia/Tokyo"}
ASKS = {
    "settings": lambda client, team: client.get(f"/calendars/{team}/settings", headers=PAGE),
    "change": lambda client, team: client.post(f"/calendars/{team}/settings", data=FIELDS),
    "deletion": lambda client, team: client.get(f"/calendars/{team}/deletion", headers=PAGE),
    "delete": lambda client, team: client.post(f"/calendars/{team}/deletions"),
    "restore": lambda client, team: client.post(f"/calendars/{team}/restorations"),
    "visibility": lambda client, team: client.post(f"/calendars/{team}/visibility", data={}),
}
ANSWERS = {  # alice comes last: what she does changes what the others would get
    "settings": {"bob": 200, "vera": 200, "charlie": 404, "root": 404, None: 303, "alice": 200},
    "change": {"bob": 403, "vera": 403, "charlie": 404, "root": 404, None: 401, "alice": 303},
    "deletion": {"bob": 403, "vera": 403, "charlie": 404, "root": 404, None: 303, "alice": 200},
    "delete": {"bob": 403, "vera": 403, "charlie": 404, "root": 404, None: 401, "alice": 303},
    "restore": {"bob": 403, "vera": 403, "charlie": 404, "root": 404, None: 401, "alice": 303},
    "visibility": {"bob": 303, "vera": 303, "charlie": 404, "root": 404, None: 401, "alice": 303},
}


@pytest.mark.parametrize("ask", ASKS)
def test_who_may_do_what_with_a_calendar(session, visit, cast, team, ask):
    before = session.get(Calendar, team).seq
    for who, status in ANSWERS[ask].items():
        assert session.get(Calendar, team, populate_existing=True).seq == before, who
        response = ASKS[ask](visit(getattr(cast, who) if who else None), team)
        assert (who, response.status_code) == (who, status)


def test_the_list_says_whose_each_calendar_is_and_what_one_may_do(visit, cast, team):
    page = visit(cast.vera).get("/calendars").text
    assert "Alice Adler owns it · you can view" in page
    assert "Vera, private" in page and "Only you see it" in page
    assert f"/calendars/{team}/leaving" in page

    page = visit(cast.alice).get("/calendars").text
    assert "You own it · 2 others see it" in page
    assert f"/calendars/{team}/sharing" in page


def test_an_event_shared_alone_is_on_the_list(visit, cast, team, retreat):
    assert "Single events" not in visit(cast.charlie).get("/calendars").text
    share_event(retreat, cast.charlie.id, Role.EDITOR, by=cast.alice)
    page = visit(cast.charlie).get("/calendars").text
    assert "Retreat" in page and f"/events/{retreat}/leaving" in page


def test_a_new_calendar_has_a_colour_that_is_not_taken(visit, cast, team):
    taken = {row.hue for row in calendars_of(cast.alice)}
    page = visit(cast.alice).get("/calendars/new").text

    (chosen,) = re.findall(r'name="hue" value="([a-z]+)" checked', page)
    assert chosen not in taken
    assert '<option value="Europe/Berlin" selected>' in page


def test_making_a_calendar_twice_with_one_key_makes_one(visit, cast):
    client = visit(cast.charlie)
    for _ in range(2):
        assert client.post("/calendars", data=FIELDS | {"key": "k1"}).status_code == 303
    assert [row.name for row in calendars_of(cast.charlie)] == ["Charlie, private", "Crew"]


@pytest.mark.parametrize("path", ["/calendars", "/calendars/{team}/settings"])
def test_what_cannot_be_saved_is_shown_again_with_its_sentence(session, visit, cast, team, path):
    response = visit(cast.alice).post(path.format(team=team), data=FIELDS | {"name": " ", "hue": "pink"})

    assert response.status_code == 422
    assert "Name is empty. Fill it in." in response.text
    assert "Choose one of the twelve colours: rose, coral" in response.text
    assert '<option value="Asia/Tokyo" selected>' in response.text
    assert session.get(Calendar, team).name == "Team"


def test_settings_are_saved(session, visit, cast, team):
    visit(cast.alice).post(f"/calendars/{team}/settings", data=FIELDS)
    saved = session.get(Calendar, team, populate_existing=True)
    assert (saved.name, saved.hue, saved.zone) == ("Crew", "rose", "Asia/Tokyo")


def test_an_old_zone_name_stays_a_choice(session, visit, cast, team):
    session.get(Calendar, team).zone = "Asia/Calcutta"
    session.commit()
    assert (
        '<option value="Asia/Calcutta" selected>' in visit(cast.alice).get(f"/calendars/{team}/settings").text
    )


def test_who_does_not_own_a_calendar_reads_its_settings_and_may_leave(visit, cast, team):
    page = visit(cast.bob).get(f"/calendars/{team}/settings").text
    assert "You can edit" in page and f"/calendars/{team}/leaving" in page
    assert 'name="hue"' not in page and f"/calendars/{team}/deletion" not in page


def test_deleting_says_first_what_it_does_and_can_be_undone(visit, cast, team, retreat):
    client = visit(cast.alice)
    asked = client.get(f"/calendars/{team}/deletion").text
    assert "Its one event goes" in asked and "2 other people lose sight of it" in asked

    after = client.post(f"/calendars/{team}/deletions", follow_redirects=True).text
    assert "Deleted Team." in after
    assert after.count(f'action="/calendars/{team}/restorations"') == 2  # the toast's Undo, and the trash
    assert visit(cast.bob).get(f"/events/{retreat}").status_code == 404

    assert (
        "Team is back, shared as before."
        in client.post(f"/calendars/{team}/restorations", follow_redirects=True).text
    )
    assert visit(cast.bob).get(f"/events/{retreat}").status_code == 200


def test_a_deleted_calendar_is_in_its_owners_trash_alone(visit, cast, team):
    delete_calendar(team, by=cast.alice)
    assert "Deleted calendars" in visit(cast.alice).get("/calendars").text
    assert "Deleted calendars" not in visit(cast.bob).get("/calendars").text


@pytest.mark.parametrize(
    ("back", "lands"),
    [
        ("/month/2026/3?x=1", "/month/2026/3?x=1"),
        ("//evil.example", "/calendars"),
        ("https://evil.example", "/calendars"),
    ],
)
def test_switching_a_calendar_off_comes_back_to_a_page_of_ours(visit, cast, team, back, lands):
    response = visit(cast.bob).post(f"/calendars/{team}/visibility", data={"next": back})
    assert (response.status_code, response.location) == (303, lands)
    assert [row.hidden for row in calendars_of(cast.bob) if row.id == team] == [True]


@pytest.mark.parametrize("number", [0, 2**31, 10**20])
def test_an_id_that_cannot_be_is_not_there(visit, cast, number):
    assert visit(cast.alice).get(f"/calendars/{number}/settings").status_code == 404


def test_the_list_costs_as_many_statements_for_30_calendars_as_for_one(session, visit, cast):
    client = visit(cast.bob)
    few = count_statements(client, "/calendars")
    for number in range(30):
        made = create_calendar(f"Studio {number}", "rose", "Asia/Tokyo", by=cast.alice)
        share_calendar(made, cast.bob.id, Role.VIEWER, by=cast.alice)
    assert session.scalar(select(Calendar.id).where(Calendar.name == "Studio 29"))
    assert count_statements(client, "/calendars") == few
