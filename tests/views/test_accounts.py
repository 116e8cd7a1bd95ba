"""The door: making an account, signing in and out."""

import pytest
from sqlalchemy import func, select

from tests.support.cast import ORIGIN, PASSWORD
from webapp.models import AuditEntry, Calendar, Person, SignIn

NEW = {
    "name": "Emi Tanaka",
    "username": "emi",
    "email": "emi@lantern.example",
    "password": "seven herons at dawn",
}


@pytest.fixture
def door(visit, no_csrf):
    """The browser of somebody who is not signed in."""
    return visit(None)


def sign_in(client, login, password=PASSWORD, **more):
    return client.post("/sign-in", data={"identifier": login, "password": password, **more})


@pytest.mark.parametrize(
    "login", ["alice", "ALICE", " alice ", "alice@lantern.example", "Alice@Lantern.Example"]
)
def test_people_sign_in_by_username_or_address(door, alice, login):
    response = sign_in(door, login)

    assert (response.status_code, response.location) == (303, "/")
    assert door.get("/profile").status_code == 200


@pytest.mark.parametrize(
    ("login", "password"),
    [("alice", "wrong"), ("nobody", PASSWORD), ("", ""), ("alice\0", PASSWORD), ("a" * 5000, "b" * 5000)],
)
def test_a_wrong_name_and_a_wrong_password_get_the_same_answer(door, alice, login, password):
    assert sign_in(door, "alice").status_code == 303
    door.delete_cookie("daybook-session", domain="localhost")
    response = sign_in(door, login, password)

    assert response.status_code == 422
    assert "That name and password do not go together." in response.text
    assert "Set-Cookie" not in response.headers or "daybook-session" not in response.headers["Set-Cookie"]


def test_a_failed_sign_in_keeps_the_name_and_not_the_password(door, alice):
    shown = sign_in(door, "alice", "herons-in-the-wrong-place").text

    assert 'value="alice"' in shown
    assert "herons-in-the-wrong-place" not in shown


def test_disabled_people_get_the_answer_of_strangers(door, session, alice):
    assert sign_in(door, "alice").status_code == 303
    door.delete_cookie("daybook-session", domain="localhost")
    alice.disabled_at = alice.created_at
    session.commit()

    assert sign_in(door, "alice").status_code == 422


def test_who_is_signed_in_is_sent_home_from_the_door(visit, no_csrf, alice):
    for path in ("/sign-in", "/sign-up"):
        assert visit(alice).get(path).location == "/"
    assert sign_in(visit(alice), "alice").location == "/"


def test_the_door_leads_to_where_one_wanted_to_go(door, alice):
    asked = door.get("/profile?x=1", headers={"Accept": "text/html"})
    assert asked.location == "/sign-in?next=/profile?x%3D1"

    assert 'name="next" value="/profile?x=1"' in door.get(asked.location).text
    assert sign_in(door, "alice", next="/profile?x=1").location == "/profile?x=1"


@pytest.mark.parametrize(
    "target",
    [
        "//evil.example",
        "/\\evil.example",
        "/\t/evil.example",
        "https:evil.example",
        "https://evil.example",
        "evil",
        "",
    ],
)
def test_no_address_leads_out_of_the_house(door, alice, target):
    assert target not in door.get("/sign-in", query_string={"next": target}).text or target == ""
    assert sign_in(door, "alice", next=target).location == "/"


def test_signing_up_makes_an_account_with_a_calendar_and_signs_in(door, session):
    response = door.post("/sign-up", data={**NEW, "zone": "Asia/Tokyo"}, headers={"Accept-Language": "ja"})

    person = session.scalars(select(Person)).one()
    assert (response.status_code, response.location) == (303, "/")
    assert (person.username, person.zone, person.locale) == ("emi", "Asia/Tokyo", "ja_JP")
    assert session.scalars(select(Calendar.name)).all() == ["Emi, private"]
    assert door.get("/profile").status_code == 200


def test_the_first_person_administers_the_site_and_the_second_does_not(door, visit, session):
    door.post("/sign-up", data=NEW)
    visit(None).post("/sign-up", data={**NEW, "username": "ines", "email": "ines@lantern.example"})

    assert dict(session.execute(select(Person.username, Person.role)).all()) == {
        "emi": "admin",
        "ines": "member",
    }


