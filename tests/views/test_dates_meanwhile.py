"""A form of one date of a series is open while others change the series: fields merge, and what is typed is never lost."""

import pytest

from tests.support.page_forms import fields_of
from tests.support.series_forms import THIRD, of_instance, series, standup
from webapp.domain.series import instance_document
from webapp.models import Event
from webapp.operations.events import create_event, edit_event
from webapp.operations.series import edit_instances, remove_instances

__all__ = ["series"]

pytestmark = pytest.mark.usefixtures("no_csrf")

MOVED = "2026-04-07T11:00"


def of_date(session, event_id, name=THIRD):
    session.expire_all()
    return instance_document(session.get(Event, event_id).document, name)


def save(client, event_id, scope="this", **typed):
    form = of_instance(standup(), THIRD, scope=scope, **typed)
    return client.post(f"/events/{event_id}", data=form)


def later(event_id, by):
    """All of the series goes to another hour."""
    there = standup(start="2026-03-24T11:00", end="2026-03-24T12:00")
    edit_instances(event_id, "2026-03-24T09:00", "all", there, 1, by=by)


def split(event_id, by, scope="following", **changes):
    """From the second date on the series goes on as another one, two hours later; its id."""
    name = "2026-03-31T09:00"
    mine = {**instance_document(standup(), name), "rrule": standup()["rrule"]}
    there = {"start": "2026-03-31T11:00", "end": "2026-03-31T12:00"}
    return edit_instances(event_id, name, scope, mine | there | changes, 1, by=by).rest_id


def test_two_fields_of_one_date_are_both_kept_and_the_page_says_so(visit, session, alice, bob, series):
    edit_event(series, standup(overrides={THIRD: {"location": "Attic"}}), 1, by=alice)
    client = visit(bob)
    response = save(client, series, title="Retro")

    assert response.status_code == 303
    assert session.get(Event, series).document["overrides"] == {
        THIRD: {"location": "Attic", "title": "Retro"}
    }
    assert "Alice’s change to Where" in client.get(response.location).text


def test_one_field_of_one_date_is_asked_about_alone(visit, session, alice, bob, series):
    own = {THIRD: {"title": "Review", "location": "Attic"}}
    edit_event(series, standup(overrides=own), 1, by=alice)
    client = visit(bob)
    asked = save(client, series, title="Retro", tags="fun")

    assert asked.status_code == 409
    assert "You and Alice both changed Title" in asked.text and "Exceptions" not in asked.text
    form = fields_of(asked.text, "conflict")
    assert client.post(f"/events/{series}", data=form | {"choice.title": "mine"}).status_code == 303
    found = of_date(session, series)
    assert (found["title"], found["location"], found["tags"]) == ("Retro", "Attic", ["fun"])
    assert session.get(Event, series).document["title"] == "Stand-up"


def test_theirs_is_taken_with_one_click(visit, session, alice, bob, series):
    edit_event(series, standup(overrides={THIRD: {"title": "Review"}}), 1, by=alice)
    client = visit(bob)
    form = fields_of(save(client, series, title="Retro", location="Attic").text, "conflict")
    assert client.post(f"/events/{series}", data=form | {"choice.title": "theirs"}).status_code == 303
    found = of_date(session, series)
    assert (found["title"], found["location"]) == ("Review", "Attic")


def test_a_date_goes_along_with_its_series(visit, session, alice, bob, series):
    later(series, alice)
    client = visit(bob)
    response = save(client, series, title="Retro")

    assert response.status_code == 303 and client.get(response.location).status_code == 200
    found = of_date(session, series, MOVED)
    assert (found["title"], found["start"]) == ("Retro", MOVED)


@pytest.mark.parametrize("scope", ["following", "all"])
def test_more_than_one_date_is_changed_as_the_series_is_now(visit, session, alice, bob, series, scope):
    edit_event(series, standup(location="Attic"), 1, by=alice)
    response = save(visit(bob), series, scope, title="Retro")

    assert response.status_code == 303
    changed = session.get(Event, int(response.location.rsplit("/", 1)[1])).document
    assert (changed["title"], changed["location"]) == ("Retro", "Attic")
    assert (changed == session.get(Event, series).document) == (scope == "all")


