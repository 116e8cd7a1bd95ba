"""The page of a change set, [Undo all] and [Redo], and the [Undo] in what is said after each action."""

import re

import pytest

from tests.domain.files import OURS
from tests.support.cast import a_document
from tests.support.page_forms import fields_of
from tests.support.statements import count_statements
from webapp.domain.roles import Role
from webapp.models import Event
from webapp.operations.events import create_event, edit_event
from webapp.operations.importing import import_calendar
from webapp.operations.series import edit_instances
from webapp.operations.sharing import share_event

pytestmark = [
    pytest.mark.usefixtures("no_csrf"),
    pytest.mark.parametrize("database", ["sqlite"], indirect=True),
]
WEEKLY = {"rrule": "FREQ=WEEKLY;COUNT=8;BYDAY=TU"}
MOVED = {"start": "2026-04-14T11:00", "end": "2026-04-14T12:00"}


@pytest.fixture
def series(team, alice):
    return create_event(team, a_document(**WEEKLY), by=alice).event_id


@pytest.fixture
def split(series, bob):
    mine = a_document(**WEEKLY, title="Summit", start="2026-04-14T09:00", end="2026-04-14T10:00")
    return edit_instances(series, "2026-04-14T09:00", "following", mine, 1, by=bob)


def main(page):
    return page.text.split("<main", 1)[1].split("</main>", 1)[0]


def toasts(page):
    return page.text.split('id="toasts"', 1)[1].split("</section>", 1)[0]


def there(session):
    session.expire_all()
    return [
        (one.title, one.document["rrule"])
        for one in session.query(Event).order_by(Event.id)
        if not one.deleted
    ]


def press_undo(client, said):
    """Press the button of a message, as a browser without scripts does."""
    action = re.search(r'action="(/changes/\d+/undo)"', said)[1]
    return client.post(
        action, data={"key": re.search(r'name="key" value="([^"]+)"', said)[1]}, follow_redirects=True
    )


def test_it_says_who_did_what_to_which_event_with_the_way_to_look(visit, bob, series, split):
    page = main(visit(bob).get(f"/changes/{split.change_set}"))

    for words in (
        "Bob changed 2 events",
        "Bob Brook, <time",
        "Undo deletes 1 event and changes 1 event back.",
        f'href="/events/{series}/compare/1/2"',
        f'href="/events/{split.rest_id}/versions/1"',
        "split it off from the series",
        "Undo all",
    ):
        assert words in page


def test_it_is_taken_back_and_done_again_with_its_button(visit, session, bob, split):
    client, before = visit(bob), there(session)
    page = client.post(f"/changes/{split.change_set}/undo", data={"key": "k"}, follow_redirects=True)
    assert there(session) == [("Retreat", WEEKLY["rrule"])]
    assert "Took it back: 1 event deleted and 1 event changed back." in toasts(page)
    assert ">Redo</button>" in toasts(page)

    again = press_undo(client, toasts(page))
    assert there(session) == before
    assert "Did it again: 1 event brought back and 1 event changed back." in toasts(again)
    assert ">Undo</button>" in toasts(again)


def test_the_page_of_what_took_back_offers_to_do_it_again(visit, session, bob, split):
    client = visit(bob)
    client.post(f"/changes/{split.change_set}/undo", data={"key": "k"})
    page = main(client.get(f"/changes/{split.change_set + 1}"))
    assert "Bob took a change back" in page and "Redo brings 1 event back" in page and "Redo</button>" in page
    assert f'href="/changes/{split.change_set}"' in page
    done = main(client.get(f"/changes/{split.change_set}"))
    assert "Nothing of it is left to take back." in done and "<button" not in done


@pytest.mark.parametrize(
    ("who", "sees", "undoes"),
    [
        ("alice", 200, 303),
        ("bob", 200, 303),
        ("vera", 200, 403),
        ("charlie", 404, 404),
        ("root", 404, 404),
        (None, 303, 401),
    ],
)
def test_who_sees_it_and_who_takes_it_back(visit, cast, session, split, who, sees, undoes):
    client, before = visit(getattr(cast, who) if who else None), there(session)
    page = client.get(f"/changes/{split.change_set}", headers={"Accept": "text/html"})
    assert page.status_code == sees
    assert ("Undo all" in page.text) is (undoes == 303)
    assert client.post(f"/changes/{split.change_set}/undo", data={"key": "k"}).status_code == undoes
    assert (there(session) == before) is (undoes != 303)


def test_who_was_given_one_event_alone_sees_nothing_of_the_others(visit, cast, series, split):
    share_event(series, cast.charlie.id, Role.EDITOR, by=cast.alice)
    client = visit(cast.charlie)
    page = main(client.get(f"/changes/{split.change_set}"))

    assert "Bob changed 1 event" in page and "Retreat" in page
    assert "Summit" not in page and f"/events/{split.rest_id}" not in page and "Undo all" not in page
    assert client.post(f"/changes/{split.change_set}/undo", data={"key": "k"}).status_code == 403