@pytest.mark.parametrize(
    ("language", "locale"), [("de-CH", "de_DE"), ("en-US,en", "en_US"), ("fi", "en_GB"), ("", "en_GB")]
)
def test_dates_are_written_in_the_language_of_the_browser(door, session, language, locale):
    door.post("/sign-up", data={**NEW, "zone": "Mars/Olympus"}, headers={"Accept-Language": language})

    assert session.execute(select(Person.locale, Person.zone)).all() == [(locale, "UTC")]


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("username", "alice", "This name is taken."),
        ("email", "alice@lantern.example", "There is an account with this address already."),
        ("email", "emi", "This is not an e-mail address."),
        ("name", "", "Name is empty."),
        ("password", "password1", "Many people use this password"),
        ("password", "short", "The password has 5 characters."),
    ],
)
def test_a_refused_sign_up_keeps_what_was_typed_but_the_password(
    door, session, alice, field, value, sentence
):
    response = door.post("/sign-up", data={**NEW, field: value})

    assert response.status_code == 422
    assert sentence in response.text
    assert all(
        f'value="{typed}"' in response.text for name, typed in NEW.items() if name not in (field, "password")
    )
    assert NEW["password"] not in response.text
    assert session.scalar(select(func.count()).select_from(Person)) == 1


def test_sign_up_can_be_closed(make_app, no_csrf):
    assert make_app(WTF_CSRF_ENABLED=False).test_client().get("/sign-up").status_code == 200
    closed = make_app(SIGN_UP=False, WTF_CSRF_ENABLED=False).test_client()

    for response in (closed.get("/sign-up"), closed.post("/sign-up", data=NEW, headers={"Origin": ORIGIN})):
        assert response.status_code == 404
        assert "Ask whoever looks after this Daybook" in response.text
    assert "Make an account" not in closed.get("/sign-in").text


def test_coming_and_going_is_in_the_audit_log_with_the_address(door, session, alice):
    sign_in(door, "alice", "wrong")
    sign_in(door, "nobody", "wrong")
    sign_in(door, "alice")

    lines = session.execute(
        select(
            AuditEntry.action, AuditEntry.actor_label, AuditEntry.target_label, AuditEntry.address
        ).order_by(AuditEntry.id)
    ).all()
    assert lines == [
        ("sign-in-failed", "Daybook", "Alice Adler", "127.0.0.1"),
        ("sign-in-failed", "Daybook", "nobody", "127.0.0.1"),
        ("signed-in", "Alice Adler", "Alice Adler", "127.0.0.1"),
    ]


def test_signing_out_ends_the_session_and_takes_the_cookie(door, session, alice):
    sign_in(door, "alice")
    response = door.post("/sign-out")

    assert (response.status_code, response.location) == (303, "/sign-in")
    assert session.scalar(select(func.count()).select_from(SignIn)) == 0
    assert door.get_cookie("daybook-session", domain="localhost") is None


HOSTILE = [
    (
        b"identifier=%ff%fe&password=%00&present=%00&email=%ff&new_password=%ed%a0%80",
        "application/x-www-form-urlencoded",
    ),
    (b"identifier=\xff\xfe&password=\xff&name=\xff", "application/x-www-form-urlencoded"),
    (
        b'--x\r\nContent-Disposition: form-data; name="identifier"\r\n\r\n\xff\x00\r\n--x--\r\n',
        "multipart/form-data; boundary=x",
    ),
    (
        b'--x\r\nContent-Disposition: form-data; name="password"; filename="a"\r\n\r\nb\r\n--x--\r\n',
        "multipart/form-data; boundary=x",
    ),
    (b'{"identifier": ["alice"]}', "application/json"),
    (b"", "text/plain"),
    (b"identifier=alice&" * 400, "application/x-www-form-urlencoded"),
]


@pytest.mark.parametrize(("body", "kind"), HOSTILE)
def test_no_kind_of_body_is_a_fault(door, visit, alice, body, kind):
    inside = visit(alice)
    answers = {
        path: door.post(path, data=body, content_type=kind).status_code for path in ("/sign-in", "/sign-up")
    }
    for path in ("/profile", "/profile/email", "/profile/password"):
        answers[path] = inside.post(path, data=body, content_type=kind).status_code

    assert set(answers.values()) <= {422, 413, 400, 415}, answers


def test_a_body_of_two_megabytes_is_refused(door, alice):
    assert sign_in(door, "alice", "x" * 1_000).status_code == 422
    assert sign_in(door, "alice", "x" * 2_000_000).status_code == 413
