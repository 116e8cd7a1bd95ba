"""Who else is here: told to whoever may see them, never of oneself, gone with the page, and in no hurry."""

import time
from typing import Any

import pytest

from tests.support.cast import a_document, make_person
from tests.support.live_server import LiveServer, StartServer
from tests.support.sockets import PATIENCE, Arrive, Heard, Visitor, Watching
from webapp.domain.roles import Role
from webapp.extensions import db
from webapp.live.presence_picture import LINGER
from webapp.models import Person, Share
from webapp.operations.events import create_event
from webapp.operations.sharing import share_event
from webapp.operations.unit import unit_of_work

SOON = GONE = PATIENCE  # that it is 1 or 2 s is seen on a machine of one's own
MONTH = {"page": "month", "date": "2026-03-01"}
NO_ACCESS = 4403
# Who is where is kept in memory. What is read of rights and faces, for events and for grids, is read by the four tests
# that run on both.
on_sqlite = pytest.mark.parametrize(
    "database", ["sqlite", pytest.param("postgresql", marks=pytest.mark.soak)], indirect=True
)


def open_event(browser: Visitor, event_id: int, page: str = "event", **query: Any) -> Watching:
    path = {"event": f"/events/{event_id}", "edit": f"/events/{event_id}/edit"}[page]
    return browser.watch(page=page, id=event_id, since=browser.since(path), **query)


def open_month(browser: Visitor) -> Watching:
    return browser.watch(**MONTH, since=browser.since("/month/2026/3"))


def tell(browser: Visitor, event_id: int, unit: str, tab: int = 77) -> int:
    return browser.post("/live/presence", id=event_id, tab=tab, unit=unit)


@pytest.fixture(autouse=True)
def farewell() -> None:
    """The tests share a server, and ids begin anew with each: whoever was there in the last one has to have gone."""
    time.sleep(LINGER)


@pytest.fixture
def arrive_at(arrive: Arrive, either_server: LiveServer) -> Arrive:
    """Like `arrive`, on a server of either mode."""
    return lambda person: arrive(person, either_server)


@pytest.fixture
def alone(arrive: Arrive, start_server: StartServer) -> Arrive:
    """Like `arrive`, on a server that looks after nobody by itself."""
    server = start_server(LIVE_SAFETY_POLL=600)
    return lambda person: arrive(person, server)


def test_who_comes_is_seen_and_sees_who_was_there(
    arrive_at: Arrive, alice: Person, bob: Person, retreat: int
) -> None:
    hers = open_event(arrive_at(alice), retreat)
    assert hers.nobody()
    his = open_event(arrive_at(bob), retreat, "edit")
    assert hers.hear_until("Bob is here", SOON) < SOON
    assert his.hear_until("Alice is here", SOON) < SOON


@on_sqlite
def test_who_goes_is_gone(arrive_at: Arrive, alice: Person, bob: Person, retreat: int) -> None:
    hers = open_event(arrive_at(alice), retreat)
    his = open_event(arrive_at(bob), retreat)
    hers.hear_until("Bob is here", SOON)
    his.socket.shutdown()
    assert hers.hear_until("Bob is here", GONE, gone=True) < GONE


@on_sqlite
def test_a_page_that_is_loaded_anew_is_no_goodbye(
    arrive: Arrive, alice: Person, bob: Person, retreat: int
) -> None:
    hers, editor = open_event(arrive(alice), retreat), arrive(bob)
    his = open_event(editor, retreat)
    hers.hear_until("Bob is here", SOON)
    his.socket.shutdown()
    open_event(editor, retreat, "edit")
    assert hers.nobody(3.0)


@on_sqlite
def test_a_field_is_named_while_somebody_is_in_it(
    arrive_at: Arrive, alice: Person, bob: Person, retreat: int
) -> None:
    hers, editor = open_event(arrive_at(alice), retreat), arrive_at(bob)
    open_event(editor, retreat, "edit", tab=77)
    assert tell(editor, retreat, "location") == 204
    hers.hear_until("Bob is editing Where", SOON)
    assert tell(editor, retreat, "when") == 204
    assert 'data-in="when"' in hers.hear_presence(SOON).html
    assert tell(editor, retreat, "") == 204
    hers.hear_until("Bob is here", SOON)


