"""Webhooks in a browser: made by hand without scripts, tried with them, and for everybody."""

import pytest
from playwright.sync_api import expect

from tests.support.accessibility import SCHEMES, turn, violations
from tests.support.cast import a_document
from tests.support.doors import enter
from tests.support.hub_processes import wait_until
from tests.support.webhooks import hook, is_signed
from webapp.operations.events import create_event

pytestmark = pytest.mark.browser


@pytest.fixture
def server(start_server):
    """One that sends webhooks, to this machine too. No other test may have it: it would send theirs."""
    return start_server(WEBHOOKS_IN_WEB=True, WEBHOOKS_TO_PRIVATE=True)


def test_made_and_tried_by_hand_without_scripts(session, server, open_context, receiver, cast, team):
    context = open_context(base_url=server.url, java_script_enabled=False)
    page = enter(context.new_page(), "alice")
    page.goto(f"/calendars/{team}/settings")
    page.get_by_role("link", name="Webhooks of Team").click()
    page.get_by_role("link", name="New webhook").click()
    page.get_by_label("Address").fill(receiver.url)
    page.get_by_role("button", name="Make the webhook").click()
    secret = page.get_by_label("Secret", exact=True).input_value()
    page.get_by_role("link", name="To the webhook").click()
    page.get_by_role("button", name="Send a test").click()

    expect(page.locator("#deliveries")).to_contain_text("A test")
    wait_until(lambda: len(receiver.got) == 1, 100)
    assert is_signed(receiver.got[0], secret)


def test_what_came_of_a_test_shows_by_itself_and_the_pages_are_for_everybody(
    session, server, open_context, complaints, receiver, cast, team
):
    failing = hook(team, receiver.url, cast.alice)
    receiver.answers, receiver.text = [500], b"away"
    create_event(team, a_document(), by=cast.bob)
    wait_until(lambda: len(receiver.got) == 1, 100)
    context = open_context(base_url=server.url, viewport={"width": 390, "height": 800})
    page = enter(context.new_page(), "alice")
    page.goto(f"/calendars/{team}/webhooks/{failing}")
    receiver.text = b""
    page.get_by_role("button", name="Send a test").click()
    expect(page.locator("#deliveries")).not_to_contain_text("Waiting", timeout=60_000)

    for path in ("", "/new", f"/{failing}", f"/{failing}/deletion"):
        page.goto(f"/calendars/{team}/webhooks{path}")
        page.evaluate("document.querySelectorAll('details.hooklog__one').forEach(one => one.open = true)")
        for scheme in SCHEMES:
            turn(page, 390, scheme)
            assert violations(page) == [], (path, scheme)
            assert page.evaluate("document.documentElement.scrollWidth") == 390
