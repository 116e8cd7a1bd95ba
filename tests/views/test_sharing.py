"""The share pages: who may open them, what they change, how people are found, how one leaves."""

import pytest
from sqlalchemy import event as sql_event

from tests.support.cast import make_person
from webapp.domain.roles import Role
from webapp.extensions import db
from webapp.models import Calendar, Person, Share
from webapp.operations.events import delete_event, undelete_event
from webapp.operations.members import Target, members, role_on
from webapp.operations.sharing import change_role, share_calendar, share_event, stop_sharing

pytestmark = pytest.mark.usefixtures("no_csrf")

PAGE = {"Accept": "text/html"}
HTMX = {"HX-Request": "true", "HX-Request-Type": "partial"}


@pytest.fixture
def dora(team, retreat, alice):
    """Somebody with a role of her own on Team and on Retreat, for others to change."""
    made = make_person("dora", "Dora Dahl")
    share_calendar(team, made.id, Role.VIEWER, by=alice)
    share_event(retreat, made.id, Role.VIEWER, by=alice)
    return made


def paths(kind, team, retreat):
    return f"/calendars/{team}" if kind == "calendar" else f"/events/{retreat}"


ASKS = {
    "page": lambda client, at, dora: client.get(f"{at}/sharing", headers=PAGE),
    "share": lambda client, at, dora: client.post(f"{at}/shares", data={"q": "emi", "role": "viewer"}),
    "change": lambda client, at, dora: client.post(f"{at}/shares/{dora.id}", data={"role": "editor"}),
    "remove": lambda client, at, dora: client.post(f"{at}/shares/{dora.id}", data={"remove": "1"}),
}


# Alice comes last: what she does is what the others may not.
REFUSALS = {"bob": 403, "vera": 403, "charlie": 404, "root": 404, None: 401, "alice": None}


@pytest.mark.parametrize("kind", ["calendar", "event"])
@pytest.mark.parametrize("ask", ASKS)
def test_only_owners_open_a_share_page_and_change_roles(session, visit, cast, team, retreat, dora, ask, kind):
    make_person("emi", "Emi Endo")
    before = session.get(Calendar, team).seq
    for who, refused in REFUSALS.items():
        assert session.get(Calendar, team, populate_existing=True).seq == before, who
        response = ASKS[ask](visit(getattr(cast, who) if who else None), paths(kind, team, retreat), dora)
        to_sign_in = who is None and ask == "page"
        done = 200 if ask == "page" else 303
        assert (who, response.status_code) == (who, 303 if to_sign_in else refused or done)
    assert (session.get(Calendar, team, populate_existing=True).seq != before) == (ask != "page")


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


def test_a_person_and_a_calendar_in_one_address_belong_together(visit, cast, team, retreat, dora):
    client = visit(cast.alice)
    assert client.post(f"/calendars/{team}/shares/{dora.id}", data={"role": "editor"}).status_code == 303
    for person_id in (cast.charlie.id, 999_999, 2**31, 0):
        answer = client.post(f"/calendars/{team}/shares/{person_id}", data={"role": "owner"})
        assert answer.status_code == 404
    assert role_on(Target(team), cast.charlie.id) is None


def test_a_role_counts_on_event_pages_at_once(visit, cast, team, retreat):
    vera, alice = visit(cast.vera), visit(cast.alice)
    assert vera.get(f"/events/{retreat}/edit").status_code == 403

    alice.post(f"/calendars/{team}/shares/{cast.vera.id}", data={f"role-{cast.vera.id}": "editor"})
    assert vera.get(f"/events/{retreat}/edit").status_code == 200

    alice.post(f"/calendars/{team}/shares/{cast.vera.id}", data={"remove": "1"})
    assert vera.get(f"/events/{retreat}").status_code == 404


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


def test_a_role_that_is_none_is_refused(visit, cast, team):
    client = visit(cast.alice)
    for data in ({"q": "charlie", "role": "admin"}, {"q": "charlie"}):
        assert client.post(f"/calendars/{team}/shares", data=data).status_code == 422
    assert client.post(f"/calendars/{team}/shares/{cast.bob.id}", data={"role": "king"}).status_code == 409
    assert role_on(Target(team), cast.bob.id) is Role.EDITOR


def test_somebody_who_is_switched_off_can_be_removed_but_given_no_role(session, visit, cast, team):
    session.get(Person, cast.bob.id).disabled_at = session.get(Calendar, team).created_at
    session.commit()
    client = visit(cast.alice)
    assert "switched off, cannot sign in" in client.get(f"/calendars/{team}/sharing").text
    assert client.post(f"/calendars/{team}/shares/{cast.bob.id}", data={"role": "owner"}).status_code == 404
    assert (
        client.post(f"/calendars/{team}/shares", data={"person": cast.bob.id, "role": "owner"}).status_code
        == 404
    )
    assert client.post(f"/calendars/{team}/shares/{cast.bob.id}", data={"remove": "1"}).status_code == 303


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


