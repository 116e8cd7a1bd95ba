"""Who a token belongs to: real ones, forged ones, and what each may do."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from tests.support.programs import (
    PROGRAM,
    encoded,
    parts,
    personal_token,
    signed,
    signed_in_program,
    site_key,
)
from webapp.extensions import db
from webapp.models import PersonalToken, ProgramSession
from webapp.operations.administration import set_site_role
from webapp.operations.bearers import end_bearer, find_bearer, is_due, mark_used
from webapp.operations.programs import refresh

SQLITE_ONLY = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


@pytest.fixture
def access_token(alice):
    """The access token of a program of Alice's."""
    return signed_in_program(alice).access_token


@pytest.fixture
def key(app):
    """What this site signs with."""
    return site_key(app.config["SECRET_KEY"])


def test_a_session_may_do_what_its_person_may(alice, root):
    mine = find_bearer(signed_in_program(alice).access_token)
    of_admin = find_bearer(signed_in_program(root).access_token)

    assert (mine.person.id, mine.kind, mine.scopes) == (alice.id, "session", {"read", "write", "share"})
    assert of_admin.scopes == {"read", "write", "share", "admin"}


@pytest.mark.parametrize(
    ("chosen", "scopes"),
    [
        ((), {"read"}),
        (("write",), {"read", "write"}),
        (("share",), {"read", "share"}),
        (("write", "share", "admin"), {"read", "write", "share", "admin"}),
    ],
)
def test_a_personal_token_may_do_what_was_chosen(root, chosen, scopes):
    bearer = find_bearer(personal_token(root, *chosen))

    assert (bearer.person.id, bearer.kind, bearer.scopes) == (root.id, "token", scopes)


def test_who_is_no_admin_any_more_lends_no_admin_right(session, cast):
    token = personal_token(cast.root, "admin")
    assert "admin" in find_bearer(token).scopes
    set_site_role(cast.alice.id, "admin", by=cast.root)
    set_site_role(cast.root.id, "member", by=cast.alice)

    assert find_bearer(token).scopes == {"read"}


@pytest.mark.parametrize("kind", ["session", "token"])
def test_a_token_is_looked_up_with_one_statement(app, alice, statements, kind):
    token = signed_in_program(alice).access_token if kind == "session" else personal_token(alice)
    db.session.remove()
    statements.clear()

    assert find_bearer(token).person.name == "Alice Adler"
    assert len(statements) == 1


@SQLITE_ONLY
@pytest.mark.parametrize(
    "token", ["", "x", "a.b.c", "daybook_", "daybook_" + "g" * 40, "\ud800.é.\x00", "." * 9999]
)
def test_what_is_no_token_asks_the_database_nothing(alice, statements, token):
    statements.clear()

    assert find_bearer(token) is None
    assert statements == []


@SQLITE_ONLY
def test_the_token_that_the_forged_ones_are_made_of_is_good(access_token, key):
    header, claims = parts(access_token)

    assert header == {"alg": "HS256", "typ": "at+jwt"}
    assert claims.keys() == {"aud", "sub", "sid", "iat", "exp"}
    assert claims["exp"] - claims["iat"] == 15 * 60
    assert find_bearer(signed(header, claims, key))


def _without(name):
    return lambda header, claims: (header, {one: value for one, value in claims.items() if one != name})


FORGED = {
    "no algorithm": lambda header, claims: ({**header, "alg": "none"}, claims),
    "another algorithm": lambda header, claims: ({**header, "alg": "HS512"}, claims),
    "no type": lambda header, claims: ({"alg": "HS256"}, claims),
    "another type": lambda header, claims: ({**header, "typ": "JWT"}, claims),
    "another audience": lambda header, claims: (header, {**claims, "aud": "elsewhere"}),
    "several audiences": lambda header, claims: (header, {**claims, "aud": ["elsewhere", "daybook-api"]}),
    "too old": lambda header, claims: (header, {**claims, "exp": claims["iat"] - 1}),
    "an end in words": lambda header, claims: (header, {**claims, "exp": "never"}),
    "another person": lambda header, claims: (header, {**claims, "sub": "2"}),
    "no person": lambda header, claims: (header, {**claims, "sub": "alice"}),
    "a number": lambda header, claims: (header, {**claims, "sub": 1}),
    "another session": lambda header, claims: (header, {**claims, "sid": "0" * 32}),
    "a list": lambda header, claims: (header, {**claims, "sid": ["0"] * 32}),
    **{f"without {name}": _without(name) for name in ("aud", "sub", "sid", "exp")},
}


