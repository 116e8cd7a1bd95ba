"""Ways back through the API: an event as it was, one change taken back, a whole change set."""

import pytest
from sqlalchemy import select

from tests.support.callers import Program
from tests.support.cast import a_document
from tests.support.past_calls import WAYS_BACK, answer, change_sets, edit
from tests.support.programs import personal_token
from webapp.domain.roles import Role
from webapp.extensions import db
from webapp.models import Share
from webapp.operations.events import create_event
from webapp.operations.sharing import share_event

only_sqlite = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


def test_a_rollback_is_a_new_version_equal_to_the_old_one(program, bob, three):
    was = answer(program(bob).get(f"/events/{three}/history/1"))["event"]
    response = program(bob).post(f"/events/{three}/rollback/1")
    now = answer(response)
    assert now["version"] == 4 and response.headers["ETag"] == '"4"'
    same = ("title", "start_time", "end_time", "location", "description", "tags")
    assert [now[name] for name in same] == [was[name] for name in same]
    row = answer(program(bob).get(f"/events/{three}/history"))["items"][0]
    assert (row["via"], row["author"]["username"]) == ("api", "bob")
    assert answer(program(bob).post(f"/events/{three}/rollback/1"))["version"] == 4
    answer(program(bob).post(f"/events/{three}/rollback/9"), 404)


def test_a_rollback_leaves_access_rights_untouched(program, alice, bob, charlie, three):
    share_event(three, charlie.id, Role.EDITOR, by=alice)
    rights = select(Share.calendar_id, Share.event_id, Share.person_id, Share.role).order_by(Share.id)
    before = db.session.execute(rights).all()
    told = answer(program(bob).post(f"/events/{three}/rollback/1"))
    assert charlie.id in {one["user_id"] for one in told["permissions"]}
    db.session.rollback()
    assert db.session.execute(rights).all() == before
    assert answer(program(charlie).get(f"/events/{three}"))["role"] == "editor"


def test_an_undo_takes_back_one_change_and_keeps_the_later_ones(program, bob, three):
    told = answer(program(bob).post(f"/events/{three}/undo/2"))
    assert (told["version"], told["title"]) == (4, "Retreat")
    assert told["start_time"] == "2026-03-24T11:00:00+01:00"


def test_an_undo_of_what_was_changed_again_is_a_conflict_that_changes_nothing(program, bob, alice, three):
    edit(three, 3, alice, title="Gathering")
    problem = answer(program(bob).post(f"/events/{three}/undo/2"), 409)
    assert problem["conflicts"] == [
        {"field": "title", "base": "Summit", "theirs": "Gathering", "mine": "Retreat"}
    ]
    assert problem["version"] == 4
    assert answer(program(bob).get(f"/events/{three}"))["version"] == 4


@only_sqlite
def test_an_undo_of_the_making_deletes_what_nobody_changed_since(program, bob, alice, three, team):
    asked = answer(program(bob).post(f"/events/{three}/undo/1"), 409)
    assert asked["conflicts"] == [{"field": "deleted", "base": False, "theirs": False, "mine": True}]
    fresh = create_event(team, a_document(), by=alice).event_id
    answer(program(bob).post(f"/events/{fresh}/undo/1"))
    answer(program(bob).get(f"/events/{fresh}"), 404)


@only_sqlite
@pytest.mark.parametrize("way", WAYS_BACK)
def test_a_retry_gets_the_first_answer_and_changes_nothing_again(program, bob, three, way):
    key = {"Idempotency-Key": "once"}
    first = answer(program(bob).post(f"/events/{three}/{way}", headers=key))
    edit(three, 4, bob, location="Attic")
    again = answer(program(bob).post(f"/events/{three}/{way}", headers=key))
    assert again["version"] == first["version"] == 4 and again["location"] == first["location"]
    answer(program(bob).post(f"/events/{three}/rollback/2", headers=key), 422)


