"""Answering in the browser: pressed, pushed to others, asked as soon as one is invited."""

import pytest
from playwright.sync_api import expect

from tests.support.accessibility import violations
from tests.support.cast import a_document
from tests.support.editing import watch
from tests.support.signed_in import OpenAs, open_as
from webapp.domain.attendance import attendee, key_of_person
from webapp.models import Person
from webapp.operations.events import create_event

__all__ = ["open_as"]


@pytest.fixture
def gathering(team: int, alice: Person, vera: Person) -> int:
    """An event to which Vera and Ann, who has no account, are invited."""
    people = {key_of_person(vera.id): attendee(vera.name), "mailto:ann@lantern.example": attendee("Ann")}
    return create_event(team, a_document(attendees=people), by=alice).event_id


def test_an_answer_shows_on_every_open_page_and_whoever_is_invited_is_asked(
    open_as: OpenAs, bob: Person, vera: Person, gathering: int
) -> None:
    editor, guest = open_as(bob), open_as(vera)
    for page in (editor, guest):
        watch(page, f"/events/{gathering}")
    expect(editor.locator("#ev-going")).to_be_hidden()

    guest.get_by_role("group", name="Going?").get_by_role("button", name="Maybe").click()
    expect(guest.get_by_role("button", name="Maybe", pressed=True)).to_be_focused()
    expect(editor.locator("#ev-attendees .guest[data-answer=tentative]")).to_contain_text("Vera Voss")
    assert violations(guest) == []

    editor.locator("#ev-attendees").hover()
    editor.get_by_role("link", name="Edit People").click()
    editor.fill("[name=attendees_add]", "@bob")
    editor.press("[name=attendees_add]", "Enter")
    expect(editor.locator("[name=attendees]")).to_have_value("Ann <ann@lantern.example>\nVera Voss\n@bob")
    assert violations(editor) == []
    editor.get_by_role("button", name="Save").first.click()
    expect(editor.get_by_role("group", name="Going?")).to_be_visible()
    expect(guest.locator("#ev-attendees")).to_contain_text("Bob Brook")

    editor.get_by_text("Answer of Ann").click()
    editor.locator(".guest__set").get_by_role("button", name="No").click()
    expect(guest.locator("#ev-attendees .guest[data-answer=declined]")).to_contain_text("Ann")
    assert violations(editor) == []
