"""The reader's own marks in month, week and agenda: answers and overlaps, for nobody else, never by colour alone."""

import re

import pytest

from tests.support.cast import a_document
from tests.support.overlap_scenes import DAY, WORKDAY, YEAR, invited, planned
from tests.support.page_forms import fields_of
from tests.support.statements import count_statements
from webapp.operations.attendance import answer
from webapp.operations.calendars import calendars_of, create_calendar
from webapp.operations.events import create_event
from webapp.operations.sharing import stop_sharing_event

pytestmark = [
    pytest.mark.usefixtures("no_csrf"),
    pytest.mark.parametrize("database", ["sqlite"], indirect=True),
]

VIEWS = (f"/month/{YEAR}/3?day={DAY}", f"/week/{DAY}", f"/days/{DAY}?n=3", f"/day/{DAY}", f"/agenda/{DAY}")


def marked(page, event_id):
    """The marks within the links to an event, as kinds and words."""
    links = re.findall(rf'<a [^>]*href="/events/{event_id}(?:\?[^"]*)?"[^>]*>.*?</a>', page, re.DOTALL)
    found = [re.search(r'<span class="own([^"]*)" data-aside title="([^"]*)">', link) for link in links]
    assert links
    return {(one[1].replace(" own--", " ").strip(), one[2]) for one in found if one}


@pytest.mark.parametrize("path", VIEWS)
def test_what_overlaps_for_the_reader_is_marked_and_says_with_what(visit, alice, bob, team, path):
    talk = create_event(team, planned(title="Talk"), by=alice).event_id
    own = create_calendar("Own", "rose", "Europe/Berlin", by=alice)
    other = create_event(own, planned("09:30", "10:30", title="Stand-up"), by=alice).event_id
    page = visit(alice).get(path).text
    assert marked(page, talk) == {("clash", "Overlaps with “Stand-up” 09:30–10:30")}
    assert marked(page, other) == {("clash", "Overlaps with “Talk” 09:00–10:00")}
    assert '<span class="vh">Overlaps with “Talk” 09:00–10:00. </span>' in page
    assert marked(visit(bob).get(path).text, talk) == set()


@pytest.mark.parametrize("path", VIEWS)
def test_an_answer_is_drawn_for_whoever_gave_it_alone(visit, alice, bob, vera, team, path):
    event_id = create_event(
        team, planned(**invited(alice, bob, vera, answer="needs-action")), by=alice
    ).event_id
    answer(event_id, "declined", by=vera)
    answer(event_id, "tentative", by=bob)
    said = {who: marked(visit(who).get(path).text, event_id) for who in (alice, bob, vera)}
    assert said[vera] == {("declined", "You declined")}
    assert said[bob] == {("maybe", "You said maybe")}
    assert said[alice] == {("asked", "You have not answered")}
    answer(event_id, "accepted", by=alice)
    assert marked(visit(alice).get(path).text, event_id) == set()


def test_what_one_declined_or_lasts_all_day_overlaps_with_nothing(visit, alice, bob, team):
    talk = create_event(team, planned(title="Talk", **invited(alice, bob)), by=alice).event_id
    other = create_event(team, planned(**invited(bob)), by=bob).event_id
    create_event(team, a_document(title="Fair", all_day=True, start=DAY, end=DAY, **invited(bob)), by=alice)
    assert marked(visit(bob).get(f"/week/{DAY}").text, talk)
    answer(other, "declined", by=bob)
    page = visit(bob).get(f"/week/{DAY}").text
    assert (marked(page, talk), marked(page, other)) == (set(), {("declined", "You declined")})


def test_an_answer_to_one_date_marks_that_date(visit, alice, vera, team):
    document = planned(rrule="FREQ=DAILY;COUNT=3", **invited(vera))
    event_id = create_event(team, document, by=alice).event_id
    answer(event_id, "declined", vera, f"{YEAR}-03-25T09:00", whole=False)
    page = visit(vera).get(f"/marks/{DAY}/{YEAR}-03-26").text
    assert re.findall(r'data-href="([^"]*)"', page) == [f"/events/{event_id}?occurrence={YEAR}-03-25T09%3A00"]