@SQLITE_ONLY
@pytest.mark.parametrize("forgery", FORGED)
def test_a_token_that_says_anything_else_is_refused_even_when_signed(access_token, key, bob, forgery):
    header, claims = parts(access_token)
    digest = "sha512" if forgery == "another algorithm" else "sha256"

    assert find_bearer(signed(*FORGED[forgery](header, claims), key, digest)) is None


@SQLITE_ONLY
def test_without_a_signature_or_with_another_key_it_is_refused(app, access_token, key):
    header, claims = parts(access_token)
    unsigned = signed({**header, "alg": "none"}, claims, key).rpartition(".")[0] + "."

    assert find_bearer(unsigned) is None
    assert find_bearer(access_token.rpartition(".")[0] + ".") is None
    assert find_bearer(signed(header, claims, b"")) is None
    assert find_bearer(signed(header, claims, app.config["SECRET_KEY"].encode())) is None


@SQLITE_ONLY
def test_a_header_nested_deeper_than_the_stack_is_refused_unread(access_token):
    deep = encoded(b'{"alg":' + b"[" * 3000)
    assert find_bearer(f"{deep}.{access_token.partition('.')[2]}") is None

    longest = encoded(b'{"alg":' + b"[" * 300)
    assert find_bearer(f"{longest}.e30.e30") is None


@pytest.mark.parametrize(("minutes", "lives"), [(0, True), (14, True), (15, False), (60, False)])
def test_an_access_token_lives_a_quarter_of_an_hour(alice, minutes, lives):
    tokens = signed_in_program(alice)
    then = datetime.now(UTC) + timedelta(minutes=minutes)

    assert (find_bearer(tokens.access_token, then) is not None) is lives
    assert refresh(tokens.refresh_token, PROGRAM)


@pytest.mark.parametrize(("days", "lives"), [(0, True), (29, True), (30, False), (31, False)])
def test_a_personal_token_lives_until_its_day(alice, days, lives):
    token = personal_token(alice, days=30)

    assert (find_bearer(token, datetime.now(UTC) + timedelta(days=days)) is not None) is lives


@pytest.mark.parametrize(
    ("kind", "column"), [("session", ProgramSession.seen_at), ("token", PersonalToken.used_at)]
)
def test_last_use_moves_once_an_hour(session, alice, kind, column):
    token = signed_in_program(alice).access_token if kind == "session" else personal_token(alice)
    bearer = find_bearer(token)
    assert is_due(bearer) is (kind == "token"), "a new token was never used"
    mark_used(bearer)
    session.rollback()
    db.session.expire_all()

    used = session.scalars(select(column)).one()
    fresh = find_bearer(token)
    assert fresh.used_at == used
    assert not is_due(fresh, used + timedelta(minutes=59))
    assert is_due(fresh, used + timedelta(minutes=61))


def test_a_personal_token_that_signs_out_is_revoked(alice):
    token, other = personal_token(alice), personal_token(alice)
    end_bearer(find_bearer(token))

    assert find_bearer(token) is None
    assert find_bearer(other)


def test_all_requests_of_one_token_have_one_key_and_no_other_has_it(alice):
    tokens = signed_in_program(alice)
    again = refresh(tokens.refresh_token, PROGRAM)
    personal = personal_token(alice)

    keys = [find_bearer(one).key for one in (tokens.access_token, again.access_token, personal)]
    assert keys[0] == keys[1] != keys[2]
    assert personal not in keys[2]
