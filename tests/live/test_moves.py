"""An event moves to another calendar while pages of both, and its own, are open."""

from typing import Any

import pytest

from tests.support.event_forms import form
from tests.support.sockets import Arrive, Visitor
from webapp.domain.roles import Role
from webapp.models import Person
from webapp.operations.sharing import share_calendar, share_event

MONTH = {"page": "month", "date": "2026-03-01"}
NO_ACCESS = 4403
GONE = (NO_ACCESS, "Bob moved it to a calendar that you do not see.")
on_sqlite = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


def event(event_id: int) -> dict[str, Any]:
    return {"page": "event", "id": event_id}


def move(browser: Visitor, event_id: int, calendar_id: int, base: int = 1, **fields: str) -> None:
    """Choose another calendar on the edit page."""
    sent = form(base=base, calendar_id=str(calendar_id), **fields)
    assert browser.post(f"/events/{event_id}", **sent) == 303


def test_the_month_of_the_old_calendar_loses_it_and_that_of_the_new_one_gains_it(
    arrive: Arrive,
    bob: Person,
    vera: Person,
    charlie: Person,
    team: int,
    retreat: int,
    rooms: int,
    alice: Person,
) -> None:
    share_calendar(rooms, charlie.id, Role.VIEWER, by=alice)
    viewer, guest = arrive(vera), arrive(charlie)
    old = viewer.watch(**MONTH, since=viewer.since("/month/2026/3"))
    new = guest.watch(**MONTH, since=guest.since("/month/2026/3"))
    move(arrive(bob), retreat, rooms, title="Secret summit")
    heard = old.hear()
    assert 'id="day-2026-03-24"' in heard.html and f"/events/{retreat}" not in heard.html
    assert heard.said == "Retreat: Bob moved it from the calendar “Team” to another one."
    heard = new.hear()
    assert f"/events/{retreat}" in heard.html and "Secret summit" in heard.html
    assert heard.said.startswith("Secret summit: Bob moved it from another calendar to “Rooms”")


@on_sqlite
def test_who_may_not_see_it_any_more_is_shut_out_by_name_and_hears_nothing_later(
    arrive: Arrive, bob: Person, vera: Person, retreat: int, rooms: int
) -> None:
    viewer, editor = arrive(vera), arrive(bob)
    kinds: list[dict[str, Any]] = [event(retreat), {"page": "history", "id": retreat}]
    pages = [viewer.watch(**kind, since=viewer.since(f"/events/{retreat}")) for kind in kinds]
    assert editor.post(f"/events/{retreat}/fields/location", base=1, location="Attic") == 303
    assert all("Attic" in page.hear().html for page in pages)  # it is served
    move(editor, retreat, rooms, base=2, title="Secret summit")
    assert [page.closed() for page in pages] == [GONE, GONE]
    answer, html = viewer.news(**event(retreat), since="c1.1")
    assert answer.status == 404 and GONE[1] in html


@on_sqlite
def test_a_stranger_is_not_told_that_it_moved(
    arrive: Arrive, bob: Person, charlie: Person, retreat: int, rooms: int
) -> None:
    move(arrive(bob), retreat, rooms)
    answer, html = arrive(charlie).news(**event(retreat), since="c1.1")
    assert answer.status == 404 and "moved" not in html


@on_sqlite
def test_pages_of_who_still_sees_it_take_it_anew_and_stay_live(
    arrive: Arrive, bob: Person, alice: Person, charlie: Person, retreat: int, rooms: int
) -> None:
    share_event(retreat, charlie.id, Role.VIEWER, by=alice)
    people = [arrive(person) for person in (alice, charlie)]
    pages = [one.watch(**event(retreat), since=one.since(f"/events/{retreat}")) for one in people]
    editor = arrive(bob)
    move(editor, retreat, rooms)
    assert [page.hear().note for page in pages] == ["refresh", "refresh"]
    assert editor.post(f"/events/{retreat}/fields/location", base=2, location="Attic") == 303
    assert all("Attic" in page.hear().html for page in pages)
