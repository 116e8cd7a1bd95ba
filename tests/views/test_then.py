"""Pages of the past: what they show, that nothing on them is live or can be written, and that all links stay in the past."""

import re
from datetime import UTC, datetime

import pytest

from tests.support.cast import a_document
from tests.support.random_changes import current
from tests.support.statements import count_statements
from webapp.domain.past_moment import write_moment
from webapp.domain.roles import Role
from webapp.operations.calendars import change_calendar
from webapp.operations.events import create_event, delete_event, edit_event
from webapp.operations.sharing import share_calendar, share_event, stop_sharing_calendar

pytestmark = [
    pytest.mark.usefixtures("no_csrf"),
    pytest.mark.parametrize("database", ["sqlite"], indirect=True),
]

GRIDS = ("/month/2026/3", "/week/2026-03-24", "/days/2026-03-24?n=2", "/day/2026-03-24", "/agenda/2026-03-20")
every_grid = pytest.mark.parametrize("path", GRIDS)


def moment():
    """This moment, as the beginning of an address."""
    return f"/then/{write_moment(datetime.now(UTC), 'UTC')}"


@pytest.fixture
def then(retreat, alice):
    """A moment at which the retreat was in the Harbour room; now it is the deleted Offsite in the Kitchen."""
    at = moment()
    edit_event(retreat, {"title": "Offsite", "location": "Kitchen"}, current(retreat), by=alice)
    delete_event(retreat, by=alice)
    return at


@every_grid
def test_a_grid_shows_what_was_there_and_says_which_moment_it_is(visit, alice, then, path):
    page = visit(alice).get(then + path).text
    assert "Retreat" in page
    assert "Offsite" not in page
    assert "As it was on" in page
    assert "Retreat" not in visit(alice).get(path).text


@every_grid
def test_a_page_of_the_past_is_quiet_and_leads_nowhere_to_write(visit, alice, retreat, path):
    """Only the switches of calendars and signing out are forms that write, as they are about the reader."""
    now = visit(alice).get(path).text
    for sign in ("data-live=", "data-writable=", "js/drag.js", "/events/new"):
        assert sign in now
    past = visit(alice).get(moment() + path).text
    main = past[past.index("<main") : past.index("</main>")]
    for sign in ("data-live=", "data-writable=", "js/drag.js", "/events/new", "hx-post", 'method="post"'):
        assert sign not in main
    assert "js/drag.js" not in past


@pytest.mark.parametrize("path", [*GRIDS, "/year/2026"])
def test_links_of_the_past_stay_there(visit, alice, retreat, path):
    at = moment()
    main = (
        visit(alice)
        .get(at + path)
        .text.split('<div class="then__top">')[1]
        .split("</section>", 1)[1]
        .split("</main>")[0]
    )
    links = [
        link for link in re.findall(r'href="([^"]+)"', main) if "#" not in link and "/assets/" not in link
    ]
    assert links and all(link.startswith(at + "/") for link in links)


def test_views_lead_to_each_other_and_back_to_now(visit, alice, retreat):
    at = moment()
    page = visit(alice).get(at + "/week/2026-03-24?zone=Asia/Tokyo").text
    assert f'href="{at}/month/2026/3"' in page
    assert f'action="{at}/jump"' in page
    assert 'href="/week/2026-03-24?zone=Asia/Tokyo">Now</a>' in page
    jumped = visit(alice).get(at + "/jump?to=2026-04-02&view=day")
    assert jumped.location == at + "/day/2026-04-02"


def test_who_sees_it_today_counts_and_who_saw_it_then_is_told(
    visit, alice, bob, vera, charlie, retreat, team
):
    at = moment()
    assert "Retreat" in visit(bob).get(at + GRIDS[0]).text
    stop_sharing_calendar(team, bob.id, by=alice)
    share_calendar(team, charlie.id, Role.VIEWER, by=alice)

    for path in (*GRIDS, "/year/2026", "/changes"):
        page = visit(bob).get(at + path).text
        assert "Retreat" not in page and "Team" not in page and "Alice" not in page
    page = visit(charlie).get(at + GRIDS[0]).text
    assert "Retreat" in page
    shared = page.split("Shared then with")[1].split("</section>")[0]
    assert "Bob Brook" in shared.split("Team</span>")[1]
    assert "Charlie" not in shared.split("Team</span>")[1]
    for path in (f"/events/{retreat}", f"/calendars/{team}/calendar.ics"):
        assert visit(bob).get(at + path).status_code == 404
        assert visit(charlie).get(at + path).status_code == 200


def test_an_event_is_as_it_was_though_it_is_deleted_now(visit, alice, retreat, then):
    page = visit(alice).get(f"{then}/events/{retreat}").text
    assert "Harbour room" in page and "Kitchen" not in page
    assert f'href="/events/{retreat}/compare/1/3"' in page
    assert "data-live=" not in page
    deleted = visit(alice).get(f"{moment()}/events/{retreat}")
    assert deleted.status_code == 200 and "It was deleted then" in deleted.text


def test_an_event_that_was_not_there_yet_says_when_it_was_made(visit, alice, team):
    at = moment()
    event = create_event(team, a_document(), by=alice).event_id
    answer = visit(alice).get(f"{at}/events/{event}")
    assert answer.status_code == 404
    assert "It was not there yet" in answer.text
    assert visit(alice).get(f"{moment()}/events/{event}").status_code == 200


