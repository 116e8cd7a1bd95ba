"""Events of an agenda, and of the list below a month on a phone, are put on another day and keep their hours."""

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy.orm import Session

from tests.browser.test_drag import drag, times, toast
from tests.support.cast import a_document
from tests.support.editing import saved, watch
from tests.support.fingers import BACK_AND_STILL, MENU, PHONE, Finger, at_rest, middle
from tests.support.overlap_scenes import YEAR, mind, planned
from tests.support.series_forms import series
from tests.support.signed_in import OpenAs
from tests.support.time_zones import IN_2026
from webapp.models import Person
from webapp.operations.events import create_event

__all__ = ["series"]

AGENDA, MONTH = "/agenda/2026-03-20", "/month/2026/3?day=2026-03-24"


def swipe_up(page: Page, finger: Finger, start: tuple[float, float]) -> None:
    """Scroll with a finger, see that it took nothing, and go back to the top."""
    x, y = start
    finger.down(x, y)
    finger.to(x, y - 160)
    finger.up()
    page.locator("html").evaluate(
        "async () => { while (scrollY < 60) await new Promise(requestAnimationFrame); }"
    )
    expect(page.locator(".drag-ghost")).to_have_count(0)
    page.locator("html").evaluate(BACK_AND_STILL, 0)


def test_a_finger_carries_an_event_of_the_agenda_to_a_free_day_and_a_swipe_scrolls(
    open_as: OpenAs, alice: Person, session: Session, team: int, retreat: int
) -> None:
    for hour in range(10, 20):
        when = {"start": f"2026-03-24T{hour}:00", "end": f"2026-03-24T{hour}:30"}
        create_event(team, a_document(title=f"Call {hour}", **when), by=alice)
    page = watch(open_as(alice, **PHONE), AGENDA)
    row, finger, ghost = (
        page.locator("#cal li", has_text="Retreat"),
        Finger(page),
        page.locator(".drag-ghost"),
    )
    swipe_up(page, finger, middle(row))

    place = row.bounding_box()
    finger.down(*middle(row))
    expect(ghost.first).to_contain_text("Tue 24 Mar, 09:00–10:00")
    assert row.bounding_box() == pytest.approx(place, abs=1)
    assert row.evaluate(MENU) is False and page.evaluate("getSelection().toString()") == ""
    assert row.locator("a").evaluate("link => getComputedStyle(link).userSelect") == "none"
    finger.to(middle(row)[0], 60)  # so near to the edge it scrolls, as far as there is a day
    expect(ghost.first).to_contain_text("Fri 20 Mar, 09:00–10:00")
    finger.to(*at_rest(page.locator(".ag__free", has_text="Sat 21 Mar")))
    expect(ghost.first).to_contain_text("Sat 21 Mar, 09:00–10:00")
    finger.up()

    expect(toast(page)).to_have_text(f"Moved Retreat to Sat 21 March{IN_2026}, 09:00–10:00.")
    expect(page.locator("#day-2026-03-21 li")).to_contain_text("Retreat")
    expect(page.locator(".ghosts, .ag__free")).to_have_count(0)
    assert times(session, retreat) == ("03-21T09:00", "03-21T10:00")
    page.get_by_role("button", name="Undo").tap()
    expect(page.locator("#day-2026-03-24 li", has_text="Retreat")).to_have_count(1)
    assert page.evaluate("window.neverReloaded") is True


def test_on_a_phone_an_event_goes_from_the_list_of_a_day_onto_another_day_of_the_month(
    open_as: OpenAs, alice: Person, session: Session, series: int, retreat: int
) -> None:
    page = watch(open_as(alice, **PHONE), MONTH)
    listed, finger, ghost = page.locator("#dayview li[data-event]"), Finger(page), page.locator(".drag-ghost")
    finger.down(*middle(listed.filter(has=page.locator("b", has_text="Retreat"))))
    expect(ghost.first).to_contain_text("Tue 24 Mar, 09:00–10:00")
    finger.to(*middle(page.locator("#day-2026-03-12")))
    expect(ghost.first).to_contain_text("Thu 12 Mar, 09:00–10:00")
    finger.up()
    expect(toast(page)).to_have_text(f"Moved Retreat to Thu 12 March{IN_2026}, 09:00–10:00.")
    expect(listed).to_have_count(1)
    expect(page.locator("#day-2026-03-12 .ticks i")).to_have_count(1)
    expect(ghost).to_have_count(0)
    assert times(session, retreat) == ("03-12T09:00", "03-12T10:00")

    drag(page, middle(listed), middle(page.locator("#day-2026-03-26")))
    page.get_by_role("dialog", name="Move which ones?").get_by_role("button", name="Move").tap()
    expect(toast(page)).to_have_text(f"Moved Stand-up to Thu 26 March{IN_2026}, 09:00–10:00.")
    assert saved(session, series)["overrides"]["2026-03-24T09:00"]["start"] == "2026-03-26T09:00"


@pytest.mark.parametrize(("path", "keys"), [(AGENDA, ("Down", "Right")), (MONTH, ("Down", "Left"))])
def test_by_keys_an_event_is_carried_by_days(
    open_as: OpenAs, alice: Person, session: Session, retreat: int, path: str, keys: tuple[str, str]
) -> None:
    page = watch(open_as(alice, viewport={"width": 390, "height": 700}), path)
    place, day = ("#cal", "26") if path == AGENDA else ("#dayview", "30")
    page.locator(f"{place} li[data-event] a").focus()
    page.keyboard.press("Space")
    for key in keys:
        page.keyboard.press(f"Arrow{key}")
    expect(page.locator(".drag-ghost").first).to_contain_text(f"{day} Mar, 09:00–10:00")
    page.keyboard.press("Enter")
    expect(toast(page)).to_contain_text("Moved Retreat to")
    expect(page.locator(f"#day-2026-03-{day} a:focus")).to_have_count(1)
    assert times(session, retreat) == (f"03-{day}T09:00", f"03-{day}T10:00")


def test_a_move_in_the_agenda_that_is_refused_goes_back_and_says_why(
    owners: Page, alice: Person, session: Session, team: int
) -> None:
    mind(team, alice)
    event = create_event(team, planned(), by=alice).event_id
    create_event(team, planned(day=f"{YEAR}-03-26", title="Review"), by=alice)
    watch(owners, f"/agenda/{YEAR}-03-20")
    mine = owners.locator(f"#day-{YEAR}-03-24 li", has_text="Retreat")
    x, y = middle(mine)
    drag(owners, (x, y), (x, y + 30), drop=False)  # runs of free days open
    owners.mouse.move(*middle(owners.locator(f"#day-{YEAR}-03-26 .ag__date")))
    expect(owners.locator(".drag-ghost").first).to_contain_text("26 Mar, 09:00–10:00")
    owners.mouse.up()

    expect(toast(owners)).to_contain_text("Review")
    expect(owners.locator(".ghosts, .ag__free, [data-lifted]")).to_have_count(0)
    assert saved(session, event)["start"] == f"{YEAR}-03-24T09:00"
    owners.get_by_role("link", name="Open it").click()
    expect(owners.get_by_role("heading", name="Retreat")).to_be_visible()
