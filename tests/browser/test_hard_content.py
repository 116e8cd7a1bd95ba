"""Names that nobody would choose widen no page, and nothing that the keyboard reaches lies below a bar."""

import pytest
from playwright.sync_api import Page, expect

from tests.support.cast import a_document
from webapp.domain.roles import Role
from webapp.operations.calendars import create_calendar
from webapp.operations.events import create_event
from webapp.operations.sharing import share_calendar

pytestmark = pytest.mark.usefixtures("cast")
LONG = "Donaudampfschifffahrtsgesellschaftskapitänsmützenfabrikverwaltung"
RIGHT_TO_LEFT = "اجتماع الفريق الأسبوعي لمناقشة الميزانية والخطط القادمة"
ADDRESS = "https://lantern.example/" + "deep/" * 30
PAGES = (
    "/month/2026/3",
    "/agenda/2026-03-24",
    "/agenda/2026-03-24/selection",
    "/search?q=donaudampf",
    "/search/selection?q=donaudampf",
    "/calendars",
    "/calendars/{calendar}/settings",
    "/calendars/{calendar}/sharing",
    "/calendars/{calendar}/history",
    "/calendars/{calendar}/webhooks",
    "/calendars/{calendar}/deletion",
    "/events/{event}",
    "/events/{event}/edit",
    "/events/{event}/moves/new",
    "/events/{event}/history",
    "/events/{event}/blame",
    "/events/{event}/deletion",
)
# The element that has the focus, where something else lies over it; empty where nothing does.
HIDDEN = """() => {
  const focused = document.activeElement, box = focused.closest("label") ?? focused;
  const { left, top, width, height } = box.getBoundingClientRect();
  const there = document.elementFromPoint(left + Math.min(width / 2, 20), top + height / 2);
  return focused === document.body || box.contains(there) || there?.contains(box) ? "" : focused.outerHTML;
}"""


@pytest.fixture
def hard(alice, bob):
    """The ids of a calendar and an event in it with long names; another event is written from right to left."""
    calendar_id = create_calendar(LONG, "sky", "Europe/Berlin", by=alice)
    share_calendar(calendar_id, bob.id, Role.EDITOR, by=alice)
    create_event(calendar_id, a_document(title=RIGHT_TO_LEFT), by=alice)
    hard = a_document(title=LONG * 2, location=ADDRESS, description=ADDRESS, tags=[LONG[:30]])
    return calendar_id, create_event(calendar_id, hard, by=alice).event_id


def test_long_names_widen_no_page(hard, open_as, alice) -> None:
    page, (calendar_id, event_id) = open_as(alice), hard
    assert [path for path in PAGES if is_wide(page, path.format(calendar=calendar_id, event=event_id))] == []


def is_wide(page: Page, path: str) -> bool:
    page.goto(path)
    found = []
    for width in (390, 1280):
        page.set_viewport_size({"width": width, "height": 800})
        found.append(page.evaluate("document.documentElement.scrollWidth > innerWidth"))
    return any(found)


def test_a_title_from_right_to_left_is_cut_at_its_end(hard, open_as, alice) -> None:
    page = open_as(alice)
    page.set_viewport_size({"width": 1280, "height": 800})
    page.goto("/month/2026/3")
    title = page.locator("#day-2026-03-24 .t", has_text=RIGHT_TO_LEFT)
    assert title.evaluate("node => getComputedStyle(node).direction") == "rtl"
    assert title.evaluate("node => node.scrollWidth > node.clientWidth")


def test_nothing_that_the_keyboard_reaches_lies_below_a_bar(retreat, open_as, alice) -> None:
    page = open_as(alice)
    page.set_viewport_size({"width": 390, "height": 640})
    page.goto(f"/events/{retreat}/edit")
    hidden = []
    for _ in range(30):
        page.keyboard.press("Tab")
        hidden.append(page.evaluate(HIDDEN))
    assert len(hidden) == 30 and not any(hidden)


def test_who_opens_a_field_by_keyboard_goes_on_in_its_form(retreat, open_as, alice) -> None:
    page = open_as(alice)
    page.goto(f"/events/{retreat}")
    page.get_by_role("link", name="Edit Where").press("Enter")
    expect(page.locator("form.fld--open")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.locator("[name=location]")).to_be_focused()
