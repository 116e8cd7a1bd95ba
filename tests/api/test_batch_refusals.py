"""Batches of which an item will not do: it is named, and nothing is written."""

import json

import pytest

from tests.api.batch_bodies import HIKE, rows
from tests.api.test_calls import problem_of
from tests.support.programs import personal_token

on_sqlite = pytest.mark.parametrize("database", ["sqlite"], indirect=True)

WRONG = [
    ({"events": [HIKE, {**HIKE, "end_time": "2027-03-23T08:00"}]}, "events[1].end_time"),
    ({"events": [HIKE, HIKE, HIKE, {"title": "x", "start_time": "2027-03-23T08:00"}]}, "events[3].end_time"),
    ({"events": [{**HIKE, "title": 7}]}, "events[0].title"),
    ({"operations": [{"op": "create", "event": {**HIKE, "title": ""}}]}, "operations[0].event.title"),
    ({"operations": [{"op": "update", "id": "{0}", "event": {"title": ""}}]}, "operations[0].event.title"),
    ({"operations": [{"op": "update", "id": "{0}", "event": {"tags": "x"}}]}, "operations[0].event.tags"),
    (
        {"operations": [{"op": "update", "id": "{0}", "event": {"scope": "this"}}]},
        "operations[0].event.scope",
    ),
    (
        {"operations": [{"op": "update", "id": "{0}", "event": {"title": "a"}, "base_version": 9}]},
        "operations[0].base_version",
    ),
    ({"operations": [{"op": "update", "event": {}}]}, "operations[0].id"),
    (
        {"operations": [{"op": "update", "id": "{0}", "event": {"calendar_id": 999}}]},
        "operations[0].event.calendar_id",
    ),
    ({"operations": [{"op": "jump", "id": 1}]}, "operations[0].op"),
    ({"operations": [{"id": 1}]}, "operations[0].op"),
    ({"operations": [{"op": "share", "id": "{0}", "users": []}]}, "operations[0].users"),
    (
        {"operations": [{"op": "share", "id": "{0}", "users": [{"user_id": 999, "role": "viewer"}]}]},
        "operations[0].users[0].user_id",
    ),
    (
        {"operations": [{"op": "share", "id": "{0}", "users": [{"user_id": 1, "role": "viewer"}] * 2}]},
        "operations[0].users[1].user_id",
    ),
    ({"events": []}, "events"),
    ({"events": [HIKE] * 1001}, "events"),
    ({}, "events"),
    ({"events": [HIKE], "operations": [{"op": "delete", "id": "{0}"}]}, "operations"),
    ({"events": "all"}, "events"),
    ({"events": [HIKE], "dry_run": "perhaps"}, "dry_run"),
]


@on_sqlite
@pytest.mark.parametrize(("body", "field"), WRONG, ids=[field + str(n) for n, (_, field) in enumerate(WRONG)])
def test_what_will_not_do_is_named_and_nothing_is_written(batch, two, session, body, field):
    sent = json.loads(json.dumps(body).replace('"{0}"', str(two[0])))
    if "events" in sent and isinstance(sent["events"], list) and len(sent["events"]) > 1:
        assert batch({"events": sent["events"][:1]}).status_code == 201
    before = rows(session)
    told = problem_of(batch(sent), 422)
    assert field in [one["field"] for one in told["errors"]]
    assert rows(session) == before


@on_sqlite
def test_what_one_may_not_touch_is_said_by_item(batch, program, cast, team, two, session):
    def touching(event_id, op="update"):
        return {"operations": [
            {"op": "create", "event": {**HIKE, "title": "Mine"}},
            {"op": op, "id": event_id, **({"event": {"title": "Theirs"}} if op == "update" else {})}]}  # fmt: skip

    for who, status in ((cast.charlie, 404), (cast.vera, 403)):
        program(who)
        for op in ("update", "delete"):
            before = rows(session)
            told = problem_of(batch(touching(two[0], op), who), status)
            assert [one["field"] for one in told["errors"]] == ["operations[1]"]
            assert rows(session) == before
    assert problem_of(batch(touching(2**40)), 404)["errors"][0]["field"] == "operations[1]"
    told = problem_of(batch({"events": [{**HIKE}, {**HIKE, "calendar_id": team}]}, cast.vera), 403)
    assert [one["field"] for one in told["errors"]] == ["events[1]"]
    problem_of(batch({"events": [{**HIKE, "calendar_id": team}]}, cast.charlie), 404)
    share = {"operations": [
        {"op": "share", "id": two[0], "users": [{"user_id": cast.charlie.id, "role": "viewer"}]}]}  # fmt: skip
    problem_of(batch(share, cast.bob), 403)
    assert batch(share).status_code == 201
    assert batch(touching(two[0]), cast.bob).status_code == 201
    assert batch(touching(two[0], "delete"), cast.bob).status_code == 201
    problem_of(batch(touching(two[0])), 404)  # as for one that is not there


@on_sqlite
def test_sharing_takes_a_token_that_may(batch, program, cast, two):
    share = {"operations": [
        {"op": "share", "id": two[0], "users": [{"user_id": cast.charlie.id, "role": "viewer"}]}]}  # fmt: skip
    writer = program(cast.alice)
    full, writer.token = writer.token, personal_token(cast.alice, "read", "write")
    assert "scope share" in problem_of(writer.post("/events/batch", share), 403)["errors"][0]["message"]
    writer.token = full
    assert writer.post("/events/batch", share).status_code == 201
