"""Administration: who gets in, and what admins do with people."""

import pytest
from sqlalchemy import func, select

from tests.support.cast import make_person
from tests.support.statements import count_statements
from webapp.models import AuditEntry, Person, SignIn
from webapp.operations.administration import disable_person, set_site_role

PAGES = ["/admin/", "/admin/people", "/admin/people/1", "/admin/calendars", "/admin/audit"]


@pytest.fixture
def office(visit, no_csrf, root):
    """Root's browser."""
    return visit(root)


def state_of(session, person):
    return session.execute(select(Person.role, Person.disabled_at).where(Person.id == person.id)).one()


def lines(session):
    return session.execute(
        select(AuditEntry.action, AuditEntry.actor_label, AuditEntry.target_label).order_by(AuditEntry.id)
    ).all()


@pytest.mark.parametrize("path", PAGES)
def test_only_admins_come_in(visit, cast, path):
    html = {"Accept": "text/html"}

    assert visit(cast.root).get(path).status_code in (200, 303)
    for member in (cast.alice, cast.charlie):
        assert visit(member).get(path).status_code == 403
    assert visit(None).get(path, headers=html).location.startswith("/sign-in?next=/admin")


@pytest.mark.parametrize(
    ("path", "data"),
    [
        ("/admin/people/{bob}/state", {"state": "disabled"}),
        ("/admin/people/{bob}/role", {"role": "admin"}),
        ("/admin/people/{bob}/sessions/endings", {}),
        ("/admin/calendars/{team}/owners", {"who": "me", "why": "handover"}),
    ],
)
def test_only_admins_act(visit, no_csrf, session, cast, team, path, data):
    path = path.format(bob=cast.bob.id, team=team)
    disable_person(cast.alice.id, by=cast.root)
    for member in (cast.bob, cast.charlie):
        assert visit(member).post(path, data=data).status_code == 403
    assert [line.action for line in lines(session)] == ["person-disabled"]

    assert visit(cast.root).post(path, data=data).status_code == 303


def test_an_admin_who_is_demoted_is_out_with_the_next_click(visit, office, session, root):
    other = make_person("ada", "Ada Admin", role="admin")
    theirs = visit(other)
    assert theirs.get("/admin/people").status_code == 200

    set_site_role(other.id, "member", by=root)
    assert visit(other).get("/admin/people").status_code == 403
    assert theirs.get("/admin/people", headers={"Accept": "text/html"}).status_code == 303


def test_people_are_listed_with_role_state_and_calendars(office, cast, team):
    disable_person(cast.charlie.id, by=cast.root)
    shown = office.get("/admin/people").text
    rows = {
        name: shown.split(f"<b>{name}</b>")[1].split("</tr>")[0] for name in ("Root Rowan", "Charlie Chan")
    }

    assert "Admin" in rows["Root Rowan"] and "Active" in rows["Root Rowan"]
    assert "Member" in rows["Charlie Chan"] and "Disabled" in rows["Charlie Chan"]
    assert "just now" in rows["Root Rowan"] and "never" in rows["Charlie Chan"]
    assert shown.index("Alice Adler") < shown.index("Bob Brook") < shown.index("Vera Voss")


@pytest.mark.parametrize("typed", ["brook", "BOB", "bob@lantern", " bob "])
def test_people_are_found_by_name_username_and_address(office, cast, typed):
    shown = office.get("/admin/people", query_string={"q": typed}).text

    assert "Bob Brook" in shown and "Vera Voss" not in shown


@pytest.mark.parametrize("typed", ["%", "_", "nobody\0", "\\", "'--"])
def test_nothing_that_is_typed_is_a_wildcard(office, cast, typed):
    response = office.get("/admin/people", query_string={"q": typed})

    assert response.status_code == 200
    assert "Nobody is called that" in response.text


