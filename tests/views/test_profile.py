"""One's own account: the profile, the password, the address, the signed-in devices."""

import pytest
from sqlalchemy import select

from tests.support.cast import PASSWORD
from webapp.models import AuditEntry, Person, SignIn
from webapp.operations.announcements import AccessChanged, announced
from webapp.operations.sessions import sessions_of

PROFILE = {
    "name": "Alice Ahlberg",
    "zone": "America/New_York",
    "locale": "en_US",
    "clock": "12",
    "week_start": "6",
    "theme": "dark",
}
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:150.0) Gecko/20100101 Firefox/150.0"


@pytest.fixture
def browser(visit, no_csrf, alice):
    """Alice's browser."""
    return visit(alice)


def saved(session, person):
    return session.execute(select(Person.__table__).where(Person.id == person.id)).mappings().one()


def actions(session):
    return session.scalars(select(AuditEntry.action).order_by(AuditEntry.id)).all()


def test_the_profile_is_saved_and_shown_again(browser, session, alice):
    response = browser.post("/profile", data={**PROFILE, "keys": "1"})
    shown = browser.get(response.location).text

    row = saved(session, alice)
    assert (response.status_code, response.location) == (303, "/profile")
    assert {name: str(row[name]) for name in PROFILE} == PROFILE
    assert row["keys"] is True
    assert "Saved your profile." in shown
    assert 'class="theme-dark"' in shown
    assert '<option value="America/New_York" selected>' in shown


def test_a_box_that_is_not_ticked_switches_the_keys_off(browser, session, alice):
    browser.post("/profile", data=PROFILE)

    assert saved(session, alice)["keys"] is False
    assert 'data-keys="off"' in browser.get("/profile").text


def test_open_pages_hear_of_a_changed_profile(browser, alice):
    heard = []
    with announced.connected_to(heard.append):
        browser.post("/profile", data=PROFILE)

    assert heard == [AccessChanged(alice.id)]


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("name", " ", "Name is empty."),
        ("name", "a" * 81, "Name is 81 characters long."),
        ("zone", "Mars/Olympus", "zone"),
        ("locale", "xx", "Choose a language from the list."),
        ("clock", "13", "Choose the 24-hour or the 12-hour clock."),
        ("week_start", "9", "Choose Monday, Saturday or Sunday."),
        ("theme", "pink", "Choose the system"),
    ],
)
def test_a_refused_profile_says_why_at_the_field_and_keeps_the_rest(
    browser, session, alice, field, value, sentence
):
    response = browser.post("/profile", data={**PROFILE, field: value})

    assert response.status_code == 422
    assert sentence in response.text
    assert 'aria-invalid="true"' in response.text or "control--bad" in response.text
    assert ('value="Alice Ahlberg"' in response.text) is (field != "name")
    assert saved(session, alice)["name"] == "Alice Adler"


def test_an_old_name_of_a_zone_stays_chosen(browser, session, alice):
    browser.post("/profile", data={**PROFILE, "zone": "US/Eastern"})

    assert '<option value="US/Eastern" selected>' in browser.get("/profile").text


def test_the_password_is_changed_with_the_present_one(browser, session, alice):
    response = browser.post(
        "/profile/password", data={"present": PASSWORD, "new_password": "seven herons at dawn"}
    )

    assert response.status_code == 303
    assert "Changed your password." in browser.get("/profile").text
    assert actions(session) == ["password-changed"]


@pytest.mark.parametrize(
    ("present", "new", "sentence"),
    [
        ("wrong", "seven herons at dawn", "That is not your present password."),
        ("", "seven herons at dawn", "That is not your present password."),
        (PASSWORD, "password1", "Many people use this password"),
        (PASSWORD, "alice-2026", "mostly your name"),
        (PASSWORD, "", "Choose a password"),
    ],
)
def test_a_refused_password_changes_nothing(browser, session, alice, present, new, sentence):
    before = saved(session, alice)["password_hash"]
    response = browser.post("/profile/password", data={"present": present, "new_password": new})

    assert response.status_code == 422
    assert sentence in response.text
    assert saved(session, alice)["password_hash"] == before
    assert len(sessions_of(alice)) == 1


def test_the_address_is_changed_with_the_present_password(browser, session, alice):
    response = browser.post("/profile/email", data={"present": PASSWORD, "email": "Alice@New.Example"})

    assert response.status_code == 303
    assert saved(session, alice)["email"] == "alice@new.example"
    assert actions(session) == ["email-changed"]


@pytest.mark.parametrize(
    ("present", "email", "sentence"),
    [
        ("wrong", "alice@new.example", "That is not your present password."),
        (PASSWORD, "alice", "This is not an e-mail address."),
        (PASSWORD, "bob@lantern.example", "There is an account with this address already."),
    ],
)
def test_a_refused_address_keeps_what_was_typed(browser, session, alice, bob, present, email, sentence):
    response = browser.post("/profile/email", data={"present": present, "email": email})

    assert response.status_code == 422
    assert sentence in response.text
    assert f'value="{email}"' in response.text
    assert saved(session, alice)["email"] == "alice@lantern.example"


def test_devices_are_listed_in_plain_words(browser, visit, session, alice):
    visit(alice)
    session.execute(SignIn.__table__.update().values(agent=FIREFOX, address="198.51.100.7"))
    session.commit()
    shown = browser.get("/profile").text

    assert shown.count("Firefox on Linux</b>") == 2
    assert "198.51.100.7" in shown
    assert shown.count("This device") == 1


def test_all_other_devices_end_at_once(browser, visit, session, alice):
    others = [visit(alice), visit(alice)]
    response = browser.post("/profile/sessions/endings")

    assert response.location == "/profile#devices"
    assert "Signed 2 other devices out." in browser.get("/profile").text
    assert [other.get("/profile", headers={"Accept": "text/html"}).status_code for other in others] == [
        303,
        303,
    ]
    assert actions(session) == ["own-sessions-ended"]


def test_a_retry_of_ending_a_device_is_told_that_it_is_gone(browser, visit, session, alice):
    visit(alice)
    path = f"/profile/sessions/{sessions_of(alice)[0].id}/endings"

    assert browser.post(path).status_code == 303
    assert browser.post(path).status_code == 404


def test_only_admins_find_the_way_to_administration(browser, visit, root):
    assert "/admin/people" in visit(root).get("/profile").text
    assert "/admin/people" not in browser.get("/profile").text


def test_a_page_that_fetches_itself_leaves_the_messages_to_the_next_page(visit, alice, no_csrf):
    client = visit(alice)
    client.post("/profile", data=PROFILE)

    assert "Saved" not in client.get("/profile", headers={"Daybook-Refresh": "1"}).text
    assert "Saved" in client.get("/profile").text
    assert "Saved" not in client.get("/profile").text
