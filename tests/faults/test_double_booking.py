"""Many people book the same at once, through the real server: exactly one of them gets it."""

import itertools
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlalchemy import func, select

from tests.support.cast import a_document
from tests.support.http import Browser, new_token
from tests.support.overlap_scenes import DAY, make_room
from webapp.domain.event_input import as_form
from webapp.domain.roles import Role
from webapp.models import Event
from webapp.operations.calendars import create_calendar
from webapp.operations.sharing import share_calendar

AT_ONCE, ROUNDS = 6, 4


def book_at_once(port, people, calendars):
    """Each of them sends the form of a new event at the same moment, in each round an hour later; the statuses."""
    ready = Barrier(AT_ONCE)
    tokens = [new_token(who) for who, _ in zip(itertools.cycle(people), range(AT_ONCE), strict=False)]

    def book(number):
        with Browser(port, tokens[number]) as browser:
            return [one(browser, hour, calendars[number % len(calendars)]) for hour in range(ROUNDS)]

    def one(browser, hour, calendar_id):
        _, _, page = browser.get("/events/new")
        hours = {"start": f"{DAY}T{hour + 8:02}:00", "end": f"{DAY}T{hour + 9:02}:00"}
        fields = as_form(a_document(**hours)) | browser.hidden(page, "/events")
        ready.wait()
        return browser.post("/events", fields | {"calendar_id": str(calendar_id), "all_day": ""})[0]

    with ThreadPoolExecutor(AT_ONCE) as pool:
        found = list(pool.map(book, range(AT_ONCE)))
    return [sorted(of_round) for of_round in zip(*found, strict=True)]


@pytest.mark.timeout(120)
def test_of_six_who_book_a_room_at_once_one_gets_it(session, alice, bob, live_server):
    room = make_room(alice)
    share_calendar(room, bob.id, Role.EDITOR, by=alice)

    assert book_at_once(live_server.port, [alice, bob], [room]) == [[303] + [422] * 5] * ROUNDS
    session.rollback()
    assert session.scalar(select(func.count()).select_from(Event)) == ROUNDS


@pytest.mark.timeout(120)
def test_a_person_is_booked_once_in_two_calendars_that_refuse(session, alice, live_server):
    both = [
        create_calendar(name, "sky", "Europe/Berlin", by=alice, conflict_policy="refuse")
        for name in ("Team", "Home")
    ]

    assert book_at_once(live_server.port, [alice], both) == [[303] + [422] * 5] * ROUNDS
    session.rollback()
    assert session.scalar(select(func.count()).select_from(Event)) == ROUNDS
