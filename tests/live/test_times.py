"""Whose page is told that people's time has changed: those it concerns, and nobody by what they may not see."""

import pytest

from tests.support.cast import make_person
from tests.support.live_server import LiveServer
from tests.support.overlap_scenes import DAY, YEAR, invited, make_room, planned
from tests.support.sockets import Arrive, Visitor, Watching
from webapp.domain.roles import Role
from webapp.models import Person
from webapp.operations.calendars import calendars_of, create_calendar
from webapp.operations.events import create_event
from webapp.operations.sharing import share_calendar, share_event

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


def watch(visitor: Visitor, event_id: int) -> Watching:
    return visitor.watch(page="event", id=event_id, since=visitor.since(f"/events/{event_id}"))


def month(visitor: Visitor) -> Watching:
    return visitor.watch(page="month", date=f"{YEAR}-03-01", since=visitor.since(f"/month/{YEAR}/3"))


def move(visitor: Visitor, event_id: int, base: int = 1) -> None:
    when = {"start_date": DAY, "start_time": "15:00", "end_date": DAY, "end_time": "16:00"}
    fields = when | {"zone": "Europe/Berlin", "base": base}
    assert visitor.post(f"/events/{event_id}/fields/when", **fields) == 303


def nothing(page: Watching, seconds: float = 0.7) -> bool:
    try:
        return page.hear_time(seconds) is None
    except TimeoutError:
        return True


def test_another_event_of_the_same_person_wakes_the_page_and_their_month(
    arrive: Arrive, live_server: LiveServer, alice: Person, team: int
) -> None:
    mine = create_event(team, planned(title="Talk"), by=alice).event_id
    other = create_event(
        create_calendar("Own", "rose", "Europe/Berlin", by=alice), planned("12:00", "13:00"), by=alice
    ).event_id
    visitor = arrive(alice, live_server)
    pages = [watch(visitor, mine), month(visitor)]
    move(visitor, other)
    for page in pages:
        assert page.hear_time().html == '<live-note kind="time"></live-note>'


def test_what_is_said_of_an_event_moves_nobody(
    arrive: Arrive, live_server: LiveServer, alice: Person, team: int
) -> None:
    mine = create_event(team, planned(), by=alice).event_id
    other = create_event(team, planned("12:00", "13:00"), by=alice).event_id
    visitor = arrive(alice, live_server)
    page = watch(visitor, mine)
    assert visitor.post(f"/events/{other}/fields/location", base=1, location="Attic") == 303
    assert nothing(page)
    move(visitor, other, base=2)
    page.hear_time()


def test_whoever_looks_hears_of_others_through_calendars_that_they_see_alone(
    arrive: Arrive, live_server: LiveServer, alice: Person, bob: Person, team: int
) -> None:
    both = create_event(team, planned(title="Talk", **invited(bob)), by=alice).event_id
    private = next(row.id for row in calendars_of(bob) if row.private)
    hidden = create_event(private, planned("12:00", "13:00"), by=bob).event_id
    seen = create_event(team, planned("12:00", "13:00"), by=bob).event_id
    alices, bobs = arrive(alice, live_server), arrive(bob, live_server)
    page, own = watch(alices, both), watch(bobs, both)
    move(bobs, hidden)
    own.hear_time()
    assert nothing(page)
    move(bobs, seen)
    page.hear_time()


def test_a_room_wakes_the_pages_of_its_events_whoever_is_in_them(
    arrive: Arrive, live_server: LiveServer, alice: Person, bob: Person
) -> None:
    room = make_room(alice, "warn")
    share_calendar(room, bob.id, Role.EDITOR, by=alice)
    first = create_event(room, planned(), by=alice).event_id
    second = create_event(room, planned("12:00", "13:00"), by=bob).event_id
    page = watch(arrive(alice, live_server), first)
    move(arrive(bob, live_server), second)
    page.hear_time()


def test_whoever_was_given_an_event_alone_hears_nothing_of_the_calendar_around_it(
    arrive: Arrive, live_server: LiveServer, alice: Person, team: int
) -> None:
    dora = make_person("dora", "Dora Dahl")
    shared = create_event(team, planned(), by=alice).event_id
    other = create_event(team, planned("12:00", "13:00"), by=alice).event_id
    share_event(shared, dora.id, Role.EDITOR, by=alice)
    alices = arrive(alice, live_server)
    doras, own = watch(arrive(dora, live_server), shared), watch(alices, shared)
    move(alices, other)
    own.hear_time()
    assert nothing(doras)
