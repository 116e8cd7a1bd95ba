"""Two people save one event: what is kept of both, and what the page says about it."""

import pytest

from tests.support.cast import a_document
from tests.support.event_forms import form, partial
from webapp.models import Event
from webapp.operations.events import edit_event

pytestmark = pytest.mark.usefixtures("no_csrf")


def test_different_fields_of_two_people_merge_and_the_page_says_so(visit, session, alice, bob, retreat):
    client = visit(bob)
    edit_event(retreat, a_document(title="Summit"), based_on=1, by=alice)

    client.post(f"/events/{retreat}", data=form(location="Studio Nord"))

    assert session.get(Event, retreat).document == a_document(title="Summit", location="Studio Nord")
    page = client.get(f"/events/{retreat}").text
    assert "Saved, and kept Alice’s change to Title." in page
    assert f'href="/events/{retreat}/compare/1/3">See both</a>' in page


def test_one_description_of_two_people_is_merged_and_the_page_says_so(visit, session, alice, bob, retreat):
    client = visit(bob)
    edit_event(retreat, a_document(description="Lunch at noon.\n\nBring a book."), based_on=1, by=alice)

    client.post(f"/events/{retreat}", data=form(description="Bring a book.\r\n\r\nAnd a lamp."))

    merged = "Lunch at noon.\n\nBring a book.\n\nAnd a lamp."
    assert session.get(Event, retreat).document == a_document(description=merged)
    assert "Merged with Alice’s change to Description." in client.get(f"/events/{retreat}").text


def test_the_same_words_of_a_description_answer_409_with_all_three(visit, session, alice, bob, retreat):
    edit_event(retreat, a_document(description="Bring a pen."), based_on=1, by=alice)

    response = visit(bob).post(f"/events/{retreat}", data=form(description="Bring a lamp."))

    assert response.status_code == 409
    for words in ("You and Alice both changed Description", "Bring a book.", "pen", "Bring a lamp."):
        assert words in response.text
    assert session.get(Event, retreat).document == a_document(description="Bring a pen.")


@pytest.mark.parametrize("unit", ["description", "title"])
def test_an_in_place_edit_says_what_it_kept_of_others(visit, alice, bob, retreat, unit):
    client, url = visit(bob), f"/events/{retreat}/fields/{unit}"
    alone = partial(client, "POST", url, data={"base": "1", unit: "Noon"})
    edit_event(retreat, a_document(location="Studio Nord") | {unit: "Noon"}, based_on=2, by=alice)
    beside = partial(client, "POST", url, data={"base": "2", unit: "One"})

    assert (alone.status_code, beside.status_code) == (200, 200)
    said = alone.text.split("#toasts", 1)[1]
    assert "Saved." in said and "/undo" in said and "kept" not in said
    assert "kept Alice’s change to Where." in beside.text
