"""What the access matrix of the API plays with: Team with its retreat, and ids by name."""

from types import SimpleNamespace
from typing import Any

import pytest

from tests.support.cast import PASSWORD
from webapp.operations.accounts import Device
from webapp.operations.programs import sign_in_program


@pytest.fixture
def scene(cast: SimpleNamespace, team: int, retreat: int) -> dict[str, Any]:
    """Ids by name for paths and bodies of access_rows."""
    entered = sign_in_program("alice", PASSWORD, Device("tests"))
    assert entered is not None
    people = {name: person.id for name, person in vars(cast).items()}
    return {**people, "team": team, "retreat": retreat, "refresh": entered[1].refresh_token}
