"""Leaving, removing and giving back: who may, and who must stay."""

import pytest

from tests.support.cast import switch_off
from webapp.domain.roles import Role
from webapp.models import Calendar
from webapp.operations.access import open_calendar
from webapp.operations.errors import NotThere, Refused, RoleTooLow
from webapp.operations.members import (
    Target,
    members,
    role_on,
    sharing_history,
    standing,
)
from webapp.operations.sharing import (
    change_role,
    give_back,
    stop_sharing,
    stop_sharing_calendar,
)
from webapp.operations.unit import KeyReused


@pytest.fixture
def on_team(team):
    return Target(team)


def test_the_last_owner_stays(cast, team):
    with pytest.raises(Refused, match="last owner"):
        stop_sharing_calendar(team, cast.alice.id, by=cast.alice)
    with pytest.raises(Refused, match="last owner"):
        change_role(Target(team), cast.alice.id, Role.EDITOR, by=cast.alice)
    assert standing(Target(team), cast.alice.id) == (Role.OWNER, True)

    change_role(Target(team), cast.bob.id, Role.OWNER, by=cast.alice)
    stop_sharing_calendar(team, cast.alice.id, by=cast.alice)
    assert [member.person.name for member in members(Target(team))] == ["Bob Brook", "Vera Voss"]


def test_an_owner_who_is_switched_off_does_not_count_as_one(session, cast, team):
    change_role(Target(team), cast.bob.id, Role.OWNER, by=cast.alice)
    switch_off(session, cast.bob, session.get(Calendar, team).created_at)

    with pytest.raises(Refused):
        stop_sharing_calendar(team, cast.alice.id, by=cast.alice)
    stop_sharing_calendar(team, cast.bob.id, by=cast.alice)


def test_everybody_may_leave_but_not_make_others_leave(cast, team):
    with pytest.raises(RoleTooLow):
        stop_sharing_calendar(team, cast.bob.id, by=cast.vera)

    stop_sharing_calendar(team, cast.vera.id, by=cast.vera)
    with pytest.raises(NotThere):
        open_calendar(cast.vera, team)


def test_leaving_twice_with_one_key_is_one_leaving(session, cast, on_team):
    stop_sharing(on_team, cast.vera.id, by=cast.vera, key="k1")
    stop_sharing(on_team, cast.vera.id, by=cast.vera, key="k1")

    assert [change.new_role for change in sharing_history(on_team)].count(None) == 1
    with pytest.raises(KeyReused):
        stop_sharing(on_team, cast.bob.id, by=cast.vera, key="k1")


def test_removing_again_changes_nothing(session, cast, on_team):
    for _ in range(2):
        stop_sharing(on_team, cast.vera.id, by=cast.alice)
    assert [change.new_role for change in sharing_history(on_team)].count(None) == 1


def test_what_was_taken_can_be_given_back(cast, on_team):
    stop_sharing(on_team, cast.bob.id, by=cast.alice)
    give_back(on_team, cast.bob.id, by=cast.alice)
    assert role_on(on_team, cast.bob.id) is Role.EDITOR

    with pytest.raises(NotThere):
        give_back(on_team, cast.charlie.id, by=cast.alice)
