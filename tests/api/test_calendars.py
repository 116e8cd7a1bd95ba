"""Calendars through the API."""

import pytest

from tests.api.test_calls import problem_of
from tests.support.statements import recording
from webapp.operations.calendars import create_calendar


def test_a_calendar_is_made_read_changed_and_deleted(program, cast):
    alice = program(cast.alice)
    answer = alice.post("/calendars", {"name": "Trips", "color": "leaf", "time_zone": "Asia/Tokyo"})
    made = answer.get_json()
    assert answer.status_code == 201 and answer.headers["Location"] == f"/api/calendars/{made['id']}"
    assert made == {
        "id": made["id"], "name": "Trips", "color": "leaf", "time_zone": "Asia/Tokyo", "conflict_policy": "warn",
        "role": "owner",
        "permissions": [{"user_id": cast.alice.id, "username": "alice", "name": "Alice Adler", "role": "owner",
                         "via": "calendar"}],
    }  # fmt: skip
    path = f"/calendars/{made['id']}"
    assert alice.get(path).get_json() == made
    changed = alice.put(path, {"name": "Journeys", "conflict_policy": "reject"})
    assert changed.get_json() == {**made, "name": "Journeys", "conflict_policy": "reject"}
    assert alice.put(path, changed.get_json()).get_json() == changed.get_json()
    assert alice.delete(path).status_code == 204
    problem_of(alice.get(path), 404)
    problem_of(alice.delete(path), 404)


def test_what_is_left_out_is_chosen(program, cast):
    made = program(cast.alice).post("/calendars", {"name": "Trips"}).get_json()
    assert made["time_zone"] == cast.alice.zone and made["color"]


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "name"),
        ({"name": ""}, "name"),
        ({"name": "a" * 90}, "name"),
        ({"name": "A", "color": "beige"}, "color"),
        ({"name": "A", "time_zone": "Mars/Base"}, "time_zone"),
        ({"name": "A", "conflict_policy": "refuse"}, "conflict_policy"),
    ],
)
def test_what_will_not_do_is_said_beside_its_field(program, cast, team, body, field):
    told = problem_of(program(cast.alice).post("/calendars", body), 422)
    assert [one["field"] for one in told["errors"]] == [field]
    if body:
        told = problem_of(program(cast.alice).put(f"/calendars/{team}", body), 422)
        assert [one["field"] for one in told["errors"]] == [field]


def test_a_retry_with_the_same_key_makes_one(program, cast):
    alice, key = program(cast.alice), {"Idempotency-Key": '"8f6f"'}
    first = alice.post("/calendars", {"name": "Trips"}, key)
    assert alice.post("/calendars", {"name": "Trips"}, key).get_json() == first.get_json()
    problem_of(alice.post("/calendars", {"name": "Other"}, key), 422)
    for wrong in ("", "a" * 300, "ä"):
        problem_of(alice.post("/calendars", {"name": "Trips"}, {"Idempotency-Key": wrong}), 422)


def test_the_list_is_paged_and_holds_what_one_has_a_role_on(program, cast, team):
    for number in range(4):
        create_calendar(f"C{number}", "sky", "UTC", by=cast.bob)
    bob, seen, cursor = program(cast.bob), [], None
    while True:
        part = bob.get("/calendars", limit=2, **({"cursor": cursor} if cursor else {})).get_json()
        assert len(part["items"]) <= 2
        seen += part["items"]
        create_calendar("Meanwhile", "sky", "UTC", by=cast.alice)
        if (cursor := part["next_cursor"]) is None:
            break
    assert [one["id"] for one in seen] == sorted(one["id"] for one in seen)
    assert {one["name"] for one in seen} == {"Bob, private", "Team", "C0", "C1", "C2", "C3"}
    assert {one["role"] for one in seen if one["name"] == "Team"} == {"editor"}


def test_the_list_asks_as_much_for_many_as_for_one(program, cast, team):
    vera = program(cast.vera)
    vera.get("/calendars")
    with recording() as few:
        vera.get("/calendars")
    for number in range(20):
        create_calendar(f"C{number}", "sky", "UTC", by=cast.vera)
    with recording() as many:
        assert len(vera.get("/calendars").get_json()["items"]) == 22
    assert len(many) == len(few)


@pytest.mark.parametrize(
    "query", [{"limit": 0}, {"limit": 201}, {"limit": "x"}, {"cursor": "x"}, {"cursor": "WyJhIl0"}]
)
def test_a_page_that_cannot_be_is_refused(program, cast, query):
    told = problem_of(program(cast.alice).get("/calendars", **query), 422)
    assert [one["field"] for one in told["errors"]] == list(query)


def test_numbers_that_no_calendar_can_have_are_not_there(program, cast, team):
    assert program(cast.alice).get(f"/calendars/{team}").status_code == 200
    for number in ("0", "99999", str(2**31), str(2**70), "-1", "x"):
        problem_of(program(cast.alice).get(f"/calendars/{number}"), 404)
