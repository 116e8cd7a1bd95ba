"""Many events chosen by keys: x on an event of the agenda or of a search, x and Shift+x in the selection, j and k between."""

import re

import pytest
from playwright.sync_api import expect

from tests.support.accessibility import violations
from tests.support.cast import a_document
from webapp.operations.events import create_event

AGENDA, SEARCH = "/agenda/2026-03-24", "/search?q=talk"


@pytest.fixture
def talks(team, alice):
    return [
        create_event(team, a_document(title=f"Talk {n}", start=f"2026-03-24T{9 + n:02}:00",
                                      end=f"2026-03-24T{10 + n:02}:00"), by=alice).event_id
        for n in range(4)
    ]  # fmt: skip


def chosen(page):
    return page.eval_on_selector_all(
        'input[name="event"]:checked', "all => all.map(one => Number(one.value))"
    )


@pytest.mark.parametrize("path", [AGENDA, SEARCH])
def test_x_on_an_event_begins_a_selection_and_goes_on_there(open_as, bob, talks, path, complaints):
    page = open_as(bob)
    page.goto(path)
    page.wait_for_load_state()
    page.get_by_role("link", name=re.compile("Talk 1")).first.focus()
    page.keyboard.press("x")
    page.wait_for_url("**/selection?*")
    box = [page.get_by_role("checkbox", name=f"Talk {n}") for n in range(4)]
    expect(box[1]).to_be_focused()
    page.get_by_text("1 selected").wait_for()
    down, up = ("j", "k") if path == AGENDA else ("k", "j")  # what was found last stands on top
    for key in (down, down, "Shift+X"):
        page.keyboard.press(key)
    page.get_by_text("3 selected").wait_for()
    expect(box[3]).to_be_focused()
    for key in (up, "x"):
        page.keyboard.press(key)
    page.get_by_text("2 selected").wait_for()
    assert sorted(chosen(page)) == [talks[1], talks[3]]
    page.get_by_label("Tags to add").fill("xx")  # letters, while one types
    assert sorted(chosen(page)) == [talks[1], talks[3]] and violations(page) == []
    page.get_by_role("button", name="Preview").click()
    page.get_by_role("heading", name="Tag 2 events").wait_for()
    assert complaints.texts == []


def test_where_no_event_has_the_focus_x_is_what_it_was_and_switched_off_it_is_nothing(open_as, bob, talks):
    page = open_as(bob)
    page.goto(AGENDA)
    page.wait_for_load_state()
    page.keyboard.press("?")
    expect(page.locator("#keys")).to_contain_text("select it")
    assert violations(page) == []
    page.get_by_role("button", name="Switch the keys off").click()
    page.keyboard.press("Escape")
    page.get_by_role("link", name=re.compile("Talk 1")).first.focus()
    page.keyboard.press("x")
    page.get_by_role("link", name="Select events").click()
    box = page.get_by_role("checkbox", name="Talk 1")
    page.get_by_label("Select all").wait_for()
    box.focus()
    page.keyboard.press("x")
    assert chosen(page) == [] and page.url.endswith("/selection")
    page.evaluate("localStorage.clear()")
    page.keyboard.press("x")
    page.get_by_text("1 selected").wait_for()
    page.goto(AGENDA)
    page.wait_for_load_state()
    page.keyboard.press("x")
    page.wait_for_url(re.compile("/days"))
