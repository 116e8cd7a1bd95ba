"""Bob has a form open, in one of the ways in which forms are used; browsers are kept from test to test."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from tests.support.browsers import LOOK, Complaints, first_page, forget
from tests.support.databases import Database
from tests.support.live_server import StartServer
from tests.support.obstacles import Scene
from tests.support.signed_in import COOKIE
from tests.support.sockets import Arrive
from webapp.models import Person


@dataclass(frozen=True)
class Way:
    """How somebody uses a form: where it is, what they type, the button they press."""

    typed: dict[str, str]
    script: bool = True
    new: bool = False
    unit: str = "title"

    def path(self, event: int) -> str:
        if self.new:
            return "/events/new"
        return f"/events/{event}" if self.in_place else f"/events/{event}/edit"

    @property
    def in_place(self) -> bool:
        return self.unit == "description"

    def open(self, page: Page, event: int) -> None:
        page.goto(self.path(event))
        if self.in_place:
            page.get_by_role("link", name="Edit Description").click()


OpenScene = Callable[..., Scene]


@pytest.fixture(scope="module")
def contexts(browser: Browser) -> Iterator[dict[tuple[str, bool], BrowserContext]]:
    """Bob's browsers, with and without scripts, kept from row to row: a new one would load every file again."""
    opened: dict[tuple[str, bool], BrowserContext] = {}
    yield opened
    for context in opened.values():
        context.close()


@pytest.fixture
def bobs(
    browser: Browser,
    contexts: dict[tuple[str, bool], BrowserContext],
    shared_server: StartServer,
    database: Database,
    arrive: Arrive,
    alice: Person,
    bob: Person,
    retreat: int,
    team: int,
    complaints: Complaints,
) -> Iterator[OpenScene]:
    """Bob has the form open."""

    def open_form(way: Way, **settings: Any) -> Scene:
        server = shared_server(**settings)
        key = (server.url, way.script)
        if key not in contexts:
            options = {**LOOK, "base_url": server.url, "java_script_enabled": way.script}
            contexts[key] = browser.new_context(**options)
        mine, owner = arrive(bob, server), arrive(alice, server)
        contexts[key].add_cookies([{"name": COOKIE, "value": str(mine.token), "url": server.url}])
        page = first_page(contexts[key])
        complaints.listen(page)
        page.on("dialog", lambda dialog: dialog.accept())
        way.open(page, retreat)
        return Scene(page, server, database, owner, mine, bob, team, retreat, way.unit)

    yield open_form
    for (url, _), context in contexts.items():
        forget(context, url)
    # Chromium says on the console that it cannot connect, which is what some rows are about.
    complaints.texts[:] = [
        text for text in complaints.texts if not re.search("WebSocket|Failed to fetch", text)
    ]
