"""Series through the API: one occurrence, this and the following, all of them."""

import pytest

from tests.api.test_calls import problem_of

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)

JOUR_FIXE = {
    "title": "Jour fixe",
    "start_time": "2027-03-23T09:00:00+01:00",
    "end_time": "2027-03-23T10:00:00+01:00",
    "recurrence_pattern": "FREQ=WEEKLY;BYDAY=TU",
}
SECOND, THIRD = "2027-03-30T09:00:00+02:00", "2027-04-06T09:00:00+02:00"


@pytest.fixture
def series(program, alice, team):
    return program(alice).post("/events", {**JOUR_FIXE, "calendar_id": team}).get_json()


@pytest.fixture
def days(program, alice):
    """Title and start of the occurrences up to 20 April, by what the list says."""

    def listed():
        found = program(alice).get(
            "/events", **{"from": "2027-03-01", "to": "2027-04-13", "expand": "occurrences"}
        )
        return [(one["id"], one["title"], one["start_time"][5:16]) for one in found.get_json()["items"]]

    return listed


def test_one_occurrence_gets_what_is_its_own(program, alice, series, days):
    path, number = f"/events/{series['id']}", series["id"]
    sent = {
        "scope": "this",
        "occurrence": SECOND,
        "title": "Hike",
        "start_time": "2027-03-31T11:00",
        "end_time": "2027-03-31T12:00",
    }
    changed = program(alice).put(path, sent).get_json()
    assert (changed["title"], changed["occurrence"], changed["version"]) == ("Hike", SECOND, 2)
    assert changed["start_time"] == "2027-03-31T11:00:00+02:00" and changed["is_recurring"]
    assert days() == [
        (number, "Jour fixe", "03-23T09:00"), (number, "Hike", "03-31T11:00"),
        (number, "Jour fixe", "04-06T09:00"), (number, "Jour fixe", "04-13T09:00"),
    ]  # fmt: skip
    # Of the whole series the exception stays.
    program(alice).put(path, {"title": "Weekly"})
    assert [title for _, title, _ in days()] == ["Weekly", "Hike", "Weekly", "Weekly"]


def test_an_occurrence_that_is_sent_back_whole_changes_that_alone(program, alice, series, days):
    found = program(alice).get(
        "/events", **{"from": "2027-03-01", "to": "2027-04-13", "expand": "occurrences"}
    )
    second = found.get_json()["items"][1]
    assert second["occurrence"] == SECOND
    same = program(alice).put(f"/events/{series['id']}", {**second, "scope": "this"}).get_json()
    assert same["version"] == 1
    program(alice).put(f"/events/{series['id']}", {**second, "scope": "this", "location": "Hut"})
    listed = program(alice).get(
        "/events", **{"from": "2027-03-01", "to": "2027-04-13", "expand": "occurrences"}
    )
    assert [one["location"] for one in listed.get_json()["items"]] == [None, "Hut", None, None]


def test_this_and_the_following_go_on_as_an_event_of_their_own(program, alice, series, days):
    sent = {"scope": "following", "occurrence": THIRD, "title": "Stand-up", "summary": "Shorter"}
    response = program(alice).put(f"/events/{series['id']}", sent)
    rest = response.get_json()
    assert rest["id"] != series["id"] and rest["title"] == "Stand-up" and rest["version"] == 1
    assert response.headers["Content-Location"] == f"/api/events/{rest['id']}"
    assert days() == [
        (series["id"], "Jour fixe", "03-23T09:00"), (series["id"], "Jour fixe", "03-30T09:00"),
        (rest["id"], "Stand-up", "04-06T09:00"), (rest["id"], "Stand-up", "04-13T09:00"),
    ]  # fmt: skip


def test_who_has_the_series_alone_is_told_of_the_rest_of_it(program, alice, charlie, series):
    program(alice).post(
        f"/events/{series['id']}/share", {"users": [{"user_id": charlie.id, "role": "editor"}]}
    )
    sent = {"scope": "following", "occurrence": THIRD, "title": "Stand-up"}
    response = program(charlie).put(f"/events/{series['id']}", sent)
    rest = response.get_json()
    assert (response.status_code, rest["title"], rest["role"]) == (200, "Stand-up", "editor")
    assert {(one["username"], one["role"], one["via"]) for one in rest["permissions"]} == {
        ("charlie", "editor", "event"), ("alice", "owner", "calendar"),
        ("bob", "editor", "calendar"), ("vera", "viewer", "calendar"),
    }  # fmt: skip
    assert program(charlie).put(f"/events/{rest['id']}", {"location": "Hut"}).status_code == 200


