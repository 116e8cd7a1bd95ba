"""The calendar of an event on its edit page: what is offered and said, moving, and the way back."""

import pytest

from tests.support.cast import a_document
from tests.support.event_forms import form
from tests.support.page_forms import fields_of
from tests.support.statements import count_statements
from webapp.domain.roles import Role
from webapp.models import Event
from webapp.operations.access import open_event
from webapp.operations.calendars import change_calendar, create_calendar
from webapp.operations.events import create_event, edit_event
from webapp.operations.members import Target
from webapp.operations.relocating import Typed, move_event_to
from webapp.operations.sharing import change_role, share_calendar, share_event, stop_sharing_calendar

pytestmark = pytest.mark.usefixtures("no_csrf")
on_sqlite = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


def where(session, event_id):
    session.expire_all()
    event = session.get_one(Event, event_id)
    return event.calendar_id, event.version


def test_saving_with_another_calendar_moves_it_and_one_undo_puts_it_back(
    visit, session, bob, team, retreat, rooms
):
    client = visit(bob)
    answer = client.post(f"/events/{retreat}", data=form(calendar_id=str(rooms), title="Summit"))
    assert (answer.status_code, answer.location) == (303, f"/events/{retreat}")
    assert where(session, retreat) == (rooms, 2)
    page = client.get(answer.location).text
    assert "Moved it to Rooms." in page and "/changes/" in page
    number = page.split('action="/changes/')[1].split("/undo")[0]
    assert client.post(f"/changes/{number}/undo", data={}).status_code == 303
    assert where(session, retreat) == (team, 3)


@on_sqlite
def test_the_form_offers_what_one_may_write_to_and_says_what_changes_for_whom(
    visit, bob, vera, team, retreat, rooms
):
    client = visit(bob)
    private = create_calendar("Sofa", "sky", "Europe/Berlin", by=vera)
    share_calendar(private, bob.id, Role.VIEWER, by=vera)
    page = client.get(f"/events/{retreat}/edit").text
    assert "people who see it only through Team will no longer see it" in page
    select = page.split('name="calendar_id"')[1].split("</select>")[0]
    assert ">Rooms</option>" in select and "Sofa" not in select and "Team" in select
    assert fields_of(page, f"edit-{retreat}")["calendar_id"] == str(team)


@on_sqlite
def test_where_nothing_can_be_chosen_words_say_why(visit, alice, bob, vera, charlie, team, retreat):
    series = create_event(team, a_document(rrule="FREQ=DAILY;COUNT=3"), by=alice).event_id
    day = visit(bob).get(f"/events/{series}/edit?occurrence=2026-03-25T09:00").text
    assert "This date stays in Team" in day and 'name="calendar_id"' not in day
    share_event(retreat, charlie.id, Role.EDITOR, by=alice)
    alone = visit(charlie).get(f"/events/{retreat}/edit").text
    assert "You see this event alone" in alone and 'name="calendar_id"' not in alone
    share_event(retreat, vera.id, Role.EDITOR, by=alice)
    page = visit(vera).get(f"/events/{retreat}/edit").text
    assert "moving it elsewhere is for those who may edit Team" in page and 'name="calendar_id"' not in page
    change_role(Target(team), vera.id, Role.EDITOR, by=alice)
    assert 'name="calendar_id"' in visit(vera).get(f"/events/{retreat}/edit").text


@on_sqlite
def test_a_calendar_that_will_not_do_is_said_beside_the_field_with_all_that_was_typed(
    visit, session, bob, charlie, team, retreat, rooms
):
    private = create_calendar("Private", "sky", "Europe/Berlin", by=charlie)
    for wrong in (str(private), "9999", "x"):
        answer = visit(bob).post(f"/events/{retreat}", data=form(calendar_id=wrong, location="Attic"))
        assert answer.status_code == 422
        assert "Choose a calendar that you may write to." in answer.text and "Attic" in answer.text
    assert where(session, retreat) == (team, 1)
    assert visit(bob).post(f"/events/{retreat}", data=form(calendar_id=str(rooms))).status_code == 303


@on_sqlite
def test_a_form_that_was_open_when_it_moved_does_not_move_it_back(
    visit, session, alice, bob, team, retreat, rooms
):
    move_event_to(retreat, rooms, by=bob, based_on=1)
    sent = form(base=1, calendar_id=str(team), location="Attic")
    assert visit(alice).post(f"/events/{retreat}", data=sent).status_code == 303
    assert where(session, retreat) == (rooms, 3)


@on_sqlite
def test_two_who_move_it_to_different_calendars_are_not_both_right(
    visit, session, alice, bob, retreat, rooms
):
    attic = create_calendar("Attic", "sky", "Europe/Berlin", by=alice)
    move_event_to(retreat, rooms, by=bob, based_on=1)
    answer = visit(alice).post(f"/events/{retreat}", data=form(base=1, calendar_id=str(attic)))
    assert answer.status_code == 422 and "another calendar meanwhile" in answer.text
    assert where(session, retreat) == (rooms, 2)


@on_sqlite
def test_the_wish_goes_through_the_page_of_a_conflict(visit, session, alice, bob, team, retreat, rooms):
    edit_event(retreat, a_document(title="Summit"), based_on=1, by=alice)
    asked = visit(bob).post(f"/events/{retreat}", data=form(title="Away day", calendar_id=str(rooms)))
    assert asked.status_code == 409
    answer = {**fields_of(asked.text, "conflict"), "choice.title": "mine"}
    assert answer["calendar_id"] == str(rooms)
    assert visit(bob).post(f"/events/{retreat}", data=answer).status_code == 303
    assert where(session, retreat) == (rooms, 3)