def test_everybody_is_on_exactly_one_page_of_the_list(office, monkeypatch):
    for number in range(60):
        make_person(f"same{number}", "Sam Same")
    path, seen = "/admin/people?q=same", []
    while path:
        shown = office.get(path).text
        seen += [part.split(" ")[0] for part in shown.split("<small>same")[1:]]
        path = shown.split('href="')[-1] and next_page(shown)

    assert sorted(map(int, seen)) == list(range(60))


def next_page(shown):
    links = [
        part.split('"')[0].replace("&amp;", "&")
        for part in shown.split('href="')
        if 'rel="next">Next' in part
    ]
    return links[0] if links else None


def test_the_list_of_people_takes_the_same_statements_for_many(office, cast):
    office.get("/admin/people")
    few = count_statements(office, "/admin/people")
    for number in range(40):
        make_person(f"more{number}", f"More {number}")

    assert count_statements(office, "/admin/people") == few


def test_disabling_signs_out_and_is_told_and_audited(office, visit, session, cast):
    theirs, _ = visit(cast.bob), visit(cast.bob)
    response = office.post(f"/admin/people/{cast.bob.id}/state", data={"state": "disabled"})

    assert "Disabled Bob Brook and ended 2 sessions." in office.get(response.location).text
    assert theirs.get("/month", headers={"Accept": "text/html"}).location.startswith("/sign-in")
    assert session.scalar(select(func.count()).where(SignIn.person_id == cast.bob.id)) == 0
    shown = office.get("/admin/audit").text
    assert "Root disabled Bob Brook and ended 2 sessions" in shown and "from 127.0.0.1" in shown


def test_enabling_opens_the_account_again(office, session, cast):
    for state in ("disabled", "active"):
        office.post(f"/admin/people/{cast.bob.id}/state", data={"state": state})

    assert state_of(session, cast.bob).disabled_at is None
    assert [line.action for line in lines(session)] == ["person-disabled", "person-enabled"]


def test_repeating_an_act_changes_nothing_and_writes_no_second_line(office, session, cast):
    for _ in range(2):
        assert (
            office.post(f"/admin/people/{cast.bob.id}/state", data={"state": "disabled"}).status_code == 303
        )
        assert office.post(f"/admin/people/{cast.vera.id}/role", data={"role": "admin"}).status_code == 303

    assert [line.action for line in lines(session)] == ["person-disabled", "made-admin"]


@pytest.mark.parametrize(("path", "data"), [("state", {"state": "disabled"}), ("role", {"role": "member"})])
def test_admins_do_not_lock_themselves_out(office, session, cast, root, path, data):
    alone = office.post(f"/admin/people/{root.id}/{path}", data=data)
    assert alone.status_code == 409
    assert "You are the only admin." in alone.text

    office.post(f"/admin/people/{cast.alice.id}/role", data={"role": "admin"})
    of_two = office.post(f"/admin/people/{root.id}/{path}", data=data)
    assert of_two.status_code == 409
    assert "Ask another admin to do it." in of_two.text
    assert state_of(session, root) == ("admin", None)


@pytest.mark.parametrize(
    ("path", "data"), [("state", {"state": "asleep"}), ("state", {}), ("role", {"role": "owner"})]
)
def test_an_unknown_state_or_role_is_refused(office, session, cast, path, data):
    assert office.post(f"/admin/people/{cast.bob.id}/{path}", data=data).status_code == 409
    assert state_of(session, cast.bob) == ("member", None)


@pytest.mark.parametrize("number", [0, 999, 2**31, 10**30])
def test_people_and_calendars_that_are_not_there(office, number):
    for path in (f"/admin/people/{number}", f"/admin/calendars/{number}"):
        assert office.get(path).status_code == 404
    for path in ("people/{}/state", "people/{}/role", "people/{}/sessions/endings", "calendars/{}/owners"):
        data = {"state": "disabled", "role": "admin", "who": "me", "why": "x"}
        assert office.post("/admin/" + path.format(number), data=data).status_code == 404
