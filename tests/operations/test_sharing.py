"""Giving and changing roles; what the history of sharing says."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import func, select

from tests.support.cast import a_document, make_person, switch_off
from webapp.domain.roles import Role
from webapp.models import Calendar, CalendarLog, Event, Share, ShareChange
from webapp.operations.access import open_calendar, open_event
from webapp.operations.calendars import create_calendar
from webapp.operations.errors import NotThere, Refused, RoleTooLow
from webapp.operations.events import create_event, delete_event, edit_event, restore_version, undelete_event
from webapp.operations.members import (
    Target,
    events_shared_alone,
    members,
    role_on,
    sharing_history,
    sharing_seq,
)
from webapp.operations.series import edit_instances
from webapp.operations.sharing import (
    change_role,
    check_grant,
    invite,
    share_calendar,
    share_event,
    stop_sharing,
    stop_sharing_calendar,
    stop_sharing_event,
)

THIRD = "2026-04-07T09:00"
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.fixture
def on_team(team):
    return Target(team)


@pytest.fixture
def on_retreat(team, retreat):
    return Target(team, retreat)


WRITES = {
    "share": lambda target, someone, by: invite(target, someone.id, Role.VIEWER, by),
    "change": lambda target, someone, by: change_role(target, someone.id, Role.EDITOR, by),
    "remove": lambda target, someone, by: stop_sharing(target, someone.id, by),
}


@pytest.mark.parametrize("write", WRITES.values(), ids=WRITES)
@pytest.mark.parametrize(
    ("who", "refusal"),
    [("alice", None), ("bob", RoleTooLow), ("vera", RoleTooLow), ("charlie", NotThere), ("root", NotThere)],
)
def test_only_owners_give_change_and_take_roles(session, cast, on_team, write, who, refusal):
    dora = make_person("dora", "Dora Dahl")
    if write is not WRITES["share"]:
        share_calendar(on_team.calendar_id, dora.id, Role.VIEWER, by=cast.alice)
    before = session.get(Calendar, on_team.calendar_id).seq

    if refusal is None:
        write(on_team, dora, getattr(cast, who))
        assert session.get(Calendar, on_team.calendar_id).seq == before + 1
    else:
        with pytest.raises(refusal):
            write(on_team, dora, getattr(cast, who))
        assert session.get(Calendar, on_team.calendar_id).seq == before


@pytest.mark.parametrize(
    ("own", "given", "may"),
    [(Role.OWNER, Role.OWNER, True), (Role.EDITOR, Role.OWNER, False), (Role.EDITOR, Role.VIEWER, False)],
)
def test_nobody_grants_more_than_they_have(own, given, may):
    if may:
        check_grant(own, given)
    else:
        with pytest.raises(RoleTooLow):
            check_grant(own, given)


def test_a_role_counts_at_once(cast, team, retreat):
    change_role(Target(team), cast.vera.id, Role.EDITOR, by=cast.alice)
    edit_event(retreat, a_document(title="Summit"), based_on=1, by=cast.vera)

    change_role(Target(team), cast.vera.id, Role.VIEWER, by=cast.alice)
    with pytest.raises(RoleTooLow):
        edit_event(retreat, a_document(title="Workshop"), based_on=2, by=cast.vera)

    stop_sharing_calendar(team, cast.vera.id, by=cast.alice)
    with pytest.raises(NotThere):
        open_event(cast.vera, retreat)


def test_a_person_and_a_calendar_are_looked_up_together(cast, team):
    other = create_calendar("Studio", "rose", "Europe/Berlin", by=cast.alice)
    change_role(Target(team), cast.bob.id, Role.VIEWER, by=cast.alice)

    with pytest.raises(NotThere):
        change_role(Target(other), cast.bob.id, Role.EDITOR, by=cast.alice)
    with pytest.raises(NotThere):
        stop_sharing_calendar(other, cast.bob.id, by=cast.alice)
    assert role_on(Target(team), cast.bob.id) is Role.VIEWER


@pytest.mark.parametrize("give", [invite, change_role])
def test_somebody_who_is_switched_off_gets_no_role(session, cast, team, give):
    give(Target(team), cast.vera.id, Role.EDITOR, by=cast.alice)
    switch_off(session, cast.vera, session.get(Calendar, team).created_at)

    with pytest.raises(NotThere):
        give(Target(team), cast.vera.id, Role.OWNER, by=cast.alice)
    assert role_on(Target(team), cast.vera.id) is Role.EDITOR


def test_sharing_never_takes_a_role_away(cast, on_team):
    with pytest.raises(Refused, match="Bob Brook can edit already"):
        invite(on_team, cast.bob.id, Role.VIEWER, by=cast.alice)

    invite(on_team, cast.bob.id, Role.OWNER, by=cast.alice)
    assert role_on(on_team, cast.bob.id) is Role.OWNER


def test_one_event_is_shared_without_the_rest_of_its_calendar(cast, team, retreat):
    lunch = create_event(team, a_document(title="Lunch"), by=cast.alice).event_id
    share_event(retreat, cast.charlie.id, Role.EDITOR, by=cast.alice)

    assert open_event(cast.charlie, retreat).role is Role.EDITOR
    assert [(one.event.id, one.role) for one in events_shared_alone(cast.charlie)] == [(retreat, Role.EDITOR)]
    with pytest.raises(NotThere):
        open_event(cast.charlie, lunch)
    with pytest.raises(NotThere):
        open_calendar(cast.charlie, team)

    stop_sharing_event(retreat, cast.charlie.id, by=cast.charlie)
    assert events_shared_alone(cast.charlie) == []


def test_who_owns_one_event_shares_that_event_alone(cast, team, retreat):
    share_event(retreat, cast.charlie.id, Role.OWNER, by=cast.alice)
    share_event(retreat, cast.root.id, Role.VIEWER, by=cast.charlie)
    assert role_on(Target(team, retreat), cast.root.id) is Role.VIEWER

    with pytest.raises(NotThere):
        share_calendar(team, cast.root.id, Role.VIEWER, by=cast.charlie)


def test_who_has_an_event_through_its_calendar_needs_no_share_of_it(cast, on_retreat):
    with pytest.raises(Refused, match="can edit already"):
        invite(on_retreat, cast.bob.id, Role.EDITOR, by=cast.alice)

    through = {member.person.name for member in members(on_retreat) if member.through_calendar}
    assert through == {"Alice Adler", "Bob Brook", "Vera Voss"}


def test_restoring_an_event_brings_back_no_access(session, cast, team, retreat):
    share_event(retreat, cast.charlie.id, Role.EDITOR, by=cast.alice)
    edit_event(retreat, a_document(title="Summit"), based_on=1, by=cast.charlie)
    stop_sharing_event(retreat, cast.charlie.id, by=cast.alice)

    restore_version(retreat, 1, by=cast.alice)
    delete_event(retreat, by=cast.alice)
    undelete_event(retreat, by=cast.alice)

    assert session.get(Event, retreat).title == "Retreat"
    with pytest.raises(NotThere):
        open_event(cast.charlie, retreat)


def test_whoever_has_a_series_alone_has_the_rest_of_it_after_a_split(session, cast, team):
    dora = make_person("dora", "Dora Dahl")
    series = create_event(team, a_document(rrule="FREQ=WEEKLY;COUNT=9"), by=cast.alice).event_id
    share_event(series, cast.charlie.id, Role.EDITOR, by=cast.alice)
    share_event(series, dora.id, Role.VIEWER, by=cast.alice)
    switch_off(session, dora, NOON)
    mine = {
        **session.get(Event, series).document,
        "title": "Autumn",
        "start": THIRD,
        "end": f"{THIRD[:11]}10:00",
    }

    rest = edit_instances(series, THIRD, "following", mine, 1, by=cast.charlie).rest_id

    assert open_event(cast.charlie, rest, Role.EDITOR).event.title == "Autumn"
    here, there = (
        {one.person.username: (one.role, one.by_name) for one in members(Target(team, number))}
        for number in (series, rest)
    )
    assert here == there and here["dora"] == (Role.VIEWER, "Alice Adler")
    assert {
        (row.actor_label, row.person_label, row.new_role) for row in sharing_history(Target(team, rest))
    } == {
        ("Charlie Chan", "Charlie Chan", "editor"),
        ("Charlie Chan", "Dora Dahl", "viewer"),
    }


def test_every_change_of_a_role_is_a_line_of_history_and_of_the_log(session, cast, on_team):
    change_role(on_team, cast.vera.id, Role.EDITOR, by=cast.alice)
    stop_sharing(on_team, cast.vera.id, by=cast.alice)

    lines = [
        (row.actor_label, row.person_label, row.old_role, row.new_role) for row in sharing_history(on_team)
    ]
    assert lines == [
        ("Alice Adler", "Vera Voss", "editor", None),
        ("Alice Adler", "Vera Voss", "viewer", "editor"),
        ("Alice Adler", "Vera Voss", None, "viewer"),
        ("Alice Adler", "Bob Brook", None, "editor"),
        ("Alice Adler", "Alice Adler", None, "owner"),
    ]
    logged = set(
        session.scalars(select(CalendarLog.seq).where(CalendarLog.calendar_id == on_team.calendar_id))
    )
    assert logged == set(session.scalars(select(ShareChange.seq).where(on_team.changes)))


def test_the_same_role_again_writes_nothing(session, cast, on_team):
    before = session.get(Calendar, on_team.calendar_id).seq
    change_role(on_team, cast.bob.id, Role.EDITOR, by=cast.alice)
    assert session.get(Calendar, on_team.calendar_id).seq == before


def test_the_panel_of_one_event_is_not_numbered_by_what_else_happens(cast, team, retreat):
    before = sharing_seq(Target(team, retreat))
    create_event(team, a_document(), by=cast.alice)
    assert sharing_seq(Target(team, retreat)) == before

    share_event(retreat, cast.charlie.id, Role.VIEWER, by=cast.alice)
    assert sharing_seq(Target(team, retreat)) > before


def test_one_person_has_one_role_on_one_thing(session, cast, on_team):
    for role in Role:
        share_calendar(on_team.calendar_id, cast.charlie.id, role, by=cast.alice)
    mine = (
        select(func.count()).select_from(Share).where(on_team.condition, Share.person_id == cast.charlie.id)
    )
    assert session.scalar(mine) == 1