@pytest.mark.parametrize("number", [0, 10**6, 2**31, 10**20])
def test_a_change_set_that_never_was_is_not_found(visit, bob, split, number):
    client = visit(bob)
    assert client.get(f"/changes/{number}").status_code == 404
    assert client.post(f"/changes/{number}/undo", data={"key": "k"}).status_code == 404
    assert client.get(f"/changes/{split.change_set}").status_code == 200


def test_a_long_one_comes_in_pages_with_as_many_statements(visit, team, bob):
    client, statements = visit(bob), []
    for count in (30, 250):
        lines = "".join(
            f"BEGIN:VEVENT\r\nUID:{count}-{n}\r\nDTSTART:20260401T090000\r\nSUMMARY:No {n}\r\nEND:VEVENT\r\n"
            for n in range(count)
        )
        data = f"BEGIN:VCALENDAR\r\n{lines}END:VCALENDAR\r\n".encode()
        path = f"/changes/{import_calendar(team, data, by=bob).change_set}"
        client.get(path)
        statements.append(count_statements(client, path))
    assert statements[0] == statements[1]

    seen, path = [], path
    while path:
        page = main(client.get(path))
        seen += re.findall(r'class="change__title"[^>]*>([^<]+)', page)
        more = re.search(r'rel="next" href="([^"]+)"', page)
        path = more[1].replace("&amp;", "&") if more else ""
    assert seen == [f"No {n}" for n in range(250)]


# -- where others have changed it since


def test_edited_events_are_asked_about_and_the_answers_decide(visit, session, alice, bob, team):
    change_set = import_calendar(team, OURS, by=bob).change_set
    one, other = (event for event in session.query(Event).order_by(Event.id).limit(2))
    for event in (one, other):
        edit_event(event.id, {**event.document, "title": f"Alice {event.id}"}, 1, by=alice)
    client = visit(bob)
    page = main(client.get(f"/changes/{change_set}"))
    assert "Undo deletes 5 events. 2 of them were edited since: you will be asked." in page

    asked = client.post(f"/changes/{change_set}/undo", data={"key": "k"})
    assert asked.status_code == 409 and "2 events were changed since" in asked.text
    assert f"Since then: renamed it to “Alice {one.id}”" in asked.text
    assert len(there(session)) == 5
    sent = fields_of(asked.text, "conflict")
    assert sent[f"choice.{one.id}.event"] == "theirs", "an event stays unless somebody says otherwise"
    kept, name = one.id, f"choice.{other.id}.event"
    client.post(f"/changes/{change_set}/undo", data={**sent, name: "mine"})
    assert [title for title, _ in there(session)] == [f"Alice {kept}"]


@pytest.mark.parametrize(("every", "left"), [("theirs", 3), ("mine", 0)])
def test_one_answer_can_count_for_all(visit, session, alice, bob, team, every, left):
    change_set = import_calendar(team, OURS, by=bob).change_set
    for event in session.query(Event).order_by(Event.id).limit(3).all():
        edit_event(event.id, {**event.document, "title": "Alice"}, 1, by=alice)
    client = visit(bob)
    asked = client.post(f"/changes/{change_set}/undo", data={"key": "k"})
    client.post(f"/changes/{change_set}/undo", data={**fields_of(asked.text, "conflict"), "every": every})

    assert [title for title, _ in there(session)] == ["Alice"] * left


def test_colliding_fields_are_asked_with_before_now_and_without(visit, session, alice, bob, retreat):
    done = a_document(title="Summit", location="Barn", description="One\nTwo")
    change_set = edit_event(retreat, done, 1, by=bob).change_set
    edit_event(retreat, {**done, "title": "Fair", "description": "One\nThree"}, 2, by=alice)
    client = visit(bob)
    asked = client.post(f"/changes/{change_set}/undo", data={"key": "k"})

    assert asked.status_code == 409
    for words in (
        "Version 2",
        "Alice, version 3",
        "as in version 1",
        "Title should say",
        "Description should say",
        "Retreat was changed since",
    ):
        assert words.replace("Retreat was", "Fair was") in asked.text
    sent = fields_of(asked.text, "conflict") | {f"choice.{retreat}.title": "theirs"}
    assert client.post(f"/changes/{change_set}/undo", data=sent).status_code == 303
    session.expire_all()
    document = session.get(Event, retreat).document
    assert (document["title"], document["location"], document["description"]) == (
        "Fair",
        "Harbour room",
        "Bring a book.",
    )


@pytest.mark.parametrize(
    "junk", [{"seen.x": "1"}, {"seen.99999999999": "1"}, {"seen.1": "x", "choice.1.": "mine"}, {"every": "x"}]
)
def test_answers_that_no_form_of_ours_sends_change_nothing_else(visit, session, bob, split, junk):
    assert visit(bob).post(f"/changes/{split.change_set}/undo", data={"key": "k", **junk}).status_code == 303
    assert there(session) == [("Retreat", WEEKLY["rrule"])]
