"""Where no socket comes through: the same frames over plain requests, with the rights of each moment."""

from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy.orm import Session

from tests.support.cast import a_document, switch_off
from tests.support.sockets import Arrive, Heard, Visitor, end_every_session
from webapp.domain.roles import Role
from webapp.models import Person
from webapp.operations.events import create_event
from webapp.operations.sharing import share_calendar, share_event

MONTH = {"page": "month", "date": "2026-03-01"}
KINDS = ["event", "edit", "history", "shares", "month", "agenda"]


def asked(kind: str, event_id: int) -> tuple[str, dict[str, Any]]:
    """The path of a page, and the parameters with which it asks for news."""
    return {
        "event": (f"/events/{event_id}", {"page": "event", "id": event_id}),
        "edit": (f"/events/{event_id}/edit", {"page": "edit", "id": event_id}),
        "history": (f"/events/{event_id}/history", {"page": "history", "id": event_id}),
        "shares": (f"/events/{event_id}/sharing", {"page": "shares", "id": f"event-{event_id}"}),
        "month": ("/month/2026/3", dict(MONTH)),
        "agenda": ("/agenda/2026-03-20", {"page": "agenda", "date": "2026-03-20"}),
    }[kind]


def change(browser: Visitor, event_id: int, base: int = 1, location: str = "Attic") -> None:
    assert browser.post(f"/events/{event_id}/fields/location", base=base, location=location) == 303


def known(browser: Visitor, query: dict[str, Any]) -> str:
    """The name under which the server knows the page, as its first question brings it."""
    return Heard(browser.news(**query)[1]).attributes["as"]


def refusal(browser: Visitor, **query: Any) -> tuple[int, str]:
    """Status and content of a refusal; fails when it is none."""
    response, text = browser.news(**query)
    assert response.status >= 400, text
    return response.status, text


@pytest.mark.parametrize("kind", KINDS)
def test_the_frame_is_byte_for_byte_that_of_a_socket(
    arrive: Arrive, alice: Person, bob: Person, charlie: Person, retreat: int, kind: str
) -> None:
    owner = arrive(alice)
    path, query = asked(kind, retreat)
    place = {**query, "since": owner.since(path)}
    socket = owner.watch(**place)
    if kind == "shares":
        share_event(retreat, charlie.id, Role.VIEWER, by=alice)
        change(arrive(bob), retreat)
    else:
        change(arrive(bob), retreat)
    response, text = owner.news(**place)
    assert response.status == 200 and response.headers["Content-Type"].startswith("text/html")
    assert ("Charlie Chan" if kind == "shares" else "Attic") in text
    assert text == owner.watch(**place, hello=False).hear().html, (
        "a socket that comes back from the same place"
    )
    assert text == socket.hear().html or kind == "shares", "a socket that was there all the time"


def test_the_first_answer_greets_and_then_nothing_is_news(
    arrive: Arrive, alice: Person, bob: Person, retreat: int
) -> None:
    owner = arrive(alice)
    path, query = asked("event", retreat)
    place = {**query, "since": owner.since(path)}
    greeting = owner.news(**place)[1]
    assert greeting == owner.watch(**place, hello=False).hear().html
    place["as"] = Heard(greeting).attributes["as"]
    response, text = owner.news(**place)
    assert (response.status, text) == (204, "")
    assert response.headers["Cache-Control"] == "no-store"
    change(arrive(bob), retreat)
    heard = Heard(owner.news(**place)[1])
    assert "Attic" in heard.html
    assert owner.news(**{**place, "since": heard.to})[0].status == 204


def test_a_change_that_the_page_does_not_show_moves_its_cursor_alone(
    arrive: Arrive, alice: Person, team: int, retreat: int
) -> None:
    owner = arrive(alice)
    path, query = asked("event", retreat)
    place = {**query, "since": owner.since(path)}
    create_event(team, a_document(title="Another"), by=alice)
    heard = Heard(owner.news(**place)[1])
    assert heard.html.endswith("></live-frame>") and heard.to == owner.since(path) != place["since"]


@pytest.mark.parametrize("since", ["nonsense", "c1.99999", "c" * 4000])
def test_a_cursor_that_is_none_gets_one_note_to_reload(
    arrive: Arrive, alice: Person, retreat: int, since: str
) -> None:
    owner = arrive(alice)
    path, query = asked("event", retreat)
    calendar = owner.since(path).split(".")[0]
    heard = Heard(owner.news(**query, since=since.replace("c1.", f"{calendar}."))[1])
    assert heard.note == "reload"


def test_another_role_lets_the_page_fetch_itself_once(
    arrive: Arrive, alice: Person, vera: Person, team: int, retreat: int
) -> None:
    viewer = arrive(vera)
    path, query = asked("event", retreat)
    query["as"] = known(viewer, {**query, "since": viewer.since(path)})
    assert viewer.news(**query, since=viewer.since(path))[0].status == 204
    assert arrive(alice).post(
        f"/calendars/{team}/shares/{vera.id}", role="editor", **{f"role-{vera.id}": "editor"}
    ) in (200, 303)
    heard = Heard(viewer.news(**query, since=viewer.since(path))[1])
    assert heard.note == "refresh"
    query["as"] = heard.attributes["as"]
    assert viewer.news(**query, since=heard.to)[0].status == 204


