"""After what one did to calendars and to who shares them, the message has a button that takes it back."""

import re
from html import unescape

import pytest

from webapp.domain.roles import Role
from webapp.models import Calendar
from webapp.operations.calendars import calendars_of, delete_calendar
from webapp.operations.members import Target, role_on
from webapp.operations.sharing import share_calendar

pytestmark = [
    pytest.mark.usefixtures("no_csrf"),
    pytest.mark.parametrize("database", ["sqlite"], indirect=True),
]
FIELDS = {"name": "Crew", "hue": "rose", "zone": "Asia/Tokyo", "one_at_a_time": "1", "trash_days": "30"}
KEPT = ("name", "hue", "zone", "one_at_a_time", "conflict_policy", "trash_days")


def toasts(page):
    return page.text.split('id="toasts"', 1)[1].split("</section>", 1)[0]


def act(client, path, **fields):
    page = client.post(path, data=fields, follow_redirects=True)
    assert page.status_code == 200
    return page


def press_undo(client, page):
    """Press the button of the message, as a browser without scripts does."""
    action = unescape(re.search(r'<form method="post" action="([^"]+)">', toasts(page))[1])
    key = re.search(r'name="key" value="([^"]+)"', toasts(page))[1]
    return act(client, action, key=key)


def settings_of(session, team):
    calendar = session.get(Calendar, team, populate_existing=True)
    return {name: getattr(calendar, name) for name in KEPT}


def test_a_calendar_that_was_made_is_deleted_again_and_comes_back(visit, cast):
    client = visit(cast.charlie)
    page = act(client, "/calendars", **FIELDS)
    assert "Crew" in [row.name for row in calendars_of(cast.charlie)]
    page = press_undo(client, page)
    assert "Crew" not in [row.name for row in calendars_of(cast.charlie)]
    page = press_undo(client, page)
    assert "Crew" in [row.name for row in calendars_of(cast.charlie)] and "shared as before" in toasts(page)
    press_undo(client, page)
    assert "Crew" not in [row.name for row in calendars_of(cast.charlie)]


def test_settings_go_back_and_nothing_that_another_owner_changed_since(session, visit, cast, team):
    before = settings_of(session, team)
    share_calendar(team, cast.bob.id, Role.OWNER, by=cast.alice)
    client, path = visit(cast.alice), f"/calendars/{team}/settings"
    page = act(client, path, **FIELDS | {"hue": "sky"})
    after = {"name": "Crew", "zone": "Asia/Tokyo", "one_at_a_time": True, "trash_days": 30}
    assert settings_of(session, team) == before | after
    act(visit(cast.bob), path, **FIELDS | {"hue": "leaf"})
    again = press_undo(client, page)
    assert settings_of(session, team) == before | {"hue": "leaf"}
    press_undo(client, again)
    assert settings_of(session, team) == before | after | {"hue": "leaf"}


def test_settings_that_stayed_as_they_were_offer_nothing(visit, cast, team):
    same = {"name": "Team", "hue": "sky", "zone": "Europe/Berlin"}
    page = act(visit(cast.alice), f"/calendars/{team}/settings", **same)
    assert "Saved Team." in toasts(page) and "Undo" not in toasts(page)


@pytest.mark.parametrize("which", ["calendar", "event"])
def test_what_was_done_to_sharing_is_taken_back_as_an_act_of_its_own(
    session, visit, cast, team, retreat, which
):
    place = f"/calendars/{team}" if which == "calendar" else f"/events/{retreat}"
    target = Target(team) if which == "calendar" else Target(team, retreat)
    client, charlie = visit(cast.alice), cast.charlie.id

    def role():
        session.rollback()
        return role_on(target, charlie)

    page = act(client, f"{place}/shares", person=charlie, role="viewer")
    page = press_undo(client, page)
    assert role() is None
    page = press_undo(client, page)
    assert role() is Role.VIEWER and "again" in toasts(page)

    page = act(client, f"{place}/shares/{charlie}", role="editor")
    page = press_undo(client, page)
    assert role() is Role.VIEWER
    page = press_undo(client, page)
    assert role() is Role.EDITOR

    page = act(client, f"{place}/shares", person=charlie, role="owner")
    press_undo(client, page)
    assert role() is Role.EDITOR
    history = client.get(f"{place}/history").text if which == "calendar" else ""
    assert which == "event" or history.count("Charlie Chan") >= 7


def test_nobody_takes_sharing_back_who_may_not_share_any_more(session, visit, cast, team):
    share_calendar(team, cast.bob.id, Role.OWNER, by=cast.alice)
    client = visit(cast.bob)
    page = act(client, f"/calendars/{team}/shares", person=cast.charlie.id, role="viewer")
    action = unescape(re.search(r'<form method="post" action="([^"]+)">', toasts(page))[1])
    share_calendar(team, cast.bob.id, Role.EDITOR, by=cast.alice)
    assert client.post(action).status_code == 403
    assert role_on(Target(team), cast.charlie.id) is Role.VIEWER
    assert visit(cast.alice).post(action).status_code == 303
    session.rollback()
    assert role_on(Target(team), cast.charlie.id) is None


def test_deleted_calendars_say_how_long_they_stay(visit, cast, team, app, monkeypatch):
    delete_calendar(team, by=cast.alice)
    assert re.search(r"Deleted on [^<]+ · stays until \w+ \d+ \w+", visit(cast.alice).get("/calendars").text)
    monkeypatch.setitem(app.config, "TRASH_DAYS", 0)
    assert "stays until" not in visit(cast.alice).get("/calendars").text
