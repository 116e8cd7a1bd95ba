"""Many events moved to another calendar from the agenda and from a search: previewed, told, and taken back as one."""

from html import unescape

import pytest
from sqlalchemy import select

from tests.support.cast import a_document
from tests.support.overlap_scenes import YEAR
from tests.views.test_many import fields, go
from webapp.domain.roles import Role
from webapp.models import ChangeSet, Event
from webapp.operations.calendars import create_calendar
from webapp.operations.events import create_event
from webapp.operations.sharing import share_calendar, share_event
from webapp.operations.undoing_sets import undo_change_set

on_sqlite = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
pytestmark = [pytest.mark.usefixtures("no_csrf"), on_sqlite]


@pytest.fixture
def rooms(alice, bob):
    """A calendar that Bob edits and Vera does not see; it takes no overlaps."""
    number = create_calendar(
        "Rooms", "rose", "Europe/Berlin", by=alice, one_at_a_time=True, conflict_policy="refuse"
    )
    share_calendar(number, bob.id, Role.EDITOR, by=alice)
    return number


@pytest.fixture
def events(team, alice, bob):
    """Talk and Supper of Team; a Secret of Hall, which Bob may edit alone."""
    hall = create_calendar("Hall", "mint", "Europe/Berlin", by=alice)
    made = {
        title: create_event(where, a_document(title=title, start=f"{YEAR}-03-2{n}T09:00", end=f"{YEAR}-03-2{n}T10:00"), by=alice).event_id
        for n, (title, where) in enumerate({"Talk": team, "Supper": team, "Secret": hall}.items())
    }  # fmt: skip
    share_event(made["Secret"], bob.id, Role.EDITOR, by=alice)
    return made


def where(session, *ids):
    session.rollback()
    return [session.get_one(Event, one).calendar_id for one in ids]


def test_they_move_from_the_results_of_a_search_and_one_undo_takes_it_back(
    visit, bob, vera, events, team, rooms, session
):
    ids, client = [events["Talk"], events["Supper"]], visit(bob)
    seen, answer = go(client, ids, do="move", calendar=str(rooms), found="q=harbour")
    assert "Move 2 events to Rooms" in seen and seen.count("<del>Team</del>") == 2
    assert "People who see them only through “Team” will no longer see them." in seen
    assert answer.location == "/search?q=harbour" and where(session, *ids) == [rooms, rooms]
    assert "Moved 2 events to Rooms." in client.get(answer.location).text
    assert visit(vera).get(f"/events/{ids[0]}").status_code == 404
    (made,) = session.scalars(select(ChangeSet.id).where(ChangeSet.kind == "batch"))
    assert undo_change_set(made, by=bob).changed == 2 and where(session, *ids) == [team, team]
    assert visit(vera).get(f"/events/{ids[0]}").status_code == 200


def test_what_stays_is_named_with_its_reason(visit, alice, bob, events, team, rooms, session):
    there = create_event(
        rooms, a_document(title="There", start=f"{YEAR}-03-21T09:30", end=f"{YEAR}-03-21T10:30"), by=bob
    ).event_id
    seen, answer = go(visit(bob), [*events.values(), there], do="move", calendar=str(rooms))
    text = unescape(seen)
    assert "Move 1 event to Rooms" in text and "These 3 stay as they are" in text
    assert "You may not take it out of its calendar." in text  # Secret
    assert "It is there already." in text
    assert "It would overlap there, and that calendar takes no overlaps." in text  # Supper
    assert fields(seen)["event"] == [str(events["Talk"])] and answer.status_code == 303
    assert where(session, events["Talk"], events["Supper"]) == [rooms, team]


def test_only_calendars_that_one_may_add_to_are_offered_and_taken(
    visit, alice, bob, events, team, rooms, session
):
    private = create_calendar("Private", "sky", "Europe/Berlin", by=alice)
    looked = create_calendar("Looked at", "sky", "Europe/Berlin", by=alice)
    share_calendar(looked, bob.id, Role.VIEWER, by=alice)
    page = visit(bob).get(f"/agenda/{YEAR}-03-20/selection").text
    offered = page[page.index('id="m-calendar"') : page.index("</select>", page.index('id="m-calendar"'))]
    assert ">Rooms<" in offered and ">Looked at<" not in offered and ">Private<" not in offered
    for calendar in (private, looked, "", "99999", "x"):
        form = {"event": events["Talk"], "do": "move", "calendar": calendar}
        for path in ("/events/many/preview", "/events/many"):
            answer = visit(bob).post(path, data=form)
            assert (
                answer.status_code == 422
                and "Choose " in answer.text
                and 'value="move" checked' in answer.text
            )
    assert where(session, events["Talk"]) == [team]
    assert visit(bob).post("/events/many", data={**form, "calendar": rooms}).status_code == 303


def test_who_may_not_take_them_away_is_refused(visit, bob, vera, events, rooms, session):
    own = create_calendar("Vera's", "mint", "Europe/Berlin", by=vera)
    form = {"event": events["Talk"], "do": "move", "calendar": own}
    assert visit(vera).post("/events/many/preview", data=form).status_code == 403
    assert visit(vera).post("/events/many", data=form).status_code == 403
    alone = {"event": events["Secret"], "do": "move", "calendar": rooms}
    assert visit(bob).post("/events/many", data=alone).status_code == 403
    assert visit(bob).post("/events/many", data={**alone, "event": events["Talk"]}).status_code == 303
