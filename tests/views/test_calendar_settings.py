"""The form of a calendar's settings: two owners at once, what it says, and taking a change back from toast and history."""

import re

import pytest

from webapp.domain.roles import Role
from webapp.models import Calendar
from webapp.operations.calendars import change_calendar, create_calendar
from webapp.operations.sharing import share_calendar

pytestmark = [
    pytest.mark.usefixtures("no_csrf"),
    pytest.mark.parametrize("database", ["sqlite"], indirect=True),
]


@pytest.fixture
def path(cast, team):
    """The settings of Team, which Alice and Bob own."""
    share_calendar(team, cast.bob.id, Role.OWNER, by=cast.alice)
    return f"/calendars/{team}/settings"


def form_of(client, path):
    """What the form would send as it is."""
    return sent(client.get(path).text)


def sent(page):
    form = re.search(r'<form class="form".*?</form>', page, re.S).group()
    values = dict(re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', form))
    values["name"] = re.search(r'name="name"[^>]*? value="([^"]*)"', form).group(1)
    values["zone"] = re.search(r'<option value="([^"]+)" selected', form).group(1)
    values["hue"] = re.search(r'name="hue" value="([a-z]+)" checked', form).group(1)
    values["conflict_policy"] = re.search(r'name="conflict_policy" value="([a-z]+)" checked', form).group(1)
    return values | (
        {"one_at_a_time": "1"} if re.search(r'name="one_at_a_time" value="1" checked', form) else {}
    )


def now(session, team):
    saved = session.get(Calendar, team, populate_existing=True)
    return saved.name, saved.hue, saved.one_at_a_time


def test_two_owners_who_change_different_fields_are_merged(visit, session, cast, team, path):
    alice, bob = visit(cast.alice), visit(cast.bob)
    first, second = form_of(alice, path), form_of(bob, path)
    assert bob.post(path, data=second | {"hue": "rose", "one_at_a_time": "1"}).status_code == 303
    answer = alice.post(path, data=first | {"name": "Crew"}, follow_redirects=True)

    assert now(session, team) == ("Crew", "rose", True)
    assert "Saved, and kept Bob’s changes to Colour and One event at a time." in answer.text


def test_the_same_field_is_asked_about_beside_it_with_everything_typed(visit, session, cast, team, path):
    alice, bob = visit(cast.alice), visit(cast.bob)
    first = form_of(alice, path)
    bob.post(path, data=form_of(bob, path) | {"name": "Bobs", "hue": "leaf"})
    asked = alice.post(path, data=first | {"name": "Crew", "one_at_a_time": "1"})

    assert asked.status_code == 409 and now(session, team) == ("Bobs", "leaf", False)
    assert "Bob changed this to “Bobs” meanwhile. Save again to have yours in its place." in asked.text
    assert 'aria-describedby="f-name-error' in asked.text
    again = sent(asked.text)
    assert (again["name"], again["hue"], again["one_at_a_time"]) == ("Crew", "leaf", "1")
    assert alice.post(path, data=again).status_code == 303
    assert now(session, team) == ("Crew", "leaf", True)


def test_a_form_that_says_nothing_or_nonsense_of_what_it_began_with_saves(visit, session, cast, team, path):
    alice = visit(cast.alice)
    bare = {name: value for name, value in form_of(alice, path).items() if not name.startswith("base.")}
    assert alice.post(path, data=bare | {"name": "Crew"}).status_code == 303
    odd = {
        "base.name": "\ud800\x00" * 400,
        "base.zone": "Mars",
        "base.nothing": "x",
        "base.one_at_a_time": "9",
    }
    answer = alice.post(
        path, data={key: value.encode("utf-8", "replace") for key, value in (bare | odd).items()}
    )
    assert answer.status_code == 409 and "Alice changed this to “Crew”" in answer.text


def test_a_change_is_taken_back_from_the_toast_and_from_the_history(visit, session, cast, team, path):
    alice = visit(cast.alice)
    saved = alice.post(path, data=form_of(alice, path) | {"name": "Crew"}, follow_redirects=True)
    (undo,) = re.findall(rf'action="(/calendars/{team}/changes/\d+/undo[^"]*)"', saved.text)
    undone = alice.post(undo, follow_redirects=True)
    assert now(session, team)[0] == "Team" and "Took the change of the settings back." in undone.text
    assert "Redo" in undone.text

    history = alice.get(f"/calendars/{team}/history").text
    buttons = re.findall(rf'formaction="(/calendars/{team}/changes/\d+/undo)"', history)
    assert len(buttons) == 2 and 'id="undoing"' in history
    again = alice.post(buttons[0])  # the newest: taking back is taken back
    assert again.location == f"/calendars/{team}/history" and now(session, team)[0] == "Crew"
    nothing = alice.post(buttons[0], follow_redirects=True)
    assert "Nothing of this change is left to take back." in nothing.text


def test_who_may_not_change_settings_sees_no_way_to_take_them_back(visit, cast, team, path):
    change_calendar(team, "Crew", "rose", "Asia/Tokyo", by=cast.alice)
    page = visit(cast.vera).get(f"/calendars/{team}/history").text
    assert "renamed the calendar" in page and "/undo" not in page and 'id="undoing"' not in page


def test_what_was_changed_since_is_asked_about_in_the_form(visit, session, cast, team, path):
    first = change_calendar(team, "Crew", "sky", "Europe/Berlin", by=cast.alice).change
    change_calendar(team, "Bobs", "sky", "Europe/Berlin", by=cast.bob)
    alice = visit(cast.alice)
    asked = alice.post(f"/calendars/{team}/changes/{first}/undo")

    assert asked.status_code == 409 and now(session, team)[0] == "Bobs"
    assert "This was “Team”, and Bob has made it “Bobs” since. Save to have “Team” back." in asked.text
    assert alice.post(path, data=sent(asked.text)).status_code == 303 and now(session, team)[0] == "Team"


def test_a_change_of_another_calendar_is_not_there(visit, cast, team):
    change = change_calendar(team, "Crew", "rose", "Asia/Tokyo", by=cast.alice).change
    other = create_calendar("Other", "leaf", "UTC", by=cast.alice)
    client = visit(cast.alice)
    assert client.post(f"/calendars/{other}/changes/{change}/undo").status_code == 404
    assert client.post(f"/calendars/{team}/changes/{change}/undo").status_code == 303
