"""A form says of people who are typed into it, before anything is saved, that they are busy."""

import pytest

from tests.support.overlap_scenes import invited, planned
from tests.support.series_forms import sent
from webapp.domain.roles import Role
from webapp.operations.calendars import calendars_of
from webapp.operations.events import create_event
from webapp.operations.sharing import share_calendar

pytestmark = pytest.mark.usefixtures("no_csrf")


def looked(client, team, attendees, **more):
    form = sent(planned(), calendar_id=str(team)) | {"attendees": attendees} | more
    return client.get("/events/overlaps", query_string=form).text


def test_somebody_who_is_typed_counts_if_one_plans_with_them_already(visit, alice, bob, vera, team):
    client = visit(alice)
    create_event(team, planned(title="Stand-up", **invited(bob)), by=bob)
    assert "Stand-up" in looked(client, team, "bob")
    assert "Stand-up" not in looked(client, team, "vera")


def test_of_a_stranger_nobody_hears_when_they_are_busy(visit, alice, charlie, team):
    private = next(row.id for row in calendars_of(charlie) if row.private)
    create_event(private, planned(title="Divorce"), by=charlie)
    assert "Charlie" not in looked(visit(alice), team, "charlie").replace("charlie@", "")
    share_calendar(team, charlie.id, Role.VIEWER, by=alice)
    assert "Charlie is busy" in looked(visit(alice), team, "charlie")


def test_an_event_that_is_edited_counts_who_is_new(visit, alice, bob, team):
    create_event(team, planned(title="Stand-up", **invited(bob)), by=bob)
    event = create_event(team, planned(title="Retreat"), by=alice).event_id
    assert "Stand-up" not in looked(visit(alice), team, "", event=str(event))
    assert "Stand-up" in looked(visit(alice), team, "bob", event=str(event))
