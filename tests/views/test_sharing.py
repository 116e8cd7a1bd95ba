"""The share pages: who may open them, what they change, what they show."""

import pytest

from tests.support.cast import make_person
from tests.support.statements import count_statements
from webapp.domain.roles import Role
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


def test_a_share_page_costs_as_many_statements_for_1000_members_as_for_10(
    session, visit, cast, team, retreat
):
    client = visit(cast.alice)
    pages = [f"/calendars/{team}/sharing", f"/events/{retreat}/sharing"]
    few = [count_statements(client, page) for page in pages]

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
    assert [count_statements(client, page) for page in pages] == few