@pytest.mark.parametrize("kind", KINDS)
def test_who_may_not_see_the_page_is_refused_while_a_member_is_served(
    arrive: Arrive, cast: SimpleNamespace, retreat: int, kind: str
) -> None:
    path, query = asked(kind, retreat)
    owner = arrive(cast.alice)
    assert owner.news(**query, since=owner.since(path))[0].status == 200
    signed_out = '<live-note kind="signed-out"></live-note>'
    assert refusal(arrive(None), **query) == (401, signed_out)
    if "id" in query:
        gone = '<live-note kind="gone"></live-note>'
        for stranger in (cast.charlie, cast.root):
            assert refusal(arrive(stranger), **query) == (404, gone)
        viewers = arrive(cast.vera).news(**query)
        assert viewers[0].status == (403 if kind in ("edit", "shares") else 200)


@pytest.mark.parametrize(
    "query",
    [
        {},
        {"page": "event"},
        {"page": "event", "id": "9" * 30},
        {"page": "event", "id": "2147483648"},
        {"page": "event", "id": "１"},
        {"page": "event", "id": "calendar-1"},
        {"page": "nothing", "id": "1"},
        {"page": "month", "date": "2026-02-30"},
        {"page": "shares", "id": "calendar-0"},
    ],
)
def test_a_page_that_does_not_exist_is_not_there(
    arrive: Arrive, team: int, alice: Person, query: dict[str, str]
) -> None:
    owner = arrive(alice)
    assert owner.news(**MONTH)[0].status == 200
    assert refusal(owner, **query) == (404, '<live-note kind="gone"></live-note>')


@pytest.mark.parametrize("kind", ["event", "history", "edit"])
def test_who_loses_the_calendar_is_told_by_whom_and_gets_no_content(
    arrive: Arrive, alice: Person, bob: Person, team: int, retreat: int, kind: str
) -> None:
    editor = arrive(bob)
    path, query = asked(kind, retreat)
    place = {**query, "since": editor.since(path)}
    change(arrive(alice), retreat)
    assert "Attic" in editor.news(**place)[1]
    assert arrive(alice).post(f"/calendars/{team}/shares/{bob.id}", remove="1") in (200, 303)
    change(arrive(alice), retreat, base=2, location="Secret barn")
    said = '<live-note kind="gone" said="Alice took back your access."></live-note>'
    assert refusal(editor, **place) == (404, said)


def test_who_loses_a_shared_event_or_a_share_page_is_told_by_whom(
    arrive: Arrive, alice: Person, bob: Person, charlie: Person, team: int, retreat: int
) -> None:
    share_event(retreat, charlie.id, Role.VIEWER, by=alice)
    share_calendar(team, bob.id, Role.OWNER, by=alice)
    guest, second = arrive(charlie), arrive(bob)
    event_page, share_page = asked("event", retreat)[1], {"page": "shares", "id": f"calendar-{team}"}
    assert guest.news(**event_page)[0].status == second.news(**share_page)[0].status == 200
    owner = arrive(alice)
    assert owner.post(f"/events/{retreat}/shares/{charlie.id}", remove="1") in (200, 303)
    assert owner.post(f"/calendars/{team}/shares/{bob.id}", remove="1") in (200, 303)
    said = '<live-note kind="gone" said="Alice took back your access."></live-note>'
    assert refusal(guest, **event_page) == refusal(second, **share_page) == (404, said)


def test_a_role_that_became_too_low_is_403(
    arrive: Arrive, alice: Person, bob: Person, team: int, retreat: int
) -> None:
    editor = arrive(bob)
    query = asked("edit", retreat)[1]
    assert editor.news(**query)[0].status == 200
    share_calendar(team, bob.id, Role.VIEWER, by=alice)
    told = '<live-note kind="lowered" said="Alice made you a viewer: you may look, not change."></live-note>'
    assert refusal(editor, **query) == (403, told)


def test_the_month_of_who_loses_a_calendar_fetches_itself(
    arrive: Arrive, alice: Person, vera: Person, team: int, retreat: int
) -> None:
    viewer = arrive(vera)
    place = {**MONTH, "since": viewer.since("/month/2026/3")}
    assert viewer.news(**place)[0].status == 200
    assert arrive(alice).post(f"/calendars/{team}/shares/{vera.id}", remove="1") in (200, 303)
    heard = Heard(viewer.news(**place)[1])
    assert heard.note == "refresh" and "Retreat" not in heard.html and f"c{team}." not in heard.to


def test_a_session_that_has_ended_and_a_disabled_person_are_signed_out(
    arrive: Arrive, session: Session, alice: Person, bob: Person, retreat: int
) -> None:
    query = asked("event", retreat)[1]
    browsers = [arrive(alice), arrive(bob)]
    assert all(browser.news(**query)[0].status == 200 for browser in browsers)
    end_every_session(alice)
    switch_off(session, bob, at=datetime.now(UTC))
    assert [refusal(browser, **query)[0] for browser in browsers] == [401, 401]
