"""The form of one field on the event page, while others save the same field, other fields, or delete the event."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from playwright.sync_api import Page, Route, expect
from sqlalchemy.orm import Session

from tests.support.accessibility import violations
from tests.support.editing import badge, edit, is_the_same, notes, open_field, saved, watch
from tests.support.signed_in import OpenAs
from tests.support.sockets import Visitor
from webapp.models import Person

WHEN = {"start_date": "2026-03-26", "start_time": "11:00", "end_date": "2026-03-26", "end_time": "12:00"}


@pytest.fixture
def page(open_as: OpenAs, alice: Person, retreat: int) -> Page:
    """Alice looks at the event."""
    return watch(open_as(alice), f"/events/{retreat}")


def save(page: Page) -> None:
    page.get_by_role("button", name="Save").click()


def test_a_form_that_nobody_touched_follows_and_says_so(
    page: Page, editor: Visitor, session: Session, retreat: int
) -> None:
    open_field(page, "Where")
    edit(editor, retreat, "location", location="Studio Nord")
    expect(page.locator("[name=location]")).to_have_value("Studio Nord")
    expect(notes(page, "location")).to_contain_text("Bob changed Where, just now. You had not touched it")
    page.get_by_role("button", name="Put “Harbour room” back").click()
    save(page)
    expect(page.locator("#ev-location")).to_contain_text("Harbour room")
    assert saved(session, retreat)["location"] == "Harbour room"


@pytest.mark.parametrize(
    ("label", "unit", "fields", "control", "value"),
    [
        ("When", "when", WHEN, "[name=start_date]", "2026-03-26"),
        ("Title", "title", {"title": "Summit"}, "[name=title]", "Summit"),
        ("Description", "description", {"description": "No *book*."}, "[name=description]", "No *book*."),
        ("Tags", "tags", {"tags": "later, planning"}, "[name=tags]", "later, planning"),
        ("Status", "status", {"status": "tentative"}, "[name=status]:checked", "tentative"),
    ],
)
def test_every_field_follows(
    page: Page,
    editor: Visitor,
    retreat: int,
    label: str,
    unit: str,
    fields: dict[str, str],
    control: str,
    value: str,
) -> None:
    open_field(page, label)
    page.evaluate("document.activeElement.blur()")
    edit(editor, retreat, unit, **fields)
    expect(page.locator(control)).to_have_value(value)
    expect(notes(page, unit)).to_contain_text(f"Bob changed {label}")


@pytest.mark.parametrize(("button", "kept"), [("Take theirs", "Studio Nord"), ("Keep mine", "Attic")])
def test_a_field_in_hand_keeps_its_text_and_asks(
    page: Page, editor: Visitor, session: Session, retreat: int, button: str, kept: str
) -> None:
    open_field(page, "Where")
    page.fill("[name=location]", "Attic")
    edit(editor, retreat, "location", location="Studio Nord")
    expect(badge(page, "location")).to_contain_text("Bob changed Where to “Studio Nord” just now.")
    expect(page.locator("[name=location]")).to_have_value("Attic")
    assert violations(page) == []
    badge(page, "location").get_by_role("button", name=button).click()
    expect(page.locator("[name=location]")).to_have_value(kept)
    expect(page.locator("[name=location]")).to_be_focused()
    save(page)
    expect(page.locator("#ev-location")).to_contain_text(kept)
    assert saved(session, retreat)["location"] == kept


def test_a_change_after_the_choice_asks_again(page: Page, editor: Visitor, retreat: int) -> None:
    open_field(page, "Where")
    page.fill("[name=location]", "Attic")
    edit(editor, retreat, "location", location="Studio Nord")
    page.get_by_role("button", name="Keep mine").click()
    edit(editor, retreat, "location", base=2, location="Barn")
    expect(badge(page, "location")).to_contain_text("Barn")
    save(page)
    expect(page.get_by_text("both changed Where")).to_be_visible()


def test_other_fields_go_on_changing_around_the_form(page: Page, editor: Visitor, retreat: int) -> None:
    open_field(page, "Where")
    page.fill("[name=location]", "Attic")
    edit(editor, retreat, "tags", tags="later")
    edit(editor, retreat, "title", base=2, title="Summit")
    expect(page.locator("#ev-tags")).to_contain_text("later")
    expect(page.locator("#ev-title h1")).to_have_text("Summit")
    expect(notes(page, "location")).to_be_empty()
    expect(page.locator("[name=location]")).to_have_value("Attic")
    assert is_the_same(page)


def test_the_form_of_the_title_asks_only_about_titles_and_the_tab_follows(
    page: Page, editor: Visitor, retreat: int
) -> None:
    asked: list[str] = []
    form = open_field(page, "Title")
    page.on("request", lambda request: asked.append(request.url) if "/fields/" in request.url else None)
    form.locator("[name=title]").fill("Offsite")
    edit(editor, retreat, "location", location="Attic")
    expect(page.locator("#ev-location")).to_contain_text("Attic")
    edit(editor, retreat, "title", base=2, title="Summit")
    expect(badge(page, "title")).to_contain_text("Bob changed Title to “Summit”")
    expect(page).to_have_title("Summit · Daybook")
    assert len(asked) == 1, "one change of the title, one question"


def test_a_form_that_came_late_hears_of_what_came_before_it(
    page: Page, editor: Visitor, retreat: int
) -> None:
    def hold(route: Route) -> None:
        answer = route.fetch()
        edit(editor, retreat, "location", location="Studio Nord")
        expect(page.locator("#ev-location")).to_contain_text("Studio Nord")
        route.fulfill(response=answer)

    page.route("**/fields/location/form", hold, times=1)
    open_field(page, "Where")
    expect(page.locator("[name=location]")).to_have_value("Studio Nord")
    expect(notes(page, "location")).to_contain_text("Bob changed Where")


def test_a_field_that_came_while_cancel_was_under_way_is_shown(
    page: Page, editor: Visitor, retreat: int
) -> None:
    open_field(page, "Where")

    def hold(route: Route) -> None:
        answer = route.fetch()
        edit(editor, retreat, "location", location="Studio Nord")
        expect(page.locator("[name=location]")).to_have_value("Studio Nord")
        route.fulfill(response=answer)

    page.route("**/fields/location", hold, times=1)
    page.get_by_role("link", name="Cancel").click()
    expect(page.locator("#ev-location")).to_contain_text("Studio Nord")


def test_a_form_that_could_not_ask_asks_again(page: Page, editor: Visitor, retreat: int) -> None:
    open_field(page, "Where")
    page.route("**/fields/location/form", lambda route: route.abort(), times=1)
    edit(editor, retreat, "location", location="Studio Nord")
    expect(page.locator("[name=location]")).to_have_value("Studio Nord")


def test_what_was_refused_counts_as_typed(page: Page, editor: Visitor, retreat: int) -> None:
    open_field(page, "When")
    page.get_by_label("End time").fill("08:00")
    save(page)
    expect(page.locator("#form-when")).to_contain_text("ends before it starts")
    page.evaluate("document.activeElement.blur()")
    edit(editor, retreat, "when", zone="Europe/Berlin", **WHEN)
    expect(badge(page, "when")).to_contain_text("Bob changed When")
    expect(page.get_by_label("End time")).to_have_value("08:00")
    page.get_by_role("button", name="Take theirs").click()
    expect(page.get_by_label("End time")).to_have_value("12:00")
    save(page)
    expect(page.locator("#ev-when")).to_contain_text("26 March")


def test_a_deleted_event_is_told_and_brought_back_with_what_was_typed(
    page: Page, editor: Visitor, session: Session, retreat: int
) -> None:
    open_field(page, "Where")
    page.fill("[name=location]", "Attic")
    assert editor.post(f"/events/{retreat}/deletions") == 303
    expect(page.locator("#banner-live")).to_contain_text("Bob has deleted this event.")
    expect(page.locator("#banner-live")).to_contain_text("What you type stays here.")
    save(page)
    expect(page.locator("#form-location")).to_contain_text("Somebody has deleted this event")
    expect(page.locator("[name=location]")).to_have_value("Attic")
    page.get_by_role("button", name="Bring it back").click()
    expect(page.locator("#banner-live")).to_be_empty()
    save(page)
    expect(page.locator("#ev-location")).to_contain_text("Attic")
    assert is_the_same(page) and saved(session, retreat)["location"] == "Attic"


def test_the_banner_of_a_deleted_event_goes_with_the_last_form(
    page: Page, editor: Visitor, retreat: int
) -> None:
    open_field(page, "Title")
    assert editor.post(f"/events/{retreat}/deletions") == 303
    expect(page.locator("#banner-live")).to_contain_text("Bob has deleted this event.")
    page.get_by_role("link", name="Cancel").click()
    expect(page.locator("#ev-title")).to_contain_text("This event is deleted.")
    expect(page.locator("#banner-live")).to_be_empty()


@pytest.mark.parametrize("edits", [20, pytest.param(100, marks=pytest.mark.soak)])
def test_many_edits_leave_text_caret_and_selection_alone(
    page: Page, editor: Visitor, retreat: int, edits: int
) -> None:
    count = edits * 2 // 5  # so that the typing lasts about as long as the edits
    open_field(page, "Description")
    box = page.locator("[name=description]")
    box.fill("Start. End.")
    box.evaluate("box => box.setSelectionRange(7, 7)")
    page.evaluate("window.box = document.querySelector('[name=description]')")

    def elsewhere() -> None:
        for number in range(1, edits + 1, 2):
            edit(editor, retreat, "description", base=number, description=f"Bring {number} books.")
            edit(editor, retreat, "location", base=number + 1, location=f"Room {number}")

    with ThreadPoolExecutor(1) as pool:
        done = pool.submit(elsewhere)
        page.keyboard.type("abcdefghij" * count, delay=15)
        done.result()
    expect(badge(page, "description")).to_be_visible()
    expect(page.locator("#ev-location")).to_contain_text(f"Room {edits - 1}")
    expect(box).to_have_value("Start. " + "abcdefghij" * count + "End.")
    assert page.evaluate("window.box === document.activeElement")
    assert box.evaluate("box => [box.selectionStart, box.selectionEnd]") == [7 + 10 * count] * 2
    box.evaluate("box => box.setSelectionRange(3, 9, 'backward')")
    edit(editor, retreat, "description", base=edits + 1, description="Bring two pens.")
    expect(page.locator("#ev-title")).to_contain_text(f"Version {edits + 2}")
    assert box.evaluate("box => [box.selectionStart, box.selectionEnd, box.selectionDirection]") == [
        3,
        9,
        "backward",
    ]


def test_a_form_that_was_refused_in_place_keeps_its_draft(page: Page, session: Session, retreat: int) -> None:
    open_field(page, "Tags")
    many = ", ".join(f"tag {number}" for number in range(21))
    page.fill("[name=tags]", many)
    save(page)
    expect(page.get_by_text("These are 21 tags. Keep 20 of them.").first).to_be_visible()

    page.goto(f"/events/{retreat}")
    open_field(page, "Tags")
    page.get_by_role("button", name="Use it").click()
    expect(page.locator("[name=tags]")).to_have_value(many)
    page.fill("[name=tags]", "music")
    save(page)
    expect(page.locator("#ev-tags")).to_contain_text("music")
    assert saved(session, retreat)["tags"] == ["music"]
    assert page.evaluate("Object.keys(localStorage).filter(name => name.includes('draft')).length") == 0
