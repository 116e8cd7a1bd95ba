"""When a page asks and when it listens: the way back to the socket, servers that are away, pauses, hidden pages."""

import re

import pytest
from playwright.sync_api import Page, WebSocketRoute, expect

from tests.support.browsers import Complaints
from tests.support.live_server import LiveServer
from tests.support.sockets import Visitor
from tests.support.without_sockets import (
    ASKED_FOR,
    ASKS,
    AWAY,
    MONTH,
    SOON,
    Questions,
    ask_now,
    block,
    edit,
    is_the_same,
    versions,
    watch,
)

A_TRY = 60_000  # ms until the page tries the socket again, or a server that was away, and a wait for what comes then


def test_the_page_listens_again_when_a_socket_speaks_and_asks_no_more(
    owners: Page, editor: Visitor, retreat: int
) -> None:
    page = watch(block(owners), f"/events/{retreat}/history")
    page.evaluate("sessionStorage.open = '1'")
    expect(page.locator("#live-state")).to_have_text("Live", timeout=A_TRY)
    questions = Questions(page)
    edit(editor, retreat, "title", title="Summit")
    expect(page.locator("#v-2")).to_be_visible()
    page.wait_for_timeout(ASKED_FOR)
    assert questions.count == 0
    assert versions(page) == ["v-2", "v-1"] and is_the_same(page)
    page.goto(MONTH)
    expect(page.locator("#live-state")).to_have_text("Live")
    assert questions.count == 0, "the tab knows that sockets work"


def test_a_network_that_is_back_is_tried_at_once(owners: Page, retreat: int) -> None:
    page = watch(block(owners), f"/events/{retreat}")
    page.context.set_offline(True)
    expect(page.locator("#live-state")).to_have_text("Offline")
    page.evaluate("sessionStorage.open = '1'")
    page.context.set_offline(False)
    expect(page.locator("#live-state")).to_have_text("Live")


def test_what_both_ways_bring_is_put_in_once(owners: Page, editor: Visitor, retreat: int) -> None:
    line = SlowLine()
    owners.route_web_socket(re.compile("/live"), line.open)
    owners.add_init_script("sessionStorage.setItem('daybook:asks', '1')")
    page = watch(owners, f"/events/{retreat}/history")
    edit(editor, retreat, "title", title="Summit")
    assert ask_now(page) == 200
    expect(page.locator("#v-2")).to_be_visible()
    while not any('id="v-2"' in frame for frame in line.held):
        page.wait_for_timeout(10)
    line.let_go()
    expect(page.locator("#live-state")).to_have_text("Live")
    edit(editor, retreat, "location", base=2, location="Attic")
    expect(page.locator("#v-3")).to_be_visible()
    assert versions(page) == ["v-3", "v-2", "v-1"] and is_the_same(page)


class SlowLine:
    """A way to the real server that holds its frames back for a while."""

    def __init__(self) -> None:
        self.held: list[str] = []
        self.page: WebSocketRoute | None = None
        self.is_slow = True

    def open(self, page: WebSocketRoute) -> None:
        self.page = page
        page.connect_to_server().on_message(self._hear)

    def let_go(self) -> None:
        assert self.page is not None
        self.is_slow = False
        for frame in self.held:
            self.page.send(frame)

    def _hear(self, frame: str | bytes) -> None:
        assert self.page is not None
        if self.is_slow:
            self.held.append(str(frame))
        else:
            self.page.send(frame)


@pytest.mark.soak
def test_a_page_that_asks_catches_up_after_the_server_was_away(
    owners: Page, editor: Visitor, retreat: int, live_server: LiveServer, complaints: Complaints
) -> None:
    page = watch(block(owners), f"/events/{retreat}")
    live_server.kill()
    expect(page.locator("#live-state")).to_have_text("Reconnecting")
    expect(page.locator("#banner-live")).to_contain_text("You can go on reading")
    live_server.start()
    edit(editor, retreat, "location", location="Attic")
    expect(page.locator("#ev-location")).to_contain_text("Attic", timeout=A_TRY)
    expect(page.locator("#live-state")).to_have_text(ASKS)
    expect(page.locator("#banner-live")).to_be_empty()
    assert is_the_same(page)
    complaints.texts[:] = [text for text in complaints.texts if not AWAY.search(text)]


