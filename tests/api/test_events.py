"""The table Events of the contract, line by line: making, reading, changing, deleting, bringing back."""

import re

import pytest

from tests.api.test_calls import problem_of
from webapp.domain.roles import Role
from webapp.models import Calendar, Event, Person
from webapp.operations.access import LARGEST_ID
from webapp.operations.sharing import share_event, stop_sharing_calendar

on_sqlite = pytest.mark.parametrize("database", ["sqlite"], indirect=True)

HIKE = {"title": "Hike", "start_time": "2027-03-23T09:00:00+01:00", "end_time": "2027-03-23T10:00:00+01:00"}
WEEKLY = {**HIKE, "is_recurring": True, "recurrence_pattern": "FREQ=WEEKLY;BYDAY=TU"}
# The contract's list, in its order.
MEMBERS = [
    "id",
    "calendar_id",
    "title",
    "description",
    "location",
    "start_time",
    "end_time",
    "time_zone",
    "all_day",
    "is_recurring",
    "recurrence_pattern",
    "recurrence_exceptions",
    "tags",
    "status",
    "version",
    "role",
    "permissions",
    "created_at",
    "created_by",
    "updated_at",
    "updated_by",
]


@pytest.fixture
def make(program, alice, team):
    """An event in Team made by a program of Alice."""

    def made(who=None, **fields):
        response = program(who or alice).post("/events", {**HIKE, "calendar_id": team, **fields})
        assert response.status_code == 201, response.text
        return response.get_json()

    return made


def test_a_new_event_is_told_whole(program, alice, bob, vera, team):
    response = program(alice).post(
        "/events", {**HIKE, "calendar_id": team, "tags": ["b", "a"], "location": "Hut"}
    )
    made = response.get_json()
    assert response.status_code == 201
    assert response.headers["Location"] == f"/api/events/{made['id']}"
    assert response.headers["ETag"] == '"1"'
    assert list(made) == [*MEMBERS, "conflicts"]
    ref = {"id": alice.id, "username": "alice", "name": "Alice Adler"}
    role = {"via": "calendar", "username": "alice", "name": "Alice Adler"}
    assert made == made | HIKE | {
        "calendar_id": team, "description": "", "location": "Hut", "time_zone": "Europe/Berlin", "all_day": False,
        "is_recurring": False, "recurrence_pattern": None, "recurrence_exceptions": [], "tags": ["a", "b"],
        "status": "confirmed", "version": 1, "role": "owner", "created_by": ref, "updated_by": ref, "conflicts": [],
    }  # fmt: skip
    assert made["permissions"][0] == {"user_id": alice.id, "role": "owner", **role}
    assert [one["role"] for one in made["permissions"]] == ["owner", "editor", "viewer"]
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT[\d:.]+\+00:00", made["created_at"])
    read = program(vera).get(f"/events/{made['id']}")
    assert read.headers["ETag"] == '"1"'
    del made["conflicts"]
    assert read.get_json() == {**made, "role": "viewer"}


@on_sqlite
def test_without_a_calendar_it_goes_to_ones_own_and_takes_its_zone(program, alice, team, session):
    made = (
        program(alice)
        .post("/events", {**HIKE, "start_time": "2027-03-23T09:00", "on_conflict": "warn"})
        .get_json()
    )
    calendar = session.get_one(Calendar, made["calendar_id"])
    assert calendar.id != team and calendar.created_by_id == alice.id
    assert made["start_time"] == HIKE["start_time"] and made["time_zone"] == calendar.zone == "Europe/Berlin"


@on_sqlite
def test_who_makes_an_event_in_a_calendar_that_they_edit_owns_it(make, program, alice, bob, team):
    made = make(bob)
    assert made["role"] == "owner"
    assert made["permissions"][0] == {
        "user_id": bob.id, "username": "bob", "name": bob.name, "role": "owner", "via": "event",
    }  # fmt: skip
    assert make(alice, title="Other")["permissions"][0]["via"] == "calendar"
    stop_sharing_calendar(team, bob.id, by=alice)
    assert program(bob).get(f"/events/{made['id']}").status_code == 200
    assert program(alice).get(f"/events/{made['id']}").get_json()["role"] == "owner"


