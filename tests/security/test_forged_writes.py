"""A write needs our origin and the form's token; one without either changes nothing."""

import re

import pytest
from sqlalchemy import select

from tests.support.cast import ORIGIN, PASSWORD
from tests.support.page_forms import fields_of
from webapp.models import Person

PROFILE = {
    "name": "Alice Other",
    "zone": "Europe/Paris",
    "locale": "fr_FR",
    "clock": "24",
    "week_start": "0",
    "theme": "",
}
NEW = {"name": "Emi", "username": "emi", "email": "emi@lantern.example", "password": "seven herons at dawn"}


def token_in(page):
    return re.search(r'name="csrf_token" value="([^"]+)"', page).group(1)


def name_of(session, person):
    return session.scalars(select(Person.name).where(Person.id == person.id)).one()


def test_a_form_with_its_token_is_saved_and_one_without_is_not(visit, session, alice):
    client = visit(alice)
    refused = client.post("/profile", data=PROFILE)
    assert refused.status_code == 400
    assert name_of(session, alice) == "Alice Adler"

    token = token_in(client.get("/profile").text)
    assert client.post("/profile", data={**PROFILE, "csrf_token": token}).status_code == 303
    assert name_of(session, alice) == "Alice Other"


def test_the_refused_form_can_be_sent_again_with_one_click(visit, session, alice):
    client = visit(alice)
    again = client.post("/profile", data={**PROFILE, "csrf_token": "stale"}).text

    fields = fields_of(again, "kept")
    assert PROFILE.items() <= fields.items()
    assert 'action="/profile"' in again
    assert client.post("/profile", data=fields).status_code == 303
    assert name_of(session, alice) == "Alice Other"


def test_a_stale_sign_in_keeps_everything_but_the_password(visit, alice):
    client = visit(None)
    again = client.post("/sign-in", data={"identifier": "alice", "password": PASSWORD, "next": "/profile"})
    assert again.status_code == 400
    assert PASSWORD not in again.text

    fields = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', again.text))
    assert (fields["identifier"], fields["next"]) == ("alice", "/profile")
    assert 'type="password"' in again.text
    assert client.post("/sign-in", data={**fields, "password": PASSWORD}).location == "/profile"


@pytest.mark.parametrize(
    ("path", "data", "secrets"),
    [
        ("/sign-up", NEW, [NEW["password"]]),
        (
            "/profile/password",
            {"present": PASSWORD, "new_password": "seven herons at dawn"},
            [PASSWORD, "seven herons"],
        ),
        ("/profile/email", {"present": PASSWORD, "email": "new@lantern.example"}, [PASSWORD]),
    ],
)
def test_no_password_is_shown_again(visit, alice, path, data, secrets):
    again = visit(None if path == "/sign-up" else alice).post(path, data=data)

    assert again.status_code == 400
    assert not any(secret in again.text for secret in secrets)
    assert 'type="password"' in again.text


def test_the_token_of_somebody_else_is_worth_nothing(visit, session, alice, bob):
    of_bob = token_in(visit(bob).get("/profile").text)

    assert visit(bob).post("/profile", data={**PROFILE, "csrf_token": of_bob}).status_code == 400
    assert visit(alice).post("/profile", data={**PROFILE, "csrf_token": of_bob}).status_code == 400


FOREIGN = [
    None,
    "null",
    "",
    "https://evil.example",
    "http://localhost:8001",
    "https://localhost",
    "http://localhost.evil.example",
    "http://evil.example/http://localhost",
]


WRITES = ["/profile", "/sign-out", "/sign-in", "/sign-up", "/profile/sessions/endings"]


@pytest.mark.parametrize("origin", FOREIGN)
def test_a_write_from_elsewhere_is_refused(visit, session, alice, origin):
    client = visit(alice)
    data = {**PROFILE, "csrf_token": token_in(client.get("/profile").text)}
    client.environ_base.pop("HTTP_ORIGIN")
    headers = {} if origin is None else {"Origin": origin}

    assert [client.post(path, data=data, headers=headers).status_code for path in WRITES] == [403] * len(
        WRITES
    )
    assert client.get("/profile").status_code == 200
    assert name_of(session, alice) == "Alice Adler"
    assert client.post("/profile", data=data, headers={"Origin": ORIGIN}).status_code == 303


@pytest.mark.parametrize(
    ("site", "status"), [("same-origin", 303), ("same-site", 403), ("cross-site", 403), ("none", 403)]
)
def test_without_an_origin_only_the_browsers_word_for_the_same_origin_counts(visit, alice, site, status):
    client = visit(alice)
    data = {**PROFILE, "csrf_token": token_in(client.get("/profile").text)}
    client.environ_base.pop("HTTP_ORIGIN")

    assert client.post("/profile", data=data, headers={"Sec-Fetch-Site": site}).status_code == status


def test_browsers_name_our_origin_with_our_own_forms(visit, alice):
    # With "no-referrer" Chromium and Firefox send "Origin: null" with every form.
    assert visit(alice).get("/profile").headers["Referrer-Policy"] == "same-origin"


def test_a_chunked_write_is_refused_as_its_length_cannot_be_checked(visit, no_csrf, alice):
    client = visit(alice)
    assert client.post("/profile", data=PROFILE).status_code == 303

    assert client.post("/profile", data=PROFILE, headers={"Transfer-Encoding": "chunked"}).status_code == 411
