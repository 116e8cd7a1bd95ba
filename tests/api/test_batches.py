"""POST /events/batch of the contract: all or nothing, one change set, each item named that will not do."""

import pytest
from sqlalchemy import select

from tests.api.batch_bodies import COMING, HIKE, hikes, rows
from tests.api.test_calls import problem_of
from tests.support.chains import misfits
from tests.support.overlap_scenes import YEAR
from webapp.models import ChangeSet, Event, EventVersion, Share

on_sqlite = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


def test_events_are_made_at_once(batch, program, alice, vera, team, session):
    response = batch({"events": hikes(3, calendar_id=team, tags=["hut"])})
    told = response.get_json()
    assert response.status_code == 201
    assert [one["title"] for one in told["items"]] == ["Hike 0", "Hike 1", "Hike 2"]
    for one in told["items"]:
        assert one["conflicts"] == [] and one["version"] == 1 and one["role"] == "owner"
        read = program(alice).get(f"/events/{one['id']}").get_json()
        assert read == {name: value for name, value in one.items() if name != "conflicts"}
    sets = set(session.scalars(select(EventVersion.change_set_id)))
    assert sets == {told["change_set_id"]}
    made = session.get_one(ChangeSet, told["change_set_id"])
    assert (made.kind, made.actor_id) == ("batch", alice.id)
    assert program(vera).get("/events", tag="hut").get_json()["items"][0]["role"] == "viewer"


def test_who_makes_events_in_a_calendar_that_they_edit_owns_them(batch, bob, team, session):
    told = batch({"events": hikes(2, calendar_id=team)}, bob).get_json()
    assert [one["role"] for one in told["items"]] == ["owner", "owner"]
    assert told["items"][0]["permissions"][0]["via"] == "event"
    own = select(Share.event_id).where(Share.person_id == bob.id, Share.role == "owner")
    assert sorted(filter(None, session.scalars(own))) == [one["id"] for one in told["items"]]
    assert not misfits()


def test_every_operation_and_one_undo(batch, program, alice, bob, charlie, team, two, session):
    first, second = two
    third = batch({"events": hikes(1, calendar_id=team)}).get_json()["items"][0]["id"]
    before = {n: program(alice).get(f"/events/{n}").get_json() for n in (first, second, third)}
    response = batch({"operations": [
        {"op": "create", "event": {**HIKE, "title": "New", "calendar_id": team}},
        {"op": "update", "id": first, "event": {"title": "Walk", "summary": "easier"}, "base_version": 1},
        {"op": "share", "id": first, "users": [{"user_id": charlie.id, "role": "viewer"}]},
        {"op": "delete", "id": second},
        {"op": "share", "id": third, "users": [{"user_id": charlie.id, "role": "editor"}]},
    ]})  # fmt: skip
    assert response.status_code == 201, response.text
    told = response.get_json()
    made, walk, again, gone, shared = told["items"]
    assert made["title"] == "New" and made["version"] == 1
    assert walk["title"] == "Walk" and walk["version"] == 2 and again == walk
    assert gone["deleted"] is True and gone["version"] == 2 and gone["id"] == second
    assert shared["version"] == 1
    roles = {one["username"]: one["role"] for one in shared["permissions"] if one["via"] == "event"}
    assert roles == {"charlie": "editor"}
    assert program(charlie).get(f"/events/{first}").get_json()["role"] == "viewer"
    assert program(alice).get(f"/events/{second}").status_code == 404
    written = session.scalars(select(EventVersion).where(EventVersion.change_set_id == told["change_set_id"]))
    assert {(one.event_id, one.version, one.via) for one in written} == {
        (made["id"], 1, "api"), (first, 2, "api"), (second, 2, "api")}  # fmt: skip
    assert session.get_one(ChangeSet, told["change_set_id"]).why == "easier"
    assert not misfits()
    assert (
        program(alice).put(f"/events/{third}/permissions/{charlie.id}", {"role": "viewer"}).status_code == 200
    )
    undone = program(alice).post(f"/change-sets/{told['change_set_id']}/undo").get_json()
    assert {(one["event_id"], one["deleted"]) for one in undone["items"]} == {
        (first, False), (second, False), (made["id"], True)}  # fmt: skip
    assert undone["roles"] == [{"event_id": first, "user_id": charlie.id, "role": None}]
    assert undone["roles_kept"] == [{"event_id": third, "user_id": charlie.id, "role": "viewer"}]
    for number in (first, second):
        now = program(alice).get(f"/events/{number}").get_json()
        assert now["title"] == before[number]["title"]
    assert program(charlie).get(f"/events/{first}").status_code == 404
    assert program(alice).get(f"/events/{made['id']}").status_code == 404


