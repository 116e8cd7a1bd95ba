"""People see each other on a page, at the field they are in, and as dots in the calendar."""

import os
import re
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, Playwright, expect

from tests.support.accessibility import violations
from tests.support.browsers import FLAGS, Complaints
from tests.support.live_server import LiveServer
from tests.support.signed_in import COOKIE, OpenAs, session_token
from tests.support.sockets import Arrive
from tools.chromium import find_chromium
from webapp.models import Person

MONTH = "/month/2026/3"


def watch(page: Page, path: str) -> Page:
    """Open a page and wait until it is live."""
    page.goto(path)
    expect(page.locator("#live-state")).to_have_text("Live")
    return page


@pytest.fixture
def hers(open_as: OpenAs, alice: Person, retreat: int) -> Page:
    """Alice looks at the event."""
    return watch(open_as(alice), f"/events/{retreat}")


@pytest.fixture
def his(open_as: OpenAs, bob: Person) -> Page:
    """Bob's browser."""
    return open_as(bob)


def test_two_people_see_each_other_and_neither_sees_themselves(hers: Page, his: Page, retreat: int) -> None:
    watch(his, f"/events/{retreat}")
    for page, name, own in ((hers, "Bob is here", "Alice"), (his, "Alice is here", "Bob")):
        expect(page.locator("#present").get_by_role("img", name=name)).to_be_visible()
        assert own not in page.locator("#present").inner_html()
    assert hers.locator("#status").inner_text() == "", "too chatty to be read aloud"
    his.goto("/agenda/2026-04-20")
    expect(hers.locator("#present")).to_be_empty()


def test_ones_own_second_tab_is_nobody(hers: Page, his: Page, retreat: int) -> None:
    second = watch(hers.context.new_page(), f"/events/{retreat}/edit")
    second.locator("[name=location]").focus()
    watch(his, f"/events/{retreat}")
    expect(his.locator(".marks")).to_contain_text("Alice is editing")
    expect(hers.locator("#present .av")).to_have_count(1)
    expect(hers.locator("#present")).not_to_contain_text("AA")
    expect(hers.locator(".marks")).to_have_count(0)


def test_a_mark_stands_at_the_field_that_somebody_is_in(hers: Page, his: Page, retreat: int) -> None:
    watch(his, f"/events/{retreat}/edit")
    his.locator("[name=location]").focus()
    mark = hers.locator("#ev-location .marks")
    expect(mark).to_have_text(re.compile("Bob is editing"))
    expect(hers.get_by_role("img", name="Bob is editing Where")).to_be_visible()
    his.locator("[name=start_date]").focus()
    expect(hers.locator("#ev-when .marks")).to_contain_text("Bob is editing")
    expect(mark).to_have_count(0)
    his.locator("h1").click()
    expect(hers.locator(".marks")).to_have_count(0)
    expect(hers.get_by_role("img", name="Bob is here")).to_be_visible()


def test_a_mark_moves_nothing_and_outlives_a_change_of_its_field(
    hers: Page, his: Page, arrive: Arrive, alice: Person, retreat: int
) -> None:
    before = [one.bounding_box() for one in hers.locator(".fld").all()]
    watch(his, f"/events/{retreat}/edit")
    his.locator("[name=location]").focus()
    expect(hers.locator("#ev-location .marks")).to_be_visible()
    assert [one.bounding_box() for one in hers.locator(".fld").all()] == before
    assert arrive(alice).post(f"/events/{retreat}/fields/location", base=1, location="Attic") == 303
    expect(hers.locator("#ev-location")).to_contain_text("Attic")
    expect(hers.locator("#ev-location .marks")).to_contain_text("Bob is editing")


def test_in_place_a_field_is_edited_until_it_is_saved(hers: Page, his: Page, retreat: int) -> None:
    watch(his, f"/events/{retreat}")
    hers.locator("#ev-location .fld__edit").click()
    hers.locator("#form-location [name=location]").fill("Attic")
    expect(his.locator("#ev-location .marks")).to_contain_text("Alice is editing")
    hers.locator("#form-location").get_by_role("button", name="Save").click()
    expect(his.locator("#ev-location")).to_contain_text("Attic")
    expect(his.locator(".marks")).to_have_count(0)


