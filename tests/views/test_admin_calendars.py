"""Administration: calendars that nobody can look after any more, and what admins do not see."""

import pytest
from sqlalchemy import select

from webapp.models import AuditEntry, ShareChange
from webapp.operations.administration import disable_person

PAGES = ["/admin/people", "/admin/calendars", "/admin/audit"]


@pytest.fixture
def office(visit, no_csrf, root):
    """Root's browser."""
    return visit(root)


@pytest.fixture
def orphan(cast, team, retreat):
    """Team, after its only owner has been disabled."""
    disable_person(cast.alice.id, by=cast.root)
    return team


def test_only_calendars_without_an_active_owner_are_listed(office, visit, cast, team):
    assert "Every calendar has an owner" in office.get("/admin/calendars").text
    assert office.get(f"/admin/calendars/{team}").status_code == 404

    disable_person(cast.alice.id, by=cast.root)
    shown = office.get("/admin/calendars").text
    assert "Team" in shown and "Alice Adler" in shown
    assert office.get(f"/admin/calendars/{team}").status_code == 200


def test_taking_over_makes_the_admin_an_owner_and_is_told_everywhere(office, session, orphan):
    assert office.get(f"/calendars/{orphan}").status_code == 404
    response = office.post(f"/admin/calendars/{orphan}/owners", data={"who": "me", "why": "handover"})

    assert response.status_code == 303
    assert "Root took over the calendar Team" in office.get("/admin/audit").text
    assert "reason: “handover”" in office.get("/admin/audit").text
    last = session.scalars(select(ShareChange).order_by(ShareChange.id.desc())).first()
    assert (last.actor_label, last.person_label, last.new_role) == ("Root Rowan", "Root Rowan", "owner")
    assert "Team" not in office.get("/admin/calendars").text.split("<main")[1]


@pytest.mark.parametrize("chosen", ["member", "other"])
def test_a_calendar_is_given_to_a_member_or_to_somebody_else(office, session, cast, orphan, chosen):
    data = {"who": cast.bob.id} if chosen == "member" else {"who": "other", "login": "Charlie"}
    response = office.post(f"/admin/calendars/{orphan}/owners", data={**data, "why": "Alice has left"})

    name = "Bob Brook" if chosen == "member" else "Charlie Chan"
    assert f"Team belongs to {name} now." in office.get(response.location).text
    assert f"Root gave the calendar Team to {name}" in office.get("/admin/audit").text
    assert office.get(f"/calendars/{orphan}").status_code == 404


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({"who": "me", "why": ""}, "Reason is empty."),
        ({"who": "me", "why": "x" * 201}, "Reason is 201 characters long."),
        ({"who": "", "why": "handover"}, "Choose who is to own it."),
        ({"who": "999", "why": "handover"}, "Choose who is to own it."),
        ({"who": "other", "login": "nobody", "why": "handover"}, "Nobody who can sign in has this username"),
        ({"who": "other", "login": "alice", "why": "handover"}, "Nobody who can sign in has this username"),
    ],
)
def test_a_refused_owner_keeps_what_was_typed(office, session, orphan, data, sentence):
    response = office.post(f"/admin/calendars/{orphan}/owners", data=data)

    assert response.status_code == 422
    assert sentence in response.text
    assert f'value="{data["why"]}"' in response.text
    assert session.scalars(select(AuditEntry.action)).all() == ["person-disabled"]


def test_an_admin_reads_no_events_by_being_admin(office, cast, orphan, retreat):
    pages = [*PAGES, f"/admin/people/{cast.alice.id}", f"/admin/calendars/{orphan}"]
    shown = "".join(office.get(path).text for path in pages)

    assert "Team" in shown
    assert "Retreat" not in shown and "Harbour room" not in shown
    assert office.get(f"/events/{retreat}").status_code == 404
