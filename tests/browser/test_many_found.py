"""Many events chosen among the results of a search, in a browser and without scripts: moved to another calendar, taken back."""

from playwright.sync_api import expect

from tests.support.accessibility import violations
from tests.support.cast import a_document
from tests.support.doors import enter
from tests.support.editing import done
from webapp.domain.roles import Role
from webapp.models import Event
from webapp.operations.calendars import create_calendar
from webapp.operations.events import create_event
from webapp.operations.sharing import share_calendar


def _talks(team, alice, bob):
    """Four talks of Team, one of Hall, which Bob may only view; and Rooms, which he edits."""
    hall = create_calendar("Hall", "mint", "Europe/Berlin", by=alice)
    share_calendar(hall, bob.id, Role.VIEWER, by=alice)
    rooms = create_calendar("Rooms", "rose", "Europe/Berlin", by=alice)
    share_calendar(rooms, bob.id, Role.EDITOR, by=alice)
    ids = [
        create_event(where, a_document(title=f"Talk {n}"), by=alice).event_id
        for n, where in enumerate([team] * 4 + [hall])
    ]
    return ids, rooms  # fmt: skip


def _where(session, ids):
    session.rollback()
    return [session.get_one(Event, one).calendar_id for one in ids]


def test_a_range_of_the_results_moves_to_another_calendar_and_back(
    open_as, alice, bob, team, session, complaints
):
    ids, rooms = _talks(team, alice, bob)
    page = open_as(bob)
    page.goto("/search?q=talk&only=now")
    page.get_by_role("link", name="Select events").click()
    page.get_by_label("Select all").check()  # the script is there
    page.get_by_text("4 selected").wait_for()
    assert page.get_by_role("checkbox", name="Talk 4").is_disabled()
    page.get_by_label("Select all").uncheck()
    page.get_by_role("checkbox", name="Talk 3").focus()
    page.keyboard.press("Space")
    page.get_by_role("checkbox", name="Talk 1").focus()
    page.keyboard.press("Shift+Space")
    page.get_by_text("3 selected").wait_for()
    page.get_by_label("To which calendar").select_option("Rooms")
    assert page.get_by_label("Move to another calendar").is_checked()
    assert violations(page) == []
    page.get_by_role("button", name="Preview").click()
    page.get_by_role("heading", name="Move 3 events to Rooms").wait_for()
    assert violations(page) == []
    page.set_viewport_size({"width": 390, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.get_by_role("button", name="Move 3 events to Rooms").click()
    expect(done(page)).to_contain_text("Moved 3 events to Rooms.")
    assert page.url.endswith("/search?q=talk&only=now")
    assert _where(session, ids[:4]) == [team, rooms, rooms, rooms]
    page.get_by_role("button", name="Undo").click()
    expect(done(page)).to_contain_text("Took it back: 3 events changed back.")
    assert _where(session, ids[:4]) == [team] * 4
    assert complaints.texts == []


def test_without_scripts_boxes_are_ticked_one_by_one(open_context, live_server, alice, bob, team, session):
    ids, rooms = _talks(team, alice, bob)
    page = open_context(
        base_url=live_server.url, java_script_enabled=False, viewport={"width": 390, "height": 800}
    ).new_page()
    enter(page, "bob")
    page.goto("/search/selection?q=talk")
    assert not page.get_by_label("Select all").is_visible()
    page.get_by_role("checkbox", name="Talk 0").check()
    page.get_by_role("checkbox", name="Talk 2").check()
    page.get_by_label("Move to another calendar").check()
    page.get_by_label("To which calendar").select_option("Rooms")
    page.get_by_role("button", name="Preview").click()
    page.get_by_role("button", name="Choose again").click()
    page.get_by_role("checkbox", name="Talk 2").uncheck()
    page.get_by_role("button", name="Preview").click()
    page.get_by_role("button", name="Move 1 event to Rooms").click()
    assert page.url.endswith("/search?q=talk")
    assert _where(session, ids[:4]) == [rooms, team, team, team]
    page.get_by_role("button", name="Undo").click()
    assert _where(session, ids[:4]) == [team] * 4
