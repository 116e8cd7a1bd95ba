"""Who may connect: everything is refused before the upgrade, with a real status."""

from types import SimpleNamespace
from typing import Any

import pytest

from tests.support.hub_processes import wait_until
from tests.support.live_server import LiveServer, StartServer
from tests.support.sockets import Arrive, end_every_session
from webapp.models import Person
from webapp.operations.unit import unit_of_work

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


def event(retreat: int) -> dict[str, Any]:
    return {"page": "event", "id": retreat}


@pytest.mark.parametrize("who", ["alice", "bob", "vera"])
def test_who_sees_the_event_may_watch_it_and_strangers_may_not(
    arrive: Arrive, cast: SimpleNamespace, retreat: int, who: str
) -> None:
    assert arrive(getattr(cast, who)).watch(**event(retreat), hello=False).hear()
    assert arrive(cast.charlie).refusal(**event(retreat)) == 404
    assert arrive(cast.root).refusal(**event(retreat)) == 404
    assert arrive(None).refusal(**event(retreat)) == 401


def test_only_our_own_origin_may_connect(
    arrive: Arrive, alice: Person, retreat: int, live_server: LiveServer
) -> None:
    browser = arrive(alice)
    browser.watch(**event(retreat), hello=False)
    port = live_server.port
    for origin in (
        None,
        "null",
        "https://elsewhere.example",
        f"http://127.0.0.1:{port + 1}",
        f"https://127.0.0.1:{port}",
        f"http://localhost:{port}",
        f"http://127.0.0.1:{port}.elsewhere.example",
    ):
        assert browser.refusal(origin, **event(retreat)) == 403, origin


def test_a_session_that_has_ended_and_a_disabled_person_are_refused(
    arrive: Arrive, alice: Person, bob: Person, retreat: int
) -> None:
    signed_out, disabled = arrive(alice), arrive(bob)
    signed_out.watch(**event(retreat), hello=False)
    disabled.watch(**event(retreat), hello=False)
    end_every_session(alice)
    with unit_of_work(by=None) as unit:
        unit.session.get_one(Person, bob.id).disabled_at = unit.now
    assert signed_out.refusal(**event(retreat)) == 401
    assert disabled.refusal(**event(retreat)) == 401


@pytest.mark.parametrize(
    "query",
    [
        {},
        {"page": "event"},
        {"page": "event", "id": "-1"},
        {"page": "event", "id": "9" * 30},
        {"page": "event", "id": "2147483648"},
        {"page": "event", "id": "１"},
        {"page": "nothing", "id": "1"},
        {"page": "month"},
        {"page": "month", "date": "2026-02-30"},
        {"page": "month", "date": "0001-01-01"},
        {"page": "agenda", "date": "9999-12-31"},
        {"page": "agenda", "date": "20260301"},
        {"page": "shares", "id": "1"},
        {"page": "shares", "id": "calendar-0"},
    ],
)
def test_a_page_that_does_not_exist_cannot_be_watched(
    arrive: Arrive, team: int, alice: Person, query: Any
) -> None:
    browser = arrive(alice)
    browser.watch(page="month", date="2026-03-01", hello=False)
    assert browser.refusal(**query) == 404


def test_the_share_page_is_watched_by_owners_only(
    arrive: Arrive, cast: SimpleNamespace, team: int, retreat: int
) -> None:
    for place in (f"calendar-{team}", f"event-{retreat}"):
        arrive(cast.alice).watch(page="shares", id=place, hello=False)
        assert arrive(cast.bob).refusal(page="shares", id=place) == 403
        assert arrive(cast.charlie).refusal(page="shares", id=place) == 404


@pytest.mark.parametrize(
    ("setting", "status"), [("LIVE_PER_PERSON", 429), ("LIVE_PER_ADDRESS", 429), ("LIVE_TOTAL", 503)]
)
def test_too_many_pages_are_refused_and_a_closed_one_makes_room(
    arrive: Arrive, start_server: StartServer, alice: Person, retreat: int, setting: str, status: int
) -> None:
    browser = arrive(alice, start_server(**{setting: 2}))
    first = browser.watch(**event(retreat), hello=False)
    browser.watch(**event(retreat), hello=False)
    assert browser.refusal(**event(retreat)) == status
    first.socket.close()
    wait_until(lambda: browser.may_watch(**event(retreat)))


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Sec-WebSocket-Version": "8"}, 426),
        ({"Sec-WebSocket-Key": "short"}, 400),
        ({"Connection": "keep-alive"}, 400),
        ({"Upgrade": "h2c"}, 400),
        ({"Sec-WebSocket-Extensions": "permessage-deflate;;;=\x01"}, 400),
    ],
)
def test_a_handshake_that_is_none_gets_a_status(
    arrive: Arrive, alice: Person, retreat: int, headers: dict[str, str], status: int
) -> None:
    browser = arrive(alice)
    assert browser.shake_hands(**event(retreat)) == 101
    assert browser.shake_hands(headers, **event(retreat)) == status


def test_no_compressor_may_remember_anything(arrive: Arrive, alice: Person, retreat: int) -> None:
    browser = arrive(alice)
    browser.shake_hands(
        {"Sec-WebSocket-Extensions": "permessage-deflate; client_max_window_bits"}, **event(retreat)
    )
    agreed = browser.last_headers["Sec-WebSocket-Extensions"]
    assert "server_no_context_takeover" in agreed and "client_no_context_takeover" in agreed
