"""Frames arrive and nothing moves: caret, selection, scroll, open details, and input that is half composed."""

import re

import pytest
from playwright.sync_api import CDPSession, Page, expect

from tests.support.editing import badge, edit, notes, open_field, watch
from tests.support.signed_in import OpenAs
from tests.support.sockets import Arrive, Visitor
from webapp.models import Person

LONG = "\n\n".join(f"Paragraph {number} of the plan." for number in range(60))
SELECTED = "getSelection().toString()"
LONG_ENOUGH = 300  # milliseconds in which a page that did not wait would have taken over what it fetched


@pytest.fixture
def page(open_as: OpenAs, alice: Person, retreat: int) -> Page:
    return open_as(alice)


def select(page: Page, selector: str) -> str:
    """Select the text of an element as a pointer would, and return it."""
    page.evaluate(f"getSelection().selectAllChildren(document.querySelector('{selector}'))")
    return str(page.evaluate(SELECTED))


def test_selected_words_on_the_event_page_stay_selected(page: Page, editor: Visitor, retreat: int) -> None:
    watch(page, f"/events/{retreat}")
    for selector in ("#ev-description .md", "#ev-title h1"):
        words = select(page, selector)
        place = f"Attic {selector}"
        edit(editor, retreat, "location", base=1 if "title" not in selector else 2, location=place)
        expect(page.locator("#ev-location")).to_contain_text(place)
        assert words and page.evaluate(SELECTED) == words


def test_selected_words_of_the_history_stay_selected_and_in_view(
    page: Page, editor: Visitor, retreat: int
) -> None:
    for number in range(1, 30):
        edit(editor, retreat, "location", base=number, location=f"Room {number}")
    watch(page, f"/events/{retreat}/history?fold=no")
    page.locator("#v-3").scroll_into_view_if_needed()
    words = select(page, "#v-3")
    top = page.locator("#v-3").bounding_box()
    edit(editor, retreat, "location", base=30, location="Attic")
    expect(page.locator("#v-31")).to_be_attached()
    page.evaluate("new Promise(requestAnimationFrame)")
    assert page.evaluate(SELECTED) == words
    now = page.locator("#v-3").bounding_box()
    assert top and now and abs(top["y"] - now["y"]) < 2


def test_details_that_somebody_opened_stay_open(page: Page, editor: Visitor, retreat: int) -> None:
    watch(page, f"/events/{retreat}/history")
    page.locator(".hist__before summary").click()
    expect(page.locator(".hist__before details")).to_have_attribute("open", "")
    edit(editor, retreat, "location", location="Attic")
    expect(page.locator("#v-2")).to_be_visible()
    expect(page.locator(".hist__before details")).to_have_attribute("open", "")


def test_details_stay_open_when_the_page_fetches_itself(
    page: Page, arrive: Arrive, alice: Person, charlie: Person, team: int, retreat: int
) -> None:
    watch(page, f"/events/{retreat}/history")
    page.locator(".hist__before summary").click()
    arrive(alice).post(f"/calendars/{team}/shares", person=charlie.id, q="Charlie Chan", role="viewer")
    expect(page.locator("#main")).to_contain_text("Charlie Chan")
    expect(page.locator(".hist__before details")).to_have_attribute("open", "")


def test_the_help_with_the_keys_stays_open(page: Page, editor: Visitor, retreat: int) -> None:
    watch(page, f"/events/{retreat}")
    page.keyboard.press("?")
    expect(page.locator("dialog[open]")).to_be_visible()
    edit(editor, retreat, "location", location="Attic")
    expect(page.locator("#ev-location")).to_contain_text("Attic")
    expect(page.locator("dialog[open]")).to_be_visible()


def test_the_day_that_is_open_on_a_phone_stays_open(
    open_as: OpenAs, alice: Person, editor: Visitor, retreat: int
) -> None:
    page = watch(open_as(alice, viewport={"width": 390, "height": 800}), "/month/2026/3")
    page.locator("#day-2026-03-24").click()
    expect(page.locator("#dayview")).to_contain_text("Retreat")
    page.evaluate("window.there = scrollY")
    edit(editor, retreat, "title", title="Summit")
    expect(page.locator("#dayview")).to_contain_text("Summit")
    expect(page.locator("#day-2026-03-24")).to_have_attribute("data-open", "")
    assert page.evaluate("scrollY === window.there")


def test_a_role_that_is_chosen_and_not_given_yet_stays_chosen(
    page: Page, arrive: Arrive, alice: Person, charlie: Person, vera: Person, team: int
) -> None:
    watch(page, f"/calendars/{team}/sharing")
    choice = page.locator(f"#shares select[name=role-{vera.id}]")
    choice.select_option("editor")
    choice.focus()
    arrive(alice).post(f"/calendars/{team}/shares", person=charlie.id, q="Charlie Chan", role="viewer")
    expect(page.locator("#shares")).to_contain_text("Charlie Chan")
    expect(choice).to_have_value("editor")
    expect(choice).to_be_focused()


def test_the_list_stays_where_it_was_scrolled_to(page: Page, editor: Visitor, retreat: int) -> None:
    page.set_viewport_size({"width": 900, "height": 260})
    watch(page, "/agenda/2026-03-20")
    link = page.locator("#day-2026-03-24 a").first
    link.focus()
    page.evaluate("document.querySelector('#day-2026-03-24').scrollIntoView(); window.there = scrollY")
    edit(editor, retreat, "location", location="Attic")
    expect(page.locator("#cal")).to_contain_text("Attic")
    assert page.evaluate(
        "scrollY === window.there && document.activeElement.closest('#day-2026-03-24') !== null"
    )


