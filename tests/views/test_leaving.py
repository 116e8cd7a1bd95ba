"""Leaving and being removed, on the pages: who may, who must stay, and the way back."""

import pytest

from webapp.domain.roles import Role
from webapp.operations.members import Target, members, role_on
from webapp.operations.sharing import change_role, share_event

pytestmark = pytest.mark.usefixtures("no_csrf")

HTMX = {"HX-Request": "true", "HX-Request-Type": "partial"}


def test_everybody_may_leave_a_calendar_but_its_only_owner(visit, cast, team):
    def leave(person):
        return visit(person).post(f"/calendars/{team}/leaving")

    assert [leave(person).status_code for person in (cast.charlie, cast.root, None)] == [404, 404, 401]
    assert [leave(person).status_code for person in (cast.bob, cast.vera)] == [303, 303]
    refused = leave(cast.alice)
    assert refused.status_code == 409
    assert "You are the only owner, so you cannot leave." in refused.text
    assert [member.person.name for member in members(Target(team))] == ["Alice Adler"]


def test_leaving_is_asked_for_once_more(visit, cast, team):
    client = visit(cast.vera)
    asked = client.get(f"/calendars/{team}/leaving")
    assert "Leave Team?" in asked.text and role_on(Target(team), cast.vera.id) is Role.VIEWER

    after = client.post(f"/calendars/{team}/leaving", follow_redirects=True)
    assert "You left Team." in after.text
    assert client.get(f"/calendars/{team}/settings").status_code == 404


def test_one_leaves_an_event_that_one_was_given_alone(visit, cast, team, retreat):
    share_event(retreat, cast.charlie.id, Role.VIEWER, by=cast.alice)
    assert visit(cast.charlie).get(f"/events/{retreat}/leaving").status_code == 200
    assert visit(cast.charlie).post(f"/events/{retreat}/leaving").status_code == 303
    assert visit(cast.charlie).get(f"/events/{retreat}").status_code == 404
    # Vera sees it through Team: there is nothing of its own to leave.
    assert visit(cast.vera).get(f"/events/{retreat}/leaving").status_code == 404
    assert visit(cast.vera).post(f"/events/{retreat}/leaving").status_code == 404


def test_removing_somebody_can_be_undone(visit, cast, team):
    client = visit(cast.alice)
    after = client.post(
        f"/calendars/{team}/shares/{cast.bob.id}", data={"remove": "1"}, follow_redirects=True
    ).text
    assert "Removed Bob Brook." in after
    undo = f"/calendars/{team}/shares/{cast.bob.id}/returns"
    assert f'action="{undo}"' in after

    assert visit(cast.vera).post(undo).status_code == 403
    assert "Bob Brook can edit again." in client.post(undo, follow_redirects=True).text
    assert role_on(Target(team), cast.bob.id) is Role.EDITOR


def test_the_only_owner_has_no_controls_and_is_told_why(visit, cast, team):
    client = visit(cast.alice)
    page = client.get(f"/calendars/{team}/sharing").text
    assert "the only owner, so the role stays" in page
    assert f'name="role-{cast.alice.id}"' not in page and f'name="role-{cast.bob.id}"' in page

    answer = client.post(f"/calendars/{team}/shares/{cast.alice.id}", data={"role": "viewer"})
    assert answer.status_code == 409
    assert "The last owner cannot go." in answer.text


def test_who_gives_up_ownership_leaves_the_share_page(visit, cast, team):
    change_role(Target(team), cast.bob.id, Role.OWNER, by=cast.alice)
    client = visit(cast.alice)
    answer = client.post(f"/calendars/{team}/shares/{cast.alice.id}", data={"role": "viewer"}, headers=HTMX)
    assert (answer.status_code, answer.headers["HX-Redirect"]) == (200, "/calendars")
    assert client.get(f"/calendars/{team}/sharing").status_code == 403
