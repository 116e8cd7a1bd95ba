"""Who is here where no socket comes through: seen and shown from question to question, with the rights of each."""

import time
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import pytest

from tests.live.test_bus import Pair, only
from tests.live.test_bus import settings as settings
from tests.live.test_presence import GONE, SOON, open_event
from tests.support.asking import Asking
from tests.support.cast import a_document
from tests.support.hub_processes import StartHub, wait_until
from tests.support.live_server import StartServer
from tests.support.sockets import Arrive, Visitor
from webapp.domain.roles import Role
from webapp.live.presence_picture import LINGER
from webapp.models import Person
from webapp.operations.events import create_event
from webapp.operations.sharing import share_event

ON_SQLITE = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


Open = Callable[..., Asking]


@pytest.fixture
def asks() -> Iterator[Open]:
    """`asks(browser, event_id)` is a page of an event that asks, without an id one of the month; at the end all are closed.

    The tests share a server, and ids begin anew with each: whoever was there in the last one has to have gone.
    """
    opened: list[Asking] = []

    def make(browser: Visitor, event_id: int | None = None, again: int = 30, **query: Any) -> Asking:
        path = f"/events/{event_id}" if event_id else "/month/2026/3"
        page = {"page": "event", "id": event_id} if event_id else {"page": "month", "date": "2026-03-01"}
        opened.append(Asking(browser, path, again=again, **page, **query))
        return opened[-1]

    yield make
    for page in opened:
        page.leave()
    time.sleep(LINGER)


@ON_SQLITE
def test_who_asks_is_seen_until_they_ask_no_more_and_sees_who_listens(
    arrive: Arrive, asks: Open, alice: Person, bob: Person, retreat: int
) -> None:
    hers, his = open_event(arrive(alice), retreat), asks(arrive(bob), retreat, again=1)
    assert "Alice is here" in his.ask_until("Alice is here")
    hers.hear_until("Bob is here", SOON)
    assert his.ask() == "", "nothing is new"
    assert hers.hear_until("Bob is here", GONE, gone=True) < GONE


@ON_SQLITE
def test_two_pages_that_ask_see_each_other_and_their_fields(
    arrive: Arrive, asks: Open, alice: Person, bob: Person, vera: Person, retreat: int
) -> None:
    hers, his = asks(arrive(alice), retreat), asks(arrive(bob), retreat)
    hers.ask()
    his.ask_until("Alice is here")
    assert hers.ask() == (told := hers.shown) != "", "the next answer has it"
    assert "Bob is here" in told and his.ask() == "" and hers.ask() == ""
    hers.ask("location")
    assert "Alice is editing Where" in his.ask() and 'data-in="location"' in his.shown
    assert hers.ask("location") == "", "what one does oneself is no news"
    hers.ask("title")
    assert "Alice is editing Title" in his.ask() and "Where" not in his.shown
    hers.ask()
    assert "Alice is here" in his.ask() and "data-in" not in his.shown


@ON_SQLITE
def test_the_last_one_is_told_that_everybody_has_gone(
    arrive: Arrive, asks: Open, alice: Person, bob: Person, retreat: int
) -> None:
    hers = asks(arrive(alice), retreat)
    asks(arrive(bob), retreat, again=1).ask()
    hers.ask_until("Bob is here")
    hers.ask_until("Bob is here", gone=True)
    assert hers.query["told"] == "" and 'data-total="1"' in hers.shown


@ON_SQLITE
def test_a_month_that_asks_has_dots_of_what_its_person_may_see(
    arrive: Arrive,
    asks: Open,
    alice: Person,
    bob: Person,
    vera: Person,
    charlie: Person,
    team: int,
    retreat: int,
) -> None:
    secret = create_event(team, a_document(title="Secret"), by=alice).event_id
    share_event(retreat, charlie.id, Role.VIEWER, by=alice)
    viewer = arrive(vera)
    months = {"Alice": asks(arrive(alice)), "Charlie": asks(arrive(charlie))}
    asks(arrive(bob), retreat).ask("location")
    asks(viewer, secret, again=30, tab=78).ask()
    seen = months["Alice"].ask_until("Bob is editing Where")
    assert f'data-event="{secret}"' in seen and "Vera is here" in seen
    heard = months["Charlie"].ask_until("Bob is editing Where")
    assert f'data-event="{secret}"' not in heard and "Vera" not in heard
    assert viewer.post(f"/calendars/{team}/visibility", next="/agenda") == 303
    assert asks(viewer).ask() == "", "a calendar that is switched off has no dots"
    assert "Bob" in months["Alice"].shown


