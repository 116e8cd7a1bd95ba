"""A month that takes over what is pushed looks at every moment like one that is loaded anew."""

import random
import re
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from flask import Flask

from tests.support.cast import a_document
from webapp.domain.locales import Audience
from webapp.domain.month_grid import grid_range
from webapp.fragments.month import cells
from webapp.live import days
from webapp.live.news import News
from webapp.live.page import View
from webapp.live.schedule_pages import AgendaPage, MonthPage
from webapp.models import Person
from webapp.operations.beyond_cursors import changes_beyond
from webapp.operations.calendars import change_calendar
from webapp.operations.events import create_event, delete_event, edit_event, undelete_event
from webapp.operations.schedule import items_between
from webapp.operations.sessions import sessions_of, start_session
from webapp.operations.unit import unit_of_work
from webapp.operations.watching import Sight, begin_reading, sights_of

FIRST = date(2026, 3, 1)
TODAY = date(2026, 3, 10)


def sight_of(person: Person) -> Sight:
    begin_reading()
    (device,) = sessions_of(person)
    return sights_of({device.id})[device.id]


def drawn(person: Person, sight: Sight, audience: Audience) -> dict[str, str]:
    """Every cell of the month as the page draws it."""
    shown = [row for row in sight.calendars.values() if not row.hidden]
    items = items_between(person, shown, *grid_range(FIRST, person.week_start), audience.zone)
    return cells(FIRST, person.week_start, items, audience, TODAY)


def random_document(dice: random.Random) -> dict[str, Any]:
    start = datetime(2026, 3, 1) + timedelta(hours=dice.randrange(0, 35 * 24))
    if dice.random() < 0.4:
        first = start.date()
        last = first + timedelta(days=dice.choice([0, 0, 1, 3, 9]))
        return a_document(all_day=True, start=str(first), end=str(last), title=f"Bar {dice.random():.3}")
    end = start + timedelta(hours=dice.choice([1, 1, 2, 30]))
    zone = dice.choice(["Europe/Berlin", "Asia/Tokyo", "America/Los_Angeles"])
    form = "%Y-%m-%dT%H:%M"
    return a_document(
        start=start.strftime(form), end=end.strftime(form), zone=zone, title=f"Chip {dice.random():.3}"
    )


def change_something(dice: random.Random, team: int, events: dict[int, list[Any]], by: Person) -> None:
    """Make, move, delete or bring back an event; `events` holds version and whether it is deleted."""
    if not events or dice.random() < 0.4:
        made = create_event(team, random_document(dice), by)
        events[made.event_id] = [made.version, False]
        return
    event_id = dice.choice(list(events))
    version, deleted = events[event_id]
    if deleted or dice.random() < 0.25:
        saved = undelete_event(event_id, by) if deleted else delete_event(event_id, by)
        events[event_id] = [saved.version, not deleted]
    else:
        events[event_id][0] = edit_event(event_id, random_document(dice), version, by).version


def follow(person: Person, times: int, change: Callable[[], None]) -> tuple[int, dict[str, str]]:
    """Somebody's open month takes over what is pushed after each change, and is then as one that is drawn anew.

    Returns how many cells were pushed, and all as they are in the end.
    """
    page, pushed = MonthPage(FIRST), 0
    view = page.view(sight_of(person))
    shown = drawn(person, sight_of(person), view.audience)
    for _ in range(times):
        change()
        sight = sight_of(person)
        since, view = view, page.view(sight)
        pieces = page.pull(view, news(since, view), sight)
        now = drawn(person, sight, view.audience)
        if pieces is not None:
            pushed += len(pieces.html)
            shown |= {re.search('id="(day-[^"]+)"', html)[1]: html for html in pieces.html}
            assert shown == now
        shown = now
    return pushed, shown


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
@pytest.mark.parametrize("seed", range(4))
def test_pushed_cells_are_all_that_change(
    app: Flask, alice: Person, vera: Person, team: int, seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(days, "_today", lambda zone: TODAY)
    with unit_of_work(by=vera) as unit:
        start_session(unit, vera, "tests", "127.0.0.1")
    dice, events = random.Random(seed), {}
    if seed % 2:  # then what overlaps is marked
        change_calendar(team, "Team", "sky", "Europe/Berlin", by=alice, one_at_a_time=True)
    with app.test_request_context():
        pushed, shown = follow(vera, 40, lambda: change_something(dice, team, events, alice))
    assert pushed > 40
    assert any("overlaps" in cell for cell in shown.values()) == bool(seed % 2)


def news(since: View, view: View) -> News:
    calendars = {int(name[1:]): number for name, number in since.cursor if name[0] == "c"}
    return News(since.cursor, view.cursor, changes_beyond(calendars, {}, 200))


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_what_lies_elsewhere_in_time_brings_nothing(
    app: Flask, alice: Person, vera: Person, team: int
) -> None:
    with unit_of_work(by=vera) as unit:
        start_session(unit, vera, "tests", "127.0.0.1")
    pages = [MonthPage(FIRST), AgendaPage(FIRST)]
    for start, is_shown in (("2026-03-07", True), ("2026-06-07", False)):
        before = sight_of(vera)
        create_event(team, a_document(start=f"{start}T09:00", end=f"{start}T10:00"), by=alice)
        sight = sight_of(vera)
        with app.test_request_context():
            for page in pages:
                since, view = page.view(before), page.view(sight)
                assert bool(page.pull(view, news(since, view), sight).html) is is_shown
