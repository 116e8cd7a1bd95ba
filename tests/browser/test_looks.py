"""Every page, light and dark, wide and narrow: nothing that axe objects to, nothing to scroll sideways for."""

from collections.abc import Sequence
from datetime import UTC, datetime

import pytest
from playwright.sync_api import Page

from tests.support.accessibility import violations
from tests.support.browsers import OpenContext
from tests.support.doors import enter
from tests.support.live_server import LiveServer
from webapp.domain.past_moment import write_moment

pytestmark = pytest.mark.usefixtures("cast")
WIDTHS = (320, 390, 820, 1280, 1600)
FOR_EVERYBODY = ("/sign-in", "/sign-up")
FOR_ALICE = (
    "/month/2026/3",
    "/week/2026-03-24?zone=Asia/Kolkata",
    "/days/2026-03-23?n=3",
    "/day/2026-03-24",
    "/year/2026",
    "/agenda/2026-03-24",
    "/agenda/2026-05-01",
    "/free-times?with=alice,bob&optional=vera&date=2099-03-24&days=2",
    "/events/new",
    "/events/{event}",
    "/events/{event}/edit",
    "/events/{event}/moves/new",
    "/events/{event}/history",
    "/events/{event}/blame",
    "/events/{event}/sharing",
    "/events/{event}/versions/1",
    "/then?at=",
    "{then}/month/2026/3",
    "{then}/week/2026-03-24",
    "{then}/agenda/2026-03-20",
    "{then}/events/{event}",
    "/then/2026-03-24T09:00/changes",
    "/calendars",
    "/calendars/new",
    "/calendars/{calendar}/settings",
    "/calendars/{calendar}/sharing",
    "/calendars/{calendar}/history",
    "/calendars/{calendar}/trash",
    "/calendars/{calendar}/history?unit=settings",
    "/calendars/{calendar}/feed",
    "/calendars/{calendar}/deletion",
    "/profile",
    "/nowhere",
)
FOR_ROOT = ("/admin/people", "/admin/calendars", "/admin/audit")


AXE_AT = (390, 1280)
# Axe takes longest: it looks at one page narrow in the light and wide in the dark, at the next the other way round.
everywhere = pytest.mark.parametrize("everywhere", [False, pytest.param(True, marks=pytest.mark.soak)])


@pytest.fixture(params=["light", "dark"])
def lit_page(request: pytest.FixtureRequest, open_context: OpenContext, live_server: LiveServer) -> Page:
    return open_context(base_url=live_server.url, color_scheme=request.param).new_page()


@everywhere
def test_the_door_pleases_everybody(lit_page: Page, everywhere: bool) -> None:
    assert objections(lit_page, FOR_EVERYBODY, everywhere) == []


@everywhere
@pytest.mark.timeout(300)
def test_the_pages_of_a_calendar_please_everybody(
    lit_page: Page, team: int, retreat: int, everywhere: bool
) -> None:
    then = f"/then/{write_moment(datetime.now(UTC), 'UTC')}"
    paths = [path.format(event=retreat, calendar=team, then=then) for path in FOR_ALICE]
    assert objections(enter(lit_page, "alice"), paths, everywhere) == []


@everywhere
def test_the_pages_of_an_admin_please_everybody(lit_page: Page, everywhere: bool) -> None:
    assert objections(enter(lit_page, "root"), FOR_ROOT, everywhere) == []


def objections(page: Page, paths: Sequence[str], everywhere: bool) -> list[str]:
    is_dark = bool(page.evaluate("matchMedia('(prefers-color-scheme: dark)').matches"))
    found = []
    for number, path in enumerate(paths):
        axe_at = AXE_AT if everywhere else (AXE_AT[(number + is_dark) % 2],)
        widths = axe_at if is_dark else WIDTHS  # in the dark only colours differ
        found += [f"{path}: {objection}" for objection in looked_at(page, path, widths, axe_at)]
    return found


def looked_at(page: Page, path: str, widths: Sequence[int], axe_at: Sequence[int]) -> list[str]:
    page.goto(path)
    found: list[str] = []
    for width in widths:
        page.set_viewport_size({"width": width, "height": 800})
        if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            found.append(f"scrolls sideways at {width} px")
        if width in axe_at:
            found += [f"{violation} ({width} px)" for violation in violations(page)]
    return found
