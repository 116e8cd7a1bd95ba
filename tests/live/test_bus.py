"""Two processes that tell each other: an edit in one reaches the pages that the other one holds."""

import os
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from typing import Any

import pytest
from redis import Redis

from tests.support.databases import Database
from tests.support.live_server import LiveServer, StartServer
from tests.support.sockets import PATIENCE, Arrive, Visitor, Watching
from webapp.models import Person

SIGNED_OUT, NO_ACCESS, ROLE_TOO_LOW = 4401, 4403, 4405
PAGES_EACH = 3
KILL_POSTGRES = (
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
    "WHERE application_name = 'daybook-bus' AND datname = current_database()"
)


@contextmanager
def only(server: LiveServer, worker: int) -> Iterator[None]:
    """Let this worker alone answer; the others stand still meanwhile."""
    others = [pid for pid in server.workers() if pid != worker]
    for pid in others:
        os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        for pid in others:
            os.kill(pid, signal.SIGCONT)


class Pair:
    """A server of two workers that both hold pages of one event, and somebody who edits it."""

    def __init__(self, server: LiveServer, arrive: Arrive, event_id: int) -> None:
        self.server, self.arrive, self.event_id = server, arrive, event_id
        self.bases = count(1)

    def browser(self, person: Person) -> Visitor:
        return self.arrive(person, self.server)

    def watch(self, browser: Visitor, page: str = "event", path: str = "") -> list[Watching]:
        """Pages of one browser: as many in the one worker as in the other."""
        pages: list[Watching] = []
        for worker in self.server.workers():
            with only(self.server, worker):
                since = browser.since(f"/events/{self.event_id}{path}")
                where: dict[str, Any] = {"page": page, "id": self.event_id, "since": since}
                pages += [browser.watch(**where) for _ in range(PAGES_EACH)]
        assert len(pages) == 2 * PAGES_EACH
        return pages

    def edit(self, person: Person) -> str:
        """Save another place, and return it."""
        base = next(self.bases)
        form = {"base": base, "location": f"Attic {base}"}
        path = f"/events/{self.event_id}/fields/location"
        assert self.browser(person).post(path, **form) == 303
        return f"Attic {base}"


def all_hear(pages: list[Watching], text: str, seconds: float = PATIENCE) -> bool:
    """Whether each page gets a frame with this text before the time is over."""
    deadline = time.monotonic() + seconds
    return all(text in page.hear(deadline - time.monotonic()).html for page in pages)


def all_close(pages: list[Watching], seconds: float = PATIENCE) -> set[int]:
    """The codes with which the pages are closed before the time is over."""
    deadline = time.monotonic() + seconds
    return {page.closed(deadline - time.monotonic())[0] for page in pages}


@pytest.fixture
def settings(database: Database, request: pytest.FixtureRequest) -> dict[str, Any]:
    """PostgreSQL carries its own messages, Valkey those of SQLite; the safety poll must not help."""
    carrier = {} if database.kind == "postgresql" else {"REDIS_URL": request.getfixturevalue("valkey_url")}
    return {"WEB_WORKERS": 2, "LIVE_SAFETY_POLL": 600, **carrier}


@pytest.fixture
def pair(settings: dict[str, Any], shared_server: StartServer, arrive: Arrive, retreat: int) -> Pair:
    return Pair(shared_server(**settings), arrive, retreat)


def cut_bus(database: Database, settings: dict[str, Any]) -> None:
    """End every connection of the bus, from the carrier's side."""
    if database.kind == "postgresql":
        database.execute(KILL_POSTGRES)
        return
    with Redis.from_url(settings["REDIS_URL"], decode_responses=True) as valkey:
        for client in valkey.client_list():
            if client["name"] == "daybook-bus":
                valkey.client_kill_filter(_id=client["id"])


def test_an_edit_in_either_process_reaches_the_pages_of_both(pair: Pair, alice: Person, bob: Person) -> None:
    pages = pair.watch(pair.browser(alice))
    for worker in pair.server.workers() * 3:
        with only(pair.server, worker):
            place = pair.edit(bob)
        assert all_hear(pages, place)


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)  # nothing is said over the database
def test_without_a_bus_only_the_process_of_the_edit_hears_at_once(
    settings: dict[str, Any], shared_server: StartServer, arrive: Arrive, retreat: int, alice: Person
) -> None:
    pair = Pair(shared_server(**settings, BUS="local"), arrive, retreat)
    pages = pair.watch(pair.browser(alice))
    with only(pair.server, pair.server.workers()[0]):
        place = pair.edit(alice)
    assert all_hear(pages[:PAGES_EACH], place)
    assert all(page.silence(0.3) for page in pages[PAGES_EACH:])


def test_whoever_loses_access_is_shut_out_by_both_processes(
    pair: Pair, alice: Person, bob: Person, vera: Person, team: int
) -> None:
    pages = pair.watch(pair.browser(vera))
    assert all_hear(pages, pair.edit(bob))
    assert pair.browser(alice).post(f"/calendars/{team}/shares/{vera.id}", remove="1") == 303
    assert all_close(pages) == {NO_ACCESS}


def test_signing_out_ends_the_pages_of_that_browser_in_both_processes(
    pair: Pair, bob: Person, vera: Person
) -> None:
    browser = pair.browser(vera)
    pages = pair.watch(browser)
    assert all_hear(pages, pair.edit(bob))
    assert browser.post("/sign-out") == 303
    assert all_close(pages) == {SIGNED_OUT}


def test_a_lower_role_ends_open_forms_in_both_processes_and_tells_event_pages(
    pair: Pair, alice: Person, bob: Person, team: int
) -> None:
    owner, browser = pair.browser(alice), pair.browser(bob)
    forms, pages = pair.watch(browser, "edit", "/edit"), pair.watch(browser)
    assert all_hear(forms + pages, pair.edit(alice))
    lowered = {"role": "viewer", f"role-{bob.id}": "viewer"}
    assert owner.post(f"/calendars/{team}/shares/{bob.id}", **lowered) == 303
    assert all_hear(pages, 'said="Alice made you a viewer: you may look, not change."')
    assert all_close(forms) == {ROLE_TOO_LOW}
    assert all_hear(pages, pair.edit(alice))


def test_somebody_who_is_switched_off_is_signed_out_by_both_processes(
    pair: Pair, root: Person, bob: Person, vera: Person
) -> None:
    pages = pair.watch(pair.browser(vera))
    assert all_hear(pages, pair.edit(bob))
    assert pair.browser(root).post(f"/admin/people/{vera.id}/state", state="disabled") == 303
    assert all_close(pages) == {SIGNED_OUT}


def test_nobody_stays_behind_when_the_bus_is_cut(
    pair: Pair, database: Database, settings: dict[str, Any], alice: Person, bob: Person
) -> None:
    pages = pair.watch(pair.browser(alice))
    assert all_hear(pages, pair.edit(bob))
    for worker in pair.server.workers() * 2:
        cut_bus(database, settings)
        with only(pair.server, worker):
            place = pair.edit(bob)
        assert all_hear(pages, place)
    assert all_hear(pages, pair.edit(bob))