@on_sqlite
def test_the_same_person_counts_once(arrive: Arrive, alice: Person, bob: Person, retreat: int) -> None:
    hers, editor = open_event(arrive(alice), retreat), arrive(bob)
    open_event(editor, retreat, tab=77)
    open_event(editor, retreat, "edit", tab=78)
    tell(editor, retreat, "location", tab=78)
    hers.hear_until("Bob is editing", SOON)
    tell(editor, retreat, "title", tab=77)
    heard = hers.hear_presence(SOON).html
    assert "Bob is editing Title and Where" in heard
    assert 'data-total="2"' in heard


@on_sqlite
def test_ones_own_other_pages_are_nobody(arrive: Arrive, alice: Person, retreat: int) -> None:
    owner = arrive(alice)
    pages = [open_event(owner, retreat, tab=number) for number in (77, 78)]
    tell(owner, retreat, "location")
    assert all(page.nobody() for page in pages)


@on_sqlite
def test_everybody_at_an_event_gets_the_same_bytes(
    arrive: Arrive, alice: Person, bob: Person, vera: Person, retreat: int
) -> None:
    pages = [open_event(arrive(person), retreat) for person in (alice, vera)]
    open_event(arrive(bob), retreat)
    for page in pages:
        page.hear_until("Bob is here", SOON)
    tell(arrive(bob), retreat, "location", tab=1)  # another tab than any of his: changes nothing
    assert all(page.nobody(1.2) for page in pages)


def test_a_month_has_a_dot_for_each_event_that_somebody_is_at(
    arrive: Arrive, alice: Person, bob: Person, retreat: int
) -> None:
    month, editor = open_month(arrive(alice)), arrive(bob)
    open_event(editor, retreat, tab=77)
    heard = month.hear_presence(SOON).html
    assert f'<live-dot data-event="{retreat}">' in heard and ", Bob is here" in heard
    tell(editor, retreat, "location")
    month.hear_until(", Bob is editing Where", SOON)


@on_sqlite
def test_a_stranger_hears_of_nobody(
    arrive: Arrive, alice: Person, vera: Person, bob: Person, charlie: Person, retreat: int
) -> None:
    team, other = open_month(arrive(vera)), open_month(arrive(charlie))
    open_event(arrive(bob), retreat)
    team.hear_until("Bob is here", SOON)
    assert other.nobody()


@on_sqlite
def test_a_calendar_that_is_switched_off_has_no_dots(
    arrive: Arrive, vera: Person, alice: Person, bob: Person, team: int, retreat: int
) -> None:
    viewer = arrive(vera)
    assert viewer.post(f"/calendars/{team}/visibility", next="/agenda") == 303
    off, on = open_month(viewer), open_month(arrive(alice))
    open_event(arrive(bob), retreat)
    on.hear_until("Bob is here", SOON)
    assert off.nobody()


def test_a_guest_of_one_event_hears_of_that_event_alone(
    arrive: Arrive, alice: Person, bob: Person, vera: Person, charlie: Person, team: int, retreat: int
) -> None:
    other = create_event(team, a_document(title="Secret"), by=alice).event_id
    share_event(retreat, charlie.id, Role.VIEWER, by=alice)
    guest = arrive(charlie)
    page, month = open_event(guest, retreat), open_month(guest)
    open_event(arrive(vera), other)
    hers = open_event(arrive(alice), retreat)
    page.hear_until("Alice is here", SOON)
    hers.hear_until("Charlie is here", SOON)
    heard = month.hear_presence(SOON).html
    assert "Alice is here" in heard
    assert f'data-event="{other}"' not in heard and "Vera" not in heard
    open_event(arrive(bob), other)
    assert month.nobody() and page.nobody(0.1)


