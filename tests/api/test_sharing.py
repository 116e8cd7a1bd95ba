"""The table Sharing of the contract, for events and calendars."""

import pytest

from tests.api.test_calls import problem_of
from tests.support.cast import make_person
from webapp.operations.members import Target, sharing_history

every_kind = pytest.mark.parametrize("kind", ["events", "calendars"])


@pytest.fixture
def place(kind, team, retreat):
    """The path of what is shared."""
    return f"/{kind}/{retreat if kind == 'events' else team}"


def roles(program, person, place):
    items = program(person).get(f"{place}/permissions").get_json()["items"]
    return {one["username"]: one["role"] for one in items}


@every_kind
def test_an_owner_shares_with_several_people_at_once(program, cast, place, kind):
    mia, dana = make_person("mia", "Mia Moore"), make_person("dana", "Dana Dill")
    asked = {"users": [{"user_id": mia.id, "role": "editor"}, {"user_id": dana.id, "role": "viewer"}]}
    answer = program(cast.alice).post(f"{place}/share", asked)
    assert answer.status_code == 200
    via = "event" if kind == "events" else "calendar"
    told = {"user_id": mia.id, "username": "mia", "name": "Mia Moore", "role": "editor", "via": via}
    assert told in answer.get_json()["items"]
    expected = {"alice": "owner", "bob": "editor", "mia": "editor", "vera": "viewer", "dana": "viewer"}
    assert roles(program, cast.vera, place) == expected
    assert program(dana).get(f"{place}/permissions").status_code == 200


@every_kind
def test_all_get_their_role_or_none_does(program, cast, place, team, retreat):
    before = roles(program, cast.alice, place)
    asked = [{"user_id": cast.root.id, "role": "editor"}, {"user_id": 999, "role": "viewer"}]
    told = problem_of(program(cast.alice).post(f"{place}/share", {"users": asked}), 422)
    assert told["errors"][0]["field"] == "users[1].user_id" and "No account" in told["errors"][0]["message"]
    twice = problem_of(program(cast.alice).post(f"{place}/share", {"users": [asked[0]] * 2}), 422)
    assert twice["errors"][0]["field"] == "users[1].user_id"
    assert roles(program, cast.alice, place) == before
    assert program(cast.alice).post(f"{place}/share", {"users": asked[:1]}).status_code == 200


@every_kind
@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "users"),
        ({"users": []}, "users"),
        ({"users": [{"user_id": 1, "role": "king"}]}, "users[0].role"),
        ({"users": [{"role": "viewer"}]}, "users[0].user_id"),
        ({"users": [{"user_id": 2**40, "role": "viewer"}]}, "users[0].user_id"),
        ({"users": "bob"}, "users"),
    ],
)
def test_what_will_not_do_is_said_beside_its_field(program, cast, place, body, field):
    told = problem_of(program(cast.alice).post(f"{place}/share", body), 422)
    assert [one["field"] for one in told["errors"]] == [field]


@every_kind
def test_a_retry_with_the_same_key_shares_once(program, cast, place, kind, team, retreat):
    asked, key = {"users": [{"user_id": cast.root.id, "role": "viewer"}]}, {"Idempotency-Key": "once"}
    target = Target(team, retreat if kind == "events" else None)
    first = program(cast.alice).post(f"{place}/share", asked, key)
    lines = len(sharing_history(target))
    assert program(cast.alice).post(f"{place}/share", asked, key).get_json() == first.get_json()
    assert len(sharing_history(target)) == lines
    other = {"users": [{"user_id": cast.root.id, "role": "editor"}]}
    problem_of(program(cast.alice).post(f"{place}/share", other, key), 422)


@every_kind
def test_roles_are_changed_and_taken(program, cast, place):
    alice = program(cast.alice)
    alice.post(f"{place}/share", {"users": [{"user_id": cast.root.id, "role": "viewer"}]})
    changed = alice.put(f"{place}/permissions/{cast.root.id}", {"role": "editor"})
    assert changed.status_code == 200 and changed.get_json()["role"] == "editor"
    assert roles(program, cast.alice, place)["root"] == "editor"
    gone = alice.delete(f"{place}/permissions/{cast.root.id}")
    assert (gone.status_code, gone.data) == (204, b"")
    assert "root" not in roles(program, cast.alice, place)
    problem_of(program(cast.root).get(f"{place}/permissions"), 404)
    problem_of(alice.put(f"{place}/permissions/{cast.charlie.id}", {"role": "editor"}), 404)


@every_kind
def test_one_may_always_go_oneself(program, cast, place):
    alice, root = program(cast.alice), program(cast.root)
    alice.post(f"{place}/share", {"users": [{"user_id": cast.root.id, "role": "viewer"}]})
    problem_of(root.delete(f"{place}/permissions/{cast.alice.id}"), 403)
    assert root.delete(f"{place}/permissions/{cast.root.id}").status_code == 204


def test_the_last_owner_stays_until_there_is_another(program, cast, team):
    alice, mine = program(cast.alice), f"/calendars/{team}/permissions/{cast.alice.id}"
    for refused in (alice.delete(mine), alice.put(mine, {"role": "viewer"})):
        assert "last owner" in problem_of(refused, 409)["detail"]
    handed_over = {
        "users": [{"user_id": cast.alice.id, "role": "viewer"}, {"user_id": cast.bob.id, "role": "owner"}]
    }
    assert alice.post(f"/calendars/{team}/share", handed_over).status_code == 200
    assert alice.delete(mine).status_code == 204


def test_who_got_an_event_alone_sees_nothing_of_its_calendar(program, cast, team, retreat):
    guest = make_person("guest", "Gus Guest")
    asked = {"users": [{"user_id": guest.id, "role": "owner"}]}
    assert program(cast.alice).post(f"/events/{retreat}/share", asked).status_code == 200
    assert program(guest).get(f"/events/{retreat}/permissions").status_code == 200
    problem_of(program(guest).get(f"/calendars/{team}/permissions"), 404)
    problem_of(program(guest).get(f"/calendars/{team}"), 404)