def test_htmx_gets_the_very_panel_that_the_page_shows(visit, cast, team):
    client = visit(cast.alice)
    piece = client.post(f"/calendars/{team}/shares/{cast.bob.id}", data={"role": "viewer"}, headers=HTMX).text
    page = client.get(f"/calendars/{team}/sharing").text

    panel = piece[piece.index('<section class="stack" id="shares"') : piece.index("</section>")]
    assert panel in page
    assert "csrf" not in panel and "csrf" in page
    assert "Bob Brook can view now." in piece


def test_htmx_gets_a_refusal_without_losing_the_panel(visit, cast, team):
    answer = visit(cast.alice).post(
        f"/calendars/{team}/shares/{cast.alice.id}", data={"remove": "1"}, headers=HTMX
    )
    assert answer.status_code == 409
    assert answer.text.strip().startswith('<hx-partial hx-target="#share-refusal"')
    assert 'id="shares"' not in answer.text


def test_the_page_of_an_event_also_names_who_has_it_through_the_calendar(visit, cast, team, retreat, dora):
    page = visit(cast.alice).get(f"/events/{retreat}/sharing").text
    alone, through = page.split("Through the calendar")
    assert "Dora Dahl" in alone and "Bob Brook" not in alone.split('id="shares"')[1]
    assert "Bob Brook" in through and f'name="role-{cast.bob.id}"' not in through
    assert f"/calendars/{team}/sharing" in page


def test_who_owns_one_event_sees_neither_the_calendar_nor_how_busy_it_is(visit, cast, team, retreat):
    share_event(retreat, cast.charlie.id, Role.OWNER, by=cast.alice)
    page = visit(cast.charlie).get(f"/events/{retreat}/sharing").text
    assert f'data-live-id="event-{retreat}" data-live-since="e{retreat}.1"' in page
    assert f"/calendars/{team}/sharing" not in page and "Team" not in page


def test_a_share_page_says_what_it_follows(session, visit, cast, team):
    seq = session.get(Calendar, team).seq
    page = visit(cast.alice).get(f"/calendars/{team}/sharing").text
    assert f'data-live="shares" data-live-id="calendar-{team}" data-live-since="c{team}.{seq}"' in page
    assert f'id="shares" data-v="{seq}"' in page


def test_the_history_of_sharing_is_told_in_sentences(visit, cast, team):
    change_role(Target(team), cast.vera.id, Role.OWNER, by=cast.alice)
    stop_sharing(Target(team), cast.vera.id, by=cast.vera)
    page = visit(cast.alice).get(f"/calendars/{team}/sharing").text
    for sentence in (
        "Alice Adler made the calendar.",
        "Alice Adler let Bob Brook edit.",
        "Alice Adler let Vera Voss view.",
        "Alice Adler made Vera Voss an owner.",
        "Vera Voss left.",
        "Restoring an event never brings back old access.",
    ):
        assert sentence in page


def test_a_restored_event_brings_back_no_access(visit, cast, team, retreat, dora):
    client = visit(dora)
    stop_sharing(Target(team), dora.id, by=cast.alice)
    assert client.get(f"/events/{retreat}").status_code == 200
    stop_sharing(Target(team, retreat), dora.id, by=cast.alice)
    delete_event(retreat, by=cast.alice)
    undelete_event(retreat, by=cast.alice)
    assert client.get(f"/events/{retreat}").status_code == 404


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


def statements(client, path):
    seen = []
    listen = lambda *args: seen.append(args[2])  # noqa: E731
    sql_event.listen(db.engine, "before_cursor_execute", listen)
    assert client.get(path).status_code == 200
    sql_event.remove(db.engine, "before_cursor_execute", listen)
    return len(seen)


def test_a_share_page_costs_as_many_statements_for_1000_members_as_for_10(
    session, visit, cast, team, retreat
):
    client = visit(cast.alice)
    pages = [f"/calendars/{team}/sharing", f"/events/{retreat}/sharing"]
    few = [statements(client, page) for page in pages]

    now = session.get(Calendar, team).created_at
    crowd = [
        Person(
            username=f"p{n}",
            email=f"p{n}@crowd.example",
            name=f"P {n}",
            password_hash="",
            hue="rose",
            created_at=now,
        )
        for n in range(1000)
    ]
    session.add_all(crowd)
    session.flush()
    session.add_all(
        Share(calendar_id=team, person_id=one.id, role="viewer", granted_by_id=cast.bob.id, granted_at=now)
        for one in crowd
    )
    session.commit()
    assert len(members(Target(team))) == 1003
    assert [statements(client, page) for page in pages] == few
