"""What the log says: one line a request with its id, and nothing that anybody typed."""

import io
import json
import re
import sys

import pytest

from tests.security.good_forms import EVENT_FORM
from tests.security.one_database import database
from tests.security.routes import HANDSHAKE
from tests.security.test_forged_writes import token_in
from tests.support.cast import ORIGIN

__all__ = ["database"]

SECRETS = {
    "password": "marmalade-in-june-41",
    "new_password": "thirteen-herons-at-dawn",
    "wrong": "guessed-wrong-9021",
    "email": "quillon@secretmail.example",
    "name": "Quillon Quux",
    "username": "quillonq",
    "title": "Surprise for Zebedee",
    "description": "Buy the seventh umbrella",
    "location": "Under the old observatory",
    "search": "who-i-looked-for",
}
ID = re.compile(r"[0-9a-f]{32}")


@pytest.fixture
def logging_app(make_app, said):
    """An app that writes its log as JSON, with limits, as in production."""
    return make_app(LOG_FORMAT="json", RATELIMIT_ENABLED=True)


@pytest.fixture
def said(monkeypatch):
    """Every line that was logged; the app has to be made after this."""
    stream = io.StringIO()
    monkeypatch.setattr(sys, "stderr", stream)
    return lambda: stream.getvalue().splitlines()


class Person:
    """Plays somebody in a browser, and remembers what the site gave them."""

    def __init__(self, app):
        self.client, self.answers = app.test_client(), []
        self.secrets = set(SECRETS.values())

    def get(self, path, **options):
        return self._keep(
            self.client.get(path, headers={"Accept": "text/html", **options.pop("headers", {})}, **options)
        )

    def post(self, path, form, token_from="/profile", **options):
        token = token_in(self.get(token_from).text)
        self.secrets.add(token)
        return self._keep(
            self.client.post(path, data={**form, "csrf_token": token}, headers={"Origin": ORIGIN}, **options)
        )

    def _keep(self, response):
        self.answers.append(response)
        for line in response.headers.getlist("Set-Cookie"):
            value = line.split(";")[0].partition("=")[2]
            if len(value) > 8:
                self.secrets.add(value)
        return response


def play(app):
    """Sign up, sign in, edit, look for people, get the password wrong; and everything that can go wrong with them."""
    person = Person(app)
    account = {name: SECRETS[name] for name in ("name", "username", "email", "password")}
    assert person.post("/sign-up", account, "/sign-up").status_code == 303
    event = {**EVENT_FORM, **{name: SECRETS[name] for name in ("title", "description", "location")}}
    made = person.post("/events", event)
    assert made.status_code == 303
    assert person.post("/events", {**event, "start_date": "never"}).status_code == 422
    assert (
        person.post(made.location, {**event, "title": SECRETS["title"] + " 2", "base": "1"}).status_code
        == 303
    )
    assert person.get("/people", query_string={"q": SECRETS["search"]}).status_code == 200
    assert person.get(f"/{SECRETS['search']}").status_code == 404
    wrong = {
        "present": SECRETS["wrong"],
        "new_password": SECRETS["new_password"],
        "email": "x" + SECRETS["email"],
    }
    assert person.post("/profile/password", wrong).status_code == 422
    assert person.post("/profile/email", wrong).status_code == 422
    assert person.post("/profile/password", {**wrong, "present": SECRETS["password"]}).status_code == 303
    person.get(
        "/live",
        query_string={"page": "event", "id": "1", "since": SECRETS["search"]},
        headers={**HANDSHAKE, "Origin": "null"},
    )
    assert person.post("/sign-out", {}).status_code == 303
    for name in (SECRETS["email"], SECRETS["username"], SECRETS["wrong"]):
        form = {"identifier": name, "password": SECRETS["wrong"]}
        assert person.post("/sign-in", form, "/sign-in").status_code == 422
    entered = {
        "identifier": SECRETS["username"],
        "password": SECRETS["new_password"],
        "next": f"/{SECRETS['search']}",
    }
    assert person.post("/sign-in", entered, "/sign-in").status_code == 303
    return person


def test_no_line_holds_what_somebody_typed_or_a_token(logging_app, said):
    person = play(logging_app)
    lines = said()

    assert len(lines) >= len(person.answers)
    for secret in person.secrets:
        assert [line for line in lines if secret.lower() in line.lower()] == [], secret


def test_each_request_has_a_line_with_the_id_that_its_answer_names(logging_app, said):
    person = play(logging_app)
    lines = [json.loads(line) for line in said() if '"request"' in line]
    ids = [answer.headers["X-Request-ID"] for answer in person.answers]

    assert [line["request_id"] for line in lines] == ids
    assert len(set(ids)) == len(ids) and all(ID.fullmatch(one) for one in ids)
    assert [line["status"] for line in lines] == [answer.status_code for answer in person.answers]
    assert {"method", "route", "status", "ms", "person", "timestamp", "level"} <= set(lines[0])
    assert {line["route"] for line in lines} >= {"/events/<int:event_id>", "/profile/password", "none"}


@pytest.mark.parametrize("given", ["chosen-by-a-client", "a" * 64, "x\x0by", ""])
def test_a_client_does_not_choose_the_id(logging_app, said, given):
    answer = logging_app.test_client().get("/sign-in", headers={"X-Request-ID": given.replace("\x0b", " ")})

    assert ID.fullmatch(answer.headers["X-Request-ID"])
    assert not given or not any(given in line for line in said())


@pytest.mark.parametrize(
    ("given", "kept"),
    [("proxy-20260324-0001", True), ("short", False), ("a b c d e f g h", False), ("x" * 65, False)],
)
def test_behind_a_proxy_that_is_trusted_its_id_is_kept_when_it_is_one(make_app, given, kept):
    client = make_app(TRUSTED_PROXIES=1).test_client()
    answer = client.get("/sign-in", headers={"X-Request-ID": given})

    assert (answer.headers["X-Request-ID"] == given) == kept


def test_the_page_of_a_refusal_names_the_id(logging_app):
    answer = logging_app.test_client().get("/nothing", headers={"Accept": "text/html"})

    assert answer.status_code == 404
    assert answer.headers["X-Request-ID"] in answer.text
