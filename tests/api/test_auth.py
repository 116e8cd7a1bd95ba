"""The table Auth of the contract, on both databases."""

import time

import pytest
import time_machine

from tests.api.test_calls import problem_of
from tests.support.callers import Program
from tests.support.cast import PASSWORD

NEW = {"username": "newcomer", "email": "New@Lantern.example", "password": "a boat on the lake"}


@pytest.fixture
def door(program):
    return program(None)


def signed_in(door, tokens):
    door.token = tokens["access_token"]
    return door


def test_an_account_is_made_and_signed_in(door):
    response = door.post("/auth/register", NEW)
    assert response.status_code == 201
    made = response.get_json()
    assert made["token_type"] == "Bearer" and made["expires_in"] == 900
    user = made["user"]
    assert user == {
        "id": user["id"], "username": "newcomer", "email": "new@lantern.example", "name": "newcomer",
        "role": "admin",  # the first one of an empty site
    }  # fmt: skip
    assert signed_in(door, made).get("/auth/me").get_json() == user


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"username": "x"}, "username"),
        ({"username": "alice"}, "username"),
        ({"email": "nothing"}, "email"),
        ({"password": "short"}, "password"),
        ({"password": "newcomer1"}, "password"),
        ({"name": "a" * 200}, "name"),
    ],
)
def test_an_account_that_will_not_do_is_refused_beside_its_field(door, alice, change, field):
    assert field in [
        one["field"] for one in problem_of(door.post("/auth/register", NEW | change), 422)["errors"]
    ]
    assert door.post("/auth/register", NEW).status_code == 201


def test_signing_up_again_with_its_key_gets_the_account_that_was_made(app, program, bob):
    door, key = Program(app, None), {"Idempotency-Key": "sign-up-1"}
    first = door.post("/auth/register", NEW, key).get_json()
    again = door.post("/auth/register", NEW, key)
    assert again.status_code == 201 and again.get_json()["user"] == first["user"]
    for tokens in (first, again.get_json()):
        assert (
            program(None).get("/auth/me", {"Authorization": f"Bearer {tokens['access_token']}"}).status_code
            == 200
        )

    assert "another body" in problem_of(door.post("/auth/register", NEW | {"name": "N"}, key), 422)["detail"]
    for sent, headers in (
        (NEW, {}),
        (NEW, {"Idempotency-Key": "other"}),
        (NEW | {"password": "not the one"}, key),
    ):
        assert problem_of(door.post("/auth/register", sent, headers), 422)["errors"][0]["field"] == "username"
    with time_machine.travel(time.time() + 25 * 3600):
        problem_of(door.post("/auth/register", NEW, key), 422)


def test_a_site_that_is_closed_makes_no_accounts(make_app, program):
    closed, open_ = program(None), program(None)
    closed.app = make_app(SIGN_UP=False)
    assert "Ask whoever looks after" in problem_of(closed.post("/auth/register", NEW), 403)["detail"]
    assert open_.post("/auth/register", NEW).status_code == 201


@pytest.mark.parametrize("field", ["username", "email"])
@pytest.mark.parametrize("name", ["alice", "alice@lantern.example", " ALICE "])
def test_either_field_may_hold_either_name(door, alice, field, name):
    entered = door.post("/auth/login", {field: name, "password": PASSWORD})
    assert entered.status_code == 200
    assert entered.get_json()["user"]["id"] == alice.id


@pytest.mark.parametrize(
    "body",
    [
        {"username": "alice"},
        {"username": "alice", "password": "wrong"},
        {"username": "who", "password": PASSWORD},
    ],
)
def test_who_does_not_fit_is_told_the_same(door, alice, body):
    response = door.post("/auth/login", body)
    if "password" not in body:
        assert problem_of(response, 422)["errors"][0]["field"] == "password"
    else:
        assert (
            problem_of(response, 401)["detail"]
            == "This name and password do not fit. Check both and try again."
        )
    assert door.post("/auth/login", {"username": "alice", "password": PASSWORD}).status_code == 200


def test_tokens_rotate_and_one_that_is_used_again_ends_them_all(door, alice):
    first = door.post("/auth/login", {"username": "alice", "password": PASSWORD}).get_json()
    second = door.post("/auth/refresh", {"refresh_token": first["refresh_token"]}).get_json()
    assert set(second) == {"access_token", "refresh_token", "token_type", "expires_in"}
    assert second["refresh_token"] != first["refresh_token"]
    assert signed_in(door, second).get("/auth/me").status_code == 200
    problem_of(door.post("/auth/refresh", {"refresh_token": first["refresh_token"]}), 401)
    problem_of(door.get("/auth/me"), 401)
    problem_of(door.post("/auth/refresh", {"refresh_token": second["refresh_token"]}), 401)


def test_signing_out_bites_at_once(door, alice):
    tokens = door.post("/auth/login", {"username": "alice", "password": PASSWORD}).get_json()
    other = door.post("/auth/login", {"username": "alice", "password": PASSWORD}).get_json()
    me = signed_in(door, tokens)
    assert me.get("/auth/me").status_code == 200
    out = me.post("/auth/logout")
    assert (out.status_code, out.data) == (204, b"")
    problem_of(me.get("/auth/me"), 401)
    problem_of(me.post("/auth/refresh", {"refresh_token": tokens["refresh_token"]}), 401)
    assert signed_in(door, other).get("/auth/me").status_code == 200


def test_an_access_token_ends_after_a_quarter_of_an_hour(program, alice):
    with time_machine.travel(time.time(), tick=False) as clock:
        me = program(alice)
        clock.shift(899)
        assert me.get("/auth/me").status_code == 200
        clock.shift(2)
        problem_of(me.get("/auth/me"), 401)


def test_people_are_found_by_part_of_a_name_and_no_address_is_told(program, cast):
    found = program(cast.charlie).get("/users", q="ali").get_json()
    assert found == {"items": [{"id": cast.alice.id, "username": "alice", "name": "Alice Adler"}]}
    assert problem_of(program(cast.charlie).get("/users", q="a"), 422)["errors"][0]["field"] == "q"
    problem_of(program(cast.charlie).get("/users"), 422)


def test_guesses_count_together_with_those_at_the_door_of_pages(make_app, program, alice):
    app = make_app(RATELIMIT_ENABLED=True, WTF_CSRF_ENABLED=False)
    door, browser = program(None), app.test_client()
    door.app = app
    wrong = {"username": "alice", "password": "wrong"}
    for _ in range(5):
        problem_of(door.post("/auth/login", wrong), 401)
    form = {"identifier": "Alice", "password": "wrong"}
    for _ in range(5):
        assert browser.post("/sign-in", data=form, headers={"Origin": "http://localhost"}).status_code == 422
    response = door.post("/auth/login", wrong)
    assert int(response.headers["Retry-After"]) > 0
    problem_of(response, 429)
