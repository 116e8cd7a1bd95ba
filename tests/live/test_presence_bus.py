"""Two processes have one picture of who is where, and forget each other when one is killed."""

import os
import signal
from typing import Any

import pytest

from tests.live.test_bus import PAGES_EACH, Pair, only, settings
from tests.support.databases import Database
from tests.support.live_server import LiveServer, StartServer
from tests.support.sockets import Arrive, Watching
from webapp.models import Person

__all__ = ["settings"]

SOON = 10.0
GONE = 5.0


Hers = tuple[list[Watching], list[Watching]]


@pytest.fixture
def pair(settings: dict[str, Any], shared_server: StartServer, arrive: Arrive, retreat: int) -> Pair:
    return Pair(shared_server(**settings), arrive, retreat)


@pytest.fixture
def hers(pair: Pair, alice: Person) -> Hers:
    return hers_in(pair, alice)


def hers_in(pair: Pair, alice: Person) -> Hers:
    """Alice's pages in the one process, and in the other."""
    pages = pair.watch(pair.browser(alice))
    return pages[:PAGES_EACH], pages[PAGES_EACH:]


def watch_in(pair: Pair, worker: int, person: Person, **query: Any) -> Watching:
    browser = pair.browser(person)
    with only(pair.server, worker):
        since = browser.since(f"/events/{pair.event_id}")
        return browser.watch(page="event", id=pair.event_id, since=since, **query)


def test_who_is_on_a_page_of_one_process_is_seen_on_those_of_both(
    pair: Pair, hers: Hers, bob: Person, vera: Person
) -> None:
    for worker, person, name in zip(pair.server.workers(), (bob, vera), ("Bob", "Vera"), strict=True):
        page = watch_in(pair, worker, person)
        for one in hers[0] + hers[1]:
            one.hear_until(f"{name} is here", SOON)
        page.socket.shutdown()
        for one in hers[0] + hers[1]:
            assert one.hear_until(f"{name} is here", GONE, gone=True) < GONE


def test_a_field_that_is_told_to_the_one_process_belongs_to_a_page_of_the_other(
    pair: Pair, hers: Hers, bob: Person
) -> None:
    first, second = pair.server.workers()
    watch_in(pair, first, bob, tab=77)
    for one in hers[0] + hers[1]:
        one.hear_until("Bob is here", SOON)
    editor = pair.browser(bob)
    for unit, said in (("location", "Bob is editing Where"), ("", "Bob is here")):
        with only(pair.server, second):
            assert editor.post("/live/presence", id=pair.event_id, tab=77, unit=unit) == 204
        for one in hers[0] + hers[1]:
            one.hear_until(said, SOON)


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_a_killed_process_is_forgotten_with_all_its_pages(
    settings: dict[str, Any],
    start_server: StartServer,
    arrive: Arrive,
    alice: Person,
    bob: Person,
    retreat: int,
) -> None:
    pair = Pair(start_server(**settings), arrive, retreat)
    hers = hers_in(pair, alice)
    second = pair.server.workers()[1]
    watch_in(pair, second, bob)
    for one in hers[0] + hers[1]:
        one.hear_until("Bob is here", SOON)
    os.kill(second, signal.SIGKILL)
    assert all(one.hear_until("Bob is here", GONE, gone=True) < GONE for one in hers[0])


@pytest.mark.soak
def test_a_process_that_begins_later_is_told_who_is_there(
    settings: dict[str, Any], database: Database, arrive: Arrive, bob: Person, alice: Person, retreat: int
) -> None:
    one, other = (LiveServer(database, **{**settings, "WEB_WORKERS": 1}) for _ in range(2))
    try:
        one.start()
        editor = arrive(bob, one)
        editor.watch(page="event", id=retreat, since=editor.since(f"/events/{retreat}"))
        other.start()
        owner = arrive(alice, other)
        page = owner.watch(page="event", id=retreat, since=owner.since(f"/events/{retreat}"))
        page.hear_until("Bob is here", SOON)
        assert one.stop() == 0
        assert page.hear_until("Bob is here", GONE, gone=True) < GONE
    finally:
        one.kill()
        other.kill()