def test_of_an_event_that_one_may_not_see_any_more_no_title_is_told(visit, alice, bob, charlie, team):
    private = next(row.id for row in calendars_of(charlie) if row.private)
    secret = create_event(private, planned(title="Surgery", **invited(bob)), by=charlie).event_id
    talk = create_event(team, planned(title="Talk", **invited(bob)), by=alice).event_id
    path = f"/week/{DAY}"
    assert marked(visit(bob).get(path).text, talk) == {("clash", "Overlaps with “Surgery” 09:00–10:00")}
    stop_sharing_event(secret, bob.id, by=charlie)
    said = visit(bob).get(path).text
    assert marked(said, talk) == {("clash", "Overlaps with something else of yours 09:00–10:00")}
    assert "Surgery" not in said


def test_the_marks_alone_are_what_the_page_has(visit, alice, vera, team):
    event_id = create_event(team, planned(**invited(vera)), by=alice).event_id
    answer(event_id, "declined", by=vera)
    client = visit(vera)
    page = client.get(f"/week/{DAY}").text
    piece = re.search(r'<div id="mine" hidden data-url="([^"]+)">.*?</div>', page, re.DOTALL)
    assert client.get(piece[1]).text.strip() == piece[0]
    assert client.get(f"/marks/{DAY}/{YEAR}-12-24").status_code == 404
    assert client.get(f"/marks/{YEAR}-03-25/{DAY}").status_code == 404


def test_marks_cost_the_same_statements_however_many_there_are(visit, alice, bob, team):
    def more(count):
        for _ in range(count):
            create_event(team, planned(**invited(alice, bob, answer="tentative")), by=alice)

    client = visit(alice)
    more(2)
    few = count_statements(client, f"/week/{DAY}")
    more(8)
    assert count_statements(client, f"/week/{DAY}") == few


def test_a_link_finds_a_time_for_an_event_and_its_slots_move_it(visit, alice, bob, charlie, vera, team):
    people = invited(alice, bob, charlie)
    people["attendees"][f"person:{bob.id}"]["part"] = "optional"
    event_id = create_event(
        team, planned("09:00", "10:30", WORKDAY, title="Talk", **people), by=alice
    ).event_id
    link = f"/free-times?event={event_id}"
    client = visit(alice)
    for path in (f"/events/{event_id}", f"/events/{event_id}/edit"):
        assert f'href="{link}"' in client.get(path).text
    assert link not in visit(vera).get(f"/events/{event_id}").text
    assert visit(vera).get(link).status_code == 403
    assert visit(charlie).get(link).status_code == 403

    page = client.get(link).text
    assert "Charlie is invited too and shares no calendar with you" in page
    sent = fields_of(page, "ft-ask")
    assert (sent["with"], sent["optional"], sent["event"]) == ("alice", "bob", str(event_id))
    slot = re.search(rf'href="(/events/{event_id}/moves/new\?date={WORKDAY}&amp;time=09%3A30)"', page)
    assert slot, "the event itself keeps nobody busy"
    form = client.get(f"/events/{event_id}/moves/new?date={YEAR}-03-25&time=14:30").text
    assert f'value="{YEAR}-03-25"' in form and 'value="14:30"' in form


def test_find_a_time_says_who_keeps_their_times(session, visit, alice, bob, team):
    create_event(team, planned("08:00", "18:00", WORKDAY), by=bob)
    path = f"/free-times?with=alice&with=bob&date={WORKDAY}&days=1&length=60"
    client = visit(alice)
    assert "0 times" not in client.get(path).text and "No times found" in client.get(path).text
    browser = visit(bob)
    profile = {
        "name": "Bob Brook",
        "zone": "Europe/Berlin",
        "locale": "en_GB",
        "clock": "24",
        "week_start": "0",
        "theme": "",
    }
    assert browser.post("/profile", data=profile).status_code == 303
    page = client.get(path).text
    assert "Bob keeps their times to themselves: at any of these times they may be busy." in page
    assert "free, Bob not known" in page and "busy 08:00" not in page
    assert browser.post("/profile", data=profile | {"shows_busy": "1"}).status_code == 303
    assert "No times found" in client.get(path).text