def test_one_date_of_a_series_is_as_it_was(visit, alice, team):
    weekly = a_document(rrule="FREQ=WEEKLY", start="2026-03-02T09:00", end="2026-03-02T10:00")
    event = create_event(team, weekly, by=alice).event_id
    at = moment()
    assert "16 March" in visit(alice).get(f"{at}/events/{event}?occurrence=2026-03-16T09:00").text
    assert "16 March" not in visit(alice).get(f"{at}/events/{event}?occurrence=2026-03-17T09:00").text
    grid = visit(alice).get(at + "/week/2026-03-16").text
    assert f"{at}/events/{event}?occurrence=2026-03-16T09%3A00" in grid


def test_the_file_of_a_calendar_is_that_of_then(visit, alice, team, retreat):
    now = visit(alice).get(f"/calendars/{team}/calendar.ics").data
    at = moment()
    edit_event(retreat, {"title": "Offsite"}, current(retreat), by=alice)
    answer = visit(alice).get(f"{at}/calendars/{team}/calendar.ics")
    assert answer.data == now
    assert answer.mimetype == "text/calendar"


def test_changes_are_said_in_words_with_a_way_to_the_comparison(visit, alice, retreat):
    at = moment()
    edit_event(retreat, {"location": "Kitchen"}, current(retreat), by=alice)
    middle = write_moment(datetime.now(UTC), "UTC")
    edit_event(retreat, {"title": "Offsite"}, current(retreat), by=alice)

    page = visit(alice).get(at + "/changes").text
    assert "Harbour room” to “Kitchen”" in page and "to “Offsite”" in page
    assert f'href="/events/{retreat}/compare/1/3"' in page
    until = visit(alice).get(f"{at}/changes?until={middle}").text
    assert "Kitchen" in until and "Offsite" not in until
    assert f"/events/{retreat}/compare/1/2" in until
    assert "Nothing changed" in visit(alice).get(moment() + "/changes").text
    wrong = visit(alice).get(at + "/changes?until=2100-01-01T00:00")
    assert wrong.status_code == 422 and "has not come yet" in wrong.text


def test_a_form_leads_to_a_moment_and_says_what_is_wrong(visit, alice, team):
    client = visit(alice)
    go = client.get("/then?at=2026-03-24T09:00&back=/agenda/2026-03-20")
    assert go.location == "/then/2026-03-24T09:00/agenda/2026-03-20"
    assert client.get("/then?at=2026-03-24T09:00&back=//evil.example").location.endswith("09:00/month")
    assert client.get("/then?at=2026-03-24T09:00&back=/profile").location.endswith("09:00/month")
    assert client.get("/then?place=400&back=/week").location.endswith("/week")
    assert client.get("/then").status_code == 200
    for query in (
        "at=",
        "at=x",
        "at=2999-01-01T00:00",
        "at=2026-02-30T09:00",
        "at=0001-01-01T00:00",
        "place=x",
        "place=9999",
    ):
        answer = client.get(f"/then?{query}")
        assert answer.status_code == 422 and 'class="err"' in answer.text


@pytest.mark.parametrize(
    "text", ["x", "2999-01-01T00:00", "2026-02-30T00:00", "2026-03-24", "1000-01-01T00:00Z"]
)
def test_what_is_no_moment_of_the_past_is_no_page(visit, alice, retreat, text):
    client, nobody = visit(alice), visit(None)
    assert client.get("/then/2026-03-24T00:00/month").status_code == 200
    for path in ("/month", "/changes", f"/events/{retreat}", "/jump"):
        assert client.get(f"/then/{text}{path}").status_code == 404
        assert nobody.get(f"/then/{text}{path}").status_code == 401


def test_steps_lead_from_one_change_to_the_next(visit, alice, retreat, team):
    create_event(team, a_document(title="Second"), by=alice)
    client = visit(alice)
    page = client.get(moment() + GRIDS[0]).text
    assert "Next change" not in page
    last = re.search(r'rel="prev" href="(/then/[^"]+)">.{,200}Previous change', page, re.S)[1]
    assert "Second" in client.get(last).text
    before = re.search(
        r'rel="prev" href="(/then/[^"]+)">.{,200}Previous change', client.get(last).text, re.S
    )[1]
    found = client.get(before).text
    assert "Second" not in found and "Retreat" in found
    assert f'rel="next" href="{last}"' in found


def test_an_event_given_alone_is_shown_without_its_calendar(visit, alice, charlie, retreat, team):
    create_event(team, a_document(title="Secret"), by=alice)
    at = moment()
    share_event(retreat, charlie.id, Role.VIEWER, by=alice)
    for path in (*GRIDS, f"/events/{retreat}", "/changes"):
        page = visit(charlie).get(at + path).text
        assert "Secret" not in page and "Team" not in page
    assert "Retreat" in visit(charlie).get(at + GRIDS[0]).text


@pytest.mark.parametrize("path", [*GRIDS, "/year/2026", "/changes"])
def test_more_events_cost_no_more_statements(visit, alice, team, retreat, path):
    start, client = moment(), visit(alice)

    def asked():
        at = start if path == "/changes" else moment()
        return count_statements(client, at + path)

    edit_event(retreat, {"title": "Offsite"}, current(retreat), by=alice)
    few = asked()
    for n in range(12):
        create_event(
            team, a_document(title=f"Event {n}", rrule="FREQ=DAILY;COUNT=3" if n % 2 else ""), by=alice
        )
    assert asked() == few


@pytest.mark.parametrize("path", ["/month/2026/3", "/agenda/2026-03-20", "/events/1"])
def test_pages_of_the_past_call_a_calendar_as_it_was_called(visit, alice, team, retreat, path):
    at = moment()
    change_calendar(team, "Crew", "rose", "Asia/Tokyo", by=alice)
    past, present = visit(alice).get(at + path).text, visit(alice).get(path).text
    assert ("Crew" in past, "Team" in past, "hue-rose" in past) == (False, True, False)
    assert ("Crew" in present, "Team" in present, "hue-rose" in present) == (True, False, True)