def test_who_lost_access_vanishes_and_is_told_nothing(
    arrive: Arrive, alice: Person, bob: Person, vera: Person, team: int, retreat: int
) -> None:
    owner = arrive(alice)
    hers, theirs = open_event(owner, retreat), open_event(arrive(vera), retreat)
    hers.hear_until("Vera is here", SOON)
    theirs.hear_until("Alice is here", SOON)
    assert owner.post(f"/calendars/{team}/shares/{vera.id}", remove="1") == 303
    assert theirs.closed()[0] == NO_ACCESS
    assert hers.hear_until("Vera is here", GONE, gone=True) < GONE


@on_sqlite
def test_rights_are_those_of_this_moment(
    alone: Arrive, alice: Person, bob: Person, vera: Person, retreat: int
) -> None:
    hers, theirs = open_event(alone(alice), retreat), open_event(alone(vera), retreat)
    month = open_month(alone(vera))
    theirs.hear_until("Alice is here", SOON)
    month.hear_until("Alice is here", SOON)
    with unit_of_work(by=alice) as unit:  # nobody is told of it
        unit.session.query(Share).filter_by(person_id=vera.id, event_id=None).filter(
            Share.role == "viewer"
        ).delete()
    db.session.rollback()
    open_event(alone(bob), retreat)
    hers.hear_until("Bob is here", SOON)
    assert theirs.nobody(0.5)
    assert "Bob" not in month.hear_presence(SOON).html


@on_sqlite
def test_a_viewer_is_in_no_field_and_nobody_speaks_for_another(
    arrive: Arrive, alice: Person, bob: Person, vera: Person, charlie: Person, retreat: int
) -> None:
    hers = open_event(arrive(alice), retreat)
    viewer, editor = arrive(vera), arrive(bob)
    open_event(viewer, retreat, tab=77)
    open_event(editor, retreat, tab=78)
    hers.hear_until("Bob is here", SOON)
    assert tell(viewer, retreat, "location", tab=77) == 403
    assert tell(viewer, retreat, "", tab=77) == 204
    assert tell(arrive(charlie), retreat, "", tab=78) == 404
    assert tell(editor, retreat, "location", tab=77) == 204  # Vera's tab
    assert hers.nobody()
    assert tell(editor, retreat, "location", tab=78) == 204
    hers.hear_until("Bob is editing", SOON)


@on_sqlite
def test_a_field_of_another_event_is_not_said_of_this_one(
    arrive: Arrive, alice: Person, bob: Person, team: int, retreat: int
) -> None:
    other = create_event(team, a_document(title="Other"), by=alice).event_id
    hers, editor = open_event(arrive(alice), retreat), arrive(bob)
    open_event(editor, retreat, tab=77)
    hers.hear_until("Bob is here", SOON)
    assert tell(editor, other, "location") == 204
    assert hers.nobody()


@on_sqlite
def test_a_burst_is_told_in_few_frames_and_ends_with_the_truth(
    arrive: Arrive, alice: Person, bob: Person, retreat: int
) -> None:
    hers, editor = open_event(arrive(alice), retreat), arrive(bob)
    open_event(editor, retreat, "edit", tab=77)
    hers.hear_until("Bob is here", SOON)
    start, units = time.monotonic(), ("title", "when", "location", "tags")
    for number in range(20):
        assert tell(editor, retreat, units[number % 4]) == 204
    lasted = time.monotonic() - start
    frames = all_presence(hers)
    assert "editing Tags" in frames[-1].html
    assert 1 <= len(frames) <= lasted + 2


def all_presence(page: Watching) -> list[Heard]:
    """Everything about who is here, until nothing more comes."""
    found: list[Heard] = []
    try:
        while True:
            found.append(page.hear_presence(1.5))
    except TimeoutError:
        return found


@on_sqlite
def test_a_full_page_names_twelve_and_counts_all(arrive: Arrive, alice: Person, retreat: int) -> None:
    hers = open_event(arrive(alice), retreat)
    for number in range(13):
        guest = make_person(f"guest{number}", f"Gus{number} Guest")
        share_event(retreat, guest.id, Role.VIEWER, by=alice)
        open_event(arrive(guest), retreat)
    hers.hear_until('data-total="14"', SOON)
    hers.socket.shutdown()
    hers = open_event(arrive(alice), retreat)
    assert hers.hear_presence(SOON).html.count("data-person") == 12
