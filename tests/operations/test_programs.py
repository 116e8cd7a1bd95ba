"""Programs: signing in, refresh tokens that are good once, and everything that ends them."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select, update

from tests.support.cast import PASSWORD, switch_off
from tests.support.programs import PROGRAM, personal_token, signed_in_program
from webapp.extensions import db
from webapp.models import AuditEntry, PersonalToken, ProgramSession
from webapp.operations import programs
from webapp.operations.accounts import (
    Device,
    NewAccount,
    change_password,
    end_other_sessions,
    make_admin,
    sign_in,
)
from webapp.operations.administration import (
    disable_person,
    enable_person,
    end_sessions_of,
    facts,
    open_account,
    set_site_role,
)
from webapp.operations.bearers import end_bearer, find_bearer
from webapp.operations.errors import Invalid, NotThere
from webapp.operations.programs import (
    end_one_program,
    programs_of,
    refresh,
    register_program,
    sign_in_program,
)
from webapp.operations.sessions import find_session

EMI = NewAccount("emi", "emi@lantern.example", "Emi Tanaka", "seven herons at dawn")


def actions(session):
    return session.scalars(select(AuditEntry.action).order_by(AuditEntry.id)).all()


def lives(access_token):
    return find_bearer(access_token) is not None


def test_a_program_that_registers_is_signed_in(session, alice):
    person, tokens = register_program(EMI, PROGRAM)

    assert (person.username, person.role) == ("emi", "member")
    assert find_bearer(tokens.access_token).person.id == person.id
    assert tokens.expires_in == 900
    with pytest.raises(Invalid):
        register_program(EMI, PROGRAM)
    assert actions(session) == ["signed-up"]


@pytest.mark.parametrize("login", ["alice", "ALICE", "alice@lantern.example"])
def test_a_program_signs_in_by_name_or_address(session, alice, login):
    person, tokens = sign_in_program(login, PASSWORD, PROGRAM)

    assert person.id == alice.id and lives(tokens.access_token)
    row = session.scalars(select(ProgramSession)).one()
    assert (row.agent, row.address) == (PROGRAM.agent, PROGRAM.address)
    assert session.scalars(select(AuditEntry.details)).one() == {"via": "api"}


def test_a_wrong_password_lets_no_program_in(session, alice):
    assert sign_in_program("alice", "wrong", PROGRAM) is None
    assert sign_in_program("nobody", PASSWORD, PROGRAM) is None
    assert (programs_of(alice), actions(session)) == ([], ["sign-in-failed", "sign-in-failed"])


def test_neither_kind_of_token_is_in_the_database(session, alice):
    tokens = signed_in_program(alice)
    row = str(dict(session.execute(select(ProgramSession.__table__)).mappings().one()))

    assert tokens.refresh_token not in row and tokens.access_token not in row
    assert tokens.refresh_token[-40:] not in row


def test_a_refresh_token_is_good_once_and_gives_the_next(alice):
    first = signed_in_program(alice)
    second = refresh(first.refresh_token, PROGRAM)
    third = refresh(second.refresh_token, PROGRAM)

    assert len({first.refresh_token, second.refresh_token, third.refresh_token}) == 3
    assert lives(third.access_token)
    assert len(programs_of(alice)) == 1


def test_reusing_an_old_refresh_token_ends_the_whole_family(session, alice):
    first, other = signed_in_program(alice), signed_in_program(alice)
    second = refresh(first.refresh_token, PROGRAM)
    third = refresh(second.refresh_token, PROGRAM)

    assert refresh(first.refresh_token, PROGRAM) is None
    assert refresh(third.refresh_token, PROGRAM) is None
    assert [lives(one.access_token) for one in (first, second, third)] == [False] * 3
    assert lives(other.access_token) and refresh(other.refresh_token, PROGRAM)
    assert actions(session)[-1] == "refresh-token-reused"


def test_of_two_racing_refreshes_at_most_one_wins_and_the_family_ends(app, session, alice):
    tokens = signed_in_program(alice)
    session.rollback()

    def once(_number):
        with app.app_context():
            fresh = refresh(tokens.refresh_token, PROGRAM)
            db.session.remove()
            return fresh

    with ThreadPoolExecutor(8) as pool:
        won = [fresh for fresh in pool.map(once, range(8)) if fresh]

    assert len(won) == 1
    assert not lives(won[0].access_token)
    assert actions(session).count("refresh-token-reused") == 1


@pytest.mark.parametrize(
    "token",
    ["", "daybook_refresh_", "daybook_refresh_" + "0" * 72, "daybook_" + "0" * 40, "\ud800", "a" * 9999],
)
def test_what_is_no_refresh_token_ends_nothing(alice, token):
    tokens = signed_in_program(alice)

    assert refresh(token, PROGRAM) is None
    assert refresh(tokens.refresh_token.upper(), PROGRAM) is None
    assert refresh(tokens.access_token, PROGRAM) is None
    assert refresh(tokens.refresh_token, PROGRAM)


def test_a_refresh_token_ends_after_30_days_without_use(session, alice):
    tokens = signed_in_program(alice)
    row = session.scalars(select(ProgramSession)).one()
    assert timedelta(days=29) < row.expires_at - datetime.now(UTC) <= timedelta(days=30)
    row.expires_at = datetime.now(UTC) - timedelta(seconds=1)
    session.commit()

    assert refresh(tokens.refresh_token, PROGRAM) is None
    assert not lives(tokens.access_token)
    assert programs_of(alice) == []
    assert "refresh-token-reused" not in actions(session)


def test_refreshing_gives_30_more_days(session, alice):
    tokens = signed_in_program(alice)
    session.execute(update(ProgramSession).values(expires_at=datetime.now(UTC) + timedelta(minutes=1)))
    session.commit()

    assert refresh(tokens.refresh_token, PROGRAM)
    assert session.scalars(select(ProgramSession.expires_at)).one() > datetime.now(UTC) + timedelta(days=29)


def test_signing_out_bites_at_once(alice):
    tokens, other = signed_in_program(alice), signed_in_program(alice)
    end_bearer(find_bearer(tokens.access_token))

    assert not lives(tokens.access_token)
    assert refresh(tokens.refresh_token, PROGRAM) is None
    assert lives(other.access_token)


def test_the_next_session_does_not_bring_an_old_access_token_back(session, alice):
    tokens = signed_in_program(alice)
    number = programs_of(alice)[0].id
    end_one_program(number, by=alice)
    session.rollback()
    signed_in_program(alice)

    assert not lives(tokens.access_token)


def test_nobody_signs_out_the_program_of_somebody_else(alice, bob):
    tokens = signed_in_program(alice)
    number = programs_of(alice)[0].id

    for by, wrong in ((bob, number), (alice, number + 1), (alice, 2**40)):
        with pytest.raises(NotThere):
            end_one_program(wrong, by=by)
    programs.end_program(programs_of(alice)[0].sid, by=bob)
    assert lives(tokens.access_token)
    end_one_program(number, by=alice)
    assert not lives(tokens.access_token)


ENDINGS = {
    "password": lambda cast, here: change_password(cast.alice, PASSWORD, "seven herons at dawn", here),
    "everywhere": lambda cast, here: end_other_sessions(cast.alice, here),
    "disabled": lambda cast, here: disable_person(cast.alice.id, by=cast.root),
    "role": lambda cast, here: set_site_role(cast.alice.id, "admin", by=cast.root),
    "command line": lambda cast, here: make_admin("alice"),
    "by an admin": lambda cast, here: end_sessions_of(cast.alice.id, by=cast.root),
}


@pytest.mark.parametrize("ending", ENDINGS)
def test_what_ends_devices_ends_programs(cast, ending):
    _, here = sign_in("alice", PASSWORD, Device())
    tokens, of_bob = signed_in_program(cast.alice), signed_in_program(cast.bob)
    ENDINGS[ending](cast, here)

    assert not lives(tokens.access_token)
    assert refresh(tokens.refresh_token, PROGRAM) is None
    assert lives(of_bob.access_token)


@pytest.mark.parametrize(
    ("ending", "kept"), [("password", 0), ("disabled", 0), ("everywhere", 1), ("role", 1)]
)
def test_personal_tokens_end_with_the_password_and_the_account_alone(cast, ending, kept):
    _, here = sign_in("alice", PASSWORD, Device())
    token, of_bob = personal_token(cast.alice), personal_token(cast.bob)
    ENDINGS[ending](cast, here)

    assert lives(token) is bool(kept)
    assert lives(of_bob)


def test_what_a_disabled_person_had_does_not_come_back(session, cast):
    token, tokens = personal_token(cast.alice), signed_in_program(cast.alice)
    disable_person(cast.alice.id, by=cast.root)
    enable_person(cast.alice.id, by=cast.root)

    assert not lives(token) and not lives(tokens.access_token)
    assert session.scalar(select(func.count(PersonalToken.id))) == 0


def test_somebody_switched_off_is_out_whatever_rows_are_left(session, alice):
    token, tokens = personal_token(alice), signed_in_program(alice)
    assert lives(token) and lives(tokens.access_token)
    switch_off(session, alice, datetime.now(UTC))

    assert not lives(token) and not lives(tokens.access_token)
    assert refresh(tokens.refresh_token, PROGRAM) is None


def test_programs_count_as_sessions(session, cast):
    signed_in_program(cast.alice)
    signed_in_program(cast.alice)
    sign_in("bob", PASSWORD, Device())

    assert (open_account(cast.alice.id).sessions, open_account(cast.bob.id).sessions) == (2, 1)
    assert facts(datetime.now(UTC)).signed_in == 2
    session.rollback()
    assert end_sessions_of(cast.alice.id, by=cast.root) == 2
    assert open_account(cast.alice.id).sessions == 0


def test_programs_that_sign_in_at_every_run_do_not_pile_up(session, alice, monkeypatch):
    monkeypatch.setattr(programs, "MOST", 3)
    first, *rest = [signed_in_program(alice) for _ in range(4)]

    assert not lives(first.access_token)
    assert [lives(one.access_token) for one in rest] == [True] * 3


def test_a_cookie_is_no_token_and_a_token_is_no_cookie(alice):
    _, cookie = sign_in("alice", PASSWORD, Device())
    tokens = signed_in_program(alice)

    assert find_bearer(cookie) is None and refresh(cookie, PROGRAM) is None
    assert [find_session(one) for one in (*tokens[:2], personal_token(alice))] == [None] * 3
    assert find_session(cookie) and lives(tokens.access_token)