def test_a_change_set_is_taken_back_whole_or_not_at_all(program, alice, bob, three):
    made, renamed, _ = change_sets(three)
    told = answer(program(bob).post(f"/change-sets/{renamed}/undo"))
    assert told["items"] == [{"event_id": three, "version": 4, "deleted": False}]
    assert told["change_set_id"] == change_sets(three)[-1]
    assert answer(program(bob).get(f"/events/{three}"))["title"] == "Retreat"
    nothing = answer(program(bob).post(f"/change-sets/{renamed}/undo"))
    assert nothing == {"change_set_id": None, "items": [], "roles": [], "roles_kept": []}
    problem = answer(program(bob).post(f"/change-sets/{made}/undo"), 409)
    (collision,) = problem["conflicts"]
    assert (collision["event_id"], collision["field"], collision["mine"]) == (three, "deleted", True)
    answer(program(bob).post(f"/change-sets/{10**12}/undo"), 404)


@only_sqlite
def test_a_change_set_that_collides_names_event_field_and_sides(program, alice, bob, three):
    edit(three, 3, alice, title="Gathering")
    problem = answer(program(bob).post(f"/change-sets/{change_sets(three)[1]}/undo"), 409)
    assert problem["conflicts"] == [
        {
            "event_id": three,
            "version": 4,
            "field": "title",
            "base": "Summit",
            "theirs": "Gathering",
            "mine": "Retreat",
        }
    ]


@only_sqlite
def test_roles_go_back_only_for_tokens_that_may_share(app, program, alice, charlie, three):
    share = {"op": "share", "id": three, "users": [{"user_id": charlie.id, "role": "viewer"}]}
    given = answer(program(alice).post("/events/batch", {"operations": [share]}), 201)["change_set_id"]
    writing = Program(app, personal_token(alice, "write"))
    sharing = Program(app, personal_token(alice, "write", "share"))

    assert "scope share" in answer(writing.post(f"/change-sets/{given}/undo"), 403)["detail"]
    assert answer(program(charlie).get(f"/events/{three}"))["role"] == "viewer"
    taken = answer(sharing.post(f"/change-sets/{given}/undo"))
    assert taken["roles"] == [{"event_id": three, "user_id": charlie.id, "role": None}]
    answer(
        writing.post(f"/change-sets/{taken['change_set_id']}/undo"), 403
    )  # which would let Charlie in again
    answer(program(charlie).get(f"/events/{three}"), 404)
    assert answer(writing.post(f"/change-sets/{change_sets(three)[1]}/undo"))["items"]  # no roles in this one
    answer(Program(app, personal_token(charlie, "write")).post(f"/change-sets/{given}/undo"), 404)


@only_sqlite
def test_a_date_that_a_split_took_along_is_changed_back_in_the_event_that_has_it(program, bob, alice, team):
    document = a_document(start="2027-03-01T09:00", end="2027-03-01T10:00", rrule="FREQ=DAILY;COUNT=5")
    series = create_event(team, document, by=alice).event_id
    date = "2027-03-04T09:00:00+01:00"
    of_it = {"scope": "this", "occurrence": date}
    answer(program(bob).put(f"/events/{series}", {"location": "Attic"} | of_it))
    split = {"scope": "following", "occurrence": "2027-03-03T09:00:00+01:00"}
    rest = answer(program(bob).put(f"/events/{series}", {"title": "Summit"} | split))["id"]
    answer(program(alice).put(f"/events/{rest}", {"location": "Deck"} | of_it))
    problem = answer(program(bob).post(f"/events/{series}/undo/2"), 409)
    assert problem["conflicts"] == [
        {
            "event_id": rest,
            "version": 2,
            "field": "location",
            "base": "Attic",
            "theirs": "Deck",
            "mine": document["location"],
            "occurrence": date,
        }
    ]
    answer(program(alice).post(f"/events/{rest}/undo/2"))
    response = program(bob).post(f"/events/{series}/undo/2")
    assert (answer(response)["id"], response.headers["Content-Location"]) == (rest, f"/api/events/{rest}")
    assert answer(program(bob).get(f"/events/{series}"))["version"] == 3
    answer(program(bob).delete(f"/events/{rest}"), 204)
    refused = answer(program(bob).post(f"/events/{series}/undo/2"), 409)
    assert "in an event now that has been deleted" in refused["detail"]
