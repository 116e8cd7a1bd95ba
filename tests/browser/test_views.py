"""Week, day and year as they stand on the screen and on paper, by mouse, by keys, and without scripts."""

import re
from itertools import combinations
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy.orm import Session

from tests.support.browsers import OpenContext
from tests.support.cast import a_document
from tests.support.doors import enter
from tests.support.live_server import LiveServer
from tests.support.signed_in import OpenAs, open_as
from tests.support.sockets import Arrive, arrive
from tests.support.time_zones import where_it_is_noon
from webapp.models import Person
from webapp.operations.events import create_event

__all__ = ["arrive", "open_as"]
pytestmark = pytest.mark.usefixtures("cast")

WEEK, DAY = "/week/2026-03-24", "/day/2026-03-24"
TUESDAY = "#wday-2026-03-24"
BOXES = """column => [...column.querySelectorAll('.ev')].map(block => {
    const at = block.getBoundingClientRect(), around = column.getBoundingClientRect();
    block.querySelector('.own')?.remove();
    return {title: block.innerText, start: block.dataset.start, end: block.dataset.end, left: at.left - around.left,
            right: at.right - around.left, top: at.top - around.top, bottom: at.bottom - around.top,
            width: around.width, height: around.height};
})"""


@pytest.fixture
def owners(open_as: OpenAs, alice: Person) -> Page:
    """Alice's browser."""
    return open_as(alice)


def plan(team: int, by: Person, *events: tuple[str, str, str]) -> None:
    for title, start, end in events:
        create_event(
            team, a_document(title=title, start=f"2026-03-24T{start}", end=f"2026-03-24T{end}"), by=by
        )


def boxes(page: Page, day: str = TUESDAY) -> list[dict[str, Any]]:
    return page.locator(day).evaluate(BOXES)


def overlap(one: dict[str, Any], other: dict[str, Any]) -> bool:
    """Whether two boxes share more than the rounding of a pixel."""
    across = min(one["right"], other["right"]) - max(one["left"], other["left"])
    down = min(one["bottom"], other["bottom"]) - max(one["top"], other["top"])
    return across > 0.5 and down > 0.5


def minute(text: str) -> int:
    return int(text[11:13]) * 60 + int(text[14:16])


@pytest.mark.parametrize("path", [WEEK, DAY])
@pytest.mark.parametrize("width", [390, 1280])
def test_overlapping_events_stand_side_by_side_where_their_times_are(
    owners: Page, alice: Person, team: int, path: str, width: int
) -> None:
    plan(team, alice, *((f"Group {n} with a long title", f"09:{n * 3:02}", "11:00") for n in range(12)))
    plan(team, alice, ("Long", "13:00", "17:00"), ("One", "13:00", "14:00"), ("Two", "13:30", "15:00"))
    plan(team, alice, ("Late", "15:30", "16:30"), ("Moment", "18:00", "18:00"), ("Next", "18:05", "18:10"))
    owners.set_viewport_size({"width": width, "height": 800})
    owners.goto(path)
    found = boxes(owners)

    assert len(found) == (12 if path == DAY else 4) + 6
    assert [(one["title"], two["title"]) for one, two in combinations(found, 2) if overlap(one, two)] == []
    for box in found:
        assert box["left"] >= 0 and box["right"] <= box["width"] + 0.5
        assert box["right"] - box["left"] >= 20 and box["bottom"] - box["top"] >= 24.9
        if box["start"]:
            assert box["top"] == pytest.approx(minute(box["start"]) / 1440 * box["height"], abs=1)
            least = max(minute(box["end"]) - minute(box["start"]), 25)
            assert box["bottom"] - box["top"] == pytest.approx(least / 1440 * box["height"], abs=1)
    by_name = {box["title"].split("\n")[0]: box["right"] - box["left"] for box in found}
    assert by_name["Late"] == pytest.approx(2 * by_name["Long"], rel=0.05)


