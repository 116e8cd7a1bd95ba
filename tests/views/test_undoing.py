"""Taking a change back: from the message about a merge, from a comparison, and where later changes touch the same."""

import re

import pytest

from tests.support.cast import a_document
from tests.support.event_forms import form, partial
from tests.views.test_conflict_texts import sent
from webapp.models import Event, EventVersion
from webapp.operations.events import delete_event, edit_event

pytestmark = pytest.mark.usefixtures("no_csrf")


@pytest.fixture
def summit(retreat, alice, bob):
    """The retreat with three versions: Bob renamed it, then Alice moved it to another room."""
    edit_event(retreat, a_document(title="Summit"), based_on=1, by=bob)
    edit_event(retreat, a_document(title="Summit", location="Studio Nord"), based_on=2, by=alice)
    return retreat


def undo(client, event_id, version, **data):
    return client.post(f"/events/{event_id}/versions/{version}/undo", data={"key": "k", **data})


def document(session, event_id):
    session.expire_all()
    return session.get(Event, event_id).document


def toasts(page):
    return page.text.split('id="toasts"', 1)[1].split("</section>", 1)[0]


def test_a_merge_can_be_taken_back_from_its_message(visit, session, alice, bob, retreat):
    client = visit(bob)
    edit_event(retreat, a_document(title="Summit"), based_on=1, by=alice)
    client.post(f"/events/{retreat}", data=form(location="Studio Nord"))
    said = toasts(client.get(f"/events/{retreat}"))

    assert ">See both</a>" in said
    action = re.search(r'action="([^"]+)"', said)[1]
    assert action == f"/events/{retreat}/versions/3/undo"
    key = re.search(r'name="key" value="([^"]+)"', said)[1]
    page = client.post(action, data={"key": key}, follow_redirects=True)
    assert document(session, retreat) == a_document(title="Summit")
    assert "Took back version 3." in toasts(page)


def test_the_message_behind_a_field_saved_in_place_offers_the_same(visit, alice, bob, retreat):
    edit_event(retreat, a_document(title="Summit"), based_on=1, by=alice)
    url, data = f"/events/{retreat}/fields/location", {"base": "1", "location": "Studio Nord"}
    answer = partial(visit(bob), "POST", url, data=data)

    assert f'action="/events/{retreat}/versions/3/undo"' in answer.text.split("#toasts", 1)[1]
    assert ">See both</a>" in answer.text


def test_what_was_taken_back_can_be_done_again(visit, session, bob, summit):
    client = visit(bob)
    undo(client, summit, 2)
    said = toasts(client.get(f"/events/{summit}"))
    assert f'action="/events/{summit}/versions/4/undo"' in said and ">Redo</button>" in said

    undo(client, summit, 4, key="again")
    assert document(session, summit) == a_document(title="Summit", location="Studio Nord")


def test_the_history_says_who_took_back_what(visit, bob, summit):
    client = visit(bob)
    undo(client, summit, 2)
    row = client.get(f"/events/{summit}/history").text.split('id="v-4"', 1)[1].split("</li>", 1)[0]

    assert "took back version 2: renamed it to “Retreat”" in row
    assert "via undo" in row


def test_nothing_left_to_take_back_says_so(visit, session, bob, summit):
    client = visit(bob)
    undo(client, summit, 2)
    undo(client, summit, 2, key="again")

    assert "Nothing of version 2 is left to take back." in toasts(client.get(f"/events/{summit}"))
    assert session.get(Event, summit).version == 4


def test_a_comparison_of_neighbours_offers_to_undo_to_those_who_may(visit, cast, summit):
    for who, path, offered in (
        (cast.bob, "1/2", True),
        (cast.alice, "2/3", True),
        (cast.bob, "1/3", False),
        (cast.bob, "3/3", False),
        (cast.vera, "1/2", False),
    ):
        page = visit(who).get(f"/events/{summit}/compare/{path}").text
        assert ("Undo this change" in page) is offered, path


def test_undoing_from_a_comparison_leads_to_the_history(visit, session, bob, summit):
    client = visit(bob)
    page = client.get(f"/events/{summit}/compare/1/2").text
    action = re.search(r'formaction="([^"]+/undo[^"]*)"', page)[1]
    answer = client.post(action, data={"key": "k"})

    assert (answer.status_code, answer.location) == (303, f"/events/{summit}/history")
    assert document(session, summit)["title"] == "Retreat"


def test_a_deleted_event_offers_to_take_back_its_deletion_alone(visit, session, bob, summit):
    delete_event(summit, by=bob)
    client = visit(bob)

    assert "Undo this change" not in client.get(f"/events/{summit}/compare/1/2").text
    assert "Undo this change" in client.get(f"/events/{summit}/compare/3/4").text
    assert undo(client, summit, 2).status_code == 409
    assert undo(client, summit, 4).status_code == 303
    assert not session.get(Event, summit).deleted


