"""The history in a real browser: with scripts, without any, and with rows that arrive while one looks."""

import pytest
from playwright.sync_api import expect

from tests.support.accessibility import turn, violations
from tests.support.cast import a_document
from tests.support.doors import enter
from tests.support.editing import done
from tests.support.hub_processes import wait_until
from webapp.domain.locales import Audience
from webapp.fragments import history as fragments
from webapp.models import Calendar, CalendarLook, Event, EventLook
from webapp.operations.events import edit_event

pytestmark = pytest.mark.browser


@pytest.fixture
def four(retreat, alice, bob):
    """The retreat with four versions; the last two changed its description and its place."""
    edit_event(retreat, a_document(title="Summit"), based_on=1, by=bob)
    edit_event(
        retreat, a_document(title="Summit", description="Bring a pen and a book."), based_on=2, by=alice
    )
    edit_event(
        retreat,
        a_document(title="Summit", description="Bring a pen and a book.", location="Studio Nord"),
        based_on=3,
        by=bob,
    )
    return retreat


@pytest.fixture
def history(page, cast, four):
    """The history of the retreat as Alice sees it."""
    return open_page(enter(page, "alice"), f"/events/{four}/history")


def open_page(page, path):
    """Open a page and wait until it is live: leaving it in the middle of a handshake is an error in the console."""
    page.goto(path)
    if page.evaluate("Boolean(window.htmx)"):
        expect(page.locator("#live-state")).to_have_text("Live")
    return page


def choose(page, column, number):
    page.locator(f"input[name={column}][value='{number}']").check()


def test_the_columns_offer_only_what_makes_sense(history):
    expect(history.get_by_text("Comparing v3 with v4")).to_be_visible()
    expect(history.locator(".pick-b:disabled")).to_have_count(3)

    choose(history, "a", 1)
    choose(history, "b", 3)
    expect(history.get_by_text("Comparing v1 with v3")).to_be_visible()
    enabled = history.locator(".pick-b:enabled").evaluate_all("radios => radios.map(radio => radio.value)")
    assert enabled == ["4", "3", "2"]

    history.get_by_role("button", name="Compare").click()
    history.wait_for_url("**/compare/1/3")
    expect(history.get_by_role("heading", name="What changed from version 1 to 3")).to_be_visible()


@pytest.mark.parametrize("javascript", [True, False], ids=["with scripts", "without scripts"])
def test_two_versions_are_compared_and_one_field_comes_back(
    open_context, live_server, session, cast, four, javascript
):
    page = open_context(base_url=live_server.url, java_script_enabled=javascript).new_page()
    open_page(enter(page, "bob"), f"/events/{four}/history")
    choose(page, "a", 1)
    page.get_by_role("button", name="Compare").click()
    page.wait_for_url("**/compare/1/4")
    page.get_by_role("button", name="Bring back Title").click()

    expect(done(page)).to_contain_text("Brought back Title of version 1.")
    session.rollback()
    assert session.get(Event, four).document == a_document(
        description="Bring a pen and a book.", location="Studio Nord"
    )


@pytest.mark.parametrize("javascript", [True, False], ids=["with scripts", "without scripts"])
def test_a_version_is_restored_and_the_restore_undone(
    open_context, live_server, session, cast, four, javascript
):
    page = open_context(base_url=live_server.url, java_script_enabled=javascript).new_page()
    open_page(enter(page, "bob"), f"/events/{four}/history")
    page.locator("#v-1").hover()
    page.get_by_role("button", name="Restore version 1", exact=True).click()
    expect(page.locator("#v-5")).to_contain_text("restored version 1: renamed it to “Retreat”")
    expect(page.locator("#v-5 .v__now")).to_be_visible()
    expect(page.locator("#v-4 .v__now")).to_be_hidden()

    page.get_by_role("button", name="Undo", exact=True).click()
    expect(page.locator("#v-6")).to_contain_text("restored version 4")
    session.rollback()
    assert session.get(Event, four).title == "Summit"


def test_a_row_that_arrives_stands_under_its_day(app, history, four, bob):
    choose(history, "a", 2)
    edit_event(four, a_document(title="Workshop"), based_on=4, by=bob)
    with app.test_request_context():
        row = fragments.rows(four, [5], Audience("owner", "Europe/Berlin", "en_GB", 24))["v-5"]
    arrive = "html => document.getElementById('history-rows').insertAdjacentHTML('afterbegin', html)"
    history.evaluate(arrive, row)

    expect(history.locator(".hist__day + #v-5 + #v-4")).to_be_visible()
    expect(history.locator("#v-5 .v__now")).to_be_visible()
    expect(history.locator("#v-4 .v__to-now")).to_be_visible()
    expect(history.get_by_text("Comparing v2 with v4")).to_be_visible()

    history.evaluate(arrive, row.replace("v-5", "v-6").replace('data-day="day-', 'data-day="day-9'))
    expect(history.locator(".hist__day:first-child + #v-6 + .hist__day + #v-5")).to_be_attached()


def test_what_others_do_appears_while_one_looks(history, open_context, live_server, cast, four):
    others = enter(open_context(base_url=live_server.url).new_page(), "bob")
    for n in (1, 3):
        open_page(others, f"/events/{four}/history")
        others.locator(f"#v-{n}").get_by_role("button", name="Restore").click()
        expect(done(others)).to_contain_text(f"Restored version {n}.")
        expect(others.locator("#live-state")).to_have_text("Live")

    expect(history.locator(".hist__day:first-child + #v-6 + #v-5 + #v-4")).to_be_visible()
    expect(history.locator("#v-6")).to_contain_text("Bob restored version 3")
    expect(history.locator(".head")).to_contain_text("6 versions since")
    expect(history.locator("#v-6 .v__now")).to_be_visible()
    history.locator("#v-4").get_by_role("button", name="Restore").click()
    expect(history.locator("#v-7")).to_contain_text("Alice restored version 4")


