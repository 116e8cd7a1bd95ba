"""Where sockets do not come through, a page asks by itself, and shows all that it would have heard."""

import re

import pytest
from playwright.sync_api import Page, WebSocketRoute, expect

from tests.support.browsers import Complaints
from tests.support.signed_in import OpenAs
from tests.support.sockets import Arrive, Visitor
from tests.support.without_sockets import (
    ASKED_FOR,
    ASKS,
    AWAY,
    BLOCKS,
    MONTH,
    Questions,
    ask_now,
    block,
    edit,
    is_the_same,
    versions,
    watch,
)
from webapp.models import Person


@pytest.mark.parametrize(
    "how", [pytest.param(how, marks=[pytest.mark.soak] if how == "never opens" else []) for how in BLOCKS]
)
def test_a_page_without_sockets_shows_what_a_colleague_changes(
    owners: Page, editor: Visitor, retreat: int, how: str, complaints: Complaints
) -> None:
    page = watch(block(owners, how), f"/events/{retreat}")
    edit(editor, retreat, "title", title="Summit")
    expect(page.locator("#ev-title h1")).to_have_text("Summit")
    expect(page.locator("#status")).to_contain_text("Bob renamed")
    expect(page.locator("#banner-live")).to_be_empty()
    assert is_the_same(page)
    complaints.texts[:] = [text for text in complaints.texts if not AWAY.search(text)]


@pytest.mark.soak
def test_a_socket_that_opens_and_says_nothing_is_not_waited_for(
    owners: Page, editor: Visitor, retreat: int
) -> None:
    owners.route_web_socket(re.compile("/live"), lambda socket: None)
    page = watch(owners, f"/events/{retreat}")
    expect(page.locator("#banner-live")).to_be_empty()
    edit(editor, retreat, "title", title="Summit")
    expect(page.locator("#ev-title h1")).to_have_text("Summit")


def test_the_next_page_of_the_tab_asks_from_its_start(owners: Page, editor: Visitor, retreat: int) -> None:
    page = watch(block(owners), f"/events/{retreat}")
    page.goto(MONTH)
    expect(page.locator("#live-state")).to_have_text(ASKS)
    edit(editor, retreat, "title", title="Summit")
    expect(page.locator("#day-2026-03-24 .chip")).to_contain_text("Summit")


def test_history_rows_come_once(owners: Page, editor: Visitor, retreat: int) -> None:
    page = watch(block(owners), f"/events/{retreat}/history")
    edit(editor, retreat, "title", title="Summit")
    expect(page.locator("#v-2")).to_be_visible()
    edit(editor, retreat, "location", base=2, location="Attic")
    expect(page.locator("#v-3")).to_be_visible()
    assert versions(page) == ["v-3", "v-2", "v-1"]


def test_the_open_form_is_told_what_changed(owners: Page, editor: Visitor, retreat: int) -> None:
    page = watch(block(owners), f"/events/{retreat}/edit")
    page.fill("[name=title]", "My summit")
    edit(editor, retreat, "location", location="Studio Nord")
    edit(editor, retreat, "title", base=2, title="Their summit")
    expect(page.locator("[name=location]")).to_have_value("Studio Nord")
    expect(page.locator("[data-notes=location]")).to_contain_text("Bob changed Where, just now.")
    expect(page.locator("[data-notes=title]")).to_contain_text("Their summit")
    expect(page.locator("[name=title]")).to_have_value("My summit")
    page.get_by_role("button", name="Keep mine").click()
    assert ask_now(page) == 204
    expect(page.locator("[data-notes=title] .badge")).to_have_count(0)
    page.get_by_role("button", name="Save changes").click()
    expect(page.locator("#ev-title h1")).to_have_text("My summit")


def test_who_loses_access_sees_nothing_more_and_hears_by_whom(
    open_as: OpenAs, arrive: Arrive, alice: Person, bob: Person, team: int, retreat: int
) -> None:
    page = watch(block(open_as(bob)), f"/events/{retreat}")
    page.locator("#ev-location .fld__edit").click()
    page.fill("#form-location [name=location]", "My attic")
    arrive(alice).post(f"/calendars/{team}/shares/{bob.id}", remove="1")
    expect(page.get_by_role("heading", name="We cannot find that page")).to_be_visible()
    expect(page.locator("#banner-live")).to_contain_text("Alice took back your access.")
    expect(page.get_by_label("What you had typed")).to_have_value(re.compile("My attic"))
    assert "Retreat" not in page.locator("body").inner_text()
    expect(page.locator("#live-state")).to_have_text("Offline")
    questions = Questions(page)
    page.wait_for_timeout(ASKED_FOR)
    assert questions.count == 0


def test_signing_out_elsewhere_says_so_and_keeps_what_was_typed(owners: Page, retreat: int) -> None:
    page = watch(block(owners), f"/events/{retreat}")
    page.locator("#ev-location .fld__edit").click()
    page.fill("#form-location [name=location]", "My attic")
    other = page.context.new_page()
    other.goto("/agenda")
    other.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("link", name="Sign in again")).to_be_visible()
    expect(page.locator("#form-location [name=location]")).to_have_value("My attic")


def test_too_many_pages_for_sockets_ask_instead(
    open_as: OpenAs, alice: Person, editor: Visitor, retreat: int
) -> None:
    page = open_as(alice)
    page.route_web_socket(re.compile("/live"), full)
    watch(page, f"/events/{retreat}")
    edit(editor, retreat, "title", title="Summit")
    expect(page.locator("#ev-title h1")).to_have_text("Summit")


def full(socket: WebSocketRoute) -> None:
    socket.close(code=1013)
