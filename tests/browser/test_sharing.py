"""Sharing in a real browser: with scripts, and without any."""

import pytest

from tests.support.accessibility import turn, violations
from webapp.domain.roles import Role
from webapp.operations.members import Target, role_on
from webapp.operations.sharing import share_event

pytestmark = pytest.mark.browser


def role_select(page, person):
    return page.get_by_label(f"Role of {person.name}")


@pytest.mark.parametrize("javascript", [True, False], ids=["with scripts", "without scripts"])
def test_an_owner_shares_changes_a_role_removes_and_takes_it_back(open_as, session, cast, team, javascript):
    page = open_as(cast.alice, java_script_enabled=javascript)
    page.goto(f"/calendars/{team}/sharing")
    page.get_by_placeholder("Name, username or e-mail").fill("charlie")
    page.get_by_role("button", name="Share", exact=True).click()
    page.get_by_text("Charlie Chan can view now.").first.wait_for()

    row = page.locator("#shares li", has_text="Charlie Chan")
    role_select(page, cast.charlie).select_option("editor")
    row.get_by_role("button", name="Set").click()
    page.get_by_text("Charlie Chan can edit now.").first.wait_for()
    assert role_select(page, cast.charlie).input_value() == "editor"
    assert role_on(Target(team), cast.charlie.id) is Role.EDITOR

    row.get_by_role("button", name="Remove").click()
    page.get_by_text("Removed Charlie Chan.").first.wait_for()
    assert page.locator("#shares li", has_text="Charlie Chan").count() == 0

    page.locator(".toast", has_text="Removed Charlie Chan.").get_by_role("button", name="Undo").click()
    page.get_by_text("Charlie Chan can edit again.").first.wait_for()
    session.rollback()
    assert role_on(Target(team), cast.charlie.id) is Role.EDITOR


def test_typing_a_name_offers_the_people_who_fit(open_as, cast, team):
    page = open_as(cast.alice)
    page.goto(f"/calendars/{team}/sharing")
    page.get_by_placeholder("Name, username or e-mail").press_sequentially("ch")
    page.get_by_label("Charlie Chan").check()
    page.get_by_role("button", name="Share", exact=True).click()
    page.get_by_text("Charlie Chan can view now.").first.wait_for()
    assert role_on(Target(team), cast.charlie.id) is Role.VIEWER


def test_setting_one_role_leaves_what_is_chosen_in_other_rows(open_as, cast, team):
    page = open_as(cast.alice)
    page.goto(f"/calendars/{team}/sharing")
    role_select(page, cast.vera).select_option("owner")
    role_select(page, cast.bob).select_option("viewer")
    page.locator("#shares li", has_text="Bob Brook").get_by_role("button", name="Set").click()
    page.get_by_text("Bob Brook can view now.").first.wait_for()

    assert role_select(page, cast.vera).input_value() == "owner"
    assert role_on(Target(team), cast.vera.id) is Role.VIEWER
    chosen = role_select(page, cast.bob).get_attribute("id")
    page.wait_for_function("id => document.activeElement.id === id", arg=chosen)


def test_a_double_click_removes_one_person_only(open_as, cast, team):
    page = open_as(cast.alice)
    page.goto(f"/calendars/{team}/sharing")
    page.locator("#shares li", has_text="Bob Brook").get_by_role("button", name="Remove").dblclick()
    page.get_by_text("Removed Bob Brook.").first.wait_for()
    page.wait_for_load_state("networkidle")
    assert role_on(Target(team), cast.vera.id) is Role.VIEWER


def test_who_leaves_without_scripts_is_asked_once(open_as, cast, team):
    page = open_as(cast.vera, java_script_enabled=False)
    page.goto("/calendars")
    page.get_by_role("link", name="Leave Team").click()
    page.get_by_role("button", name="Leave Team").click()
    page.get_by_text("You left Team.").wait_for()
    assert page.get_by_text("Alice Adler owns it").count() == 0


def test_a_calendar_is_made_deleted_and_brought_back_without_scripts(open_as, cast):
    page = open_as(cast.charlie, java_script_enabled=False)
    page.goto("/calendars/new")
    page.get_by_label("Name").fill("Studio")
    page.get_by_role("button", name="Make the calendar").click()
    page.locator("main").get_by_role("link", name="Settings of Studio").click()
    page.get_by_role("link", name="Delete Studio").click()
    page.get_by_role("button", name="Delete Studio").click()
    page.get_by_role("button", name="Undo").last.click()
    page.get_by_text("Studio is back, shared as before.").wait_for()
    assert page.locator("main").get_by_role("link", name="Settings of Studio").is_visible()


def test_nothing_is_cut_off_or_out_of_reach(open_as, cast, team, retreat):
    share_event(retreat, cast.charlie.id, Role.EDITOR, by=cast.alice)
    page = open_as(cast.alice)
    # The others are among those of test_looks.py; here somebody has a role on the event alone.
    for path in (f"/calendars/{team}/leaving", f"/events/{retreat}/sharing"):
        page.goto(path)
        for width in (1280, 390):
            turn(page, width)
            assert (path, violations(page)) == (path, [])
            assert (path, page.evaluate("document.documentElement.scrollWidth - innerWidth")) == (path, 0)