def test_the_line_of_now_stands_at_now_and_moves_with_it(
    open_as: OpenAs, alice: Person, session: Session
) -> None:
    session.get_one(Person, alice.id).zone = zone = where_it_is_noon()  # the day is not over soon
    session.commit()
    owners = open_as(alice, timezone_id=zone)
    owners.clock.install()
    owners.goto("/day")
    line = owners.locator("#now")
    drawn = line.get_attribute("class")
    owners.clock.run_for(3 * 60_000)

    now = owners.evaluate("(() => { const n = new Date(); return [n.getHours(), n.getMinutes()]; })()")
    expect(line).to_have_class(f"now from-{now[0]} past-{now[1]}")
    assert line.get_attribute("class") != drawn
    place = "line => [line.offsetTop, line.parentElement.clientHeight]"
    top, height = line.evaluate(place)
    assert top == pytest.approx((now[0] * 60 + now[1]) / 1440 * height, abs=1)


@pytest.mark.parametrize("scripts", [True, False])
@pytest.mark.parametrize("width", [390, 1280])
def test_a_week_opens_at_the_hours_of_work(
    open_context: OpenContext, live_server: LiveServer, scripts: bool, width: int
) -> None:
    context = open_context(
        base_url=live_server.url,
        java_script_enabled=scripts,
        viewport={"width": width, "height": 800},
    )
    page = enter(context.new_page(), "alice")
    page.goto(WEEK)

    hour = page.locator(".wk__hour").nth(8).bounding_box()
    head = page.locator(".wk__head").bounding_box()
    # Seven o'clock is the first line below the head.
    assert head["y"] + head["height"] + 60 <= hour["y"] + 1 <= head["y"] + head["height"] + 80


def test_heads_and_hours_stay_while_a_phone_swipes_through_the_week(owners: Page, retreat: int) -> None:
    owners.set_viewport_size({"width": 390, "height": 700})
    owners.goto(WEEK)
    head, hours = owners.locator(".wk__head"), owners.locator(".wk__hours")
    before = head.bounding_box()["y"], hours.bounding_box()["x"]
    owners.locator("#wk-scroll").evaluate("scroller => scroller.scrollTo(400, 900)")

    assert (head.bounding_box()["y"], hours.bounding_box()["x"]) == before
    seen = [column.bounding_box()["x"] for column in owners.locator(".wk__col").all()]
    assert sum(48 <= x < 390 for x in seen) >= 3


def test_a_move_by_somebody_else_takes_the_block_along_and_leaves_the_page_where_it_is(
    owners: Page, arrive: Arrive, bob: Person, retreat: int
) -> None:
    owners.goto(WEEK)
    expect(owners.locator("#live-state")).to_have_text("Live")
    owners.evaluate("window.stayed = true; document.getElementById('wk-scroll').scrollTop = 300")
    expect(owners.locator(TUESDAY)).to_contain_text("Retreat")
    owners.locator("#wname-2026-03-26 .wk__link").focus()
    times = {"start_date": "2026-03-26", "start_time": "14:00", "end_date": "2026-03-26", "end_time": "15:30"}
    saved = arrive(bob).post(f"/events/{retreat}/fields/when", base=1, zone="Europe/Berlin", **times)

    assert saved == 303
    expect(owners.locator("#wday-2026-03-26 .ev")).to_contain_text("Retreat")
    expect(owners.locator("#wday-2026-03-26 .ev")).to_have_class(re.compile("from-14 past-0 for-1 and-30"))
    expect(owners.locator(f"{TUESDAY} .ev")).to_have_count(0)
    expect(owners.locator("#status")).to_contain_text("Bob moved")
    expect(owners.locator("#wname-2026-03-26 .wk__link")).to_be_focused()
    assert owners.evaluate("window.stayed && document.getElementById('wk-scroll').scrollTop") == 300


def test_a_switched_off_calendar_leaves_the_week_where_it_was_scrolled_to(owners: Page, retreat: int) -> None:
    owners.goto(WEEK)
    owners.locator("#wk-scroll").evaluate("scroller => { scroller.scrollTop = 250; }")
    owners.locator("#side-calendars").get_by_role("checkbox", name="Team").uncheck()

    expect(owners.locator(f"{TUESDAY} .ev")).to_have_count(0)
    assert owners.locator("#wk-scroll").evaluate("scroller => scroller.scrollTop") == 250


def test_a_click_on_free_time_begins_an_event_there(owners: Page, retreat: int) -> None:
    owners.goto(WEEK)
    column = owners.locator("#wday-2026-03-25")
    box = column.bounding_box()
    owners.mouse.click(box["x"] + box["width"] / 2, box["y"] + 11.7 * 60)

    expect(owners).to_have_url(re.compile(r"/events/new\?date=2026-03-25&time=11:30"))
    expect(owners.locator("[name=start_date]")).to_have_value("2026-03-25")
    expect(owners.locator("[name=start_time]")).to_have_value("11:30")
    expect(owners.locator("[name=end_time]")).to_have_value("12:30")


