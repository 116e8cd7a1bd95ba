"""Whoever may no longer see gets nothing: no later byte, and the page is told why."""

import time
from typing import Any

import pytest

from tests.support.live_server import LiveServer
from tests.support.sockets import Arrive, Watching, end_every_session
from webapp.domain.roles import Role
from webapp.models import Person
from webapp.operations.sharing import share_event
from webapp.operations.unit import unit_of_work

SIGNED_OUT, NO_ACCESS, ROLE_TOO_LOW = 4401, 4403, 4405
MONTH = {"page": "month", "date": "2026-03-01"}


def event(event_id: int) -> dict[str, Any]:
    return {"page": "event", "id": event_id}


def is_served(page: Watching, arrive: Arrive, editor: Person, retreat: int, version: int = 1) -> bool:
    """Whether an edit reaches the page: what a refusal is compared with."""
    assert (
        arrive(editor).post(f"/events/{retreat}/fields/location", base=version, location=f"Attic {version}")
        == 303
    )
    return f"Attic {version}" in page.hear().html


@pytest.fixture
def arrive_at(arrive: Arrive, either_server: LiveServer) -> Arrive:
    """Like `arrive`, on a server of either mode."""
    return lambda person: arrive(person, either_server)


def test_who_loses_the_calendar_gets_no_later_byte(
    arrive_at: Arrive, alice: Person, bob: Person, vera: Person, team: int, retreat: int
) -> None:
    viewer, owner = arrive_at(vera), arrive_at(alice)
    page = viewer.watch(**event(retreat), since=viewer.since(f"/events/{retreat}"))
    assert is_served(page, arrive_at, bob, retreat)
    assert owner.post(f"/calendars/{team}/shares/{vera.id}", remove="1") in (200, 303)
    assert page.closed() == (NO_ACCESS, "Alice took back your access.")
    assert viewer.refusal(**event(retreat)) == 404


@pytest.mark.soak  # on a machine of one's own: others take longer than a second for anything
def test_a_page_is_closed_within_a_second_of_the_revocation(
    arrive_at: Arrive, alice: Person, vera: Person, team: int, retreat: int
) -> None:
    viewer, owner = arrive_at(vera), arrive_at(alice)
    page = viewer.watch(**event(retreat), since=viewer.since(f"/events/{retreat}"))
    start = time.monotonic()
    assert owner.post(f"/calendars/{team}/shares/{vera.id}", remove="1") in (200, 303)
    assert page.closed() == (NO_ACCESS, "Alice took back your access.")
    assert time.monotonic() - start < 1.0


def test_an_edit_right_after_a_revocation_is_not_heard(
    arrive: Arrive, alice: Person, bob: Person, vera: Person, team: int, retreat: int
) -> None:
    viewer, owner, editor = arrive(vera), arrive(alice), arrive(bob)
    kinds: list[dict[str, Any]] = [event(retreat), {"page": "history", "id": retreat}]
    pages = [viewer.watch(**kind, since=viewer.since(f"/events/{retreat}")) for kind in kinds]
    assert all(is_served(page, arrive, bob, retreat) for page in pages[:1]) and pages[1].hear()
    assert owner.post(f"/calendars/{team}/shares/{vera.id}", remove="1") in (200, 303)
    assert editor.post(f"/events/{retreat}/fields/title", base=2, title="Secret summit") == 303
    assert [page.closed()[0] for page in pages] == [NO_ACCESS, NO_ACCESS]


def test_the_month_of_who_loses_a_calendar_fetches_itself(
    arrive: Arrive, alice: Person, vera: Person, team: int, retreat: int
) -> None:
    viewer, owner = arrive(vera), arrive(alice)
    month = viewer.watch(**MONTH, since=viewer.since("/month/2026/3"))
    assert is_served(month, arrive, alice, retreat)
    assert owner.post(f"/calendars/{team}/shares/{vera.id}", remove="1") in (200, 303)
    heard = month.hear()
    assert heard.note == "refresh" and "Retreat" not in heard.html and f"c{team}." not in heard.to
    assert owner.post(f"/events/{retreat}/fields/title", base=2, title="Secret summit") == 303
    assert month.silence()


def test_a_calendar_that_is_shared_appears_in_the_month(
    arrive: Arrive, alice: Person, charlie: Person, team: int, retreat: int
) -> None:
    guest, owner = arrive(charlie), arrive(alice)
    month = guest.watch(**MONTH, since=guest.since("/month/2026/3"))
    assert owner.post(f"/calendars/{team}/shares", person=charlie.id, q="Charlie Chan", role="viewer") in (
        200,
        303,
    )
    assert month.hear().note == "refresh"
    assert is_served(month, arrive, alice, retreat)


def test_another_role_lets_the_page_fetch_itself_with_its_new_buttons(
    arrive: Arrive, alice: Person, vera: Person, team: int, retreat: int
) -> None:
    viewer, owner = arrive(vera), arrive(alice)
    page = viewer.watch(**event(retreat), since=viewer.since(f"/events/{retreat}"))
    fields = {"role": "editor", f"role-{vera.id}": "editor"}
    assert owner.post(f"/calendars/{team}/shares/{vera.id}", **fields) in (200, 303)
    assert page.hear().note == "refresh"
    assert owner.post(f"/events/{retreat}/fields/location", base=1, location="Attic") == 303
    heard = page.hear().html
    assert "Attic" in heard and "Edit" in heard


