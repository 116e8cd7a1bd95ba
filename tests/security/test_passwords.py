"""Passwords: how they are hashed, which are refused, and how often one may guess."""

import re
import time

import pytest
from flask_limiter import RateLimitExceeded
from sqlalchemy import func, select

from tests.support.cast import ORIGIN, PASSWORD
from webapp.config import SETTINGS
from webapp.entry.guesses import try_password
from webapp.models import Person, SignIn
from webapp.operations.accounts import Device, sign_in
from webapp.operations.passwords import hash_password, is_password

DEFAULT = {"ARGON2_MEMORY_KIB": 19456, "ARGON2_TIME_COST": 2}


def guess(client, login, password="wrong", address="198.51.100.1"):
    return client.post(
        "/sign-in",
        data={"identifier": login, "password": password},
        headers={"Origin": ORIGIN},
        environ_overrides={"REMOTE_ADDR": address},
    )


@pytest.fixture
def limited(alice, make_app):
    """An app with limits, and without CSRF tokens; made after the usual one, as the newest app rules the limiter."""
    return make_app(RATELIMIT_ENABLED=True, WTF_CSRF_ENABLED=False)


def test_programs_and_the_form_have_their_guesses_counted_together(limited):
    with limited.test_request_context("/"):
        for _ in range(5):
            assert try_password("alice", "wrong", lambda login, password: (login, password)) == (
                "alice",
                "wrong",
            )
    client = limited.test_client()

    answers = [guess(client, " ALICE", address=f"198.51.100.{n}").status_code for n in range(6)]
    assert answers == [422] * 5 + [429]
    assert guess(client, "bob").status_code == 422
    with limited.test_request_context("/"), pytest.raises(RateLimitExceeded):
        try_password("alice", PASSWORD, lambda login, password: None)


def test_no_more_of_a_password_is_hashed_than_any_can_have(limited):
    with limited.test_request_context("/"):
        assert try_password("alice", "x" * 999, lambda login, password: len(password)) == 129


def test_passwords_are_hashed_with_the_parameters_of_the_promise(make_app):
    with make_app(**DEFAULT).app_context():
        assert hash_password(PASSWORD).startswith("$argon2id$v=19$m=19456,t=2,p=1$")


def test_the_parameters_of_the_promise_are_the_default():
    assert {one.name: one.read(one.default) for one in SETTINGS if one.name in DEFAULT} == DEFAULT


def test_a_hash_of_other_parameters_is_made_anew_at_the_next_sign_in(make_app, session, alice):
    assert "m=64,t=1" in alice.password_hash
    with make_app(ARGON2_MEMORY_KIB=128).app_context():
        assert sign_in("alice", PASSWORD, Device())

    assert "m=128,t=1" in session.scalars(select(Person.password_hash)).one()


def test_an_unknown_name_takes_as_long_as_a_known_one(make_app):
    with make_app(**DEFAULT).app_context():
        stored = hash_password(PASSWORD)
        is_password(None, "warm the caches")
        known = min(timed(is_password, stored, "wrong") for _ in range(5))
        unknown = min(timed(is_password, None, "wrong") for _ in range(5))

    assert 0.5 < unknown / known < 2


def timed(call, *arguments):
    started = time.perf_counter()
    assert call(*arguments) is False
    return time.perf_counter() - started


def test_no_password_is_right_for_an_account_that_is_not_there(app):
    assert is_password(hash_password("nobody has this password"), "nobody has this password")
    assert not is_password(None, "nobody has this password")


def test_ten_guesses_a_minute_from_one_address_then_a_pause(limited):
    client = limited.test_client()
    assert [guess(client, f"name{number}").status_code for number in range(10)] == [422] * 10

    paused = guess(client, "alice", PASSWORD)
    assert paused.status_code == 429
    assert 1 <= int(paused.headers["Retry-After"]) <= 60
    assert 'value="alice"' in paused.text and PASSWORD not in paused.text
    assert "Try again in" in paused.text
    assert guess(client, "alice", PASSWORD, address="198.51.100.2").status_code == 303


def test_ten_guesses_for_one_name_from_anywhere_then_a_pause(limited):
    client = limited.test_client()
    spelled = ["alice", "ALICE", " Alice "]
    answers = [
        guess(client, spelled[number % 3], address=f"198.51.100.{number}").status_code for number in range(12)
    ]

    assert answers == [422] * 10 + [429] * 2
    paused = guess(client, "alice", PASSWORD, address="198.51.100.99")
    assert 60 < int(paused.headers["Retry-After"]) <= 900
    assert re.search("Try again in 1[345] minutes", paused.text)


def test_a_pause_costs_no_hash_and_writes_nothing(limited, session):
    client = limited.test_client()
    for number in range(10):
        guess(client, f"name{number}")
    guess(client, "alice", PASSWORD)

    assert session.scalar(select(func.count()).select_from(SignIn)) == 0


def test_ten_accounts_an_hour_from_one_address(limited):
    client = limited.test_client()
    answers = []
    for number in range(11):
        new = {
            "name": "Emi",
            "username": f"emi{number}",
            "email": f"emi{number}@lantern.example",
            "password": "q",
        }
        answers.append(client.post("/sign-up", data=new, headers={"Origin": ORIGIN}))

    assert [answer.status_code for answer in answers] == [422] * 10 + [429]
    assert 'value="emi10@lantern.example"' in answers[-1].text
    assert int(answers[-1].headers["Retry-After"]) > 3000


def test_guessing_the_present_password_of_an_open_page_is_limited_too(limited):
    client = limited.test_client()
    assert guess(client, "alice", PASSWORD).status_code == 303
    change = {"present": "wrong", "new_password": "seven herons at dawn", "email": "new@lantern.example"}
    answers = [
        client.post(path, data=change, headers={"Origin": ORIGIN}).status_code
        for path in ["/profile/password", "/profile/email"] * 6
    ]

    assert answers == [422] * 10 + [429] * 2


def test_a_right_password_is_not_guessed_more_often_by_changing_the_case(app, alice):
    assert sign_in("alice", PASSWORD, Device())
    assert sign_in("alice", PASSWORD.upper(), Device()) is None
