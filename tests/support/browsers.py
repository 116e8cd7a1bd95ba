"""Chromium: one browser a worker, one context (cookies of its own) a person."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Playwright, sync_playwright

from tests.support.live_server import LiveServer
from tests.support.parts import missing
from tools.chromium import MISSING, find_chromium

# Without these, Chromium asks for hosts of its maker at every start.
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
LOOK = {
    "viewport": {"width": 1280, "height": 800},
    "locale": "en-GB",
    "timezone_id": "Europe/Berlin",
    "reduced_motion": "reduce",
}
OpenContext = Callable[..., BrowserContext]


class Complaints:
    """What pages complained about: errors in the console (refused by the CSP, too) and scripts that raised."""

    def __init__(self) -> None:
        self.texts: list[str] = []

    def listen(self, page: Page) -> None:
        page.on("pageerror", lambda error: self.texts.append(f"{page.url}: {error}"))
        page.on("console", lambda message: self._hear(page, message))

    def _hear(self, page: Page, message: ConsoleMessage) -> None:
        # An answer of 4xx is logged by Chromium itself; tests that cause one look at the page.
        if message.type == "error" and "Failed to load resource" not in message.text:
            self.texts.append(f"{page.url}: {message.text}")


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as started:
        yield started


@pytest.fixture(scope="session")
def browser(playwright: Playwright) -> Iterator[Browser]:
    """One Chromium for this worker."""
    path = find_chromium()
    if path is None:
        missing(MISSING)
    launched = playwright.chromium.launch(executable_path=path, args=FLAGS)
    yield launched
    launched.close()


@pytest.fixture
def complaints() -> Iterator[Complaints]:
    """Fails the test when a page complained; a test that expects it clears `complaints.texts`."""
    heard = Complaints()
    yield heard
    assert heard.texts == []


@pytest.fixture
def open_context(browser: Browser, complaints: Complaints) -> Iterator[OpenContext]:
    """Make a browser context, a person's own browser: `open_context(base_url=…, viewport=…)`."""
    opened: list[BrowserContext] = []

    def open_one(**options: Any) -> BrowserContext:
        made = browser.new_context(**{**LOOK, **options})
        made.set_default_timeout(10_000)
        made.on("page", complaints.listen)
        opened.append(made)
        return made

    yield open_one
    for made in opened:
        made.close()


@pytest.fixture
def page(open_context: OpenContext, live_server: LiveServer) -> Page:
    """A page of somebody who is not signed in, on the live server: `page.goto("/")`."""
    return open_context(base_url=live_server.url).new_page()
