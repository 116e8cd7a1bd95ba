"""People who are signed in on the live server: with a browser of their own, or only with a cookie."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.support.browsers import OpenContext, first_page
from tests.support.live_server import LiveServer
from webapp.models import Person
from webapp.operations.sessions import start_session
from webapp.operations.unit import unit_of_work

COOKIE = "daybook-session"
OpenAs = Callable[..., Page]


def session_token(person: Person) -> str:
    """The secret of a new sign-in: the value of the session cookie."""
    with unit_of_work(by=person) as unit:
        return start_session(unit, person, "tests", "127.0.0.1")


@pytest.fixture
def open_as(open_context: OpenContext, live_server: LiveServer) -> OpenAs:
    """`open_as(alice)` is a page in Alice's own browser on the live server: `open_as(alice, viewport=…).goto("/")`."""

    def open_one(person: Person, **options: Any) -> Page:
        context = open_context(base_url=live_server.url, **options)
        context.add_cookies([{"name": COOKIE, "value": session_token(person), "url": live_server.url}])
        return first_page(context)

    return open_one