@pytest.mark.soak
def test_a_server_that_starts_anew_makes_nobody_ask(
    owners: Page, editor: Visitor, retreat: int, live_server: LiveServer, complaints: Complaints
) -> None:
    page = watch(owners, f"/events/{retreat}", "Live")
    page.evaluate(
        "window.states = []; const word = document.getElementById('live-state');"
        "new MutationObserver(() => states.push(word.textContent)).observe(word, { childList: true })"
    )
    live_server.kill()
    expect(page.locator("#live-state")).to_have_text("Reconnecting")
    live_server.start()
    expect(page.locator("#live-state")).to_have_text("Live")
    edit(editor, retreat, "location", location="Attic")
    expect(page.locator("#ev-location")).to_contain_text("Attic")
    assert page.evaluate("states") == ["Reconnecting", "Live"]
    complaints.texts[:] = [text for text in complaints.texts if not AWAY.search(text)]


@pytest.mark.parametrize("status", [429, pytest.param(503, marks=pytest.mark.soak)])
def test_a_server_that_asks_for_a_pause_gets_it(owners: Page, retreat: int, status: int) -> None:
    page = watch(block(owners), f"/events/{retreat}")
    answer_instead(page, status, "Later.", {"Retry-After": "6"})
    assert ask_now(page) == status
    questions = Questions(page)
    page.evaluate("dispatchEvent(new Event('online'))")
    page.wait_for_timeout(5 * SOON)
    assert questions.count == 0
    page.unroute_all()
    page.wait_for_event("response", lambda response: response.status == 204)
    expect(page.locator("#live-state")).to_have_text(ASKS)


def test_what_a_proxy_answers_in_our_place_is_not_believed(owners: Page, retreat: int) -> None:
    page = watch(block(owners), f"/events/{retreat}")
    for status in (200, 401, 403, 404):
        answer_instead(page, status, "<h1>Blocked</h1>", {"Content-Type": "text/html"})
        assert ask_now(page) == status
        expect(page.locator("#live-state")).to_have_text("Reconnecting")
        expect(page.locator("#ev-title h1")).to_have_text("Retreat")
        page.unroute_all()
        assert ask_now(page) in (200, 204)
        expect(page.locator("#live-state")).to_have_text(ASKS)


def answer_instead(page: Page, status: int, body: str, headers: dict[str, str]) -> None:
    page.route(
        re.compile("/live/news"), lambda route: route.fulfill(status=status, headers=headers, body=body)
    )


def test_a_page_that_nobody_looks_at_asks_less_often(owners: Page, editor: Visitor, retreat: int) -> None:
    owners.clock.install()
    page = block(owners)
    page.goto(f"/events/{retreat}")
    forward(page, 10)
    expect(page.locator("#live-state")).to_have_text(ASKS)
    hide(page, True)
    asked_at = forward(page, 120)
    assert 3 <= asked_at <= 6, "every 30 seconds"
    hide(page, False)
    expect(page.locator("#live-state")).to_have_text(ASKS)
    assert 15 <= forward(page, 60) <= 26, "every 3 seconds"
    forward(page, 70)
    assert 4 <= forward(page, 60) <= 8, "every 10 seconds: nobody has touched it for two minutes"
    expect(page.locator("#live-state")).to_have_text("Checks every 10 seconds")
    page.mouse.move(40, 40)
    expect(page.locator("#live-state")).to_have_text(ASKS)


def hide(page: Page, hidden: bool) -> None:
    page.evaluate(
        "hidden => { Object.defineProperty(document, 'hidden', { value: hidden, configurable: true });"
        " document.dispatchEvent(new Event('visibilitychange')) }",
        hidden,
    )


def forward(page: Page, seconds: int) -> int:
    """Let time pass, each answer in its own second; how many questions the page asked meanwhile."""
    questions = Questions(page)
    for _ in range(seconds):
        page.clock.run_for(SOON)
        while questions.open:
            page.wait_for_timeout(5)
    return questions.count
