"""The page of the search: what it finds and marks, how it is narrowed, and what it says where there is nothing."""

import re
from html import unescape

import pytest

from tests.support.cast import a_document
from tests.support.statements import count_statements
from tests.support.time_zones import IN_2026
from webapp.domain.search_words import LONGEST
from webapp.operations.events import create_event, delete_event, edit_event
from webapp.operations.searching import AT_ONCE

only_sqlite = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


def text_of(html):
    """What a results page says, marks in brackets, spaces as one."""
    main = html[html.index("<main") : html.index("</main>")]
    marked = re.sub(r"<mark>(.*?)</mark>", r"[\1]", main)
    return " ".join(unescape(re.sub(r"<[^>]+>", "", marked)).split())


def asked(client, **query):
    response = client.get("/search", query_string=query)
    assert response.status_code == 200
    return response.text


@pytest.fixture
def moved(retreat, bob):
    """The retreat was in Room 4 in version 2."""
    edit_event(retreat, a_document(location="Room 4"), 1, by=bob)
    edit_event(retreat, a_document(location="Café <Nord>"), 2, by=bob)
    return retreat


def test_a_past_value_is_told_with_its_versions_and_both_comparisons(visit, vera, moved):
    html = asked(visit(vera), q="room 4")

    assert re.search(r"Where was [“\"]?\[Room\] \[4\].* in version 2, .+ to .+", text_of(html))
    assert f'href="/events/{moved}/compare/1/2"' in html and f'href="/events/{moved}/compare/2/3"' in html
    assert "1 event" in text_of(html) and "Team · Tue 24 March 2026, 09:00–10:00" in text_of(html)


@only_sqlite
def test_what_it_says_now_is_told_since_when_and_escaped(visit, vera, moved):
    html = asked(visit(vera), q="CAFE retreat")

    assert "<mark>Retreat</mark></a>" in html and "<mark>Café</mark> &lt;Nord&gt;" in html
    assert "since version 3" in text_of(html) and "Where:" in text_of(html)
    first = asked(visit(vera), q="book")
    assert f'href="/events/{moved}/versions/1"' in first and "since version 1" in text_of(first)
    assert visit(vera).get(f"/events/{moved}/versions/1").status_code == 200


@only_sqlite
def test_a_deleted_event_says_so(visit, vera, bob, moved):
    delete_event(moved, by=bob)
    said = text_of(asked(visit(vera), q="nord"))
    assert "Retreat Deleted" in said and "Where was" in said


@only_sqlite
def test_it_is_narrowed_in_its_address_and_keeps_what_was_asked(visit, vera, team, moved):
    client = visit(vera)
    asked_for = {"q": "room", "calendar": team, "unit": ["location", "title"], "only": "now"}
    html = asked(client, **asked_for)
    assert "No event says that" in html and "Search everywhere" in html
    assert f'<option value="{team}" selected>' in html and '<option value="now" selected>' in html
    assert html.count(" checked>") >= 2
    assert "1 event" in text_of(asked(client, **{**asked_for, "only": ""}))
    assert "No event says that" in asked(client, **{**asked_for, "only": "", "unit": "title"})
    assert "1 event" in text_of(asked(client, q="room", calendar="99x", unit="nonsense", page="-1"))


@only_sqlite
@pytest.mark.parametrize(
    ("typed", "said"),
    [("x" * (LONGEST + 1), "Shorten it to 100"), ("a b c d e f g h i", "Search for 8 of them at most")],
)
def test_what_cannot_be_searched_for_is_refused_beside_the_field(visit, vera, moved, typed, said):
    response = visit(vera).get("/search", query_string={"q": typed})
    assert (response.status_code, typed in response.text) == (422, True)
    assert said in response.text and 'aria-invalid="true"' in response.text
    assert asked(visit(vera), q=typed[:10].strip())


@only_sqlite
@pytest.mark.parametrize("typed", ["", "   ", "\u0301"])
def test_nothing_typed_is_no_search(visit, vera, typed):
    assert "Search what is and what was" in asked(visit(vera), q=typed)


@only_sqlite
def test_pages_lead_on_and_back_and_cost_the_same(visit, team, alice, vera):
    for number in range(AT_ONCE + 1):
        made = create_event(team, a_document(title=f"Talk {number}"), by=alice).event_id
        edit_event(made, a_document(title=f"Talk {number}", location="Room 4"), 1, by=alice)
    client = visit(vera)
    first, second, third = (asked(client, q="talk harbour", page=page) for page in (1, 2, 3))

    assert "21 events, 1 to 20" in text_of(first) and first.count('class="found"') == AT_ONCE
    assert "21 events, 21 to 21" in text_of(second) and 'rel="prev"' in second and 'rel="next"' not in second
    assert 'href="/search?q=talk+harbour&amp;page=2" rel="next"' in first
    assert "There are no results on this page" in third
    one, many = (count_statements(client, f"/search?q={typed}") for typed in ('"talk+20"', "talk+harbour"))
    assert one == many


@only_sqlite
def test_what_a_single_date_says_is_told_with_the_date_and_leads_there(visit, vera, bob, team):
    own = {"2026-03-31T09:00": {"location": "Studio Nord"}, "2026-04-07T09:00": {"location": "Studio Nord"}}
    series = a_document(rrule="FREQ=WEEKLY;COUNT=4")
    event_id = create_event(team, series | {"overrides": own}, by=bob).event_id
    html = asked(visit(vera), q="nord")
    assert f"Tue 31 March{IN_2026} and 1 more date: Studio [Nord] since version 1" in text_of(html)
    address = f"/events/{event_id}?occurrence=2026-03-31T09:00"
    assert f'<a href="{address}">Tue 31 March{IN_2026}</a>' in unescape(html)
    assert "Studio Nord" in visit(vera).get(address).text

    edit_event(event_id, series | {"rrule": "FREQ=WEEKLY;COUNT=1", "overrides": {}}, 1, by=bob)
    html = asked(visit(vera), q="nord")
    assert f"Tue 31 March{IN_2026} and 1 more date: Studio [Nord] in version 1" in text_of(html)
    assert "occurrence=" not in html


@only_sqlite
def test_what_single_dates_said_costs_one_statement_more_however_many(visit, vera, bob, team):
    own = {"2026-03-31T09:00": {"location": "Studio Nord"}}
    series = a_document(rrule="FREQ=WEEKLY;COUNT=4")
    costs = []
    for _ in range(2):
        event_id = create_event(team, series | {"overrides": own}, by=bob).event_id
        edit_event(event_id, series | {"overrides": {}}, 1, by=bob)
        costs.append(count_statements(visit(vera), "/search?q=nord"))
    assert costs[0] == costs[1]
