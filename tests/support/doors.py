"""Ways into Daybook for browser tests."""

import re

from playwright.sync_api import Page

from tests.support.cast import PASSWORD

_TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')


def enter(page: Page, username: str) -> Page:
    """Sign in with the password, in the page's browser but without drawing the door and what lies behind it.

    The tests of the door (tests/browser/test_accounts.py) go through it as a person does.
    """
    door = page.request.get("/sign-in")
    if not door.url.endswith("/sign-in"):  # a browser that was killed may have kept its session
        return page
    found = _TOKEN.search(door.text())
    assert found, door.url
    answer = page.request.post(
        "/sign-in",
        form={"csrf_token": found[1], "identifier": username, "password": PASSWORD},
        headers={"Origin": door.url.removesuffix("/sign-in")},
        max_redirects=0,
    )
    assert answer.status == 303, answer.text()
    return page