@pytest.mark.parametrize(
    ("who", "status"),
    [("alice", 303), ("bob", 303), ("vera", 403), ("charlie", 404), ("root", 404), (None, 401)],
)
def test_only_owners_and_editors_undo(visit, cast, session, summit, who, status):
    answer = undo(visit(getattr(cast, who) if who else None), summit, 2)

    assert answer.status_code == status
    assert document(session, summit)["title"] == ("Retreat" if status == 303 else "Summit")


@pytest.mark.parametrize("version", [0, 4, 2**31, 10**20])
def test_a_version_that_never_was_is_not_found(visit, bob, summit, version):
    assert undo(visit(bob), summit, version).status_code == 404
    assert undo(visit(bob), summit, 3).status_code == 303


def test_how_an_untouched_event_was_made_is_undone_at_once(visit, session, bob, retreat):
    client = visit(bob)
    assert undo(client, retreat, 1).status_code == 303
    assert "took back version 1: deleted it" in client.get(f"/events/{retreat}/history").text
    assert session.get(Event, retreat).deleted


@pytest.mark.parametrize(("choice", "deleted"), [("theirs", False), ("mine", True)])
def test_an_event_that_was_changed_since_is_asked_about_first(visit, session, bob, summit, choice, deleted):
    client = visit(bob)
    asked = undo(client, summit, 1)
    assert (asked.status_code, session.get(Event, summit).deleted) == (409, False)
    assert f'action="/events/{summit}/versions/1/undo"' in asked.text
    assert "Since then: renamed it to “Summit” and set Where" in re.sub(
        r"changed Where", "set Where", asked.text
    )

    answer = {f"seen.{summit}": 3, f"choice.{summit}.event": choice}
    assert undo(client, summit, 1, key="2", **answer).status_code == 303
    session.expire_all()
    assert session.get(Event, summit).deleted is deleted


# -- where later changes touch the same


@pytest.fixture
def asked(visit, session, alice, bob, summit):
    """Bob, and the page he gets who takes back a title and a place of which the title has changed again."""
    edit_event(summit, a_document(title="Offsite", location="Attic", tags=["x"]), based_on=3, by=bob)
    edit_event(summit, a_document(title="Harvest", location="Attic", tags=["x"]), based_on=4, by=alice)
    client = visit(bob)
    return client, undo(client, summit, 4)


def test_a_later_change_of_the_same_is_asked_about(session, summit, asked):
    _, page = asked

    assert page.status_code == 409
    for words in (
        "Title changed again after version 4",
        "as in version 3",
        "Alice, version 5",
        "Studio Nord",
    ):
        assert words in page.text
    assert f'action="/events/{summit}/versions/4/undo"' in page.text
    assert "data-draft=" not in page.text, "nothing was typed, and a draft of the event is not to be touched"
    assert session.get(Event, summit).version == 5


@pytest.mark.parametrize(
    ("answers", "title"),
    [
        ({"choice.title": "mine"}, "Summit"),
        ({"choice.title": "theirs"}, "Harvest"),
        ({"choice.title": "anew", "anew.title": "Fair"}, "Fair"),
    ],
)
def test_the_answer_takes_back_the_rest_too(session, summit, asked, answers, title):
    client, page = asked
    answer = undo(client, summit, 4, **sent(page, **answers))

    assert answer.status_code == 303
    assert document(session, summit) == a_document(title=title, location="Studio Nord")
    version = session.query(EventVersion).filter_by(event_id=summit, version=6).one()
    assert (version.via, version.said[0]) == ("undo", ["event.undone", {"version": 4}])


def test_a_change_while_deciding_is_asked_about_again(session, alice, summit, asked):
    client, page = asked
    edit_event(summit, a_document(title="Fete", location="Attic", tags=["x"]), based_on=5, by=alice)
    again = undo(client, summit, 4, **sent(page, **{"choice.title": "mine"}))

    assert again.status_code == 409
    assert "You and Alice both changed Title" in again.text
    undo(client, summit, 4, **sent(again, **{"choice.title": "mine"}))
    assert document(session, summit) == a_document(title="Summit", location="Studio Nord")


def test_a_text_is_taken_back_part_by_part(visit, session, alice, bob, retreat):
    texts = ["One\n\nBring a book.\n\nEnd", "Zero\n\nBring a pen.\n\nEnd", "Zero\n\nBring a lamp.\n\nEnd now"]
    for n, text in enumerate(texts, 1):
        edit_event(retreat, a_document(description=text), based_on=n, by=(alice, bob)[n % 2])
    client = visit(bob)
    page = undo(client, retreat, 3)

    assert page.text.count('class="stack ask"') == 1
    undo(client, retreat, 3, **sent(page, **{"choice.description.0": "theirs"}))
    assert document(session, retreat)["description"] == "One\n\nBring a lamp.\n\nEnd now"
