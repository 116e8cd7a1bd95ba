"""What the access matrix of the API plays with: Team with its retreat, and ids by name."""

from types import SimpleNamespace
from typing import Any

import pytest

from tests.support.cast import PASSWORD, make_person
from webapp.domain.roles import Role
from webapp.operations.accounts import Device
from webapp.operations.programs import sign_in_program
from webapp.operations.sharing import share_calendar, share_event


@pytest.fixture
def scene(cast: SimpleNamespace, team: int, retreat: int) -> dict[str, Any]:
    """Ids by name for paths and bodies of access_rows."""
    entered = sign_in_program("alice", PASSWORD, Device("tests"))
    assert entered is not None
    guest = make_person("guest", "Gus Guest")
    share_event(retreat, guest.id, Role.VIEWER, by=cast.alice)
    share_calendar(team, cast.root.id, Role.VIEWER, by=cast.alice)
    people = {name: person.id for name, person in vars(cast).items()}
    return {
        **people,
        "guest": guest.id,
        "team": team,
        "retreat": retreat,
        "refresh": entered[1].refresh_token,
    }
