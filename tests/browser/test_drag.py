"""Events are moved, resized and made by mouse, finger and keys; what is refused goes back and says why."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect
from sqlalchemy.orm import Session

from tests.support import without_sockets
from tests.support.browsers import Complaints
from tests.support.cast import a_document
from tests.support.editing import saved, watch
from tests.support.fingers import BACK_AND_STILL, Finger, middle
from tests.support.series_forms import series
from tests.support.signed_in import OpenAs
from tests.support.sockets import Arrive, Visitor
from tests.support.time_zones import IN_2026
from webapp.models import Person
from webapp.operations.events import create_event

__all__ = ["series"]

WEEK, MONTH = "/week/2026-03-24", "/month/2026/3"


def block(page: Page, day: str = "24") -> Locator:
    return page.locator(f"#wday-2026-03-{day} .ev")


def column(page: Page, day: str) -> float:
    return middle(page.locator(f"#wday-2026-03-{day}"))[0]


def drag(page: Page, start: tuple[float, float], end: tuple[float, float], drop: bool = True) -> None:
    page.mouse.move(*start)
    page.mouse.down()
    page.mouse.move((start[0] + end[0]) / 2, (start[1] + end[1]) / 2, steps=3)
    page.mouse.move(*end, steps=3)
    if drop:
        page.mouse.up()


def scroll_of(page: Page) -> float:
    return float(page.locator("#wk-scroll").evaluate("box => box.scrollTop"))


def scrolled(page: Page, enough: Callable[[float], bool]) -> None:
    """Wait until the hours have scrolled so far; the policy of the page lets no text be evaluated in it again and again."""
    for _ in range(100):
        if enough(scroll_of(page)):
            return
        page.wait_for_timeout(50)
    raise AssertionError(f"It stands at {scroll_of(page)}.")


def toast(page: Page) -> Locator:
    return page.locator(".toast p").last


def times(session: Session, event: int) -> tuple[str, str]:
    document = saved(session, event)
    return document["start"][5:], document["end"][5:]


def test_a_block_is_moved_in_time_and_to_another_day_and_undo_takes_it_back(
    owners: Page, session: Session, retreat: int
) -> None:
    watch(owners, WEEK)
    x, y = middle(block(owners))
    drag(owners, (x, y), (column(owners, "26"), y + 97), drop=False)
    expect(owners.locator(".drag-ghost")).to_contain_text("10:30–11:30")
    owners.mouse.up()

    expect(toast(owners)).to_have_text(f"Moved Retreat to Thu 26 March{IN_2026}, 10:30–11:30.")
    expect(block(owners, "26")).to_have_class(re.compile("from-10 past-30"))
    expect(block(owners)).to_have_count(0)
    expect(owners.locator(".drag-ghost")).to_have_count(0)
    assert times(session, retreat) == ("03-26T10:30", "03-26T11:30")
    owners.get_by_role("button", name="Undo").click()

    expect(toast(owners)).to_have_text("Took back version 2.")
    expect(block(owners)).to_have_class(re.compile("from-9 past-0"))
    assert times(session, retreat) == ("03-24T09:00", "03-24T10:00")
    assert owners.evaluate("window.neverReloaded") is True


def test_edges_change_the_length_and_escape_changes_nothing(
    owners: Page, session: Session, retreat: int
) -> None:
    watch(owners, WEEK)
    box = block(owners).bounding_box()
    x = box["x"] + 40
    drag(owners, (x, box["y"] + box["height"] - 3), (x, box["y"] + box["height"] + 44))
    expect(toast(owners)).to_have_text(f"Retreat is now Tue 24 March{IN_2026}, 09:00–10:45.")
    expect(block(owners)).to_have_class(re.compile("for-1 and-45"))
    drag(owners, (x, box["y"] + 3), (x, box["y"] - 27))
    expect(block(owners)).to_have_class(re.compile("from-8 past-30"))
    assert times(session, retreat) == ("03-24T08:30", "03-24T10:45")

    x, y = middle(block(owners))
    top = scroll_of(owners)
    head = owners.locator(".wk__head").bounding_box()
    drag(owners, (x, y), (x, head["y"] + head["height"] + 12), drop=False)
    scrolled(owners, lambda now: now < top - 100)
    owners.keyboard.press("Escape")
    owners.mouse.up()
    expect(owners.locator(".drag-ghost")).to_have_count(0)
    expect(owners).to_have_url(re.compile(WEEK))
    assert times(session, retreat) == ("03-24T08:30", "03-24T10:45")
    block(owners).click()
    expect(owners).to_have_url(re.compile(f"/events/{retreat}$"))


def test_a_month_moves_events_between_days_and_makes_some_of_several_days(
    owners: Page, session: Session, retreat: int
) -> None:
    watch(owners, MONTH)
    day = owners.locator("#day-2026-03-19")
    drag(owners, middle(owners.locator("#day-2026-03-24 .chip")), middle(day))
    expect(toast(owners)).to_have_text(f"Moved Retreat to Thu 19 March{IN_2026}, 09:00–10:00.")
    expect(day.locator(".chip")).to_contain_text("Retreat")
    assert times(session, retreat) == ("03-19T09:00", "03-19T10:00")

    drag(owners, middle(owners.locator("#day-2026-03-10")), middle(owners.locator("#day-2026-03-12")))
    expect(owners).to_have_url(re.compile(r"date=2026-03-10&end_date=2026-03-12&all_day=1"))
    expect(owners.locator("[name=all_day]")).to_be_checked()
    expect(owners.locator("[name=end_date]")).to_have_value("2026-03-12")


def test_dragging_over_free_hours_makes_an_event_as_long(owners: Page, retreat: int) -> None:
    watch(owners, WEEK)
    x, y = column(owners, "25"), middle(block(owners))[1]
    drag(owners, (x, y + 2), (x, y + 92))
    expect(owners).to_have_url(re.compile("/events/new"))
    for name, value in {"start_date": "2026-03-25", "start_time": "09:30", "end_time": "11:00"}.items():
        expect(owners.locator(f"[name={name}]")).to_have_value(value)


def test_between_the_hours_and_the_days_above_them(owners: Page, session: Session, retreat: int) -> None:
    watch(owners, WEEK)
    x = column(owners, "25")
    above = owners.locator(".wk__all").nth(2).bounding_box()["y"] + 8
    drag(owners, middle(block(owners)), (x, above))
    expect(toast(owners)).to_have_text(f"Moved Retreat to Wed 25 March{IN_2026}.")
    bar = owners.locator("#wtop .chip", has_text="Retreat")
    right = bar.bounding_box()
    drag(owners, (right["x"] + right["width"] - 3, right["y"] + 8), (column(owners, "27"), right["y"] + 8))
    expect(toast(owners)).to_have_text(f"Retreat is now Wed 25 March{IN_2026} – Fri 27 March{IN_2026}.")
    assert times(session, retreat) == ("03-25", "03-27")


@pytest.mark.parametrize("width", [390, 1280])
def test_a_finger_takes_an_event_by_resting_on_it_and_a_swipe_scrolls(
    open_as: OpenAs, alice: Person, session: Session, retreat: int, width: int
) -> None:
    page = watch(open_as(alice, has_touch=True, viewport={"width": width, "height": 800}), WEEK)
    block(page).scroll_into_view_if_needed()
    finger = Finger(page)
    x, y = middle(block(page))
    before = scroll_of(page)
    finger.down(x, y)
    finger.to(x, y - 80)
    finger.up()
    scrolled(page, lambda now: now > before)
    assert saved(session, retreat)["start"] == "2026-03-24T09:00"
    expect(page.locator(".drag-ghost")).to_have_count(0)

    page.locator("#wk-scroll").evaluate(BACK_AND_STILL, before)
    x, y = middle(block(page))
    finger.down(x, y)
    expect(page.locator(".drag-ghost")).to_have_count(1)
    finger.to(x, y + 60)
    finger.up()
    expect(toast(page)).to_have_text(f"Moved Retreat to Tue 24 March{IN_2026}, 10:00–11:00.")
    assert times(session, retreat) == ("03-24T10:00", "03-24T11:00")


def test_by_keys_an_event_is_moved_in_a_dialog_or_carried(
    owners: Page, session: Session, retreat: int
) -> None:
    watch(owners, WEEK)
    link = block(owners).locator("a")
    link.focus()
    owners.keyboard.press("m")
    dialog = owners.get_by_role("dialog", name="Move Retreat")
    dialog.get_by_label("Hours").fill("2")
    dialog.get_by_label("From", exact=True).fill("14:20")
    owners.keyboard.press("Enter")
    expect(toast(owners)).to_have_text(f"Moved Retreat to Tue 24 March{IN_2026}, 14:20–16:20.")
    expect(block(owners)).to_have_class(re.compile("from-14 past-20"))

    link.focus()
    owners.keyboard.press("Space")
    expect(owners.locator("#status")).to_contain_text("Retreat is in your hand")
    for key in ("ArrowRight", "ArrowUp", "ArrowUp"):
        owners.keyboard.press(key)
    expect(owners.locator("#status")).to_have_text("Wed 25 Mar, 13:50–15:50")
    owners.keyboard.press("Enter")
    expect(toast(owners)).to_have_text(f"Moved Retreat to Wed 25 March{IN_2026}, 13:50–15:50.")
    assert times(session, retreat) == ("03-25T13:50", "03-25T15:50")
    expect(block(owners, "25").locator("a")).to_be_focused()
    owners.keyboard.press("Tab")
    expect(owners.get_by_role("button", name="Move Retreat to…")).to_be_focused()


def test_a_series_asks_for_which_ones_and_goes_back_without_an_answer(
    owners: Page, session: Session, series: int
) -> None:
    watch(owners, "/week/2026-04-07")
    there = owners.locator("#wday-2026-04-07 .ev")
    x, y = middle(there)
    drag(owners, (x, y), (x, y + 120))
    dialog = owners.get_by_role("dialog", name="Move which ones?")
    expect(dialog).to_contain_text("All 10 occurrences move")
    owners.keyboard.press("Escape")
    expect(owners.locator(".drag-ghost")).to_have_count(0)
    expect(there).to_have_class(re.compile("from-9 "))
    drag(owners, (x, y), (x, y + 120))
    dialog.get_by_label("This one").check()
    dialog.get_by_role("button", name="Move").click()

    expect(toast(owners)).to_have_text(f"Moved Stand-up to Tue 7 April{IN_2026}, 11:00–12:00.")
    expect(there).to_have_class(re.compile("from-11 "))
    assert saved(session, series)["overrides"]["2026-04-07T09:00"]["start"] == "2026-04-07T11:00"


def test_others_changes_wait_for_the_drop_and_a_refused_move_goes_back_and_says_why(
    owners: Page, editor: Visitor, alice: Person, session: Session, team: int, retreat: int
) -> None:
    heard: list[int] = []
    create_event(team, a_document(title="Lunch", start="2026-03-24T12:00", end="2026-03-24T13:00"), by=alice)
    owners.on("websocket", lambda socket: socket.on("framereceived", lambda _: heard.append(1)))
    watch(owners, WEEK)
    mine, lunch = block(owners).filter(has_text="Retreat"), block(owners).filter(has_text="Lunch")
    x, y = middle(mine)
    drag(owners, (x, y), (x, y + 180), drop=False)
    before = len(heard)
    when = {"start_date": "2026-03-24", "start_time": "07:30", "end_date": "2026-03-24", "end_time": "08:30"}
    assert editor.post(f"/events/{retreat}/fields/when", base=1, zone="Europe/Berlin", **when) == 303
    assert editor.post(f"/events/{retreat + 1}/fields/title", base=1, title="Long lunch") == 303
    while len(heard) < before + 2:
        owners.wait_for_timeout(20)
    owners.mouse.move(x + 5, y + 185)
    expect(owners.locator(".drag-ghost")).to_contain_text("12:00–13:00")
    assert lunch.count() == 1 and owners.locator("[data-lifted]").count() == 1
    owners.mouse.up()

    expect(toast(owners)).to_have_text("Bob changed When of Retreat meanwhile, so your move was not saved.")
    expect(mine).to_have_class(re.compile("from-7 past-30"))
    expect(block(owners).filter(has_text="Long lunch")).to_have_count(1)
    expect(owners.locator(".drag-ghost")).to_have_count(0)
    assert times(session, retreat) == ("03-24T07:30", "03-24T08:30")


def test_a_viewer_drags_nothing(
    open_as: OpenAs, arrive: Arrive, vera: Person, alice: Person, team: int, retreat: int
) -> None:
    page = watch(open_as(vera), WEEK)
    x, y = middle(block(page))
    drag(page, (x, y), (x, y + 120), drop=False)
    expect(page.locator(".drag-ghost")).to_have_count(0)
    page.mouse.up()
    assert arrive(alice).post(f"/calendars/{team}/shares/{vera.id}", role="editor") == 303
    expect(page.locator("#main")).to_have_attribute("data-writable", re.compile(rf"\bc{team}\b"))
    drag(page, middle(block(page)), (x, y + 120))
    expect(toast(page)).to_contain_text("Moved Retreat")


def test_where_no_frame_brings_it_the_page_fetches_what_was_moved(
    owners: Page, retreat: int, complaints: Complaints
) -> None:
    without_sockets.block(owners)
    owners.route("**/live/news*", lambda route: route.abort())
    owners.goto(WEEK)
    x, y = middle(block(owners))
    drag(owners, (x, y), (x, y + 60))
    expect(block(owners)).to_have_class(re.compile("from-10 "))
    expect(owners.locator(".drag-ghost")).to_have_count(0)
    complaints.texts.clear()
