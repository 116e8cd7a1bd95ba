"""Finding the person to share with, by name or whole address."""

import pytest

from tests.support.cast import make_person
from webapp.domain.roles import Role
from webapp.operations.members import Target, role_on

pytestmark = pytest.mark.usefixtures("no_csrf")

HTMX = {"HX-Request": "true", "HX-Request-Type": "partial"}


def test_one_person_who_fits_is_shared_with(visit, cast, team):
    client = visit(cast.alice)
    answer = client.post(
        f"/calendars/{team}/shares",
        data={"q": "charlie@lantern.example", "role": "editor"},
        follow_redirects=True,
    )
    assert "Charlie Chan can edit now." in answer.text
    assert role_on(Target(team), cast.charlie.id) is Role.EDITOR


def test_several_people_who_fit_are_shown_to_choose_one(visit, cast, team):
    twin = make_person("charlotte", "Charlotte Chan")
    client = visit(cast.alice)
    asked = client.post(f"/calendars/{team}/shares", data={"q": "chan", "role": "editor"})
    assert asked.status_code == 422
    assert "fits several people" in asked.text
    assert '<option value="editor" selected>' in asked.text
    assert f'name="person" value="{cast.charlie.id}"' in asked.text
    assert role_on(Target(team), twin.id) is None

    client.post(f"/calendars/{team}/shares", data={"q": "chan", "role": "editor", "person": twin.id})
    assert role_on(Target(team), twin.id) is Role.EDITOR
    assert role_on(Target(team), cast.charlie.id) is None


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("nobody", "Nobody else here is called “nobody”."),
        ("", "Type a name"),
        ("alice", "Nobody else here"),
        ("bob", "Bob Brook can edit already."),
        ("<b>\x00", "Nobody else here is called “&lt;b&gt;\ufffd”."),
    ],
)
def test_whom_one_cannot_share_with_is_said_beside_the_field(visit, cast, team, typed, sentence):
    answer = visit(cast.alice).post(f"/calendars/{team}/shares", data={"q": typed, "role": "viewer"})
    assert answer.status_code == 422
    assert sentence in answer.text


def test_finding_people_shows_names_and_never_addresses(visit, cast, team):
    client = visit(cast.charlie)
    found = client.get("/people?q=o", headers=HTMX)
    assert "Bob" not in found.text
    found = client.get("/people?q=bob@lantern.example", headers=HTMX)
    assert "Bob Brook" in found.text and "@bob" in found.text
    assert "lantern.example" not in found.text.replace("bob@lantern.example", "")
    for typed in ("lantern", "@lantern", "bob@lan", "%25"):
        assert "Bob Brook" not in client.get(f"/people?q={typed}", headers=HTMX).text
    assert visit(None).get("/people?q=bob", headers=HTMX).status_code == 401
