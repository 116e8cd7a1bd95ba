"""Pages to which no socket comes through, and what they ask instead."""

import re

from playwright.sync_api import Page, Request, expect

from tests.support.sockets import Visitor

SOON = 1000
ASKED_FOR = 4500  # three seconds, a little more by chance, and the answer
AWAY = re.compile("WebSocket connection to .* failed|ERR_")
ASKS = "Checks every few seconds"
MONTH = "/month/2026/3"

# What may stand between a page and its socket. `open` in the storage of the tab takes it away.
BLOCKS = {
    "undefined": "if (!sessionStorage.open) delete window.WebSocket",
    "forbidden": """
      const Real = WebSocket;
      window.WebSocket = function (address) {
        if (!sessionStorage.open) throw new DOMException("blocked", "SecurityError");
        return new Real(address);
      }""",
    "never opens": """
      const Real = WebSocket;
      window.WebSocket = function (address) {
        if (sessionStorage.open) return new Real(address);
        return { readyState: 0, close() {} };
      }""",
    "refused": """
      const Real = WebSocket;
      window.WebSocket = function (address) {
        return new Real(sessionStorage.open ? address : String(address).replace("/live", "/healthz"));
      }""",
}


def edit(browser: Visitor, event_id: int, unit: str, base: int = 1, **fields: str) -> None:
    assert browser.post(f"/events/{event_id}/fields/{unit}", base=base, **fields) == 303


class Questions:
    """What a page asks for news."""

    def __init__(self, page: Page) -> None:
        self.count = 0
        self.open: set[str] = set()
        page.on("request", self._asked)
        page.on("requestfinished", lambda request: self.open.discard(request.url))
        page.on("requestfailed", lambda request: self.open.discard(request.url))

    def _asked(self, request: Request) -> None:
        if "/live/news" in request.url:
            self.count += 1
            self.open.add(request.url)


def block(page: Page, how: str = "forbidden") -> Page:
    page.add_init_script(BLOCKS[how])
    return page


def watch(page: Page, path: str, state: str = ASKS) -> Page:
    """Open a page and wait until it asks; loading it anew from here on fails the test."""
    page.goto(path)
    expect(page.locator("#live-state")).to_have_text(state)
    page.evaluate("window.neverReloaded = true")
    return page


def is_the_same(page: Page) -> bool:
    return bool(page.evaluate("window.neverReloaded === true"))


def versions(page: Page) -> list[str]:
    return [str(row.get_attribute("id")) for row in page.locator("#history-rows [id^=v-]").all()]


def ask_now(page: Page) -> int:
    """Let the page ask at once; the status of the answer."""
    with page.expect_response(re.compile("/live/news")) as answer:
        page.evaluate("dispatchEvent(new Event('online'))")
    return answer.value.status
