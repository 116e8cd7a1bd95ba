"""A draft that is used again knows what its person had seen and decided, and no more than that."""

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy.orm import Session

from tests.support.browsers import Complaints
from tests.support.editing import (
    badge,
    edit,
    forgive_being_away,
    notes,
    open_field,
    save,
    saved,
    watch,
)
from tests.support.signed_in import OpenAs
from tests.support.sockets import Visitor
from webapp.models import Person


@pytest.fixture
def page(open_as: OpenAs, alice: Person, retreat: int) -> Page:
    """Alice has the form open, and it is live."""
    return watch(open_as(alice), f"/events/{retreat}/edit")


def come_back(page: Page, path: str) -> None:
    """Leave in the middle of it, and open the page again."""
    page.once("dialog", lambda dialog: dialog.accept())
    page.goto("/month")
    watch(page, path)


def test_a_draft_from_before_does_not_replace_what_the_form_followed_since(
    page: Page, editor: Visitor, retreat: int
) -> None:
    page.fill("[name=location]", "Attic")
    come_back(page, f"/events/{retreat}/edit")
    edit(editor, retreat, "location", location="Studio Nord")
    expect(page.locator("[name=location]")).to_have_value("Studio Nord")
    page.get_by_role("button", name="Use it").click()
    expect(page.locator("[name=location]")).to_have_value("Attic")
    expect(badge(page, "location")).to_contain_text("Studio Nord")
    page.get_by_role("button", name="Save changes").click()
    expect(page.get_by_text("both changed Where")).to_be_visible()


def test_a_choice_to_keep_the_own_words_is_kept_with_the_draft(
    page: Page, editor: Visitor, session: Session, retreat: int
) -> None:
    page.fill("[name=location]", "Attic")
    edit(editor, retreat, "location", location="Studio Nord")
    page.get_by_role("button", name="Keep mine").click()
    come_back(page, f"/events/{retreat}/edit")
    page.get_by_role("button", name="Use it").click()
    expect(page.locator("[name=location]")).to_have_value("Attic")
    expect(badge(page, "location")).to_have_count(0)
    save(page, retreat)
    assert saved(session, retreat)["location"] == "Attic"


def test_what_came_after_the_choice_is_asked_about_when_the_draft_is_used(
    page: Page, editor: Visitor, session: Session, retreat: int
) -> None:
    page.fill("[name=location]", "Attic")
    edit(editor, retreat, "location", location="Studio Nord")
    page.get_by_role("button", name="Keep mine").click()
    page.once("dialog", lambda dialog: dialog.accept())
    page.goto("/month")
    edit(editor, retreat, "location", base=2, location="Barn")
    watch(page, f"/events/{retreat}/edit")
    page.get_by_role("button", name="Use it").click()
    expect(badge(page, "location")).to_contain_text("Bob changed Where to “Barn”")
    page.get_by_role("button", name="Take theirs").click()
    save(page, retreat)
    assert saved(session, retreat)["location"] == "Barn"


def test_what_the_draft_does_not_touch_stays_as_others_saved_it(
    page: Page, editor: Visitor, session: Session, retreat: int, complaints: Complaints
) -> None:
    page.fill("[name=location]", "Attic")
    edit(editor, retreat, "title", title="Summit")
    expect(notes(page, "title")).to_contain_text("Bob changed Title")
    come_back(page, f"/events/{retreat}/edit")
    page.get_by_role("button", name="Use it").click()
    expect(page.locator("[name=title]")).to_have_value("Summit")
    page.context.set_offline(True)  # this one is not heard of before saving
    edit(editor, retreat, "title", base=2, title="Offsite")
    page.context.set_offline(False)
    expect(page.locator("[name=title]")).to_have_value("Offsite")
    save(page, retreat)
    assert (saved(session, retreat)["title"], saved(session, retreat)["location"]) == ("Offsite", "Attic")
    forgive_being_away(complaints)


def test_an_earlier_text_that_was_put_back_stays_back(
    page: Page, editor: Visitor, session: Session, retreat: int
) -> None:
    edit(editor, retreat, "location", location="Studio Nord")
    page.get_by_role("button", name="Put “Harbour room” back").click()
    come_back(page, f"/events/{retreat}/edit")
    page.get_by_role("button", name="Use it").click()
    expect(badge(page, "location")).to_have_count(0)
    save(page, retreat)
    assert saved(session, retreat)["location"] == "Harbour room"


def test_the_draft_of_one_field_keeps_the_choice_too(
    page: Page, editor: Visitor, session: Session, retreat: int
) -> None:
    watch(page, f"/events/{retreat}")
    open_field(page, "Where").locator("[name=location]").fill("Attic")
    edit(editor, retreat, "location", location="Studio Nord")
    page.get_by_role("button", name="Keep mine").click()
    come_back(page, f"/events/{retreat}")
    open_field(page, "Where")
    page.get_by_role("button", name="Use it").click()
    page.get_by_role("button", name="Save").click()
    expect(page.locator("#ev-location")).to_contain_text("Attic")
    assert saved(session, retreat)["location"] == "Attic"
