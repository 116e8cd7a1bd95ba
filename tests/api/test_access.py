"""The access matrix of the API: every call × every role, by programs with full scopes and with none that fits.

A call that is not declared in CALLS_BY_ROLE fails the first test.
"""

import pytest

from tests.api.access_rows import ROWS, body_of, path_of
from tests.support.programs import personal_token
from webapp.api.calls import CALLS

on_sqlite = pytest.mark.parametrize("database", ["sqlite"], indirect=True)

every_call = pytest.mark.parametrize("name", sorted(ROWS))
PEOPLE = ("alice", "bob", "vera", "charlie")
RANKS = {"charlie": 0, "vera": 1, "bob": 2, "alice": 3}
LEAST = {"person": 0, "view": 1, "edit": 2, "own": 3}


def test_every_call_has_a_row_and_nothing_else_has():
    assert set(ROWS) == {endpoint.removeprefix("api.") for endpoint in CALLS}


def expected(row, who):
    """Whether this person is let in, or the status of the refusal."""
    if RANKS[who] >= LEAST[row.least]:
        return "let in"
    return 404 if RANKS[who] == 0 else 403


@on_sqlite
@every_call
def test_who_may_is_let_in_and_who_may_not_is_refused(program, cast, scene, name):
    row, declared = ROWS[name], CALLS[f"api.{name}"]
    if row.least == "public":
        assert program(None).call(declared.method, path_of(row, scene), body_of(row, scene)).status_code < 400
        return
    refused = [who for who in PEOPLE if expected(row, who) != "let in"]
    admitted = [who for who in PEOPLE if who not in refused]
    for who in refused:
        answer = program(getattr(cast, who)).call(
            declared.method, path_of(row, scene), body_of(row, scene), row.headers
        )
        assert (who, answer.status_code) == (who, expected(row, who)), answer.text
    who = admitted[0] if row.once else None
    for one in [who] if who else admitted:
        answer = program(getattr(cast, one)).call(
            declared.method, path_of(row, scene), body_of(row, scene), row.headers
        )
        assert answer.status_code < 400, (one, answer.text)


@on_sqlite
@every_call
def test_without_a_token_nothing_is_there(program, scene, name):
    row, declared = ROWS[name], CALLS[f"api.{name}"]
    if declared.scope is not None:
        answer = program(None).call(declared.method, path_of(row, scene), body_of(row, scene), row.headers)
        assert answer.status_code == 401


@on_sqlite
@every_call
def test_a_token_without_the_scope_is_refused(program, cast, scene, name):
    row, declared = ROWS[name], CALLS[f"api.{name}"]
    if declared.scope in (None, "read"):
        return
    reader = program(None)
    reader.token = personal_token(cast.alice, "read")
    answer = reader.call(declared.method, path_of(row, scene), body_of(row, scene), row.headers)
    assert answer.status_code == 403 and f"scope {declared.scope}" in answer.get_json()["detail"]
