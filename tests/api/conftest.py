"""What the access matrix of the API plays with: Team with its retreat, and ids by name."""

from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy import select

from tests.support.cast import make_person
from tests.support.programs import signed_in_program
from webapp.domain.roles import Role
from webapp.extensions import db
from webapp.models import EventVersion
from webapp.operations.sharing import share_calendar, share_event


@pytest.fixture
def scene(cast: SimpleNamespace, team: int, retreat: int) -> dict[str, Any]:
    """Ids by name for paths and bodies of access_rows."""
    guest = make_person("guest", "Gus Guest")
    share_event(retreat, guest.id, Role.VIEWER, by=cast.alice)
    share_calendar(team, cast.root.id, Role.VIEWER, by=cast.alice)
    made = db.session.scalars(
        select(EventVersion.change_set_id).where(EventVersion.event_id == retreat)
    ).one()
    people = {name: person.id for name, person in vars(cast).items()}
    return {
        **people,
        "guest": guest.id,
        "team": team,
        "retreat": retreat,
        "made": made,
        "refresh": signed_in_program(cast.alice).refresh_token,
    }