@on_sqlite
def test_the_wish_goes_through_the_question_about_a_series(visit, session, alice, bob, team, rooms):
    own = {"2026-03-25T09:00": {"title": "Outing"}}
    series = create_event(team, a_document(rrule="FREQ=DAILY;COUNT=3", overrides=own), by=alice).event_id
    page = visit(bob).get(f"/events/{series}/edit").text
    sent = fields_of(page, f"edit-{series}") | {
        "calendar_id": str(rooms),
        "end_date": "2026-03-24",
        "freq": "none",
    }
    asked = visit(bob).post(f"/events/{series}", data=sent)
    if asked.status_code == 200:
        again = fields_of(asked.text, "scope")
        assert again["calendar_id"] == str(rooms)
        asked = visit(bob).post(f"/events/{series}", data=again)
    assert asked.status_code == 303, asked.text
    assert where(session, series)[0] == rooms


@on_sqlite
def test_a_calendar_that_takes_no_overlaps_refuses_it_on_the_page(
    visit, session, alice, bob, team, retreat, rooms
):
    create_event(rooms, a_document(title="Repair"), by=alice)
    change_calendar(
        rooms, "Rooms", "leaf", "Europe/Berlin", alice, one_at_a_time=True, conflict_policy="refuse"
    )
    answer = visit(bob).post(f"/events/{retreat}", data=form(calendar_id=str(rooms)))
    assert answer.status_code == 422 and "Rooms" in answer.text
    assert where(session, retreat) == (team, 1)


# -- what the histories say


@on_sqlite
def test_both_histories_tell_it_by_the_names_that_the_reader_may_know(visit, cast, team, retreat, rooms):
    move_event_to(retreat, rooms, by=cast.bob, based_on=1, typed=Typed(a_document(title="Secret summit")))
    old, new = (visit(cast.bob).get(f"/calendars/{one}/history").text for one in (team, rooms))
    assert "moved it to the calendar “Rooms”" in old and "Retreat" in old
    assert "moved it here from the calendar “Team”" in new and "Secret summit" in new
    theirs = visit(cast.vera).get(f"/calendars/{team}/history").text
    assert "moved it to another calendar" in theirs and "Retreat" in theirs
    assert "Rooms" not in theirs and "Secret" not in theirs and f"/events/{retreat}/" not in theirs
    own = visit(cast.bob).get(f"/events/{retreat}/history").text
    assert "moved it from the calendar “Team” to “Rooms”" in own
    share_event(retreat, cast.charlie.id, Role.VIEWER, by=cast.alice)
    strange = visit(cast.charlie).get(f"/events/{retreat}/history").text
    assert "moved it to another calendar" in strange and "Rooms" not in strange


@on_sqlite
def test_a_feed_tells_no_more_than_the_page(visit, cast, team, retreat, rooms, app):
    answer = visit(cast.vera).post(f"/calendars/{team}/feed")
    address = answer.text.split("/feeds/")[1].split(".atom")[0]
    move_event_to(retreat, rooms, by=cast.bob, based_on=1, typed=Typed(a_document(title="Secret summit")))
    feed = app.test_client().get(f"/feeds/{address}.atom").text
    assert "moved it to another calendar" in feed and "Retreat" in feed
    assert "Rooms" not in feed and "Secret" not in feed


@on_sqlite
def test_moves_cost_a_history_no_statement_for_each(visit, session, cast, team, rooms):
    def move_one():
        event = create_event(team, a_document(), by=cast.alice).event_id
        move_event_to(event, rooms, by=cast.bob, based_on=1)

    move_one()
    client = visit(cast.bob)
    counts = {
        path: count_statements(client, path)
        for path in (f"/calendars/{one}/history" for one in (team, rooms))
    }
    for _ in range(3):
        move_one()
    for path, count in counts.items():
        assert count_statements(client, path) == count
    assert open_event(cast.bob, 1)


@on_sqlite
def test_a_comparison_and_the_page_of_an_undo_name_the_calendars(visit, cast, team, retreat, rooms):
    move_event_to(retreat, rooms, by=cast.bob, based_on=1)
    share_event(retreat, cast.charlie.id, Role.VIEWER, by=cast.alice)
    both = visit(cast.bob).get(f"/events/{retreat}/compare/1/2").text
    assert "version 1 is in Team, version 2 in Rooms" in both and "in two calendars" in both
    strange = visit(cast.charlie).get(f"/events/{retreat}/compare/1/2").text
    assert (
        "version 1 is in another calendar, version 2 in another calendar" in strange
        and "Rooms" not in strange
    )
    undo = visit(cast.bob).get(f"/events/{retreat}/undo/1/2").text
    assert "moved it from the calendar “Rooms” to “Team”" in undo
    assert "moved it from the calendar “Team” to “Rooms”" in undo


@on_sqlite
def test_an_undo_without_the_way_back_says_so(visit, cast, team, retreat, rooms):
    saved = move_event_to(retreat, rooms, by=cast.bob, based_on=1)
    stop_sharing_calendar(team, cast.bob.id, by=cast.alice)
    for path in (f"/events/{retreat}/versions/2/undo", f"/changes/{saved.change_set}/undo"):
        answer = visit(cast.bob).post(path, data={})
        assert answer.status_code == 409 and "a calendar that you do not see" in answer.text
        assert visit(cast.vera).post(path, data={}).status_code == 404
    assert visit(cast.alice).post(f"/changes/{saved.change_set}/undo", data={}).status_code == 303
