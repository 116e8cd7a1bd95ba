"""A GET writes nothing; a write without our origin or without the form's token does nothing, on every route."""

import pytest

from tests.security.matrix import MATRIX, ask, most_rightful, resolve, url
from tests.security.one_database import database
from tests.security.test_forged_writes import FOREIGN, token_in
from tests.security.world import differing

__all__ = ["database"]
GETS = sorted(key for key in MATRIX if key[1] == "GET" and key[0] != "live.listen")
POSTS = sorted(key for key in MATRIX if key[1] == "POST")
SAFE_HEADERS = [{"Accept": "text/html"}, {"HX-Request": "true", "HX-Request-Type": "partial"}]


def test_a_get_writes_nothing(stage):
    before = stage.rows()
    for key in GETS:
        for who in ("alice", most_rightful(key)):
            for headers in SAFE_HEADERS:
                assert ask(stage, key, who, headers=headers).status_code < 500
    assert differing(before, stage.rows()) == []


def test_a_head_or_an_options_writes_nothing(stage):
    before = stage.rows()
    for key, route in MATRIX.items():
        for method in ("HEAD", "OPTIONS"):
            if key[0] != "live.listen":
                path, query = url(stage, key, "alice"), {**route.form, **route.query}
                query = {name: resolve(stage, value, "alice") for name, value in query.items()}
                answer = stage.visit("alice").open(path, method=method, query_string=query, buffered=True)
                assert answer.status_code < 500
    assert differing(before, stage.rows()) == []


@pytest.mark.parametrize("key", POSTS, ids=[key[0] for key in POSTS])
def test_no_write_is_made_from_elsewhere_or_without_the_token(stage, key):
    who = most_rightful(key)
    token = token_of(stage, who)
    before = stage.rows()
    for origin in FOREIGN:
        headers = {"Origin": origin} if origin is not None else {"Origin": "", "Sec-Fetch-Site": "same-site"}
        refused = ask(stage, key, who, form={"csrf_token": token}, headers=headers)
        assert (origin, refused.status_code) == (origin, 403)
    for form in (
        {},
        {"csrf_token": ""},
        {"csrf_token": "wrong"},
        {"csrf_token": token[:-1]},
        {"csrf_token": token_of(stage, "bob")},
    ):
        assert ask(stage, key, who, form=form).status_code == 400
    assert differing(before, stage.rows()) == []


@pytest.mark.parametrize("key", POSTS, ids=[key[0] for key in POSTS])
def test_a_body_of_another_kind_is_no_way_around_the_token(stage, key):
    """What an HTML form of another site can send: text/plain, JSON in disguise; and no body, the token in the address."""
    who = most_rightful(key)
    client, path = stage.visit(who), url(stage, key, who)
    form = {name: str(resolve(stage, value, who)) for name, value in MATRIX[key].form.items()}
    before = stage.rows()
    for content_type in (
        "application/json",
        "text/plain",
        "application/json; charset=utf-8",
        "text/plain;application/x-www-form-urlencoded",
        "",
    ):
        answer = client.post(path, data='{"csrf_token": "x", "title": "y"}', content_type=content_type)
        assert answer.status_code in (400, 415)
    assert client.post(path, query_string={**form, "csrf_token": token_of(stage, who)}).status_code == 400
    assert differing(before, stage.rows()) == []


def token_of(stage, who):
    """The CSRF token of this person's session, or of a new visitor."""
    page = stage.visit(who).get("/profile" if who else "/sign-in", headers={"Accept": "text/html"})
    return token_in(page.text)


def test_with_both_the_write_is_made(stage):
    token = token_of(stage, "bob")
    assert ask(stage, ("events.update_field", "POST"), "bob", form={"csrf_token": token}).status_code == 303
    assert "event" in stage.changed()


def test_a_write_over_get_does_not_exist(stage):
    form = {
        name: resolve(stage, value, "alice") for name, value in MATRIX[("events.update", "POST")].form.items()
    }
    answer = stage.visit("alice").get(url(stage, ("events.update", "POST")), query_string=form)
    assert answer.status_code == 200  # the page of the event, which reads nothing of it
    assert stage.changed() == []


@pytest.mark.parametrize("header", ["X-HTTP-Method-Override", "X-Method-Override", "X-HTTP-Method"])
def test_no_header_turns_a_get_into_a_write(stage, header):
    answer = stage.visit("alice").get("/sign-out", headers={header: "POST", "Accept": "text/html"})
    assert answer.status_code == 405
    assert stage.changed() == []