@on_sqlite
@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"title": None}, "title"),
        ({"start_time": None}, "start_time"),
        ({"end_time": "2027-03-23T08:00:00+01:00"}, "end_time"),
        ({"is_recurring": True}, "recurrence_pattern"),
        ({"recurrence_pattern": "FREQ=SECONDLY"}, "recurrence_pattern"),
        ({"time_zone": "Mars/Base"}, "time_zone"),
        ({"tags": "a"}, "tags"),
        ({"tags": [1]}, "tags[0]"),
        ({"status": "gone"}, "status"),
        ({"all_day": "perhaps"}, "all_day"),
        ({"on_conflict": "shrug"}, "on_conflict"),
    ],
)
def test_a_new_event_that_will_not_do_is_refused_beside_its_field(program, alice, session, change, field):
    errors = problem_of(program(alice).post("/events", HIKE | change), 422)["errors"]
    assert [one["field"] for one in errors] == [field]
    assert session.query(Event).count() == 0
    assert program(alice).post("/events", HIKE).status_code == 201


@on_sqlite
def test_a_calendar_that_is_not_there_and_one_that_one_only_sees(program, cast, team):
    for calendar_id in (999, LARGEST_ID + 1, 10**30):
        problem_of(program(cast.alice).post("/events", {**HIKE, "calendar_id": calendar_id}), 404)
    problem_of(program(cast.vera).post("/events", {**HIKE, "calendar_id": team}), 403)
    problem_of(program(cast.charlie).post("/events", {**HIKE, "calendar_id": team}), 404)
    assert program(cast.bob).post("/events", {**HIKE, "calendar_id": team}).status_code == 201


def test_overlaps_are_told_or_refused(program, make, alice, session):
    first = make(**{k: v for k, v in WEEKLY.items() if k != "title"}, title="Jour fixe")
    # The fifth occurrence of a series.
    there = {"start_time": "2027-04-20T09:30:00+02:00", "end_time": "2027-04-20T11:00:00+02:00"}
    conflict = {
        "event_id": first["id"], "title": "Jour fixe",
        "start_time": "2027-04-20T09:00:00+02:00", "end_time": "2027-04-20T10:00:00+02:00",
    }  # fmt: skip
    refused = program(alice).post("/events", {**HIKE, **there, "on_conflict": "reject"})
    told = problem_of(refused, 409)
    assert told["conflicts"] == [conflict] and "Jour fixe" in told["detail"]
    assert session.query(Event).count() == 1
    saved = program(alice).post("/events", {**HIKE, **there}).get_json()
    assert saved["conflicts"] == [conflict]
    listed = program(alice).get(f"/events/{saved['id']}/conflicts").get_json()
    assert listed == {"items": [conflict]}
    free = {"start_time": "2027-04-21T09:30:00+02:00", "end_time": "2027-04-21T11:00:00+02:00"}
    assert program(alice).post("/events", {**HIKE, **free, "on_conflict": "reject"}).status_code == 201


@on_sqlite
def test_overlaps_are_never_told_across_what_strangers_keep_to_themselves(program, make, alice, charlie):
    hidden = program(charlie).post("/events", {**HIKE, "title": "Secret"}).get_json()
    assert hidden["conflicts"] == []
    made = make()
    assert made["conflicts"] == []
    items = program(alice).get(f"/events/{made['id']}/conflicts").get_json()["items"]
    assert items == [] and program(alice).get(f"/events/{hidden['id']}").status_code == 404


@on_sqlite
def test_what_the_writer_may_not_see_is_null(program, alice, bob, team):
    private = program(bob).post("/events", {**HIKE, "title": "Dentist"}).get_json()
    response = program(bob).post("/events", {**HIKE, "calendar_id": team})
    assert [one["title"] for one in response.get_json()["conflicts"]] == ["Dentist"]
    seen = program(alice).get(f"/events/{response.get_json()['id']}/conflicts").get_json()["items"]
    assert seen == [{**{k: private[k] for k in ("start_time", "end_time")}, "event_id": None, "title": None}]


def test_a_retry_gets_the_first_answer_and_makes_nothing(program, alice, team, session):
    key = {"Idempotency-Key": "one"}
    me = program(alice)
    first = me.post("/events", {**HIKE, "calendar_id": team}, key)
    made = first.get_json()
    assert me.put(f"/events/{made['id']}", {"title": "Walk"}).get_json()["title"] == "Walk"
    again = me.post("/events", {**HIKE, "calendar_id": team}, key)
    assert (again.status_code, again.get_json(), again.headers["ETag"]) == (201, made, '"1"')
    assert session.query(Event).count() == 1
    problem_of(me.post("/events", {**HIKE, "title": "Else", "calendar_id": team}, key), 422)
    assert me.post("/events", {**HIKE, "title": "Else", "calendar_id": team}).status_code == 201