def test_a_dry_run_tells_the_same_and_writes_nothing(batch, program, alice, charlie, team, two, session):
    body = {"operations": [
        {"op": "create", "event": {**HIKE, "title": "New", "calendar_id": team}},
        {"op": "update", "id": two[0], "event": {"title": "Walk"}},
        {"op": "delete", "id": two[1]},
        {"op": "share", "id": two[0], "users": [{"user_id": charlie.id, "role": "viewer"}]},
    ]}  # fmt: skip
    program(alice)  # a program signs in once
    before = rows(session)
    response = batch({**body, "dry_run": True}, headers={"Idempotency-Key": "k1"})
    assert response.status_code == 201, response.text
    rehearsed = response.get_json()
    assert rows(session) == before
    real = batch(body, headers={"Idempotency-Key": "k2"}).get_json()
    assert rehearsed["change_set_id"] is None and real["change_set_id"]
    assert [one["id"] for one in rehearsed["items"]] == [0, *(one["id"] for one in real["items"][1:])]
    when = ("id", "created_at", "updated_at")
    assert [{k: v for k, v in one.items() if k not in when} for one in rehearsed["items"]] == [
        {k: v for k, v in one.items() if k not in when} for one in real["items"]
    ]
    refused = problem_of(batch({"events": [{**HIKE, "title": ""}], "dry_run": True}), 422)
    assert refused["errors"][0]["field"] == "events[0].title"


def test_edits_are_merged_and_collisions_refuse_all(batch, program, bob, two, session):
    assert program(bob).put(f"/events/{two[0]}", {"title": "Ben's", "base_version": 1}).status_code == 200
    told = batch({"operations": [
        {"op": "update", "id": two[0], "event": {"location": "Hut"}, "base_version": 1}]}).get_json()  # fmt: skip
    assert (told["items"][0]["title"], told["items"][0]["location"]) == ("Ben's", "Hut")
    before = rows(session)
    refused = problem_of(batch({"operations": [
        {"op": "update", "id": two[1], "event": {"title": "Fine"}},
        {"op": "update", "id": two[0], "event": {"title": "Mine"}, "base_version": 1}]}), 409)  # fmt: skip
    assert refused["errors"][0]["field"] == "operations[1]"
    assert refused["conflicts"] == [
        {"item": 1, "version": 3, "field": "title", "base": "Hike 0", "theirs": "Ben's", "mine": "Mine"}
    ]
    assert rows(session) == before
    again = [{"op": "update", "id": two[0], "event": {"title": "Mine"}, "base_version": 3}]
    assert batch({"operations": again}).status_code == 201


def test_overlaps_are_told_or_refused(batch, alice, team, session):
    told = batch(
        {"events": [{**COMING, "calendar_id": team}, {**COMING, "title": "Too", "calendar_id": team}]}
    )
    first, second = told.get_json()["items"]
    assert [one["title"] for one in first["conflicts"]] == ["Too"]
    assert [one["event_id"] for one in second["conflicts"]] == [first["id"]]
    before = rows(session)
    refused = problem_of(batch({"events": [
        {**COMING, "start_time": f"{YEAR}-03-24T09:00", "end_time": f"{YEAR}-03-24T10:00", "calendar_id": team},
        {**COMING, "calendar_id": team, "on_conflict": "reject"}]}), 409)  # fmt: skip
    assert [one["field"] for one in refused["errors"]] == ["events[1]"]
    assert {one["item"] for one in refused["conflicts"]} == {1}
    assert {one["event_id"] for one in refused["conflicts"]} == {first["id"], second["id"]}
    assert rows(session) == before
    # What makes room in the same batch is no overlap.
    swap = [{"op": "create", "event": {**COMING, "calendar_id": team, "on_conflict": "reject"}},
            {"op": "delete", "id": first["id"]}, {"op": "delete", "id": second["id"]}]  # fmt: skip
    assert batch({"operations": swap}).status_code == 201


def test_a_retry_gets_the_first_answer(batch, program, alice, team, two, session):
    key = {"Idempotency-Key": "batch-1"}
    body = {"operations": [
        {"op": "create", "event": {**HIKE, "calendar_id": team}},
        {"op": "update", "id": two[0], "event": {"title": "Walk"}}]}  # fmt: skip
    first = batch(body, headers=key).get_json()
    assert program(alice).put(f"/events/{two[0]}", {"title": "Later"}).status_code == 200
    count = session.query(EventVersion).count()
    again = batch(body, headers=key)
    assert again.status_code == 201 and again.get_json() == first
    assert session.query(EventVersion).count() == count
    problem_of(batch({"events": [HIKE]}, headers=key), 422)


@on_sqlite
def test_nothing_changed_is_no_version(batch, two, session):
    told = batch({"operations": [{"op": "update", "id": two[0], "event": {"title": "Hike 0"}}]}).get_json()
    assert told["change_set_id"] is None and told["items"][0]["version"] == 1


@on_sqlite
def test_a_large_body_is_taken_here_and_a_larger_one_is_not(batch, team, session):
    long = hikes(40, calendar_id=team, description="word " * 12_000)
    assert batch({"events": long}).status_code == 201
    problem_of(batch({"events": long * 4}), 413)


def test_a_thousand_take_no_more_statements_than_two(batch, program, alice, team, session, statements):
    def cost(body):
        statements.clear()
        response = batch(body)
        assert response.status_code == 201, response.text
        return len(statements), [one["id"] for one in response.get_json()["items"]]

    few, ids = cost({"events": hikes(2, calendar_id=team)})
    many, all_ids = cost({"events": hikes(1000, calendar_id=team)})
    assert many <= few + 12  # lists of ids are asked for in parts
    few, _ = cost({"operations": [_tagged(number, "a") for number in ids]})
    many, _ = cost({"operations": [_tagged(number, "b") for number in all_ids]})
    assert many <= few + 30
    assert session.query(Event).count() == 1002 and not misfits()


def _tagged(event_id, tag):
    return {"op": "update", "id": event_id, "event": {"tags": [tag]}, "base_version": 1}
