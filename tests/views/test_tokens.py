"""Tokens on a page of the profile: made with the password, shown once, listed, revoked; and programs among the devices."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select, update

from tests.support.cast import PASSWORD, sign_in_as
from tests.support.programs import personal_token, signed_in_program
from tests.support.statements import count_statements
from webapp.models import PersonalToken
from webapp.operations.bearers import find_bearer
from webapp.operations.personal_tokens import MOST, tokens_of
from webapp.operations.programs import programs_of

TOKENS = "/profile/tokens"
FORM = {"name": "Backup", "scopes": ["write"], "days": "30", "present": PASSWORD}
SHOWN = re.compile(r"daybook_[0-9a-f]{40}")
SQLITE_ONLY = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


@pytest.fixture
def browser(visit, no_csrf, alice):
    """Alice's browser."""
    return visit(alice)


def number_of_tokens(session):
    return session.scalar(select(func.count(PersonalToken.id)))


def test_a_token_is_shown_once_and_works(browser, session, alice):
    made = browser.post(TOKENS, data=FORM)
    text = SHOWN.search(made.text).group()

    assert (made.status_code, made.headers["Cache-Control"]) == (201, "no-store")
    bearer = find_bearer(text)
    assert (bearer.person.id, bearer.scopes) == (alice.id, {"read", "write"})
    again = browser.get(TOKENS).text
    assert not SHOWN.search(again)
    assert "<b>Backup</b>" in again and f"<code>{text[-4:]}</code>" in again
    assert "May read and write" in again and "Never used" in again


@SQLITE_ONLY
@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"name": " "}, "Name is empty."),
        ({"name": "a" * 81}, "Name is 81 characters long."),
        ({"days": ""}, "Choose how long it lasts"),
        ({"days": "3650"}, "Choose how long it lasts"),
        ({"scopes": ["everything"]}, "Choose what the token may do from the list."),
        ({"scopes": ["admin"]}, "Choose what the token may do from the list."),
        ({"present": "wrong"}, "That is not your present password."),
        ({"present": ""}, "That is not your present password."),
    ],
)
def test_a_refused_token_says_why_at_the_field_and_keeps_the_rest(browser, session, changed, sentence):
    response = browser.post(TOKENS, data={**FORM, "name": "Office", **changed})

    assert response.status_code == 422
    assert sentence in response.text
    assert number_of_tokens(session) == 0
    assert ('value="Office"' in response.text) is ("name" not in changed)
    assert ('value="write" checked' in response.text) is ("scopes" not in changed)
    assert ('value="30" checked' in response.text) is ("days" not in changed)
    assert PASSWORD not in response.text
    assert browser.post(TOKENS, data=FORM).status_code == 201


@SQLITE_ONLY
def test_a_right_that_no_call_takes_is_not_offered_and_tokens_that_have_it_go_on_to_work(
    visit, no_csrf, root
):
    old = personal_token(root, "write", "admin", name="Old")
    browser = visit(root)
    page = browser.get(TOKENS).text

    assert 'value="write"' in page and 'value="admin"' not in page
    assert "May read and write ·" in page and "administer" not in page
    assert find_bearer(old).scopes == {"read", "write", "admin"}
    assert browser.post(TOKENS, data=FORM).status_code == 201


def test_a_page_that_is_reloaded_makes_no_second_token(browser, session, alice):
    form = {**FORM, "key": re.search(r'name="key" value="([^"]+)"', browser.get(TOKENS).text).group(1)}
    first, again = browser.post(TOKENS, data=form), browser.post(TOKENS, data=form)

    assert (first.status_code, again.status_code, number_of_tokens(session)) == (201, 200, 1)
    assert SHOWN.search(first.text) and not SHOWN.search(again.text)
    assert "“Backup” is made already, and its token was shown once." in again.text
    browser.post(f"{TOKENS}/{tokens_of(alice)[0].id}/endings")
    assert browser.post(TOKENS, data=form).status_code == 200 and number_of_tokens(session) == 0
    assert SHOWN.search(browser.post(TOKENS, data={**FORM, "key": "another"}).text)


@SQLITE_ONLY
def test_the_twenty_first_is_refused(browser, session, alice):
    for _ in range(MOST):
        personal_token(alice)

    refused = browser.post(TOKENS, data=FORM)
    assert refused.status_code == 422
    assert f"You have {MOST} tokens." in refused.text


def test_revoking_turns_the_program_away_at_once(browser, session, alice):
    text = personal_token(alice, name="Backup")
    number = tokens_of(alice)[0].id
    response = browser.post(f"{TOKENS}/{number}/endings")

    assert response.location == TOKENS
    assert find_bearer(text) is None
    assert "Revoked Backup." in browser.get(TOKENS).text
    assert browser.post(f"{TOKENS}/{number}/endings").status_code == 404


@SQLITE_ONLY
def test_an_ended_token_says_so(browser, session, alice):
    personal_token(alice)
    session.execute(update(PersonalToken).values(expires_at=datetime.now(UTC) - timedelta(days=2)))
    session.commit()

    shown = browser.get(TOKENS).text
    assert "Ended " in shown and ">Remove<" in shown


@SQLITE_ONLY
def test_guessing_the_password_of_a_token_takes_turns(make_app, alice):
    client = sign_in_as(make_app(RATELIMIT_ENABLED=True, WTF_CSRF_ENABLED=False).test_client(), alice)
    answers = [client.post(TOKENS, data={**FORM, "present": "wrong"}) for _ in range(11)]

    assert [one.status_code for one in answers] == [422] * 10 + [429]
    assert "That was a lot of tries." in answers[-1].text and answers[-1].headers["Retry-After"]
    assert client.post("/profile/email", data={"present": "wrong", "email": "a@b.example"}).status_code == 429


@SQLITE_ONLY
def test_more_tokens_and_programs_cost_no_more_statements(browser, alice):
    before = [count_statements(browser, path) for path in (TOKENS, "/profile")]
    for _ in range(9):
        personal_token(alice)
        signed_in_program(alice)

    assert [count_statements(browser, path) for path in (TOKENS, "/profile")] == before


def test_a_program_is_among_the_devices_and_signed_out_there(browser, alice):
    tokens = signed_in_program(alice)
    shown = browser.get("/profile").text
    assert "Program: daybook-backup 2.1</b><small>198.51.100.9" in shown

    number = programs_of(alice)[0].id
    response = browser.post(f"/profile/programs/{number}/endings")
    assert response.location == "/profile#devices"
    assert find_bearer(tokens.access_token) is None
    assert browser.post(f"/profile/programs/{number}/endings").status_code == 404


@SQLITE_ONLY
def test_many_programs_are_folded(browser, alice):
    for _ in range(10):
        signed_in_program(alice)
    shown = browser.get("/profile").text

    assert shown.count("Program: daybook-backup") == 10
    assert "2 more programs, used less lately" in shown


@SQLITE_ONLY
def test_admins_see_programs_and_read_of_tokens_in_the_log(browser, visit, session, alice, root):
    signed_in_program(alice)
    browser.post(TOKENS, data=FORM)
    browser.post(f"{TOKENS}/{tokens_of(alice)[0].id}/endings")
    shown = visit(root).get(f"/admin/people/{alice.id}").text

    assert "Program: daybook-backup 2.1" in shown
    assert "Alice made the token Backup, which may read and write for 30 days" in shown
    assert "Alice revoked the token Backup" in shown
    assert "Alice signed in with a program" in shown
