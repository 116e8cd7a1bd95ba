"""The two columns of a history: everything between two versions is looked at, and taken back."""

import pytest
from sqlalchemy import select

from tests.support.cast import a_document
from webapp.domain.series import instance_document
from webapp.models import Event, EventVersion
from webapp.operations.events import create_event, edit_event
from webapp.operations.series import edit_instances

pytestmark = [
    pytest.mark.usefixtures("no_csrf"),
    pytest.mark.parametrize("database", ["sqlite"], indirect=True),
]


@pytest.fixture
def story(retreat, alice, bob):
    """Four versions: renamed by Bob, carried to the attic by Alice, tagged by Bob."""
    edit_event(retreat, a_document(title="Summit"), 1, by=bob)
    edit_event(retreat, a_document(title="Summit", location="Attic"), 2, by=alice)
    edit_event(retreat, a_document(title="Summit", location="Attic", tags=["sea"]), 3, by=bob)
    return retreat


def test_the_button_beside_compare_leads_to_what_it_does_and_that_does_it(visit, session, bob, story):
    client = visit(bob)
    assert f'formaction="/events/{story}/history/undo"' in client.get(f"/events/{story}/history").text
    page = client.get(f"/events/{story}/history/undo?a=1&b=3", follow_redirects=True)
    assert page.request.path == f"/events/{story}/undo/1/3"
    assert "Take back versions 2 to 3 of Summit" in page.text
    assert "in which you renamed it to “Retreat”" in page.text and "Later changes stay." in page.text
    assert 'id="v-3"' in page.text and 'id="v-2"' in page.text and 'id="v-1"' not in page.text

    done = client.post(f"/events/{story}/undo/1/3", data={"key": "k"}, follow_redirects=True)
    assert "Took back versions 2 to 3." in done.text
    session.expire_all()
    assert session.get_one(Event, story).document == a_document(tags=["sea"])
    row = client.get(f"/events/{story}/history").text.split('id="v-5"', 1)[1].split("</li>", 1)[0]
    assert "took back versions 2 to 3: renamed it to “Retreat”" in row
    assert "undo of 2 to 3" in client.get(f"/events/{story}/compare/4/5").text
    left = client.get(f"/events/{story}/undo/1/3").text
    assert "Nothing of versions 2 to 3 is left to take back." in left
    assert ">Undo these changes</button>" not in left


def test_what_collides_is_asked_about_and_answered_on_the_page_of_a_conflict(
    visit, session, alice, bob, story
):
    edit_event(story, a_document(title="Sea", location="Attic", tags=["sea"]), 4, by=alice)
    client = visit(bob)
    assert "Others changed Title since" in client.get(f"/events/{story}/undo/1/3").text
    asked = client.post(f"/events/{story}/undo/1/3", data={"key": "k"})
    assert asked.status_code == 409
    assert "Take back versions 2 to 3 of Sea" in asked.text and "as in version 1" in asked.text
    assert f'action="/events/{story}/undo/1/3"' in asked.text
    session.expire_all()
    assert session.get_one(Event, story).version == 5


@pytest.mark.parametrize("path", ["undo/3/1", "undo/2/2", "undo/1/9", "undo/0/2", "history/undo?a=x"])
def test_what_is_not_there_is_not_found(visit, bob, story, path):
    client = visit(bob)
    assert client.get(f"/events/{story}/{path}").status_code == 404
    if path.startswith("undo"):
        assert client.post(f"/events/{story}/{path}", data={"key": "k"}).status_code == 404
    assert client.get(f"/events/{story}/undo/1/3").status_code == 200


def test_one_version_chosen_twice_means_that_one(visit, bob, story):
    page = visit(bob).get(f"/events/{story}/history/undo?a=3&b=3", follow_redirects=True)
    assert page.request.path == f"/events/{story}/undo/2/3"
    assert "Take back version 3 of Summit" in page.text


def test_viewers_are_not_offered_it(visit, vera, story):
    client = visit(vera)
    assert "Undo these changes" not in client.get(f"/events/{story}/history").text
    assert client.get(f"/events/{story}/undo/1/3").status_code == 403


def test_a_date_that_a_split_took_along_is_led_to(visit, session, team, alice, bob):
    dates = [f"2027-03-0{day}T09:00" for day in range(1, 6)]
    series = a_document(start=dates[0], end="2027-03-01T10:00", rrule="FREQ=DAILY;COUNT=5")
    made = create_event(team, series, by=alice).event_id
    one = instance_document(series, dates[3]) | {name: series[name] for name in ("rrule", "rdate", "exdate")}
    edit_instances(made, dates[3], "this", one | {"location": "Attic"}, 1, by=bob)
    before = session.get_one(Event, made).document
    two = instance_document(before, dates[2]) | {name: before[name] for name in ("rrule", "rdate", "exdate")}
    rest = edit_instances(made, dates[2], "following", two | {"title": "Summit"}, 2, by=alice).rest_id
    client = visit(bob)
    done = client.post(f"/events/{made}/versions/2/undo", data={"key": "k"}, follow_redirects=True)

    assert done.status_code == 200
    assert (
        "Nothing of version 2 is left to take back. Thu 4 March 2027 has been in another series" in done.text
    )
    assert f'href="/events/{rest}?occurrence=' in done.text and "Open that date" in done.text
    change_set = session.scalars(select(EventVersion.change_set_id).filter_by(event_id=made, version=2)).one()
    page = client.get(f"/changes/{change_set}").text
    assert "Thu 4 March 2027 has been in another series" in page
    assert f'href="/events/{rest}?occurrence=' in page
    session.expire_all()
    assert session.get_one(Event, rest).document["overrides"][dates[3]] == {"location": "Attic"}
    assert client.post(f"/events/{rest}/versions/1/undo", data={"key": "j"}).status_code != 404