def test_what_is_seen_already_is_not_sent_again(program, alice, retreat):
    me, path = program(alice), f"/events/{retreat}"
    for given in ('"1"', 'W/"1"', '"7", "1"', "*"):
        seen = me.get(path, {"If-None-Match": given})
        assert (seen.status_code, seen.data, seen.headers["ETag"]) == (304, b"", '"1"')
    for given in ('"2"', "1", '"x"'):
        assert me.get(path, {"If-None-Match": given}).status_code == 200
    me.put(path, {"title": "Summit"})
    assert me.get(path, {"If-None-Match": '"1"'}).get_json()["title"] == "Summit"


def test_an_event_as_it_was(program, cast, retreat):
    me, path = program(cast.alice), f"/events/{retreat}"
    first = me.get(path).get_json()
    changed = me.put(path, {"title": "Summit"}).get_json()
    then = me.get(path, as_of=first["updated_at"])
    assert then.get_json() == first and then.headers["ETag"] == '"1"'
    assert me.get(path, as_of=changed["updated_at"]).get_json()["title"] == "Summit"
    problem_of(me.get(path, as_of="2001-01-01"), 404)
    problem_of(program(cast.charlie).get(path, as_of=first["updated_at"]), 404)
    assert problem_of(me.get(path, as_of="then"), 422)["errors"][0]["field"] == "as_of"
    me.delete(path)
    problem_of(me.get(path), 404)
    assert me.get(path, as_of=changed["updated_at"]).get_json()["title"] == "Summit"


def test_deleted_means_not_there_until_it_is_brought_back(program, alice, retreat):
    me, path = program(alice), f"/events/{retreat}"
    before = me.get(path).get_json()
    gone = me.delete(path)
    assert (gone.status_code, gone.data) == (204, b"")
    for method, sub in (("GET", ""), ("PUT", ""), ("DELETE", ""), ("GET", "/conflicts")):
        problem_of(me.call(method, path + sub, {} if method == "PUT" else None), 404)
    back = me.post(f"{path}/restorations", headers={"Idempotency-Key": "k"})
    assert back.status_code == 200 and back.get_json()["version"] == 3
    assert me.post(f"{path}/restorations", headers={"Idempotency-Key": "k"}).get_json() == back.get_json()
    changed = {"version", "updated_at", "conflicts"}
    assert {k: v for k, v in me.get(path).get_json().items() if k not in changed} == {
        k: v for k, v in before.items() if k not in changed
    }


@on_sqlite
def test_numbers_that_no_event_has(program, alice, retreat):
    for number in (0, 999, LARGEST_ID + 1, 10**30):
        for method in ("GET", "PUT", "DELETE"):
            problem_of(program(alice).call(method, f"/events/{number}", {} if method == "PUT" else None), 404)
        problem_of(program(alice).get(f"/events/{number}", as_of="2026-01-01"), 404)
    assert program(alice).get(f"/events/{retreat}").status_code == 200


@on_sqlite
def test_a_guest_of_one_event_sees_it_alone(program, alice, charlie, retreat, session):
    problem_of(program(charlie).get(f"/events/{retreat}"), 404)
    share_event(retreat, session.get_one(Person, charlie.id).id, Role.EDITOR, by=alice)
    seen = program(charlie).get(f"/events/{retreat}").get_json()
    assert seen["role"] == "editor"
    assert program(charlie).put(f"/events/{retreat}", {"title": "Mine"}).get_json()["title"] == "Mine"


@on_sqlite
def test_reading_writes_nothing(program, alice, vera, retreat, database):
    me = program(alice)
    me.get("/auth/me")
    before = (
        database.look("SELECT count(*), max(seq) FROM calendar_log"),
        database.look("SELECT * FROM event"),
    )
    for path in ("", "/conflicts"):
        assert me.get(f"/events/{retreat}{path}").status_code == 200
    assert me.get("/events").status_code == 200
    after = database.look("SELECT count(*), max(seq) FROM calendar_log"), database.look("SELECT * FROM event")
    assert after == before
