"""If-Match as RFC 9110, section 13.1.1 has it, on everything that writes an event, and on reading one."""

import pytest

from tests.api.test_calls import problem_of

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)

FITS = ['"2"', "*", ' "2" ', '"1", "2"', ', "x",,"2" ,', 'W/"2", "2"', '"a,b","2"']
# The event is at version 2.
FITS_NOT = [
    '"1"', '"3"', 'W/"2"', "2", '"2', '"02"', '"1", "3"', '"2" "1"', '"2", x', '*, "1"', "", '"', "W/", '"2"x',
]  # fmt: skip


@pytest.fixture
def path(program, alice, retreat):
    """The retreat in its second version."""
    program(alice).put(f"/events/{retreat}", {"location": "Hut"})
    return f"/events/{retreat}"


@pytest.fixture
def asked(program, alice, path):
    """`asked("DELETE", "", '"1"')`: the answer to a call on the event with that If-Match."""

    def ask(method, sub, match, **query):
        body = {"title": "Walk"} if method == "PUT" else None
        return program(alice).call(method, path + sub, body, {"If-Match": match}, **query)

    return ask


# With what each call of an event answers where it may.
WRITES = [("DELETE", "", 204), ("POST", "/rollback/1", 200), ("POST", "/undo/2", 200), ("GET", "", 200)]


@pytest.mark.parametrize(("method", "sub", "status"), WRITES)
def test_only_at_a_version_that_it_names(asked, method, sub, status):
    for match in FITS_NOT:
        problem_of(asked(method, sub, match), 412)
    assert asked("GET", "", "*").headers["ETag"] == '"2"'
    assert asked(method, sub, '"1", "2"').status_code == status


@pytest.mark.parametrize("match", FITS)
def test_every_way_to_name_the_version(asked, match):
    assert asked("GET", "", match).status_code == 200
    assert asked("DELETE", "", match).status_code == 204


def test_a_deleted_event_is_brought_back_from_the_version_that_was_seen(asked):
    asked("DELETE", "", '"2"')
    problem_of(asked("POST", "/restorations", '"2"'), 412)
    assert asked("POST", "/restorations", '"3"').get_json()["version"] == 4


def test_one_occurrence_and_the_following(program, alice, path):
    me = program(alice)
    me.put(path, {"is_recurring": True, "recurrence_pattern": "FREQ=DAILY;COUNT=9"})
    part = {"scope": "this", "occurrence": "2026-03-26T09:00"}
    for scope in ("this", "following"):
        problem_of(me.call("DELETE", path, None, {"If-Match": '"2"'}, **{**part, "scope": scope}), 412)
    assert me.get(path).get_json()["version"] == 3
    assert me.call("DELETE", path, None, {"If-Match": '"3"'}, **part).status_code == 204


def test_a_change_is_merged_from_the_version_that_it_names(asked):
    for match in ('"9"', 'W/"1"', "x", ""):
        problem_of(asked("PUT", "", match), 412)
    for match in ('"1"', 'W/"2"'):
        problem_of(asked("PUT", "", match, merge="never"), 412)
    assert asked("PUT", "", '"1"').get_json()["location"] == "Hut"
    assert asked("PUT", "", '"1", "3"', merge="never").status_code == 200
    assert asked("PUT", "", "*", merge="never").status_code == 200


def test_both_a_base_and_a_version_that_there_is_not(program, alice, path):
    me, sent = program(alice), {"title": "Walk", "base_version": 2}
    problem_of(me.put(path, sent, {"If-Match": '"9"'}), 412)
    assert me.put(path, sent, {"If-Match": '"2"'}).get_json()["title"] == "Walk"


def test_a_retry_gets_its_first_answer_although_the_version_is_another_one_since(program, alice, path):
    headers = {"If-Match": '"2"', "Idempotency-Key": "back"}
    first, again = (program(alice).post(f"{path}/rollback/1", headers=headers) for _ in range(2))
    assert (first.status_code, first.get_json()["version"]) == (200, 3)
    assert (again.status_code, again.get_json()) == (200, first.get_json())


def test_what_has_not_changed_since_is_told_only_to_who_asks_about_the_version_there_is(program, alice, path):
    me = program(alice)
    assert me.get(path, {"If-Match": '"2"', "If-None-Match": '"2"'}).status_code == 304
    problem_of(me.get(path, {"If-Match": '"1"', "If-None-Match": '"2"'}), 412)
