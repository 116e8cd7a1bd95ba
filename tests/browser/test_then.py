"""The past in a browser: without scripts to any moment, quiet while others write, and the slider says where it stands."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy.orm import Session

from tests.support.browsers import OpenContext
from tests.support.doors import enter
from tests.support.editing import edit, watch
from tests.support.live_server import LiveServer
from tests.support.random_changes import current
from tests.support.signed_in import OpenAs, open_as
from tests.support.sockets import Arrive, arrive
from webapp.domain.past_moment import write_moment
from webapp.models import Person
from webapp.operations.events import edit_event

__all__ = ["arrive", "open_as"]
pytestmark = pytest.mark.usefixtures("cast")
MONTH = "/month/2026/3"
CELL = "#day-2026-03-24"


def moment() -> str:
    return f"/then/{write_moment(datetime.now(UTC), 'UTC')}"


def rename(event: int, title: str, by: Person) -> None:
    edit_event(event, {"title": title}, current(event), by=by)


def test_without_scripts_one_goes_from_change_to_change_and_to_any_moment(
    open_context: OpenContext, live_server: LiveServer, alice: Person, retreat: int
) -> None:
    rename(retreat, "Offsite", alice)
    page = enter(open_context(base_url=live_server.url, java_script_enabled=False).new_page(), "alice")
    page.goto(moment() + MONTH)
    expect(page.locator(CELL)).to_contain_text("Offsite")
    page.get_by_role("link", name="Previous change").click()
    page.get_by_role("link", name="Previous change").click()
    expect(page.locator(CELL)).to_contain_text("Retreat")
    page.locator(CELL).get_by_role("link", name="Retreat").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Retreat")
    page.get_by_role("link", name="What changed since").click()
    expect(page.get_by_role("main")).to_contain_text("Offsite")

    page.goto(moment() + MONTH)
    page.get_by_text("Another moment, and who saw it then").click()
    page.get_by_label("Day and time").fill("2026-03-24T09:00")
    page.get_by_role("button", name="Go", exact=True).last.click()
    expect(page).to_have_url(f"{live_server.url}/then/2026-03-24T09:00{MONTH}")
    expect(page.locator("#then")).to_contain_text("As it was on Tue 24 March 2026, 09:00")
    page.get_by_role("navigation", name="Other moments").get_by_role("link", name="Now", exact=True).click()
    expect(page).to_have_url(live_server.url + MONTH)


def test_a_page_of_the_past_is_quiet_while_others_write(
    open_as: OpenAs, arrive: Arrive, alice: Person, bob: Person, retreat: int, session: Session
) -> None:
    past, present = open_as(bob), open_as(alice)
    sockets: list[str] = []
    past.on("websocket", lambda socket: sockets.append(socket.url))
    past.goto(moment() + MONTH)
    watch(present, MONTH)
    edit(arrive(alice), retreat, "title", title="Offsite")
    expect(present.locator(CELL)).to_contain_text("Offsite")
    expect(past.locator(CELL)).to_contain_text("Retreat")
    assert sockets == []

    box = past.locator(CELL).get_by_role("link", name="Retreat").bounding_box()
    assert box is not None
    past.mouse.move(box["x"] + 10, box["y"] + 5)
    past.mouse.down()
    past.mouse.move(box["x"] + 300, box["y"] + 120, steps=5)
    past.mouse.up()
    session.rollback()
    assert current(retreat) == 2
    expect(past.locator(CELL)).to_contain_text("Retreat")


def test_the_slider_says_where_it_stands_and_goes_there(open_as: OpenAs, alice: Person, retreat: int) -> None:
    page: Page = open_as(alice)
    page.goto("/then?back=/agenda/2026-03-20")
    slider = page.get_by_role("slider")
    said = page.locator("[data-then-said]")
    expect(said).not_to_be_empty()
    last = slider.get_attribute("aria-valuetext")
    assert last == said.inner_text() and str(datetime.now(ZoneInfo(alice.zone)).year) in last
    slider.press("Home")
    page.get_by_role("button", name="Look").click()
    expect(page.locator("#then")).to_contain_text("As it was on")
    expect(page.locator("#cal")).to_contain_text("Nothing was planned")
