"""The form of one date of a series is open while others save: the same as with the form of the whole event."""

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy.orm import Session

from tests.support.editing import badge, edit, notes, saved, watch
from tests.support.series_forms import THIRD, of_instance, series, standup
from tests.support.signed_in import OpenAs
from tests.support.sockets import Visitor
from webapp.models import Person

__all__ = ["series"]


@pytest.fixture
def page(open_as: OpenAs, alice: Person, series: int) -> Page:
    return watch(open_as(alice), f"/events/{series}/edit?occurrence={THIRD}")


def save_this_one(page: Page) -> None:
    page.get_by_role("button", name="Save changes").click()
    page.get_by_role("button", name="Save", exact=True).click()
    page.wait_for_url("**/events/*?occurrence=*")


def test_fields_follow_or_ask_and_what_was_decided_is_saved_for_the_date_alone(
    page: Page, editor: Visitor, session: Session, series: int
) -> None:
    page.fill("[name=title]", "Retro")
    edit(editor, series, "location", location="Studio Nord")
    expect(page.locator("[name=location]")).to_have_value("Studio Nord")
    expect(notes(page, "location")).to_contain_text("Bob changed Where, just now.")

    form = of_instance(standup(location="Studio Nord"), THIRD, 2, title="Review", scope="this")
    assert editor.post(f"/events/{series}", **form) == 303
    expect(badge(page, "title")).to_contain_text("Bob")
    expect(page.locator("[name=title]")).to_have_value("Retro")
    page.get_by_role("button", name="Keep mine").click()
    save_this_one(page)
    assert saved(session, series)["overrides"] == {THIRD: {"title": "Retro"}}
    assert saved(session, series)["location"] == "Studio Nord"


def test_a_date_that_is_taken_out_is_said_above_the_form_and_typing_goes_on(
    page: Page, editor: Visitor, series: int
) -> None:
    page.fill("[name=description]", "Bring cake")
    assert editor.post(f"/events/{series}/deletions", occurrence=THIRD, scope="this") == 303
    expect(page.locator("#banner-live")).to_contain_text(
        "Bob has moved this date or taken it out of the series."
    )
    page.locator("[name=description]").press_sequentially(" and tea")
    page.get_by_role("button", name="Save changes").click()
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("There is no Tue 7 April 2026 in this series any more")).to_be_visible()
    expect(page.get_by_label("Description")).to_have_value("Bring cake and tea")
