"""Chromium: one browser a worker, one context (cookies of its own) a person, left as new to the next test."""

import itertools
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Error,
    Page,
    Playwright,
    expect,
    sync_playwright,
)

from tests.support.live_server import LiveServer
from tests.support.parts import missing
from tools.chromium import MISSING, find_chromium

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    # Without these, Chromium asks for hosts of its maker at every start.
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
PATIENCE = 20_000  # ms for what has to come; Playwright's own 5 s are not enough beside other work
expect.set_options(timeout=PATIENCE)
MOST_AT_REST = 3  # of a kind; no test has more people


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


class AtRest:
    """Contexts between tests, by their options. A new one would load every script and style again: 0.3 s of CPU."""

    def __init__(self, browser: Browser) -> None:
        self._browser = browser
        self._kept: dict[str, list[BrowserContext]] = {}

    def take(self, **options: Any) -> BrowserContext:
        """One with these options that knows nobody."""
        kept = self._kept.get(_kind(options))
        if kept:
            return kept.pop()
        made = self._browser.new_context(**options)
        made.set_default_timeout(PATIENCE)
        return made

    def give_back(self, context: BrowserContext, **options: Any) -> None:
        """Keep it for the next test, or close it where something of this one would stay."""
        kept = self._kept.setdefault(_kind(options), [])
        if "base_url" not in options or len(kept) == MOST_AT_REST or _has_a_clock_of_its_own(context):
            context.close()
        else:
            forget(context, options["base_url"])
            kept.append(context)

    def close(self) -> None:
        for context in itertools.chain(*self._kept.values()):
            context.close()


def _kind(options: dict[str, Any]) -> str:
    return repr(sorted(options.items()))


def _has_a_clock_of_its_own(context: BrowserContext) -> bool:
    """What `page.clock` has put in cannot be taken out again. Only pages tell, and one that cannot is not trusted."""
    try:
        return any(page.evaluate("'__pwClock' in globalThis") for page in context.pages)
    except Error:
        return True


def forget(context: BrowserContext, url: str) -> None:
    """Close its pages, and let nothing be left in it of what they stored; one blank page is open for what comes."""
    context.set_offline(False)
    context.clear_permissions()
    for page in context.pages:
        page.close()
    context.clear_cookies()
    blank = context.new_page()  # after the others: pages keep drafts when they go
    context.new_cdp_session(blank).send("Storage.clearDataForOrigin", {"origin": url, "storageTypes": "all"})


def first_page(context: BrowserContext) -> Page:
    """The page that is open and blank in a context that has been used, or a new one."""
    return context.pages[0] if context.pages else context.new_page()


@pytest.fixture(scope="session")
def _at_rest(browser: Browser) -> Iterator[AtRest]:
    """The contexts that tests have left to the next ones."""
    kept = AtRest(browser)
    yield kept
    kept.close()


@pytest.fixture
def open_context(_at_rest: AtRest, complaints: Complaints) -> Iterator[OpenContext]:
    """Make a browser context, a person's own browser: `open_context(base_url=…, viewport=…)`."""
    opened: list[tuple[BrowserContext, dict[str, Any]]] = []

    def open_one(**options: Any) -> BrowserContext:
        taken = {**LOOK, **options}
        made = _at_rest.take(**taken)
        made.on("page", complaints.listen)
        for page in made.pages:
            complaints.listen(page)
        opened.append((made, taken))
        return made

    yield open_one
    for made, taken in opened:
        made.remove_listener("page", complaints.listen)
        _at_rest.give_back(made, **taken)


@pytest.fixture
def page(open_context: OpenContext, live_server: LiveServer) -> Page:
    """A page of somebody who is not signed in, on the live server: `page.goto("/")`."""
    return first_page(open_context(base_url=live_server.url))
