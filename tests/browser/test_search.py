"""Searching from any page: a key leads to the box, the results lead to the comparison; on a phone and without scripts."""

import pytest
from playwright.sync_api import Page, expect

from tests.support.accessibility import violations
from tests.support.browsers import OpenContext
from tests.support.cast import a_document
from tests.support.doors import enter
from tests.support.live_server import LiveServer
from webapp.models import Person
from webapp.operations.events import edit_event

pytestmark = pytest.mark.usefixtures("cast")


@pytest.fixture
def moved(retreat: int, bob: Person) -> int:
    """The retreat was in Room 4 in version 2."""
    edit_event(retreat, a_document(location="Room 4"), 1, by=bob)
    edit_event(retreat, a_document(), 2, by=bob)
    return retreat


def test_a_key_leads_to_the_box_and_a_result_to_the_comparison(page: Page, moved: int) -> None:
    enter(page, "vera")
    page.goto("/month/2026/3")
    page.keyboard.press("/")
    box = page.get_by_role("searchbox")
    expect(box).to_be_focused()
    expect(box).to_have_value("")
    page.keyboard.type("ROOM 4/5")
    expect(box).to_have_value("ROOM 4/5")  # a stroke is a letter while one types
    box.fill("ROOM 4")
    page.keyboard.press("Enter")

    expect(page.locator("mark")).to_have_text(["Room", "4"])
    assert violations(page) == []
    page.keyboard.press("/")
    expect(page.locator("#search-for")).to_be_focused()
    page.get_by_role("link", name="Compare versions 2 and 3").click()
    expect(page).to_have_url(f"{page.url.split('/events')[0]}/events/{moved}/compare/2/3")


def test_on_a_phone_without_scripts_the_menu_leads_to_it(
    open_context: OpenContext, live_server: LiveServer, moved: int
) -> None:
    size = {"width": 390, "height": 800}
    context = open_context(base_url=live_server.url, java_script_enabled=False, viewport=size)
    veras = enter(context.new_page(), "vera")
    veras.goto("/agenda")
    veras.locator("#jump summary").click()
    veras.locator("#jump").get_by_role("link", name="Search").click()
    veras.fill("#search-for", "room 4")
    veras.get_by_text("Title", exact=True).click()
    veras.get_by_role("button", name="Search").click()
    expect(veras.get_by_text("No event says that")).to_be_visible()

    veras.get_by_role("main").get_by_role("link", name="Search everywhere").first.click()
    expect(veras.get_by_role("link", name="Retreat")).to_be_visible()
    expect(veras.locator("mark")).to_have_text(["Room", "4"])
    assert veras.locator("main").bounding_box()["width"] <= 390  # type: ignore[index]
