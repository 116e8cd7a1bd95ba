"""Pages that stay open overnight: what they say of today is true in the morning."""

from datetime import UTC, date, datetime, timedelta

import pytest
from playwright.sync_api import Page, Route, expect
from sqlalchemy import update
from sqlalchemy.orm import Session

from tests.support.editing import is_the_same, open_field, watch
from tests.support.signed_in import OpenAs, open_as
from tests.support.time_zones import a_day_apart
from webapp.models import EventVersion, Person

__all__ = ["open_as"]
A_DAY = 24 * 60 * 60_000


class Night:
    """Alice's browser, whose clock goes on by a day; the server's does when the page fetches itself.

    From then on she is where it is a day later. Not before: a page that connects again finds that her zone has changed.
    """

    def __init__(self, page: Page, alice: Person, session: Session) -> None:
        self.page, self._alice, self._session = page, alice, session
        self._before, self._after = a_day_apart()
        self._move(self._before)
        # The line of now moves when a minute is over, and goes by the zone as well: none is over soon.
        page.clock.install(time=datetime.now(UTC).replace(second=0))

    def fall(self) -> None:
        held: list[Route] = []
        self.page.route(self.page.url, lambda route: held.append(route))
        with self.page.expect_request(self.page.url):
            self.page.clock.fast_forward(A_DAY)
        while not held:
            self.page.wait_for_timeout(5)
        self._move(self._after)
        held.pop().continue_()
        self.page.unroute(self.page.url)

    def _move(self, zone: str) -> None:
        self._alice.zone = zone
        self._session.merge(self._alice)
        self._session.commit()


@pytest.fixture
def night(open_as: OpenAs, alice: Person, session: Session, cast: object) -> Night:
    return Night(open_as(alice), alice, session)


def the_day_after(day: str) -> str:
    return f"{date.fromisoformat(day) + timedelta(days=1)}"


def test_another_day_is_marked_as_today_and_has_the_line_of_now(night: Night) -> None:
    page = night.page
    page.goto("/day")
    today = page.locator("#main").get_attribute("data-live-date") or ""
    watch(page, f"/days/{today}?n=2")
    expect(page.locator(f"#wday-{today} #now")).to_have_count(1)
    night.fall()

    tomorrow = page.locator(f"#wday-{the_day_after(today)}")
    expect(tomorrow.locator("#now")).to_have_count(1)
    expect(page.locator("#now")).to_have_count(1)
    expect(page.locator(".wk__col--today")).to_have_attribute("data-day", the_day_after(today))
    marked = page.locator("#mini [aria-current=date]")
    expect(marked).to_have_text(str(date.fromisoformat(the_day_after(today)).day))
    assert is_the_same(page)


def test_the_page_of_today_goes_on_to_the_new_day(night: Night) -> None:
    page = watch(night.page, "/day")
    main = page.locator("#main")
    today = main.get_attribute("data-live-date") or ""
    night.fall()
    expect(main).to_have_attribute("data-live-date", the_day_after(today))
    expect(page.locator("#live-state")).to_have_text("Live")
    assert not is_the_same(page)  # it is told of another day from now on


def test_a_history_calls_yesterday_yesterday(night: Night, retreat: int, session: Session) -> None:
    page = watch(night.page, f"/events/{retreat}/history")
    heading = page.locator(".hist__day h2")
    expect(heading).to_contain_text("Today, ")
    session.execute(update(EventVersion).values(at=datetime.now(UTC) - timedelta(days=1)))
    night.fall()
    expect(heading).to_contain_text(", 1 day ago")
    assert is_the_same(page)


def test_what_is_being_typed_over_midnight_stays(night: Night, retreat: int) -> None:
    page = watch(night.page, f"/events/{retreat}")
    form = open_field(page, "Where")
    where = form.get_by_role("textbox")
    where.fill("Under the moon")
    with page.expect_response(f"**/events/{retreat}"):
        night.fall()
    expect(where).to_have_value("Under the moon")
    form.get_by_role("button", name="Save").click()
    expect(page.locator("#ev-location")).to_contain_text("Under the moon")