WHERE = "box => [box.scrollTop, box.selectionStart, box.selectionEnd]"
TOP = "box => box.getBoundingClientRect().top"


@pytest.mark.parametrize("place", ["", "/edit"])
def test_the_scroll_of_a_long_text_stays(page: Page, editor: Visitor, retreat: int, place: str) -> None:
    edit(editor, retreat, "description", description=LONG)
    watch(page, f"/events/{retreat}{place}")
    if not place:
        open_field(page, "Description")
    box = page.locator("[name=description]")
    box.focus()
    box.evaluate(
        "box => { box.style.maxBlockSize = '12rem'; box.setSelectionRange(1200, 1210); box.scrollTop = 700; }"
    )
    before, top = box.evaluate(WHERE), box.evaluate(TOP)
    edit(editor, retreat, "description", base=2, description="Short.")
    edit(editor, retreat, "title", base=3, title="Summit")
    expect(badge(page, "description")).to_be_visible()
    expect(page).to_have_title(re.compile("Summit"))
    assert box.evaluate(WHERE) == before
    # The note at the title makes the page longer above: what one looks at stays all the same.
    assert abs(box.evaluate(TOP) - top) < 2


# -- half-composed input: Japanese before its characters are chosen


@pytest.fixture
def composer(page: Page, retreat: int) -> CDPSession:
    """The input method of Alice's browser, with the form open and the caret at the end of Where."""
    watch(page, f"/events/{retreat}/edit")
    page.locator("[name=location]").fill("")
    page.evaluate("window.ended = 0; document.addEventListener('compositionend', () => window.ended++, true)")
    return page.context.new_cdp_session(page)


def compose(composer: CDPSession, text: str) -> None:
    composer.send(
        "Input.imeSetComposition", {"text": text, "selectionStart": len(text), "selectionEnd": len(text)}
    )


def compose_while_it_changes(page: Page, composer: CDPSession, editor: Visitor, retreat: int) -> None:
    """Begin a word in Where, while Bob saves another place, and then a title, which has arrived here."""
    compose(composer, "にほん")
    edit(editor, retreat, "location", location="Studio Nord")
    edit(editor, retreat, "title", base=2, title="Summit")
    expect(page.locator("[name=title]")).to_have_value("Summit")


def test_changes_of_other_fields_do_not_end_a_composition(
    page: Page, composer: CDPSession, editor: Visitor, retreat: int
) -> None:
    compose(composer, "に")
    edit(editor, retreat, "title", title="Summit")
    expect(page.locator("[name=title]")).to_have_value("Summit")
    compose(composer, "にほ")
    edit(editor, retreat, "tags", base=2, tags="later")
    expect(page.locator("[name=tags]")).to_have_value("later")
    compose(composer, "にほん")
    assert page.evaluate("window.ended") == 0
    composer.send("Input.insertText", {"text": "日本"})
    expect(page.locator("[name=location]")).to_have_value("日本")


def test_what_concerns_the_field_itself_waits_until_the_composition_is_done(
    page: Page, composer: CDPSession, editor: Visitor, retreat: int
) -> None:
    compose_while_it_changes(page, composer, editor, retreat)
    expect(notes(page, "location")).to_be_empty()
    assert page.evaluate("window.ended") == 0
    composer.send("Input.insertText", {"text": "日本"})
    expect(badge(page, "location")).to_contain_text("Studio Nord")
    expect(page.locator("[name=location]")).to_have_value("日本")
    expect(page.locator("[name=location]")).to_be_focused()


def test_a_field_that_is_left_while_composing_hears_of_what_waited(
    page: Page, composer: CDPSession, editor: Visitor, retreat: int
) -> None:
    compose_while_it_changes(page, composer, editor, retreat)
    page.locator("[name=title]").focus()
    expect(badge(page, "location")).to_contain_text("Studio Nord")
    expect(page.locator("[name=location]")).to_have_value("にほん")


# The page as a whole is taken over with the attributes of its content; a frame writes no id there.
NOTE_TAKEN = """() => {
  const watching = new MutationObserver(() => (document.documentElement.dataset.taken = "yes"));
  watching.observe(document.getElementById("main"), { attributeFilter: ["data-live-id"] });
}"""


def test_a_page_that_fetches_itself_waits_for_the_composition(
    open_as: OpenAs, arrive: Arrive, alice: Person, bob: Person, team: int, retreat: int
) -> None:
    page = watch(open_as(bob), f"/events/{retreat}/edit")
    composer = page.context.new_cdp_session(page)
    page.locator("[name=location]").fill("")
    page.evaluate(NOTE_TAKEN)
    compose(composer, "にほん")
    with page.expect_response("**/edit") as fetched:
        arrive(alice).post(f"/calendars/{team}/shares/{bob.id}", role="owner", **{f"role-{bob.id}": "owner"})
    fetched.value.finished()
    compose(composer, "にほんご")
    page.wait_for_timeout(LONG_ENOUGH)
    assert page.locator("html[data-taken]").count() == 0
    composer.send("Input.insertText", {"text": "日本語"})
    expect(page.locator("html[data-taken]")).to_have_count(1)
    expect(page.locator("[name=location]")).to_have_value("日本語")
    expect(page.locator("[name=location]")).to_be_focused()
