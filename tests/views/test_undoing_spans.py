"""The two columns of a history: everything between two versions is looked at, and taken back."""

import pytest

from tests.support.cast import a_document
from webapp.models import Event
from webapp.operations.events import edit_event

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
