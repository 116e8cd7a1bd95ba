"""What all calls have in common: tokens, media types, problems, methods, limits, origins, and that no cookie counts."""

import json
from dataclasses import replace
from datetime import UTC, datetime

import msgpack
import pytest

from tests.support.cast import switch_off
from tests.support.programs import personal_token
from webapp.api.calls import CALLS
from webapp.api.door import NO_CALLS

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)

PROBLEM = "application/problem+json"


def problem_of(response, status):
    """The document of a problem, which has the members of RFC 9457 and nothing of a page."""
    assert (response.status_code, response.mimetype) == (status, PROBLEM), response.text
    told = response.get_json()
    assert told["status"] == status and told["title"] and told["detail"].endswith((".", ">."))
    return told


def test_every_address_below_api_is_a_declared_call_or_nowhere(app):
    known = {rule.endpoint for rule in app.url_map.iter_rules() if rule.rule.startswith("/api")}
    assert known == set(CALLS) | NO_CALLS


def test_a_call_without_a_living_token_is_refused_and_with_one_is_not(program, alice, session):
    assert program(alice).get("/auth/me").get_json()["username"] == "alice"
    stranger = program(None)
    for headers in (
        {},
        {"Authorization": "Bearer nothing"},
        {"Authorization": "Basic YTpi"},
        {"Authorization": "Bearer " + "a" * 9000},
    ):
        response = stranger.get("/auth/me", headers)
        problem_of(response, 401)
        assert response.headers["WWW-Authenticate"] == 'Bearer realm="Daybook"'
    signed_in = program(alice)
    switch_off(session, alice, datetime.now(UTC))
    problem_of(signed_in.get("/auth/me"), 401)


def test_the_cookie_of_a_page_opens_no_call(visit, alice):
    assert visit(alice).get("/agenda").status_code == 200
    problem_of(visit(alice).get("/api/auth/me"), 401)
    problem_of(visit(alice).post("/api/auth/logout"), 401)


def test_no_call_sets_a_cookie(program, alice):
    assert "Set-Cookie" not in program(alice).get("/auth/me").headers
    assert "Set-Cookie" not in program(None).post("/auth/login", {"username": "a", "password": "b"}).headers


def test_a_token_does_what_its_scopes_say(monkeypatch, program, alice):
    reader = program(None)
    reader.token = personal_token(alice, "read")
    assert reader.get("/auth/me").status_code == 200
    monkeypatch.setitem(CALLS, "api.me", replace(CALLS["api.me"], scope="share"))
    assert "scope share" in problem_of(reader.get("/auth/me"), 403)["detail"]
    assert program(alice).get("/auth/me").status_code == 200


def test_answers_are_json_or_messagepack_as_asked(program, alice):
    me = program(alice)
    plain = me.get("/auth/me")
    assert plain.mimetype == "application/json" and "Accept" in plain.headers["Vary"]
    assert plain.headers["X-Content-Type-Options"] == "nosniff"
    packed = me.get("/auth/me", {"Accept": "application/msgpack"})
    assert packed.mimetype == "application/msgpack"
    assert msgpack.unpackb(packed.data) == plain.get_json()
    for accepted in ("*/*", "application/*", "text/html, application/json;q=0.5"):
        assert me.get("/auth/me", {"Accept": accepted}).mimetype == "application/json"
    problem_of(me.get("/auth/me", {"Accept": "text/html"}), 406)


def test_bodies_are_json_or_messagepack_and_nothing_else(program, alice):
    given = {"username": "alice", "password": "a lantern in the fog"}
    door = program(None)
    for kind, raw in (
        ("application/json", json.dumps(given).encode()),
        ("application/json; charset=utf-8", json.dumps(given).encode()),
        ("application/msgpack", msgpack.packb(given)),
    ):
        assert door.call("POST", "/auth/login", raw, {"Content-Type": kind}).status_code == 200, kind
    for kind in ("text/plain", "application/x-www-form-urlencoded", "application/xml"):
        problem_of(door.call("POST", "/auth/login", b"username=alice", {"Content-Type": kind}), 415)


