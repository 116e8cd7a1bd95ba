"""What the access matrix of the API plays with: Team with its retreat, and ids by name."""

from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy import select

from tests.api.batch_bodies import hikes
from tests.support.cast import make_person
from tests.support.past_calls import edit
from tests.support.programs import signed_in_program
from webapp.domain.roles import Role
from webapp.extensions import db
from webapp.models import EventVersion, Person
from webapp.operations.events import edit_event
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


@pytest.fixture
def three(retreat: int, alice: Person, bob: Person) -> int:
    """The retreat in three versions: Bob renamed it and said why, Alice moved it by two hours and half an hour longer."""
    edit_event(retreat, {"title": "Summit"}, 1, by=bob, why="sounds better")
    edit(retreat, 2, alice, start="2026-03-24T11:00", end="2026-03-24T12:30")
    return retreat


@pytest.fixture
def batch(program, alice):
    """The answer to a batch of Alice's, or of somebody else's."""

    def send(body, who=None, headers=None):
        return program(who or alice).post("/events/batch", body, headers or {})

    return send


@pytest.fixture
def two(batch, team):
    """Two events in Team."""
    made = batch({"events": hikes(2, calendar_id=team)})
    assert made.status_code == 201, made.text
    return [one["id"] for one in made.get_json()["items"]]
