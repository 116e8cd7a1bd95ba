"""The page of who wrote what, and the notes in the margin of the event page."""

import re

import pytest

from tests.support.cast import a_document
from tests.support.statements import count_statements
from webapp.domain.attendance import attendee
from webapp.operations.events import edit_event, restore_version

ANN, CEM = "mailto:ann@example.org", "mailto:cem@example.org"
pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


def notes(page):
    """Row or part -> what the notes beside it say, without the times."""
    found = {}
    pattern = r'(?:<p class="wpart__text">|<p class="wrap">)(.*?)</p>(.*?)(?:</li>|</section>)'
    for text, beside in re.findall(pattern, page, re.S):
        links = re.findall(r'<a class="blame__by".*?</a>', beside, re.S)
        found[text] = [
            re.sub(r"\s+", " ", re.sub(r"<time.*?</time>|<[^>]+>", "", link)).strip() for link in links
        ]
    return found


def test_each_value_says_who_wrote_it_and_leads_to_the_comparison(visit, alice, vera, bob, retreat):
    edit_event(retreat, a_document(location="Studio Nord"), based_on=1, by=bob)
    page = visit(vera).get(f"/events/{retreat}/blame").text

    assert notes(page)["Studio Nord"] == ["Bob, , version v2"]
    assert notes(page)["Retreat"] == ["Alice, , version v1"]
    assert "Confirmed" in notes(page)
    assert f'href="/events/{retreat}/compare/1/2"' in page


def test_lines_guests_and_dates_are_told_one_by_one(visit, alice, bob, retreat):
    text, ann, cem = "Bring a book.\nLunch is at noon.", attendee("Ann"), attendee("Cem")
    edit_event(retreat, a_document(description=text, attendees={ANN: ann}), based_on=1, by=bob)
    series = a_document(
        description=text,
        attendees={ANN: ann | {"answer": "accepted"}, CEM: cem},
        rrule="FREQ=DAILY;COUNT=3",
        overrides={"2026-03-25T09:00": {"location": "Deck"}},
    )
    edit_event(retreat, series, based_on=2, by=alice)
    found = notes(visit(alice).get(f"/events/{retreat}/blame").text)

    assert found["Bring a book."] == ["Alice, , version v1"]
    assert found["Lunch is at noon."] == ["Bob, , version v2"]
    assert found["Ann"] == ["invited by Bob, , version v2", "yes, by Alice, , version v3"]
    assert found["Cem"] == ["invited by Alice, , version v3"]
    assert [text for text in found if text.startswith("Wed 25 March 2026: ")]


def test_what_was_restored_says_so_here_and_in_the_margin(visit, alice, bob, retreat):
    edit_event(retreat, a_document(title="Summit", location="Studio Nord"), based_on=1, by=bob)
    restore_version(retreat, 1, by=alice)
    client = visit(bob)

    assert notes(client.get(f"/events/{retreat}/blame").text)["Harbour room"] == [
        "Alice, , restored, version v3"
    ]
    page = client.get(f"/events/{retreat}").text
    assert ', restored, <span class="vh">version </span><span aria-hidden="true">v</span>3<br>' in page


def test_who_ended_a_series_is_told(visit, alice, vera, bob, retreat):
    edit_event(retreat, a_document(rrule="FREQ=DAILY;COUNT=3"), based_on=1, by=alice)
    never = visit(vera).get(f"/events/{retreat}/blame").text
    edit_event(retreat, a_document(), based_on=2, by=bob)
    row = visit(vera).get(f"/events/{retreat}").text.split('data-unit="repeats"')[1].split("</section>")[0]

    assert "Single dates" not in never
    assert notes(visit(vera).get(f"/events/{retreat}/blame").text)["does not repeat"] == ["Bob, , version v3"]
    assert " hidden" not in row.split(">")[0] and "Does not repeat" in row and "<b>Bob</b>" in row


def test_on_the_page_of_the_event_each_value_names_its_version_and_the_title_does(visit, alice, bob, retreat):
    edit_event(retreat, a_document(location="Studio Nord"), based_on=1, by=bob)
    page = visit(alice).get(f"/events/{retreat}").text
    sections = re.findall(r'<section class="fld[^>]* data-unit="(\w+)"(.*?)</section>', page, re.DOTALL)
    beside = {unit: said.partition('<p class="blame">')[2] for unit, said in sections}
    told = {unit: re.sub(r"<time.*?</time>|<[^>]+>", "", note) for unit, note in beside.items()}

    assert told["location"].startswith("Bob, , version v2")
    assert told["description"].startswith("Alice, , version v1")
    title = re.search(rf'<a href="/events/{retreat}/compare/1/1">(Title .*?)</a>', page)[1]
    assert (
        re.sub(r"<time.*?</time>|<[^>]+>", "", title) == "Title set when it was made by Alice, , version v1"
    )
    assert "<time" in title


@pytest.mark.parametrize(("query", "checked"), [("", False), ("?blame=1", True), ("?blame=x", False)])
def test_an_address_opens_the_event_with_its_notes_shown(visit, alice, retreat, query, checked):
    page = visit(alice).get(f"/events/{retreat}{query}").text

    assert ('data-wrote autocomplete="off" checked' in page) is checked
    assert "data-wrote" in page


def test_it_costs_the_same_statements_after_fifty_versions(visit, alice, retreat):
    client = visit(alice)
    few = count_statements(client, f"/events/{retreat}/blame")
    for n in range(50):
        edit_event(retreat, a_document(description=f"Take {n}."), based_on=n + 1, by=alice)

    assert count_statements(client, f"/events/{retreat}/blame") == few <= 8