@pytest.mark.parametrize("of", ["event", "calendar"])
def test_what_comes_in_above_moves_nothing_and_a_pill_leads_to_it(page, arrive, cast, team, four, of):
    for n in range(30):
        edit_event(four, a_document(title=f"Title {n}"), based_on=4 + n, by=(cast.alice, cast.bob)[n % 2])
    path = f"/events/{four}/history" if of == "event" else f"/calendars/{team}/history"
    open_page(enter(page, "alice"), path)
    read = page.locator("#history-rows > .v").nth(15)
    read.scroll_into_view_if_needed()
    before, text = read.bounding_box()["y"], read.inner_text()
    editor = arrive(cast.bob)
    editor.post(f"/events/{four}/fields/title", base=34, title="Now")

    pill = page.get_by_role("button", name="1 new change")
    expect(pill).to_be_visible()
    moved = page.locator("#history-rows > .v").nth(16)
    assert moved.inner_text() == text and abs(moved.bounding_box()["y"] - before) < 2
    editor.post(f"/events/{four}/fields/title", base=35, title="And now")
    page.get_by_role("button", name="2 new changes").click()
    expect(page.locator("#history-rows > .v").first).to_be_in_viewport()
    expect(page.locator("[data-arrived]")).to_be_hidden()


def test_a_page_in_sight_says_that_one_has_looked(page, session, cast, four):
    with page.expect_response("**/looks") as told:
        open_page(enter(page, "alice"), f"/events/{four}")
    assert told.value.status == 204
    session.rollback()
    assert session.get(EventLook, (cast.alice.id, four)).seen == 4


@pytest.mark.parametrize("of", ["event", "history", "calendar"])
def test_what_arrives_while_one_looks_has_been_seen(page, arrive, session, cast, team, four, of):
    paths = {
        "event": f"/events/{four}",
        "history": f"/events/{four}/history",
        "calendar": f"/calendars/{team}/history",
    }
    with page.expect_response("**/looks"):
        open_page(enter(page, "alice"), paths[of])
    arrive(cast.bob).post(f"/events/{four}/fields/title", base=4, title="Now")
    shown = {"event": "#ev-title[data-v='5']", "history": "#v-5", "calendar": "text=renamed it to “Now”"}
    expect(page.locator(shown[of]).first).to_be_visible()
    expect(page.locator("#live-state")).to_have_text("Live")
    page.goto("/profile")  # a real way out: what is sent then outlives the page

    kind, of_what = (CalendarLook, team) if of == "calendar" else (EventLook, four)
    newest = session.get(Calendar, team, populate_existing=True).seq if of == "calendar" else 5

    def is_seen():
        session.rollback()
        return session.get(kind, (cast.alice.id, of_what), populate_existing=True).seen == newest

    wait_until(is_seen)
    page.goto(paths[of])
    assert "since you last looked" not in page.locator("main").inner_text()


@pytest.mark.parametrize("javascript", [True, False], ids=["with scripts", "without scripts"])
def test_a_run_of_edits_unfolds_by_keyboard(open_context, live_server, cast, four, javascript):
    for n in range(3):
        edit_event(four, a_document(title=f"Title {n}"), based_on=4 + n, by=cast.alice)
    page = open_context(base_url=live_server.url, java_script_enabled=javascript).new_page()
    page.set_viewport_size({"width": 390, "height": 800})
    open_page(enter(page, "alice"), f"/events/{four}/history")
    expect(page.locator("#run-5")).to_contain_text("3 edits by Alice")
    expect(page.locator("#v-6")).to_be_hidden()
    page.locator("#run-5 summary").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#v-6")).to_be_visible()
    expect(page.locator("#v-7 .v__now")).to_be_visible()
    page.locator("#run-5").get_by_role("link", name="all 3 edits").click()
    page.wait_for_url("**/compare/4/7")


def test_n_and_p_go_from_change_to_change(page, cast, four):
    open_page(enter(page, "alice"), f"/events/{four}/compare/1/4")
    page.keyboard.press("n")
    expect(page.locator("#c-title")).to_be_focused()
    page.keyboard.press("n")
    expect(page.locator("#c-location")).to_be_focused()
    page.keyboard.press("p")
    expect(page.locator("#c-title")).to_be_focused()


def test_on_a_phone_the_notes_wait_behind_a_switch_without_scripts(open_context, live_server, cast, four):
    phone = {"viewport": {"width": 390, "height": 800}, "java_script_enabled": False}
    page = enter(open_context(base_url=live_server.url, **phone).new_page(), "alice")
    page.goto(f"/events/{four}")
    note = page.locator("#ev-location .blame")
    expect(note).to_be_hidden()
    page.get_by_label("Who wrote this").check()
    expect(note).to_be_visible()

    page.goto(f"/events/{four}?blame=1")
    expect(note).to_be_visible()
    page.locator(".wrote a").click()
    expect(page.get_by_role("heading", name="Who wrote this")).to_be_visible()


def test_the_longest_words_break_no_page(open_as, cast, four, bob):
    longest = {"title": "W" * 200, "location": "L" * 300, "tags": ["t" * 40], "description": "x" * 65_000}
    edit_event(four, a_document(**longest), based_on=4, by=bob)
    page = open_as(cast.alice)
    found = []
    for path in ("history", "compare/1/5", "compare/4/5", "versions/5"):
        open_page(page, f"/events/{four}/{path}")
        for width in (320, 390, 820, 1280):
            turn(page, width)
            if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
                found.append(f"{path} scrolls sideways at {width} px")
        found += violations(page)
        turn(page, width, "dark")
        found += violations(page)
    assert found == []
