"""Administration: rights of the moment, ended sessions, ownerless calendars, what is announced."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from tests.support.cast import PASSWORD, a_document, make_person
from webapp.domain.roles import Role
from webapp.models import AuditEntry, Person, Share
from webapp.operations.access import open_calendar
from webapp.operations.accounts import Device, sign_in
from webapp.operations.administration import (
    disable_person,
    enable_person,
    end_sessions_of,
    facts,
    find_accounts,
    open_account,
    set_site_role,
)
from webapp.operations.announcements import AccessChanged, announced
from webapp.operations.calendars import delete_calendar
from webapp.operations.errors import NotThere, Refused, RoleTooLow
from webapp.operations.events import edit_event
from webapp.operations.orphans import count_orphans, give_to, open_orphan, orphans, take_over
from webapp.operations.sessions import find_session

ACTS = {
    "disable": lambda person_id, by: disable_person(person_id, by),
    "enable": lambda person_id, by: enable_person(person_id, by),
    "make an admin": lambda person_id, by: set_site_role(person_id, "admin", by),
    "end sessions": lambda person_id, by: end_sessions_of(person_id, by),
}


@pytest.mark.parametrize("act", ACTS.values(), ids=ACTS)
def test_only_admins_of_this_moment_act(cast, act):
    act(cast.bob.id, cast.root)
    ada = make_person("ada", "Ada Admin", role="admin")
    set_site_role(ada.id, "member", by=cast.root)

    for member in (cast.alice, cast.charlie, ada):
        with pytest.raises(RoleTooLow):
            act(cast.vera.id, member)


@pytest.mark.parametrize("act", ACTS.values(), ids=ACTS)
def test_admins_act_on_others_who_are_there(session, cast, act):
    make_person("ada", "Ada Admin", role="admin")
    for person_id, refusal in ((cast.root.id, Refused), (999, NotThere), (2**40, NotThere)):
        with pytest.raises(refusal):
            act(person_id, cast.root)

    assert session.scalars(select(AuditEntry.id)).all() == []


def test_disabling_ends_all_sessions_and_tells_open_pages_after_the_commit(session, cast):
    _, token = sign_in("bob", PASSWORD, Device())
    assert find_session(token)
    told = []
    with announced.connected_to(told.append):
        assert disable_person(cast.bob.id, by=cast.root, address="198.51.100.7") == 1

    assert find_session(token) is None
    assert told == [AccessChanged(cast.bob.id)]
    line = session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc())).first()
    assert (line.action, line.target_id, line.address, line.details) == (
        "person-disabled",
        cast.bob.id,
        "198.51.100.7",
        {"sessions_ended": 1},
    )


def test_a_disabled_person_keeps_name_and_roles(session, cast, team):
    disable_person(cast.bob.id, by=cast.root)
    enable_person(cast.bob.id, by=cast.root)

    assert open_calendar(cast.bob, team).role is Role.EDITOR
    assert sign_in("bob", PASSWORD, Device()) is not None


def test_another_site_role_means_signing_in_again(cast):
    _, token = sign_in("bob", PASSWORD, Device())

    assert set_site_role(cast.bob.id, "admin", by=cast.root) == 1
    assert find_session(token) is None


def test_two_admins_cannot_remove_each_other(session, cast):
    ada = make_person("ada", "Ada Admin", role="admin")
    set_site_role(cast.root.id, "member", by=ada)

    with pytest.raises(RoleTooLow):
        set_site_role(ada.id, "member", by=cast.root)
    assert session.scalars(select(Person.username).where(Person.role == "admin")).all() == ["ada"]


def test_an_account_says_how_many_calendars_and_when_it_was_last_seen(cast, team):
    assert open_account(cast.bob.id).last_seen is None
    sign_in("bob", PASSWORD, Device())
    account = open_account(cast.bob.id)

    assert (account.calendars, account.sessions) == (2, 1)
    assert datetime.now(UTC) - account.last_seen < timedelta(minutes=1)
    end_sessions_of(cast.bob.id, by=cast.root)
    assert open_account(cast.bob.id).last_seen == pytest.approx(account.last_seen, abs=timedelta(seconds=5))


def test_a_search_without_words_lists_everybody_by_name(cast):
    accounts, more = find_accounts("", at_most=3)
    rest, over = find_accounts("", after=accounts[-1].person.id, at_most=3)

    names = [account.person.first_name for account in accounts + rest]
    assert (names, more, over) == (["Alice", "Bob", "Charlie", "Root", "Vera"], True, False)


def test_facts_count_people_sessions_and_changes(cast, team, retreat):
    midnight = datetime.now(UTC) - timedelta(hours=1)
    before = facts(midnight)
    sign_in("bob", PASSWORD, Device())
    sign_in("bob", PASSWORD, Device())
    edit_event(retreat, a_document(title="Summit"), based_on=1, by=cast.bob)
    disable_person(cast.charlie.id, by=cast.root)

    after = facts(midnight)
    assert (before.people, before.signed_in) == (5, 0)
    assert (after.people, after.signed_in, after.changes_today) == (4, 1, before.changes_today + 1)
    assert facts(datetime.now(UTC) + timedelta(hours=1)).changes_today == 0


def test_a_calendar_is_orphaned_when_its_last_active_owner_is_disabled(cast, team):
    assert count_orphans() == 0
    disable_person(cast.alice.id, by=cast.root)

    found, more = orphans()
    assert [orphan.calendar.name for orphan in found] == ["Alice, private", "Team"]
    assert [(person.name, role) for person, role in found[1].members] == [
        ("Bob Brook", "editor"),
        ("Vera Voss", "viewer"),
    ]
    assert (count_orphans(), more) == (2, False)
    enable_person(cast.alice.id, by=cast.root)
    assert count_orphans() == 0


def test_deleted_calendars_are_not_looked_for_an_owner(cast, team):
    delete_calendar(team, by=cast.alice)
    disable_person(cast.alice.id, by=cast.root)

    assert [orphan.calendar.name for orphan in orphans()[0]] == ["Alice, private"]
    with pytest.raises(NotThere):
        open_orphan(team)


@pytest.mark.parametrize(
    ("give", "owner"),
    [
        (lambda team, cast: take_over(team, "handover", by=cast.root), "root"),
        (lambda team, cast: give_to(team, cast.bob.id, "handover", by=cast.root), "bob"),
        (lambda team, cast: give_to(team, cast.charlie.id, "handover", by=cast.root), "charlie"),
    ],
)
def test_a_calendar_gets_an_owner_only_when_it_has_none(session, cast, team, give, owner):
    with pytest.raises(NotThere):
        give(team, cast)
    disable_person(cast.alice.id, by=cast.root)
    give(team, cast)

    assert open_calendar(getattr(cast, owner), team).role is Role.OWNER
    last = session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc())).first()
    assert (last.target_id, last.details["why"]) == (team, "handover")
    with pytest.raises(NotThere):
        give(team, cast)


def test_nobody_who_is_disabled_gets_a_calendar(session, cast, team):
    for person in (cast.alice, cast.bob):
        disable_person(person.id, by=cast.root)
    with pytest.raises(Refused):
        give_to(team, cast.bob.id, "handover", by=cast.root)

    roles = session.execute(select(Share.person_id, Share.role).where(Share.calendar_id == team)).all()
    assert dict(roles)[cast.bob.id] == "editor"


@pytest.mark.parametrize("who", ["alice", "charlie"])
def test_members_do_not_give_calendars_away(cast, team, who):
    disable_person(cast.alice.id, by=cast.root)
    with pytest.raises(RoleTooLow):
        take_over(team, "handover", by=getattr(cast, who))

    assert take_over(team, "handover", by=cast.root).name == "Team"