def test_two_people_in_one_form_see_where_the_other_one_is(
    open_as: OpenAs, alice: Person, his: Page, retreat: int
) -> None:
    hers = watch(open_as(alice), f"/events/{retreat}/edit")
    hers.fill("[name=location]", "Attic")
    watch(his, f"/events/{retreat}/edit").locator("[name=location]").focus()
    mark = hers.locator(".control[data-unit=location] .marks")
    expect(mark).to_contain_text("Bob is editing")
    expect(his.locator(".control[data-unit=location] .marks")).to_contain_text("Alice is editing")
    expect(hers.locator("[name=location]")).to_be_focused()
    expect(hers.locator("[name=location]")).to_have_value("Attic")
    assert violations(hers) == []


@pytest.mark.parametrize("path", [MONTH, "/agenda/2026-03-20"])
def test_the_calendar_has_a_dot_where_somebody_is(
    open_as: OpenAs, alice: Person, his: Page, arrive: Arrive, retreat: int, path: str
) -> None:
    hers = watch(open_as(alice), path)
    watch(his, f"/events/{retreat}/edit")
    link = hers.locator(f'#cal a[href="/events/{retreat}"]')
    expect(link.locator(".here")).to_have_class(re.compile("hue-"))
    expect(hers.get_by_role("link", name=re.compile("Retreat.*Bob is here"))).to_be_visible()
    his.locator("[name=location]").focus()
    expect(link.locator(".here--edit")).to_be_visible()
    assert arrive(alice).post(f"/events/{retreat}/fields/title", base=1, title="Summit") == 303
    expect(hers.get_by_role("link", name=re.compile("Summit.*Bob is editing Where"))).to_be_visible()
    assert violations(hers) == []
    his.goto("/agenda/2026-04-20")
    expect(link.locator(".dots")).to_have_count(0)


def test_who_loses_access_disappears_from_the_page(
    hers: Page, his: Page, arrive: Arrive, alice: Person, bob: Person, team: int, retreat: int
) -> None:
    watch(his, f"/events/{retreat}/edit").locator("[name=location]").focus()
    expect(hers.locator(".marks")).to_be_visible()
    assert arrive(alice).post(f"/calendars/{team}/shares/{bob.id}", remove="1") == 303
    expect(hers.locator("#present")).to_be_empty()
    expect(hers.locator(".marks")).to_have_count(0)
    expect(his.locator("#present")).to_be_empty()


def test_a_page_without_a_connection_shows_nobody(
    hers: Page, his: Page, retreat: int, complaints: Complaints
) -> None:
    watch(his, f"/events/{retreat}")
    expect(hers.locator("#present .av")).to_have_count(1)
    hers.context.set_offline(True)
    expect(hers.locator("#present")).to_be_empty()
    hers.context.set_offline(False)
    expect(hers.locator("#present .av")).to_have_count(1)
    complaints.texts[:] = [text for text in complaints.texts if "WebSocket connection to" not in text]


@pytest.fixture
def doomed(
    playwright: Playwright, live_server: LiveServer, bob: Person, tmp_path: Path
) -> Iterator[tuple[Page, Path]]:
    """Bob's page in a Chromium of its own, and the folder by which its processes can be told."""
    profile = tmp_path / "profile"
    context = playwright.chromium.launch_persistent_context(
        profile, executable_path=find_chromium(), args=FLAGS, base_url=live_server.url
    )
    context.add_cookies([{"name": COOKIE, "value": session_token(bob), "url": live_server.url}])
    yield context.new_page(), profile
    kill_processes_of(profile)


def kill_processes_of(profile: Path) -> int:
    """SIGKILL to every process that was started for this folder; how many there were."""
    killed = 0
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            if str(profile).encode() in (folder / "cmdline").read_bytes():
                os.kill(int(folder.name), signal.SIGKILL)
                killed += 1
        except (FileNotFoundError, ProcessLookupError):
            continue
    return killed


def test_a_browser_that_is_killed_leaves_nobody_behind(
    hers: Page, doomed: tuple[Page, Path], retreat: int
) -> None:
    page, profile = doomed
    watch(page, f"/events/{retreat}/edit").locator("[name=location]").focus()
    expect(hers.locator(".marks")).to_contain_text("Bob is editing")
    assert kill_processes_of(profile) > 0
    expect(hers.locator("#present")).to_be_empty()
    expect(hers.locator(".marks")).to_have_count(0)
