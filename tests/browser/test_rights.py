"""Rights become less while somebody types: the page says who did it, stands still, and gives back what was typed."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.support.accessibility import violations
from tests.support.editing import badge, edit, is_the_same, open_field, watch
from tests.support.signed_in import OpenAs
from tests.support.sockets import Arrive, Visitor
from webapp.models import Person

VIEWER = "Alice made you a viewer: you may look, not change."
TYPED = "What you had typed"


@pytest.fixture
def page(open_as: OpenAs, bob: Person, retreat: int) -> Page:
    """Bob's browser, which lets scripts read what was copied."""
    page = open_as(bob)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    return page


@pytest.fixture
def owner(arrive: Arrive, alice: Person, retreat: int) -> Visitor:
    return arrive(alice)


def make_viewer(owner: Visitor, team: int, person: Person) -> None:
    fields = {"role": "viewer", f"role-{person.id}": "viewer"}
    assert owner.post(f"/calendars/{team}/shares/{person.id}", **fields) == 303


def shut_out(owner: Visitor, team: int, person: Person) -> None:
    assert owner.post(f"/calendars/{team}/shares/{person.id}", remove="1") == 303


def copied(page: Page, button: str = "Copy") -> str:
    page.get_by_role("button", name=button).click()
    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    return str(page.evaluate("navigator.clipboard.readText()"))


def drafts(page: Page) -> str:
    return str(page.evaluate("JSON.stringify(localStorage)"))


def test_a_viewer_can_read_the_form_they_were_filling_in_and_copy_what_they_typed(
    page: Page, owner: Visitor, bob: Person, team: int, retreat: int
) -> None:
    watch(page, f"/events/{retreat}/edit").fill("[name=location]", "Attic")
    page.check("[name=status][value=tentative]")
    page.locator("[name=location]").focus()
    make_viewer(owner, team, bob)
    expect(page.locator("#banner-live")).to_contain_text(VIEWER)
    expect(page.locator("[name=location]")).not_to_be_editable()
    expect(page.locator("[name=location]")).to_have_value("Attic")
    expect(page.locator("[name=location]")).to_be_focused()
    expect(page.locator("[name=status][value=tentative]")).to_be_disabled()
    expect(page.get_by_role("button", name="Save changes")).to_be_hidden()
    expect(page.get_by_label(TYPED)).to_have_value("Where:\nAttic\n\nStatus:\nTentative")
    expect(page.locator("#status")).to_have_text(VIEWER)
    assert violations(page) == []
    assert copied(page) == "Where:\nAttic\n\nStatus:\nTentative"
    page.get_by_role("link", name="To the event").click()
    expect(page.locator("#ev-location")).to_contain_text("Harbour room")
    assert "Attic" in drafts(page), "the draft is kept, for the day the role comes back"


def test_nothing_that_is_saved_after_the_role_was_lowered_reaches_the_form(
    page: Page, owner: Visitor, bob: Person, team: int, retreat: int
) -> None:
    watch(page, f"/events/{retreat}/edit").fill("[name=location]", "Attic")
    edit(owner, retreat, "location", location="Studio Nord")
    expect(badge(page, "location")).to_contain_text("Studio Nord")
    make_viewer(owner, team, bob)
    expect(page.locator("#banner-live")).to_contain_text(VIEWER)
    expect(badge(page, "location")).to_have_count(0)
    edit(owner, retreat, "title", base=2, title="Secret summit")
    watch(page.context.new_page(), f"/events/{retreat}")  # as a viewer of the event Bob hears of it
    assert "Secret" not in page.content()


def test_who_is_shut_out_of_the_edit_page_gets_back_what_they_typed(
    page: Page, owner: Visitor, bob: Person, team: int, retreat: int
) -> None:
    watch(page, f"/events/{retreat}/edit").fill("[name=location]", "Attic")
    shut_out(owner, team, bob)
    expect(page.get_by_role("heading", name="We cannot find that page")).to_be_visible()
    expect(page.locator("#banner-live")).to_contain_text("Alice took back your access.")
    expect(page.get_by_label(TYPED)).to_have_value("Where:\nAttic")
    assert copied(page) == "Where:\nAttic"
    assert "Retreat" not in page.content() and "Attic" in drafts(page)
    assert violations(page) == []


