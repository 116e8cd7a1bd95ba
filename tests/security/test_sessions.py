"""What a session promises: its cookie, its end, and that nobody else's copy of it is worth anything."""

import hashlib
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, update

from tests.support.cast import ORIGIN, PASSWORD, sign_in_as
from webapp.models import SignIn
from webapp.operations.administration import disable_person

COOKIE = "daybook-session"


def sign_in(client, login="alice", password=PASSWORD, origin=ORIGIN, **options):
    data = {"identifier": login, "password": password}
    return client.post("/sign-in", data=data, headers={"Origin": origin}, **options)


def cookie_of(response, name=COOKIE):
    return next(line for line in response.headers.getlist("Set-Cookie") if line.startswith(f"{name}="))


def token_of(client):
    return client.get_cookie(COOKIE, domain="localhost").value


def carries(app, token):
    """The status of a page that a copy of this cookie gets."""
    thief = sign_in_as(app.test_client(), None)
    thief.set_cookie(COOKIE, token, domain="localhost")
    return thief.get("/profile", headers={"Accept": "application/json"}).status_code


@pytest.fixture
def browser(visit, no_csrf, alice):
    """A browser in which Alice has just signed in by the form."""
    client = visit(None)
    assert sign_in(client).status_code == 303
    return client


def test_the_cookie_is_for_http_and_this_site_only(visit, no_csrf, alice):
    flags = cookie_of(sign_in(visit(None))).split("; ")

    assert {"HttpOnly", "Path=/", "SameSite=Lax", "Max-Age=2592000"} <= set(flags)
    assert not any(flag.startswith("Domain") for flag in flags)


def test_over_https_the_cookie_is_bound_to_the_host(make_app, alice):
    secure = make_app(BASE_URL="https://localhost", WTF_CSRF_ENABLED=False)
    response = sign_in(secure.test_client(), origin="https://localhost", base_url="https://localhost")

    flags = cookie_of(response, "__Host-daybook-session").split("; ")
    assert {"Secure", "HttpOnly", "Path=/", "SameSite=Lax"} <= set(flags)
    assert not any(flag.startswith("Domain") for flag in flags)


def test_the_database_holds_the_hash_of_the_token_alone(browser, session):
    row = session.execute(select(SignIn.__table__)).mappings().one()

    assert row["token_hash"] == hashlib.sha256(token_of(browser).encode()).hexdigest()
    assert token_of(browser) not in str(dict(row))


def test_a_token_has_at_least_128_bits_and_is_new_at_each_sign_in(browser, visit):
    other = visit(None)
    sign_in(other)

    assert len(token_of(browser)) * 6 >= 128
    assert token_of(other) != token_of(browser)


def test_a_cookie_from_before_signing_in_is_not_taken_over(app, visit, no_csrf, alice):
    planted = visit(None)
    planted.set_cookie(COOKIE, "chosen-by-an-attacker", domain="localhost")
    sign_in(planted)

    assert token_of(planted) != "chosen-by-an-attacker"
    assert carries(app, "chosen-by-an-attacker") == 401


def test_a_copied_cookie_is_dead_after_signing_out(app, browser):
    copy = token_of(browser)
    assert carries(app, copy) == 200

    assert browser.post("/sign-out").status_code == 303
    assert carries(app, copy) == 401


def test_a_disabled_person_is_out_at_once(browser, alice, root):
    assert browser.get("/profile").status_code == 200

    disable_person(alice.id, by=root)
    assert browser.get("/profile", headers={"Accept": "application/json"}).status_code == 401


def test_changing_the_password_gives_a_new_token_and_ends_all_others(app, browser, visit):
    other = visit(None)
    sign_in(other)
    old, others = token_of(browser), token_of(other)
    response = browser.post(
        "/profile/password", data={"present": PASSWORD, "new_password": "seven herons at dawn"}
    )

    assert response.status_code == 303
    assert token_of(browser) != old
    assert browser.get("/profile").status_code == 200
    assert (carries(app, old), carries(app, others)) == (401, 401)


def test_ending_a_device_ends_it_at_once(browser, visit, session):
    other = visit(None)
    sign_in(other)
    ended = session.scalars(select(SignIn.id).order_by(SignIn.id.desc())).first()

    assert browser.post(f"/profile/sessions/{ended}/endings").status_code == 303
    assert other.get("/profile", headers={"Accept": "application/json"}).status_code == 401
    assert browser.get("/profile").status_code == 200


@pytest.mark.parametrize(
    ("column", "ago", "status"),
    [
        ("seen_at", timedelta(hours=23), 200),
        ("seen_at", timedelta(hours=25), 401),
        ("expires_at", timedelta(seconds=-60), 200),
        ("expires_at", timedelta(seconds=1), 401),
    ],
)
def test_sessions_end_after_a_day_without_use_and_after_30_days(app, browser, session, column, ago, status):
    session.execute(update(SignIn).values({column: datetime.now(UTC) - ago}))
    session.commit()

    assert carries(app, token_of(browser)) == status


def test_nobody_ends_the_device_of_somebody_else(browser, visit, bob, session):
    visit(bob)
    of_bob = session.scalars(select(SignIn.id).where(SignIn.person_id == bob.id)).one()
    of_alice = session.scalars(select(SignIn.id).where(SignIn.person_id != bob.id)).one()

    assert browser.post(f"/profile/sessions/{of_bob}/endings").status_code == 404
    assert browser.post(f"/profile/sessions/{2**31}/endings").status_code == 404
    assert browser.post(f"/profile/sessions/{of_alice}/endings").status_code == 303