@ON_SQLITE
def test_who_may_not_see_the_page_neither_sees_nor_is_seen(
    arrive: Arrive, asks: Open, alice: Person, vera: Person, charlie: Person, team: int, retreat: int
) -> None:
    owner = arrive(alice)
    hers = open_event(owner, retreat)
    theirs = asks(arrive(vera), retreat, again=3)
    theirs.ask_until("Alice is here")
    hers.hear_until("Vera is here", SOON)
    stranger = arrive(charlie)
    refused, text = stranger.news(page="event", id=retreat, tab=77, again=3, told="")
    assert refused.status == 404 and "Alice" not in text and "presence" not in text
    assert hers.nobody()
    assert owner.post(f"/calendars/{team}/shares/{vera.id}", remove="1") == 303
    refused, text = theirs.browser.news(**theirs.query | {"told": "-"}, again=3)
    assert refused.status == 404 and "presence" not in text
    assert hers.hear_until("Vera is here", 2 * GONE, gone=True) < 2 * GONE


@ON_SQLITE
def test_a_viewer_is_in_no_field_and_no_word_is_a_field(
    arrive: Arrive, asks: Open, alice: Person, bob: Person, vera: Person, retreat: int
) -> None:
    hers = asks(arrive(alice), retreat, tab=70)
    asks(arrive(vera), retreat, tab=71).ask("location")
    his = asks(arrive(bob), retreat, tab=72)
    his.ask("uid")
    shown = hers.ask_until("Bob is here")
    assert "Vera is here" in shown and "data-in" not in shown
    his.ask("location")
    assert "Bob is editing Where" in hers.ask()


@ON_SQLITE
def test_what_is_no_page_that_stays_is_nobody(
    arrive: Arrive, asks: Open, alice: Person, bob: Person, retreat: int
) -> None:
    hers, browser = open_event(arrive(alice), retreat), arrive(bob)
    where = {"page": "event", "id": retreat, "tab": 77}
    for query in ({}, {"again": "soon"}, {"again": 0}, {"again": 3, "tab": 0}):
        assert browser.news(**where | query)[0].status == 200
    visited = {"Sec-Fetch-Dest": "document"}  # an address in a message leads here
    assert browser.news(visited, **where, again=3)[0].status == 200
    assert hers.nobody()
    asks(browser, retreat).ask()
    hers.hear_until("Bob is here", SOON)


@ON_SQLITE
def test_who_closes_the_page_is_gone_in_a_moment(
    arrive: Arrive, asks: Open, alice: Person, bob: Person, retreat: int
) -> None:
    hers, his = open_event(arrive(alice), retreat), asks(arrive(bob), retreat, again=30)
    his.ask("location")
    hers.hear_until("Bob is editing Where", SOON)
    his.leave()
    assert hers.hear_until("Bob is", GONE, gone=True) < GONE


@ON_SQLITE
def test_questions_that_go_to_two_processes_are_one_page(
    settings: dict[str, Any],
    shared_server: StartServer,
    arrive: Arrive,
    asks: Open,
    alice: Person,
    bob: Person,
    retreat: int,
) -> None:
    pair = Pair(shared_server(**settings), arrive, retreat)
    first, second = pair.server.workers()
    hers, his = (asks(pair.browser(person), retreat) for person in (alice, bob))
    for worker in (first, second):
        with only(pair.server, worker):
            his.ask("location")
            hers.ask_until("Bob is editing Where")
    for unit, said in (("title", "Bob is editing Title"), ("", "Bob is here")):
        with only(pair.server, second):
            his.ask(unit)
        # The first one was told of the field before, and not to its face that this is over.
        wait_until(partial(is_told_by, first, hers, pair, said))


def is_told_by(worker: int, page: Asking, pair: Pair, said: str) -> bool:
    """Whether a page shows this of somebody, and nothing more, after this process has answered."""
    with only(pair.server, worker):
        page.ask()
    return f'aria-label="{said}"' in page.shown


@ON_SQLITE
def test_who_asks_a_web_process_and_who_listens_at_the_hub_process_see_each_other(
    start_hub: StartHub,
    start_server: StartServer,
    arrive: Arrive,
    asks: Open,
    alice: Person,
    bob: Person,
    retreat: int,
) -> None:
    hub = start_hub()
    server = start_server(**hub.settings)
    hers = open_event(arrive(alice, server), retreat)
    assert hub.pages() == 1
    his = asks(arrive(bob, server), retreat, again=1)
    his.ask_until("Alice is here")
    hers.hear_until("Bob is here", SOON)
    assert hers.hear_until("Bob is here", GONE, gone=True) < GONE
