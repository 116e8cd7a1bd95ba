"""The API does what its document says: whatever is sent, no fault and no answer that was not said."""

from datetime import UTC, datetime

import msgpack
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.security.world import NOW, script_of
from tests.support.callers import Program, token_of
from tests.support.cast import PASSWORD
from tests.support.described import Described, Trial
from tests.support.programs import signed_in_program
from webapp.api.examples import BY_HAND
from webapp.api.openapi import document

on_sqlite = pytest.mark.parametrize("database", ["sqlite"], indirect=True)

TOLD = Described(document())
# By themselves, as a program that has signed out gets no further.
APART = {"register", "login", "logout", "refresh_tokens"}
# Where most can go wrong is looked at most.
OFTEN = ["make_event", "change_event", "list_of_events", "read_event", "remove_event"] * 3
CALLS = sorted(TOLD.operations.keys() - APART) + OFTEN
quick = settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    derandomize=True,
    database=None,
    phases=[Phase.generate],
)
thorough = settings(quick, max_examples=2_000, derandomize=False, phases=[Phase.generate, Phase.shrink])


@pytest.fixture
def of_alice(cast):
    """The tokens of the program with which Alice asks."""
    return signed_in_program(cast.alice)


@pytest.fixture
def ask(app, cast, scene, database, of_alice):
    """`ask(trials, who)`: their answers, in a world that is as it was before once they are told."""
    tokens = {who: token_of(getattr(cast, who)) for who in ("bob", "vera", "charlie")}
    tokens["alice"] = of_alice.access_token
    beginning = script_of(database).replace(NOW, f"'{datetime.now(UTC).replace(tzinfo=None)}'")

    def ask(trials, who):
        program = Program(app, tokens[who])
        try:
            return [send(program, trial) for trial in trials]
        finally:
            database.refill(beginning)

    return ask


def send(program, trial):
    """The answer to a trial, its body in the media type that is wanted for the answer."""
    headers = {name: value.encode().decode("latin-1") for name, value in trial.headers.items()}
    body = trial.body
    if body is not None and headers.get("Accept") == "application/msgpack":
        try:
            body = msgpack.packb(body)
            headers["Content-Type"] = "application/msgpack"
        except (ValueError, OverflowError, UnicodeEncodeError):
            pass
    return program.call(trial.method, trial.path, body, headers, **trial.query)


def check(ask, trials, who):
    for trial, answer in zip(trials, ask(trials, who), strict=True):
        assert TOLD.wrongs(trial, answer) == [], trial


def whoever(scene):
    """Some calls one after the other, and by whom."""
    ids = {
        "event_id": [scene["retreat"], scene["series"]],
        "calendar_id": [scene["team"]],
        "user_id": [scene["bob"], scene["guest"], scene["vera"], scene["alice"]],
    }
    people = st.sampled_from(["alice"] * 4 + ["bob", "bob", "vera", "charlie"])
    return st.lists(TOLD.trials(ids, CALLS), min_size=1, max_size=6), people


@pytest.fixture
def scene(scene, program, cast):
    """With a series besides."""
    body = {**BY_HAND["NewEvent"], "calendar_id": scene["team"]}
    return scene | {"series": program(cast.alice).post("/events", body).get_json()["id"]}


@on_sqlite
def test_no_call_answers_what_its_document_does_not_say(ask, scene):
    trials, who = whoever(scene)
    quick(given(trials, who)(lambda tried, by: check(ask, tried, by)))()


@pytest.mark.soak
def test_no_call_answers_what_its_document_does_not_say_at_length(ask, scene, database):
    trials, who = whoever(scene)
    # To put the world back takes longest on PostgreSQL.
    many = settings(thorough, max_examples=2_000 if database.kind == "sqlite" else 200)
    many(given(trials, who)(lambda tried, by: check(ask, tried, by)))()


@on_sqlite
def test_signing_in_and_out_answers_what_the_document_says(ask, scene, of_alice):
    once = settings(quick, max_examples=12)
    once(given(signing_in(of_alice))(lambda tried: check(ask, tried, "alice")))()


@pytest.mark.soak
def test_signing_in_and_out_answers_what_the_document_says_at_length(ask, scene, of_alice):
    often = settings(thorough, max_examples=300)
    often(given(signing_in(of_alice))(lambda tried: check(ask, tried, "alice")))()


def signing_in(tokens):
    """Calls that make and end sessions, some with what is right, and one that needs a session."""
    right = [
        Trial("login", "POST", "/auth/login", body={"username": "alice", "password": PASSWORD}),
        Trial("refresh_tokens", "POST", "/auth/refresh", body={"refresh_token": tokens.refresh_token}),
        Trial("logout", "POST", "/auth/logout"),
    ]
    return st.lists(st.sampled_from(right) | TOLD.trials({}, [*sorted(APART), "me"]), min_size=1, max_size=5)


@on_sqlite
def test_an_answer_that_was_not_said_is_found(program, alice):
    """What finds faults in others finds them in a document that says too little."""
    trial = Trial("me", "GET", "/auth/me")
    answer = program(alice).get("/auth/me")
    assert TOLD.wrongs(trial, answer) == []
    told = Described(
        document()
        | {
            "components": {
                **document()["components"],
                "schemas": {**TOLD.schemas, "User": {"type": "object", "required": ["age"]}},
            }
        }
    )
    assert told.wrongs(trial, answer) == ["$: 'age' is a required property"]
    assert (
        "401 was not said"
        in TOLD.wrongs(Trial("openapi_document", "GET", "/openapi.json"), program(None).get("/auth/me"))[0]
    )
