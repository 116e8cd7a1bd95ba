"""A page without a socket, as its script asks: it says what it knows, and remembers what it is told."""

import re
import time
from typing import Any

from tests.support.sockets import PATIENCE, Heard, Visitor

_PARTS = re.compile(r"<live-frame .*?</live-frame>|<live-presence .*?</live-presence>", re.DOTALL)
OFTEN = 0.2


class Asking:
    """One page; nobody asks for it but the test."""

    def __init__(self, browser: Visitor, path: str, tab: int = 77, again: int = 3, **query: Any) -> None:
        self.browser, self.again = browser, again
        self.query = {**query, "tab": tab, "since": browser.since(path), "as": "", "told": ""}
        self.shown = ""

    def ask(self, unit: str = "", **headers: str) -> str:
        """Ask once; what is told of who is here, empty when nothing is."""
        response, text = self.browser.news(headers, **self.query, unit=unit, again=self.again)
        assert response.status in (200, 204), text
        parts = _PARTS.findall(text)
        assert "".join(parts) == text, "nothing but a frame and who is here, in this order"
        for part in map(Heard, parts):
            if part.is_presence:
                self.query["told"], self.shown = part.attributes["as"], part.html
            else:
                self.query |= {"since": part.to, "as": part.attributes["as"]}
        return parts[-1] if parts and Heard(parts[-1]).is_presence else ""

    def ask_until(self, text: str, unit: str = "", gone: bool = False) -> str:
        """Ask again and again until the page shows this text (`gone`: does not any more); what it shows then."""
        deadline = time.monotonic() + PATIENCE
        while self._shows_after(unit, text) is gone:
            assert time.monotonic() < deadline, self.shown
            time.sleep(OFTEN)
        return self.shown

    def leave(self) -> None:
        """The page is closed: it asks for the last time. That may be refused."""
        self.browser.news(**self.query, unit="", again=0)

    def _shows_after(self, unit: str, text: str) -> bool:
        self.ask(unit)
        return text in self.shown