def test_the_form_of_one_field_is_taken_from_a_viewer_and_its_text_handed_back(
    page: Page, owner: Visitor, bob: Person, team: int, retreat: int
) -> None:
    watch(page, f"/events/{retreat}")
    open_field(page, "Where").locator("[name=location]").fill("Attic")
    make_viewer(owner, team, bob)
    expect(page.locator("#banner-live")).to_contain_text(VIEWER)
    expect(page.get_by_label(TYPED)).to_have_value("Where:\nAttic")
    expect(page.locator("#form-location")).to_have_count(0)
    expect(page.locator("#ev-location")).to_contain_text("Harbour room")
    expect(page.get_by_role("link", name="Edit")).to_have_count(0)
    assert copied(page) == "Where:\nAttic" and "Attic" in drafts(page)
    expect(page.get_by_label(TYPED)).to_have_count(1)
    edit(owner, retreat, "location", location="Barn")
    expect(page.locator("#ev-location")).to_contain_text("Barn")
    assert is_the_same(page) and violations(page) == []


def test_a_form_without_a_word_in_it_hands_nothing_back(
    page: Page, owner: Visitor, bob: Person, team: int, retreat: int
) -> None:
    watch(page, f"/events/{retreat}")
    open_field(page, "Where")
    make_viewer(owner, team, bob)
    expect(page.locator("#banner-live")).to_contain_text(VIEWER)
    expect(page.locator("#form-location")).to_have_count(0)
    expect(page.get_by_label(TYPED)).to_have_count(0)


def test_what_was_refused_is_handed_back_too(
    page: Page, owner: Visitor, bob: Person, team: int, retreat: int
) -> None:
    watch(page, f"/events/{retreat}")
    open_field(page, "Title").locator("[name=title]").fill("x" * 201)
    page.locator("[name=title]").evaluate(
        "box => { box.removeAttribute('maxlength'); box.value = 'y'.repeat(201) }"
    )
    page.get_by_role("button", name="Save").click()
    expect(page.locator("#form-title .err")).to_be_visible()
    shut_out(owner, team, bob)
    expect(page.get_by_label(TYPED)).to_have_value(re.compile("y{201}"))


def test_an_owner_who_becomes_an_editor_reads_that_on_the_share_page(
    page: Page, owner: Visitor, bob: Person, team: int
) -> None:
    owner.post(f"/calendars/{team}/shares/{bob.id}", role="owner", **{f"role-{bob.id}": "owner"})
    watch(page, f"/calendars/{team}/sharing").fill("#f-q", "Charl")
    owner.post(f"/calendars/{team}/shares/{bob.id}", role="editor", **{f"role-{bob.id}": "editor"})
    expect(page.get_by_role("heading", name="Your role does not allow this")).to_be_visible()
    said = "Alice made you an editor: you may change events, not share them."
    expect(page.locator("#banner-live")).to_contain_text(said)
    expect(page.get_by_label(TYPED)).to_have_value(re.compile("Charl"))


@pytest.mark.parametrize("place", ["", "/edit"])
def test_who_is_signed_out_reads_so_and_can_copy_what_they_typed(
    page: Page, arrive: Arrive, retreat: int, place: str
) -> None:
    watch(page, f"/events/{retreat}{place}")
    if not place:
        open_field(page, "Where")
    page.fill("[name=location]", "Attic")
    other = page.context.new_page()
    other.goto("/agenda")
    other.get_by_role("button", name="Sign out").click()
    expect(page.locator("#banner-live")).to_contain_text("You are signed out.")
    expect(page.locator("#banner-live")).to_contain_text("keeps it as a draft")
    expect(page.locator("[name=location]")).to_have_value("Attic")
    page.bring_to_front()
    assert copied(page, "Copy what you typed") == "Where:\nAttic"
    assert "Attic" in drafts(page)


def test_somebody_who_is_switched_off_is_signed_out_within_a_second(
    page: Page, arrive: Arrive, root: Person, bob: Person, retreat: int
) -> None:
    watch(page, f"/events/{retreat}/edit").fill("[name=location]", "Attic")
    assert arrive(root).post(f"/admin/people/{bob.id}/state", state="disabled") in (200, 303)
    expect(page.locator("#banner-live")).to_contain_text("You are signed out.")
    assert copied(page, "Copy what you typed") == "Where:\nAttic"
