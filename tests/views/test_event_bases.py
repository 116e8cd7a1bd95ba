"""A form that has seen single fields at a later version: `base.location=2` beside `base=1`."""

import pytest

from tests.support.cast import a_document
from tests.support.event_forms import form, partial
from webapp.domain.event_input import CONTROLS
from webapp.models import Event
from webapp.operations.events import edit_event

pytestmark = pytest.mark.usefixtures("no_csrf")


@pytest.fixture
def moved(bob, retreat):
    """Bob has saved another place as version 2."""
    edit_event(retreat, a_document(location="Studio Nord"), based_on=1, by=bob)
    return retreat


def save(client, event_id, **fields):
    return client.post(f"/events/{event_id}", data=form(**fields)).status_code


def test_who_keeps_their_own_overwrites_what_they_have_seen(visit, session, alice, moved):
    client = visit(alice)
    assert save(client, moved, location="Attic") == 409, "without having seen it, the page asks"

    assert save(client, moved, location="Attic", **{"base.location": "2"}) == 303
    assert session.get(Event, moved).document == a_document(location="Attic")


def test_who_takes_theirs_saves_theirs_beside_the_own_changes(visit, session, alice, moved):
    assert save(visit(alice), moved, location="Studio Nord", title="Summit", **{"base.location": "2"}) == 303
    assert session.get(Event, moved).document == a_document(location="Studio Nord", title="Summit")


def test_a_field_that_followed_and_was_put_back_is_put_back(visit, session, alice, moved):
    assert save(visit(alice), moved, **{"base.location": "2"}) == 303
    assert session.get(Event, moved).document == a_document()


def test_a_change_after_the_choice_is_asked_about_again(visit, session, alice, bob, moved):
    edit_event(moved, a_document(location="Barn"), based_on=2, by=bob)
    client = visit(alice)

    response = client.post(f"/events/{moved}", data=form(location="Attic", **{"base.location": "2"}))

    assert response.status_code == 409 and "Barn" in response.text
    assert session.get(Event, moved).document == a_document(location="Barn")
    assert save(client, moved, location="Attic", **{"base.location": "3"}) == 303


def test_a_choice_says_nothing_about_other_fields(visit, session, alice, bob, moved):
    edit_event(moved, a_document(location="Studio Nord", title="Summit"), based_on=2, by=bob)

    assert save(visit(alice), moved, location="Attic", title="Offsite", **{"base.location": "2"}) == 409
    assert session.get(Event, moved).document["title"] == "Summit"


@pytest.mark.parametrize(
    ("name", "number"),
    [
        ("base.location", "0"),
        ("base.location", "3"),
        ("base.location", "-1"),
        ("base.location", "two"),
        ("base.location", "99999999999"),
        ("base.location", ""),
        ("base.colour", "2"),
        ("base.", "2"),
    ],
)
def test_a_version_or_a_field_that_does_not_exist_is_not_found(visit, session, alice, moved, name, number):
    client = visit(alice)
    assert save(client, moved, location="Attic", **{name: number}) == 404
    assert session.get(Event, moved).document == a_document(location="Studio Nord")
    assert save(client, moved, location="Attic", **{"base.location": "2"}) == 303


def test_the_choices_outlive_a_refusal(visit, alice, moved):
    response = visit(alice).post(f"/events/{moved}", data=form(title="", **{"base.location": "2"}))

    assert response.status_code == 422
    assert '<input type="hidden" name="base.location" value="2">' in response.text
    assert "data-live=" not in response.text


def test_a_retry_with_other_choices_is_another_request(visit, session, alice, moved):
    client, sent = visit(alice), {"location": "Attic", "key": "k1"}
    assert save(client, moved, **sent, **{"base.location": "2"}) == 303
    assert save(client, moved, **sent, **{"base.location": "2"}) == 303
    assert session.get(Event, moved).version == 3


def save_field(client, event_id, **fields):
    return client.post(f"/events/{event_id}/fields/location", data={"base": "1", **fields}).status_code


def test_the_form_of_one_field_overwrites_what_it_has_seen(visit, session, alice, bob, moved):
    client = visit(alice)
    assert save_field(client, moved, location="Attic") == 409, "without having seen it, the page asks"
    edit_event(moved, a_document(location="Studio Nord", title="Summit"), based_on=2, by=bob)

    assert save_field(client, moved, location="Attic", **{"base.location": "2"}) == 303
    assert session.get(Event, moved).document == a_document(location="Attic", title="Summit")


def test_the_form_of_one_field_refuses_bases_that_do_not_exist(visit, alice, moved):
    client = visit(alice)
    assert save_field(client, moved, location="Attic", **{"base.location": "3"}) == 404
    assert save_field(client, moved, location="Attic", **{"base.colour": "2"}) == 404
    assert save_field(client, moved, location="Attic", **{"base.location": "2"}) == 303


def test_the_form_of_one_field_keeps_its_choice_over_a_refusal(visit, alice, moved):
    asked = {"base": "1", "location": "x" * 301, "base.location": "2"}
    response = partial(visit(alice), "POST", f"/events/{moved}/fields/location", data=asked)

    assert response.status_code == 422
    assert '<input type="hidden" name="base.location" value="2">' in response.text
    assert " data-refused" in response.text and "Studio Nord" in response.text, "what a choice would take"


def test_a_form_says_who_gave_its_fields_their_values(visit, alice, moved):
    client = visit(alice)
    field = partial(client, "GET", f"/events/{moved}/fields/location/form").text
    page = client.get(f"/events/{moved}/edit").text

    said = 'unit="location" v="2" by="Bob"'
    assert said in field and said in page and "changed Where to “Studio Nord”" in field
    assert field.count("<live-field") == 1 and page.count("<live-field") == len(CONTROLS)
    assert "data-values" not in field + page, "the controls hold them"
