"""What is typed outlives the page and the browser, and is offered to nobody but the person who typed it."""

import os
import signal
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, Playwright, expect

from tests.support.browsers import FLAGS, LOOK
from tests.support.doors import enter
from tests.support.live_server import LiveServer
from tools.chromium import find_chromium

pytestmark = pytest.mark.usefixtures("cast")

TEXT = "Studio Nord 🧵\nroom “4”"
SECONDS_TO_DISK = 15_000  # Chromium writes local storage about five seconds after it changed


@pytest.fixture
def profile(tmp_path: Path) -> Path:
    return tmp_path / "profile"


@pytest.fixture
def launched() -> Iterator[list[BrowserContext]]:
    contexts: list[BrowserContext] = []
    yield contexts
    contexts[-1].close()


def launch(playwright: Playwright, profile: Path, server: LiveServer) -> BrowserContext:
    """A browser with a profile on disk, as people have one."""
    return playwright.chromium.launch_persistent_context(
        profile, executable_path=find_chromium(), args=FLAGS, base_url=server.url, **LOOK
    )


def type_something(page: Page, event: int) -> None:
    page.goto(f"/events/{event}/edit")
    page.fill("[name=description]", TEXT)
    expect(page.locator("[data-draft-note]")).to_contain_text("Draft kept on this device")


def use_draft(page: Page, event: int) -> None:
    page.goto(f"/events/{event}/edit")
    page.get_by_role("button", name="Use it").click()
    expect(page.locator("[name=description]")).to_have_value(TEXT)


def commands() -> dict[int, list[str]]:
    """Every process with its command line."""
    found = {}
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        with suppress(OSError):  # it has ended meanwhile
            found[int(path.parent.name)] = path.read_text(errors="replace").split("\0")
    return found


def browsers_with(profile: Path) -> list[int]:
    return [pid for pid, words in commands().items() if f"--user-data-dir={profile}" in words]


def below(ancestors: set[int]) -> set[int]:
    """These processes and all that they have started."""
    children = {
        int(child)
        for pid in ancestors
        for path in Path(f"/proc/{pid}/task").glob("*/children")
        for child in path.read_text().split()
    }
    return ancestors if children <= ancestors else below(ancestors | children)


def kill_renderers(profile: Path) -> None:
    ours = below(set(browsers_with(profile)))
    for pid, words in commands().items():
        if pid in ours and any("--type=renderer" in word for word in words):  # forked: one long word
            os.kill(pid, signal.SIGKILL)


def is_on_disk(profile: Path) -> bool:
    files = (profile / "Default" / "Local Storage" / "leveldb").glob("*.log")
    return any("Studio Nord".encode("utf-16-le") in file.read_bytes() for file in files)


@pytest.fixture
def typed(
    playwright: Playwright,
    live_server: LiveServer,
    profile: Path,
    launched: list[BrowserContext],
    retreat: int,
) -> Page:
    """Bob's page in a browser of its own, in which he has typed and saved nothing."""
    launched.append(launch(playwright, profile, live_server))
    page = enter(launched[-1].new_page(), "bob")
    type_something(page, retreat)
    return page


def test_a_killed_browser_offers_the_draft_when_it_is_started_again(
    playwright: Playwright,
    live_server: LiveServer,
    profile: Path,
    launched: list[BrowserContext],
    typed: Page,
    retreat: int,
) -> None:
    for _ in range(SECONDS_TO_DISK // 100):
        if is_on_disk(profile):
            break
        typed.wait_for_timeout(100)
    assert is_on_disk(profile)
    for process in browsers_with(profile):
        os.kill(process, signal.SIGKILL)
    launched.append(launch(playwright, profile, live_server))
    use_draft(enter(launched[-1].new_page(), "bob"), retreat)


@pytest.mark.soak  # on a busy machine Chromium may not open another page after all its renderers were killed
def test_a_page_that_crashes_offers_the_draft_at_once(
    profile: Path, launched: list[BrowserContext], typed: Page, retreat: int
) -> None:
    with typed.expect_event("crash"):
        kill_renderers(profile)
    use_draft(launched[-1].new_page(), retreat)


def test_a_reload_in_the_middle_of_a_word_loses_no_letter(page: Page, retreat: int) -> None:
    enter(page, "bob")
    page.goto(f"/events/{retreat}/edit")
    page.once("dialog", lambda dialog: dialog.accept())
    page.press("[name=location]", "End")
    page.locator("[name=location]").press_sequentially(" and the garden beh")
    page.reload()  # sooner than the pause after which a draft is kept
    page.get_by_role("button", name="Use it").click()
    expect(page.locator("[name=location]")).to_have_value("Harbour room and the garden beh")


def test_what_bob_typed_before_his_session_ended_is_his_alone(page: Page, retreat: int) -> None:
    enter(page, "bob")
    type_something(page, retreat)
    page.context.clear_cookies()
    page.get_by_role("button", name="Save changes").click()
    expect(page.locator("#kept [name=description]")).to_have_value(TEXT)
    page.goto("about:blank")

    enter(page, "alice")
    page.goto(f"/events/{retreat}/edit")
    expect(page.get_by_role("button", name="Save changes")).to_be_visible()
    expect(page.get_by_role("button", name="Use it")).to_have_count(0)
    page.goto(f"/events/{retreat}")
    page.get_by_role("link", name="Edit Description").click()
    expect(page.locator("#form-description [name=description]")).to_have_value("Bring a book.")
    assert "Studio Nord" not in page.content()

    page.context.clear_cookies()
    use_draft(enter(page, "bob"), retreat)


def test_a_form_that_never_arrived_is_offered_again_whatever_page_comes_next(
    page: Page, retreat: int
) -> None:
    enter(page, "bob")
    page.goto("/events/new")
    page.fill("[name=title]", "Garden party")
    page.route("**/events", lambda route: route.abort())
    page.get_by_role("button", name="Save event").click()
    while not page.url.startswith("chrome-error:"):
        page.wait_for_timeout(20)
    page.goto("/")  # sends on to the month, as saving would to the event
    page.goto("/events/new")
    page.get_by_role("button", name="Use it").click()
    expect(page.locator("[name=title]")).to_have_value("Garden party")
