"""Every page, light and dark, wide and narrow: nothing that axe objects to, nothing to scroll sideways for."""

from collections.abc import Sequence
from datetime import UTC, datetime

import pytest
from playwright.sync_api import Page

from tests.support.accessibility import SCHEMES, Scheme, turn, violations
from tests.support.doors import enter
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


@everywhere
def test_the_door_pleases_everybody(page: Page, everywhere: bool) -> None:
    assert objections(page, FOR_EVERYBODY, everywhere) == []


@everywhere
@pytest.mark.parametrize("half", [0, 1])
@pytest.mark.timeout(300)
def test_the_pages_of_a_calendar_please_everybody(
    page: Page, team: int, retreat: int, half: int, everywhere: bool
) -> None:
    then = f"/then/{write_moment(datetime.now(UTC), 'UTC')}"
    paths = [path.format(event=retreat, calendar=team, then=then) for path in FOR_ALICE[half::2]]
    assert objections(enter(page, "alice"), paths, everywhere) == []


@everywhere
def test_the_pages_of_an_admin_please_everybody(page: Page, everywhere: bool) -> None:
    assert objections(enter(page, "root"), FOR_ROOT, everywhere) == []


def objections(page: Page, paths: Sequence[str], everywhere: bool) -> list[str]:
    found = []
    for number, path in enumerate(paths):
        page.goto(path)
        for is_dark, scheme in enumerate(SCHEMES):
            axe_at = AXE_AT if everywhere else (AXE_AT[(number + is_dark) % 2],)
            widths = axe_at if is_dark else WIDTHS  # in the dark only colours differ
            found += [
                f"{path}: {objection}, {scheme}" for objection in looked_at(page, scheme, widths, axe_at)
            ]
    return found


def looked_at(page: Page, scheme: Scheme, widths: Sequence[int], axe_at: Sequence[int]) -> list[str]:
    found: list[str] = []
    for width in widths:
        turn(page, width, scheme)
        if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            found.append(f"scrolls sideways at {width} px")
        if width in axe_at:
            found += [f"{violation} ({width} px)" for violation in violations(page)]
    return found