def test_a_split_that_collides_is_asked_about(visit, session, alice, bob, series):
    edit_event(series, standup(location="Attic"), 1, by=alice)
    client = visit(bob)
    asked = save(client, series, "following", location="Cellar")

    assert asked.status_code == 409 and "You and Alice both changed Where" in asked.text
    form = fields_of(asked.text, "conflict") | {"choice.location": "mine"}
    response = client.post(f"/events/{series}", data=form)
    assert response.status_code == 303 and not response.location.endswith(f"/events/{series}")
    rest = session.get(Event, int(response.location.rsplit("/", 1)[1])).document
    assert (rest["location"], session.get(Event, series).document["location"]) == ("Cellar", "Attic")


def test_what_was_typed_for_a_date_that_a_split_took_along_is_in_its_form_there(
    visit, session, alice, bob, series
):
    rest = split(series, alice, location="Attic")
    client = visit(bob)
    again = save(client, series, title="Retro", description="Bring cake")

    assert again.status_code == 409
    assert "The series was split meanwhile: Tue 7 April 2026 is in another one" in again.text
    form = fields_of(again.text, f"edit-{rest}") | {"scope": "this"}
    assert (form["title"], form["description"]) == ("Retro", "Bring cake")
    assert client.post(f"/events/{rest}", data=form).status_code == 303
    found = of_date(session, rest, MOVED)
    assert (found["title"], found["location"], found["start"]) == ("Retro", "Attic", MOVED)


def test_what_was_typed_for_a_date_that_is_gone_is_handed_back(visit, session, alice, bob, series):
    remove_instances(series, THIRD, "this", by=alice)
    refused = save(visit(bob), series, description="Bring cake")

    assert refused.status_code == 409 and "Bring cake" in refused.text
    assert "There is no Tue 7 April 2026 in this series any more" in refused.text
    session.expire_all()
    assert session.get(Event, series).document["overrides"] == {}


def test_a_move_of_a_date_that_a_split_took_along_says_where_it_is(visit, session, alice, bob, series):
    rest = split(series, alice)
    wanted = {"base": 1, "occurrence": THIRD, "scope": "this", "start": "2026-04-07T15:00"}
    response = visit(bob).post(f"/events/{series}/moves", data=wanted | {"end": "2026-04-07T16:00"})

    assert response.status_code == 409
    assert "has been in another series, “Stand-up”, since this one was split." in response.text
    assert session.get(Event, series).version == 2 and session.get(Event, rest).version == 1


@pytest.mark.parametrize(
    ("scope", "said"),
    [
        ("following", "has been in another series, “Stand-up”, since this one was split. Answer there."),
        ("all", "Tue 7 April 2026 has been given another time meanwhile."),
        ("", "There is no Tue 7 April 2026 in this series any more"),
    ],
)
def test_an_answer_for_a_date_that_is_gone_says_what_became_of_it(
    visit, session, team, alice, vera, scope, said
):
    invited = {f"person:{vera.id}": {"name": vera.name, "part": "required", "answer": "needs-action"}}
    event_id = create_event(team, standup(attendees=invited), by=alice).event_id
    client, answer = visit(vera), {"answer": "no", "occurrence": THIRD}
    assert client.post(f"/events/{event_id}/attendance", data=answer).status_code == 303
    if scope:
        second, document = "2026-03-31T09:00", session.get(Event, event_id).document
        mine = instance_document(document, second) | {"rrule": document["rrule"]}
        there = {"start": "2026-03-31T11:00", "end": "2026-03-31T12:00"}
        edit_instances(event_id, second, scope, mine | there, 2, by=alice)
    else:
        remove_instances(event_id, THIRD, "this", by=alice)
    refused = client.post(f"/events/{event_id}/attendance", data=answer)
    assert refused.status_code == 409 and said in refused.text