def test_who_splits_it_in_a_batch_has_the_rest_of_it_too(program, alice, charlie, series):
    program(alice).post(
        f"/events/{series['id']}/share", {"users": [{"user_id": charlie.id, "role": "editor"}]}
    )
    event = {"scope": "following", "occurrence": THIRD, "title": "Stand-up"}
    sent = {"operations": [{"op": "update", "id": series["id"], "event": event}]}
    response = program(charlie).post("/events/batch", sent)
    rest = response.get_json()["items"][0]
    assert (response.status_code, rest["title"], rest["role"]) == (201, "Stand-up", "editor")
    assert rest["id"] != series["id"]
    assert program(charlie).put(f"/events/{rest['id']}", {"location": "Hut"}).status_code == 200


def test_all_move_along_with_one(program, alice, series, days):
    moved = {"occurrence": SECOND, "start_time": "2027-03-30T10:00", "end_time": "2027-03-30T11:00"}
    program(alice).put(f"/events/{series['id']}", moved)
    assert [start for _, _, start in days()] == ["03-23T10:00", "03-30T10:00", "04-06T10:00", "04-13T10:00"]


def test_occurrences_are_left_out_and_a_series_ends(program, alice, series, days):
    path = f"/events/{series['id']}"
    assert program(alice).delete(path, scope="this", occurrence=SECOND).status_code == 204
    assert program(alice).get(path).get_json()["recurrence_exceptions"] == [SECOND]
    assert [start for _, _, start in days()] == ["03-23T09:00", "04-06T09:00", "04-13T09:00"]
    assert (
        program(alice).delete(path, scope="following", occurrence="2027-04-13T07:00:00Z").status_code == 204
    )
    assert [start for _, _, start in days()] == ["03-23T09:00", "04-06T09:00"]
    problem_of(program(alice).delete(path, scope="following", occurrence=JOUR_FIXE["start_time"]), 409)
    assert len(days()) == 2


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ({"scope": "this"}, "occurrence"),
        ({"scope": "this", "occurrence": "2027-03-24T09:00"}, "occurrence"),
        ({"scope": "this", "occurrence": "2027-03-30"}, "occurrence"),
        ({"scope": "some", "occurrence": SECOND}, "scope"),
    ],
)
def test_an_occurrence_that_is_none(program, alice, series, sent, field):
    me, path = program(alice), f"/events/{series['id']}"
    for answer in (me.put(path, {**sent, "title": "Hike"}), me.delete(path, **sent)):
        assert problem_of(answer, 422)["errors"][0]["field"] == field
    assert me.put(path, {"scope": "this", "occurrence": SECOND, "title": "Hike"}).status_code == 200


def test_an_event_that_happens_once_has_no_occurrences(program, alice, retreat):
    part = {"scope": "this", "occurrence": "2026-03-24T09:00"}
    for answer in (
        program(alice).put(f"/events/{retreat}", {**part, "title": "Hike"}),
        program(alice).delete(f"/events/{retreat}", **part),
    ):
        assert problem_of(answer, 422)["errors"][0]["field"] == "scope"


def test_two_who_change_the_same_occurrence_collide_in_its_fields(program, alice, bob, series):
    path, one = f"/events/{series['id']}", {"scope": "this", "occurrence": SECOND, "base_version": 1}
    program(bob).put(path, {**one, "title": "Hike"})
    told = problem_of(program(alice).put(path, {**one, "title": "Swim"}), 409)
    assert told["conflicts"] == [
        {"field": "title", "base": "Jour fixe", "theirs": "Hike", "mine": "Swim", "occurrence": SECOND}
    ]
    problem_of(program(alice).put(path, {**one, "title": "Swim"}, merge="never"), 412)
    assert program(alice).put(path, {**one, "title": "Swim", "base_version": 2}).get_json()["title"] == "Swim"


def test_an_endless_series_answers_at_once(program, alice, statements):
    endless = {**JOUR_FIXE, "start_time": "1990-01-01T09:00", "end_time": "1990-01-01T10:00"}
    made = (
        program(alice)
        .post("/events", {**endless, "recurrence_pattern": "FREQ=DAILY;BYHOUR=9,12,15"})
        .get_json()
    )
    assert made["is_recurring"]
    far = {"from": "2199-01-01", "to": "2199-12-31"}
    assert [one["id"] for one in program(alice).get("/events", **far).get_json()["items"]] == [made["id"]]
    me = program(alice)
    statements.clear()
    page = me.get("/events", expand="occurrences", limit=4, **far).get_json()
    assert len(statements) < 10
    assert [one["start_time"][:16] for one in page["items"]] == [
        "2199-01-01T09:00", "2199-01-01T12:00", "2199-01-01T15:00", "2199-01-02T09:00",
    ]  # fmt: skip
