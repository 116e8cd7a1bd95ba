"""What is said after each action offers to take it back, in one click and without scripts."""

import re
from io import BytesIO

import pytest

from tests.domain.files import OURS
from tests.support.cast import a_document
from tests.support.event_forms import form, partial
from tests.views.test_changes import MOVED, WEEKLY, main, press_undo, series, split, there, toasts
from webapp.domain.event_input import as_form
from webapp.models import Event
from webapp.operations.attendance import answer
from webapp.operations.events import create_event, delete_event

pytestmark = [
    pytest.mark.usefixtures("no_csrf"),
    pytest.mark.parametrize("database", ["sqlite"], indirect=True),
]
__all__ = ["series", "split"]


def after(client, retreat, team, what, **data):
    """What is said after one of the things that people do."""
    posts = {
        "made": ("/events", form(calendar_id=str(team), title="Fair")),
        "saved": (f"/events/{retreat}", form(location="Barn")),
        "moved": (
            f"/events/{retreat}/moves",
            {"base": "1", "start": "2026-03-25T09:00", "end": "2026-03-25T10:00", "key": "m"},
        ),
        "deleted": (f"/events/{retreat}/deletions", {"key": "d"}),
        "restored": (f"/events/{retreat}/recoveries", {"key": "r"}),
        "one": (f"/events/{retreat}", instance("this")),
        "following": (f"/events/{retreat}", instance("following")),
        "all": (f"/events/{retreat}", instance("all")),
        "left out": (
            f"/events/{retreat}/deletions",
            {"occurrence": "2026-04-14T09:00", "scope": "this", "key": "d"},
        ),
        "ended": (
            f"/events/{retreat}/deletions",
            {"occurrence": "2026-04-14T09:00", "scope": "following", "key": "d"},
        ),
        "moved on": (
            f"/events/{retreat}/moves",
            {"base": "1", "occurrence": "2026-04-14T09:00", "scope": "following", **MOVED, "key": "m"},
        ),
    }
    url, sent = posts[what]
    return toasts(client.post(url, data=sent, follow_redirects=True))


def instance(scope):
    """The form of one date of a series, renamed."""
    document = a_document(**WEEKLY, title="Summit", start="2026-04-14T09:00", end="2026-04-14T10:00")
    return {**as_form(document), "occurrence": "2026-04-14T09:00", "scope": scope, "base": "1", "key": "i"}


@pytest.mark.parametrize(
    "what",
    [
        "made",
        "saved",
        "moved",
        "deleted",
        "restored",
        "one",
        "following",
        "all",
        "left out",
        "ended",
        "moved on",
    ],
)
def test_every_action_is_taken_back_in_one_click(visit, session, alice, bob, team, what):
    document = a_document(**({} if what in ("made", "saved", "moved") else WEEKLY))
    event_id = create_event(team, document, by=alice).event_id
    if what == "restored":
        delete_event(event_id, by=bob)
    before, client = state(session), visit(bob)
    said = after(client, event_id, team, what)
    assert state(session) != before
    action = re.search(r'<form method="post" action="([^"]+)">.*?>Undo</button>', said, re.DOTALL)[1]
    client.post(action, data={"key": "u"})

    assert state(session) == before


def state(session):
    session.expire_all()
    return [(one.id, one.document) for one in session.query(Event).order_by(Event.id) if not one.deleted]


def test_an_import_is_taken_back_from_its_message(visit, session, bob, team):
    client = visit(bob)
    sent = {"key": "i", "file": (BytesIO(OURS), "ours.ics")}
    said = toasts(client.post(f"/calendars/{team}/imports", data=sent, follow_redirects=True))
    assert len(there(session)) == 5
    page = press_undo(client, said)

    assert there(session) == []
    assert "Took it back: 5 events deleted." in toasts(page) and "Bob took a change back" in main(page)


def test_a_save_in_its_place_offers_the_same(visit, session, bob, retreat):
    client = visit(bob)
    answered = partial(
        client, "POST", f"/events/{retreat}/fields/location", data={"base": "1", "location": "Barn"}
    )
    press_undo(client, answered.text.split("#toasts", 1)[1])
    assert session.get(Event, retreat).location == "Harbour room"


@pytest.mark.parametrize("who", ["bob", "vera"])
def test_an_answer_is_taken_back_by_editors_and_viewers(visit, session, cast, team, who):
    one = getattr(cast, who)
    people = {f"person:{one.id}": {"name": one.name, "part": "required", "answer": "needs-action"}}
    event_id = create_event(team, a_document(attendees=people), by=cast.alice).event_id
    answer(event_id, "tentative", by=one)
    client = visit(one)
    page = client.post(
        f"/events/{event_id}/attendance", data={"answer": "yes", "key": "a"}, follow_redirects=True
    )
    said = toasts(page)
    assert "You answered yes." in said
    action = re.search(r'<form method="post" action="([^"]+)"', said)[1].replace("&amp;", "&")
    assert client.post(action, data={"key": "u"}).status_code == 303
    session.expire_all()
    assert session.get(Event, event_id).document["attendees"][f"person:{one.id}"]["answer"] == "tentative"


def test_rows_of_the_history_lead_there_for_editors_alone(visit, cast, series, split):
    link = f'href="/changes/{split.change_set}"'
    assert link in visit(cast.bob).get(f"/events/{series}/history").text
    assert link in visit(cast.bob).get(f"/events/{split.rest_id}/history").text
    assert link not in visit(cast.vera).get(f"/events/{series}/history").text