def test_a_lower_role_is_told_at_once_with_the_name_of_who_did_it(
    arrive_at: Arrive, alice: Person, bob: Person, team: int, retreat: int
) -> None:
    editor, owner = arrive_at(bob), arrive_at(alice)
    page = editor.watch(**event(retreat), since=editor.since(f"/events/{retreat}"))
    fields = {"role": "viewer", f"role-{bob.id}": "viewer"}
    assert owner.post(f"/calendars/{team}/shares/{bob.id}", **fields) in (200, 303)
    heard = page.hear()
    assert '<live-note kind="refresh" at-once lowered>' in heard.html
    assert heard.said == "Alice made you a viewer: you may look, not change."


def test_who_lowers_their_own_role_reads_what_they_are_now(
    arrive: Arrive, alice: Person, bob: Person, team: int, retreat: int
) -> None:
    arrive(alice).post(f"/calendars/{team}/shares/{bob.id}", role="owner", **{f"role-{bob.id}": "owner"})
    second = arrive(bob)
    page = second.watch(page="edit", id=retreat, since=second.since(f"/events/{retreat}/edit"))
    second.post(f"/calendars/{team}/shares/{bob.id}", role="viewer", **{f"role-{bob.id}": "viewer"})
    assert page.closed() == (ROLE_TOO_LOW, "You are a viewer now: you may look, not change.")


def test_a_role_that_changed_while_the_page_was_away_is_noticed(
    arrive: Arrive, alice: Person, vera: Person, team: int, retreat: int
) -> None:
    viewer, owner = arrive(vera), arrive(alice)
    since = viewer.since(f"/events/{retreat}")
    first = viewer.watch(**event(retreat), since=since, hello=False).hear()
    known_as = first.attributes["as"]
    fields = {"role": "editor", f"role-{vera.id}": "editor"}
    assert viewer.watch(**event(retreat), since=since, **{"as": known_as}, hello=False).hear().note == ""
    assert owner.post(f"/calendars/{team}/shares/{vera.id}", **fields) in (200, 303)
    now = viewer.since(f"/events/{retreat}")
    assert viewer.watch(**event(retreat), since=now, **{"as": known_as}, hello=False).hear().note == "refresh"


def test_signing_out_ends_the_pages_of_that_device_alone(
    arrive_at: Arrive, vera: Person, bob: Person, retreat: int
) -> None:
    here, there = arrive_at(vera), arrive_at(vera)
    pages = [
        browser.watch(**event(retreat), since=browser.since(f"/events/{retreat}"))
        for browser in (here, there)
    ]
    assert is_served(pages[0], arrive_at, bob, retreat) and pages[1].hear()
    assert here.post("/sign-out") == 303
    assert pages[0].closed()[0] == SIGNED_OUT
    assert is_served(pages[1], arrive_at, bob, retreat, version=2)


def test_a_disabled_person_is_signed_out_at_the_next_change(
    arrive: Arrive, vera: Person, bob: Person, retreat: int
) -> None:
    viewer = arrive(vera)
    page = viewer.watch(**event(retreat), since=viewer.since(f"/events/{retreat}"))
    assert is_served(page, arrive, bob, retreat)
    with unit_of_work(by=None) as unit:  # behind the server's back: nothing is announced there
        unit.session.get_one(Person, vera.id).disabled_at = unit.now
    assert arrive(bob).post(f"/events/{retreat}/fields/location", base=2, location="Barn") == 303
    assert page.closed()[0] == SIGNED_OUT


def test_a_session_that_vanished_is_noticed_by_the_safety_poll(
    arrive: Arrive, start_server: Any, vera: Person, bob: Person, retreat: int
) -> None:
    server = start_server(LIVE_SAFETY_POLL=0.3)
    viewer = arrive(vera, server)
    page = viewer.watch(**event(retreat), since=viewer.since(f"/events/{retreat}"))
    assert page.silence()
    end_every_session(vera)
    assert page.closed()[0] == SIGNED_OUT


def test_who_is_left_with_one_event_keeps_that_page(
    arrive: Arrive, alice: Person, vera: Person, team: int, retreat: int
) -> None:
    share_event(retreat, vera.id, Role.VIEWER, by=alice)
    viewer, owner = arrive(vera), arrive(alice)
    page = viewer.watch(**event(retreat), since=viewer.since(f"/events/{retreat}"))
    assert owner.post(f"/calendars/{team}/shares/{vera.id}", remove="1") in (200, 303)
    heard = page.hear()
    assert heard.note == "refresh" and heard.to == f"e{retreat}.1"
    assert is_served(page, arrive, alice, retreat)


def test_an_owner_who_becomes_an_editor_loses_the_share_page(
    arrive: Arrive, alice: Person, bob: Person, team: int, retreat: int
) -> None:
    owner, second = arrive(alice), arrive(bob)
    fields = {"role": "owner", f"role-{bob.id}": "owner"}
    assert owner.post(f"/calendars/{team}/shares/{bob.id}", **fields) in (200, 303)
    page = second.watch(
        page="shares", id=f"calendar-{team}", since=second.since(f"/calendars/{team}/sharing")
    )
    fields = {"role": "editor", f"role-{bob.id}": "editor"}
    assert owner.post(f"/calendars/{team}/shares/{bob.id}", **fields) in (200, 303)
    assert page.closed() == (
        ROLE_TOO_LOW,
        "Alice made you an editor: you may change events, not share them.",
    )
