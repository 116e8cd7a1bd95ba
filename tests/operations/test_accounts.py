"""Accounts: what signing up, signing in and changing the password do to the database."""

import pytest
from sqlalchemy import func, inspect, select

from tests.support.cast import PASSWORD
from webapp.models import AuditEntry, Calendar, Person, Share, SignIn
from webapp.operations.accounts import (
    Device,
    NewAccount,
    change_email,
    change_password,
    create_admin,
    end_other_sessions,
    make_admin,
    sign_in,
    sign_up,
)
from webapp.operations.announcements import AccessChanged, announced
from webapp.operations.errors import Invalid, NotThere
from webapp.operations.sessions import end_session, find_session, sessions_of

EMI = NewAccount("emi", "emi@lantern.example", "Emi Tanaka", "seven herons at dawn")


@pytest.fixture
def heard():
    """What was announced."""
    told = []
    with announced.connected_to(told.append):
        yield told


def test_a_device_and_its_person_are_read_as_the_orm_reads_them(session, alice):
    token = sign_in("alice", PASSWORD, Device("Firefox", "198.51.100.7"))[1]

    def all_of(thing):
        return {one.key: getattr(thing, one.key) for one in inspect(type(thing)).column_attrs}

    session.expunge_all()
    found = find_session(token)
    read, whose = all_of(found), all_of(found.person)
    session.expunge_all()
    stored = session.scalars(select(SignIn).where(SignIn.id == found.id)).one()
    assert (read, whose) == (all_of(stored), all_of(stored.person))


def test_a_change_that_is_not_written_yet_outlives_the_next_look(session, alice):
    token = sign_in("alice", PASSWORD, Device("Firefox", "198.51.100.7"))[1]
    whose = find_session(token).person
    whose.name = "Alice Anders"
    assert find_session(token).person is whose and whose.name == "Alice Anders"


def test_a_new_account_owns_one_calendar_of_its_own(session, alice):
    person, token = sign_up(EMI, Device("Firefox", "198.51.100.7"))

    owned = session.execute(
        select(Calendar.name, Share.role).join(Share).where(Share.person_id == person.id)
    ).all()
    assert owned == [("Emi, private", "owner")]
    assert find_session(token).person_id == person.id
    assert (person.role, find_session(token).address) == ("member", "198.51.100.7")


@pytest.mark.parametrize(
    ("username", "email", "fields"),
    [
        ("alice", "new@lantern.example", {"username"}),
        ("new", "alice@lantern.example", {"email"}),
        ("alice", "alice@lantern.example", {"username", "email"}),
    ],
)
def test_a_taken_name_or_address_makes_nothing(session, alice, username, email, fields):
    with pytest.raises(Invalid) as refused:
        sign_up(NewAccount(username, email, "Emi Tanaka", "seven herons at dawn"), Device())

    assert refused.value.errors.keys() == fields
    assert session.scalar(select(func.count()).select_from(Person)) == 1


def test_a_failed_sign_in_leaves_a_line_and_no_session(session, alice):
    assert sign_in("alice", PASSWORD, Device()) is not None
    assert sign_in("alice", "wrong", Device()) is None

    assert len(sessions_of(alice)) == 1
    lines = select(AuditEntry.action).order_by(AuditEntry.id)
    assert session.scalars(lines).all() == ["signed-in", "sign-in-failed"]


def test_a_changed_password_ends_all_other_devices_and_tells_open_pages(session, alice, heard):
    _, here = sign_in("alice", PASSWORD, Device())
    _, there = sign_in("alice", PASSWORD, Device())
    fresh = change_password(alice, PASSWORD, "seven herons at dawn", here)

    assert [find_session(token) is not None for token in (fresh, here, there)] == [True, False, False]
    assert sign_in("alice", PASSWORD, Device()) is None
    assert sign_in("alice", "seven herons at dawn", Device()) is not None
    assert AccessChanged(alice.id) in heard


def test_a_password_changed_on_a_device_that_is_signed_out_meanwhile_stays(alice):
    _, here = sign_in("alice", PASSWORD, Device())
    end_session(here, alice)

    with pytest.raises(NotThere):
        change_password(alice, PASSWORD, "seven herons at dawn", here)
    assert sign_in("alice", PASSWORD, Device()) is not None


def test_an_address_that_somebody_takes_in_the_same_moment_is_refused(session, alice, bob):
    change_email(alice, PASSWORD, "alice@new.example")
    assert session.get(Person, alice.id).email == "alice@new.example"

    with pytest.raises(Invalid) as refused:
        change_email(alice, PASSWORD, "bob@lantern.example")
    assert refused.value.errors.keys() == {"email"}
    assert session.scalar(select(Person.email).where(Person.id == alice.id)) == "alice@new.example"


def test_ending_the_other_devices_when_there_are_none_writes_nothing(session, alice):
    _, here = sign_in("alice", PASSWORD, Device())

    assert end_other_sessions(alice, here) == 0
    assert session.scalars(select(AuditEntry.action)).all() == ["signed-in"]


def test_the_command_line_makes_admins(session, alice):
    _, token = sign_in("alice", PASSWORD, Device())
    create_admin(EMI)
    make_admin("ALICE")

    assert session.scalars(select(Person.role)).all() == ["admin", "admin"]
    assert find_session(token) is None
    assert session.scalar(select(func.count()).select_from(SignIn)) == 0


def test_the_command_line_makes_nobody_an_admin_who_is_not_there(app):
    with pytest.raises(NotThere):
        make_admin("nobody")