@pytest.mark.parametrize(
    "raw",
    [
        b"{",
        b"[]",
        b"null",
        b'"text"',
        b"\xff\xfe",
        b'{"username": NaN}',
        b'{"username": "a\\u0000b", "password": "c"}',
        b'{"username": "\\ud800", "password": "c"}',
        b'{"username": ' + b"[" * 100_000,
        b'{"username": ' + b"[" * 20 + b"]" * 20 + b"}",
        b'{"username": ' + b"1" * 5000 + b"}",
    ],
    ids=lambda raw: repr(raw[:24]),
)
def test_a_body_that_cannot_be_read_is_a_sentence(program, raw):
    problem_of(program(None).call("POST", "/auth/login", raw, {"Content-Type": "application/json"}), 400)


@pytest.mark.parametrize(
    "raw",
    [
        b"\x81",
        b"\xc1",
        b"\x81\xa1a\xd4\x01\x00",
        msgpack.packb({"username": b"bytes", "password": "c"}),
        msgpack.packb({1: 2}),
    ],
)
def test_messagepack_that_cannot_be_read_is_a_sentence(program, raw):
    problem_of(program(None).call("POST", "/auth/login", raw, {"Content-Type": "application/msgpack"}), 400)


def test_what_will_not_do_is_said_field_by_field(program):
    told = problem_of(program(None).post("/auth/login", {"username": 7}), 422)
    assert told["errors"] == [
        {"field": "username", "message": "Send text."},
        {"field": "password", "message": "Send a value: it is required."},
    ]


def test_a_body_that_is_too_large_or_has_no_length_is_refused(program):
    door = program(None)
    large = json.dumps({"username": "a" * 2_000_000, "password": "b"}).encode()
    problem_of(door.call("POST", "/auth/login", large, {"Content-Type": "application/json"}), 413)
    chunked = {"Content-Type": "application/json", "Transfer-Encoding": "chunked"}
    problem_of(door.call("POST", "/auth/login", b"{}", chunked), 411)


def test_addresses_and_methods_that_are_not_there(program, alice):
    me = program(alice)
    for path in ("/nothing", "/", "/auth/me/more", "/auth/me/"):
        problem_of(me.get(path), 404)
        problem_of(program(None).get(path), 404)
    for method in ("POST", "PUT", "PATCH", "DELETE"):
        response = me.call(method, "/auth/me", {})
        problem_of(response, 405)
        assert response.headers["Allow"] == "GET"


def test_the_limit_of_a_token_is_told_and_kept(make_app, program, alice):
    app = make_app(RATELIMIT_ENABLED=True, API_LIMIT="5/minute")
    mine, other = program(alice), program(alice)
    mine.app = other.app = app
    left = []
    for _ in range(5):
        response = mine.get("/auth/me")
        assert response.status_code == 200 and "Retry-After" not in response.headers
        left.append(response.headers["RateLimit"].split(";")[1])
    assert left == ["r=4", "r=3", "r=2", "r=1", "r=0"]
    assert response.headers["RateLimit-Policy"] == '"default";q=5;w=60'
    sixth = mine.get("/auth/me")
    problem_of(sixth, 429)
    assert 0 < int(sixth.headers["Retry-After"]) <= 60
    assert other.get("/auth/me").status_code == 200


def test_pages_of_other_sites_call_only_where_a_setting_names_them(make_app, program, alice):
    origin = {"Origin": "https://tool.example"}
    asked = {**origin, "Access-Control-Request-Method": "GET"}
    closed, open_to_one = program(alice), program(alice)
    open_to_one.app = make_app(API_ORIGINS=("https://tool.example",))
    for one in (closed.call("OPTIONS", "/auth/me", None, asked), closed.get("/auth/me", origin)):
        assert one.status_code in (200, 204)
        assert not [name for name, _ in one.headers if name.startswith("Access-Control")]
    preflight = open_to_one.call("OPTIONS", "/auth/me", None, asked)
    assert preflight.status_code == 204
    assert preflight.headers["Access-Control-Allow-Origin"] == "https://tool.example"
    assert preflight.headers["Access-Control-Allow-Methods"] == "GET, OPTIONS"
    assert "Authorization" in preflight.headers["Access-Control-Allow-Headers"]
    answer = open_to_one.get("/auth/me", origin)
    assert answer.headers["Access-Control-Allow-Origin"] == "https://tool.example"
    assert "Origin" in answer.headers["Vary"] and "Access-Control-Allow-Credentials" not in answer.headers
    told = {name for declared in CALLS.values() for name in declared.headers}
    assert told <= set(answer.headers["Access-Control-Expose-Headers"].split(", "))
    other = open_to_one.get("/auth/me", {"Origin": "https://other.example"})
    assert "Access-Control-Allow-Origin" not in other.headers