def test_keys_go_from_view_to_view_and_to_a_day(owners: Page) -> None:
    owners.goto(DAY)
    for key, path in (
        ("w", "/week/2026-03-24"),
        ("j", "/week/2026-03-30"),
        ("x", "/days/2026-03-30?n=3"),
        ("k", "/days/2026-03-27?n=3"),
        ("d", "/day/2026-03-27"),
        ("y", "/year/2026"),
    ):
        owners.keyboard.press(key)
        expect(owners).to_have_url(re.compile(re.escape(path) + "$"))
        owners.wait_for_load_state()
    owners.keyboard.press("g")
    expect(owners.locator("#jump-to")).to_be_focused()
    owners.keyboard.press("Escape")
    expect(owners.locator("#jump summary")).to_be_focused()


def test_arrows_go_from_day_to_day_of_a_year(owners: Page) -> None:
    owners.goto("/year/2025")
    owners.locator("a", has_text=re.compile("^January$")).focus()
    owners.keyboard.press("Tab")
    expect(owners.locator("#cal").get_by_label("Wednesday 1 January")).to_be_focused()
    for key in ("ArrowDown", "ArrowDown", "ArrowDown", "ArrowDown", "ArrowDown", "ArrowLeft"):
        owners.keyboard.press(key)
    expect(owners.locator("#cal").get_by_label("Tuesday 4 February")).to_be_focused()
    owners.keyboard.press("Enter")
    expect(owners).to_have_url(re.compile("/day/2025-02-04$"))


def test_without_scripts_a_day_is_gone_to_and_a_second_zone_is_chosen(
    open_context: OpenContext, live_server: LiveServer
) -> None:
    context = open_context(base_url=live_server.url, java_script_enabled=False)
    page = enter(context.new_page(), "alice")
    page.goto(WEEK)
    page.locator("#jump summary").click()
    page.locator("#jump-zone").select_option("Asia/Tokyo")
    page.get_by_role("button", name="Show").click()
    expect(page.locator(".wk__corner")).to_contain_text("Tokyo")
    page.locator("#jump summary").click()
    page.locator("#jump-to").fill("2026-06-10")
    page.get_by_role("button", name="Go", exact=True).click()

    expect(page).to_have_url(re.compile("/week/2026-06-10"))
    expect(page.locator(".wk__corner")).to_contain_text("Tokyo")
    expect(page.locator(".bar__title")).to_contain_text("8–14 Jun 2026")


@pytest.mark.parametrize("path", [WEEK, DAY, "/month/2026/3", "/agenda/2026-03-24", "/year/2026"])
def test_on_paper_there_is_the_plan_and_nothing_to_press(owners: Page, retreat: int, path: str) -> None:
    owners.goto(path)
    expect(owners.locator(".side")).to_be_visible()
    owners.emulate_media(media="print")

    for chrome in (".side", ".step", ".seg", "#jump", "#bell", ".bottom", ".wk__add", ".day__add", ".btn"):
        assert not any(found.is_visible() for found in owners.locator(chrome).all()), chrome
    expect(owners.locator("#cal")).to_be_visible()
    if path != "/year/2026":
        expect(owners.locator("#cal").get_by_text("Retreat").first).to_be_visible()
    if path != "/agenda/2026-03-24":
        assert owners.pdf(prefer_css_page_size=True, format="A4").count(b"/Type /Page\n") == 1


def test_paper_shows_the_hours_that_are_used(owners: Page, alice: Person, team: int) -> None:
    plan(team, alice, ("Early", "06:00", "07:00"), ("Dinner", "19:00", "20:30"))
    owners.goto(WEEK)
    owners.emulate_media(media="print")

    columns = owners.locator(".wk__cols").bounding_box()
    for title in ("Early", "Dinner"):
        box = owners.locator(".ev", has_text=title).bounding_box()
        assert (
            columns["y"] - 1 <= box["y"] and box["y"] + box["height"] <= columns["y"] + columns["height"] + 1
        )
    assert owners.locator(".ev", has_text="Early").bounding_box()["y"] == pytest.approx(columns["y"], abs=1)
