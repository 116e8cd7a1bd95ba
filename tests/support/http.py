"""A small browser without a screen for the real server: one connection, one cookie, forms read from pages."""

import http.client
import re
import urllib.parse
from collections.abc import Mapping
from html import unescape
from typing import Self

from webapp.models import Person
from webapp.operations.sessions import start_session
from webapp.operations.unit import unit_of_work

_HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)"')


class Browser:
    """Speaks to one server as one person; `get` and `post` return (status, headers, text)."""

    def __init__(self, port: int, token: str = "") -> None:
        self.port = port
        self.token = token
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self.connection.close()

    def get(
        self, path: str, headers: Mapping[str, str] | None = None
    ) -> tuple[int, http.client.HTTPMessage, str]:
        return self._ask("GET", path, None, {"Accept": "text/html", **(headers or {})})

    def post(self, path: str, fields: Mapping[str, str]) -> tuple[int, http.client.HTTPMessage, str]:
        headers = {
            "Content-Type": "application/x-www-form-urlencoded",
            "Origin": f"http://127.0.0.1:{self.port}",
            "Accept": "text/html",
        }
        return self._ask("POST", path, urllib.parse.urlencode(fields), headers)

    def hidden(self, page: str, form_action: str) -> dict[str, str]:
        """The hidden fields of the form with this action: its token, its key, its base."""
        start = page.index(f'action="{form_action}"')
        return {
            name: unescape(value)
            for name, value in _HIDDEN.findall(page[start : page.index("</form>", start)])
        }

    def _ask(
        self, method: str, path: str, body: str | None, headers: dict[str, str]
    ) -> tuple[int, http.client.HTTPMessage, str]:
        cookie = {"Cookie": f"daybook-session={self.token}"} if self.token else {}
        self.connection.request(method, path, body, headers | cookie)
        response = self.connection.getresponse()
        return response.status, response.headers, response.read().decode()


def new_token(person: Person) -> str:
    """The cookie of a new session, straight from the database."""
    with unit_of_work(by=person) as unit:
        return start_session(unit, person, "tests", "127.0.0.1")
