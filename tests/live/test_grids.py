"""A week that takes over what is pushed looks at every moment like one that is loaded anew."""

import random
import re
from datetime import UTC, date, datetime

import pytest
from flask import Flask

from tests.live.test_days import change_something, news, sight_of
from tests.support.cast import a_document
from webapp.domain.locales import Audience
from webapp.domain.week_grid import week_of
from webapp.fragments import week as fragments
from webapp.live import days
from webapp.live.pages import open_page
from webapp.live.schedule_pages import DayPage, GridPage, WeekPage, YearPage
from webapp.models import Person
from webapp.operations.calendars import calendars_of, change_calendar
from webapp.operations.errors import NotThere
from webapp.operations.events import create_event, edit_event
from webapp.operations.schedule import items_between
from webapp.operations.sessions import start_session
from webapp.operations.unit import unit_of_work
from webapp.operations.watching import Sight

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
NOW = datetime(2026, 3, 12, 9, 41, tzinfo=UTC)
DAY = date(2026, 3, 12)
SHOWN = {
    "week": lambda count: WeekPage(DAY),
    "days": lambda count: GridPage(DAY, count),
    "day": lambda count: DayPage(DAY),
}


@pytest.fixture
def watching(app: Flask, vera: Person, team: int) -> Person:
    """Vera, signed in."""
    with unit_of_work(by=vera) as unit:
        start_session(unit, vera, "tests", "127.0.0.1")
    return vera


def drawn(person: Person, sight: Sight, audience: Audience, first: date, count: int) -> dict[str, str]:
    """Every piece of the grid as the page draws it."""
    shown = [row for row in sight.calendars.values() if not row.hidden]
    last = fragments.days_from(first, count)[-1]
    items = items_between(person, shown, first, last, audience.zone)
    top = fragments.top(first, count, items, audience, NOW)
    return {"wtop": top} | fragments.columns(first, count, items, audience, NOW)


@pytest.mark.parametrize(("kind", "count"), [("week", 1), ("days", 4), ("day", 1)])
@pytest.mark.parametrize("seed", range(2))
def test_pushed_columns_are_all_that_change(
    app: Flask,
    alice: Person,
    watching: Person,
    team: int,
    kind: str,
    count: int,
    seed: int,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(days, "_now", lambda: NOW)
    first, columns = (week_of(DAY, 0), 7) if kind == "week" else (DAY, count)
    dice, events, pushed = random.Random(seed), {}, 0
    page = SHOWN[kind](count)
    if seed:  # then what overlaps is marked
        change_calendar(team, "Team", "sky", "Europe/Berlin", by=alice, one_at_a_time=True)
    with app.test_request_context():
        view = page.view(sight_of(watching))
        shown = drawn(watching, sight_of(watching), view.audience, first, columns)
        for _ in range(60):
            change_something(dice, team, events, alice)
            sight = sight_of(watching)
            since, view = view, page.view(sight)
            pieces = page.pull(view, news(since, view), sight)
            pushed += len(pieces.html)
            shown |= {re.search('id="(wday-[^"]+|wtop)"', html)[1]: html for html in pieces.html}
            assert shown == drawn(watching, sight, view.audience, first, columns)
    assert pushed >= 6
    assert any("overlaps" in html for html in shown.values()) == bool(seed) or count == 1


def test_a_move_pushes_the_day_it_left_and_the_day_it_came_to(
    app: Flask, alice: Person, watching: Person, team: int
) -> None:
    made = create_event(team, a_document(start="2026-03-10T09:00", end="2026-03-10T10:00"), by=alice)
    page, before = WeekPage(DAY), sight_of(watching)
    moved = a_document(start="2026-03-13T09:00", end="2026-03-13T10:00")
    edit_event(made.event_id, moved, made.version, alice)

    sight = sight_of(watching)
    with app.test_request_context():
        pieces = page.pull(page.view(sight), news(page.view(before), page.view(sight)), sight)
    ids = [re.search('id="([^"]+)"', html)[1] for html in pieces.html]
    assert ids == ["wtop", "wday-2026-03-10", "wday-2026-03-13"]
    assert "Alice moved" in pieces.said


def test_a_year_fetches_itself_for_its_own_days_alone(
    app: Flask, alice: Person, watching: Person, team: int
) -> None:
    for year, fetches in ((2026, True), (2028, False)):
        page, before = YearPage(DAY), sight_of(watching)
        create_event(team, a_document(start=f"{year}-11-02T09:00", end=f"{year}-11-02T10:00"), by=alice)
        sight = sight_of(watching)
        with app.test_request_context():
            pieces = page.pull(page.view(sight), news(page.view(before), page.view(sight)), sight)
        assert (pieces is None) is fetches


def test_what_a_stranger_changes_brings_nothing(
    app: Flask, alice: Person, charlie: Person, watching: Person, team: int
) -> None:
    from_charlie = a_document(start="2026-03-12T09:00", end="2026-03-12T10:00", title="Private")
    page, before = WeekPage(DAY), sight_of(watching)
    (own,) = [row.id for row in calendars_of(charlie)]
    create_event(own, from_charlie, by=charlie)
    sight = sight_of(watching)
    with app.test_request_context():
        assert page.view(sight) == page.view(before)
        create_event(team, from_charlie, by=alice)
        sight = sight_of(watching)
        assert page.pull(page.view(sight), news(page.view(before), page.view(sight)), sight).html


@pytest.mark.parametrize("count", ["0", "8", "x", "-1"])
def test_more_days_than_there_are_columns_are_no_page(watching: Person, count: str) -> None:
    asked = {"page": "days", "date": "2026-03-12"}
    assert open_page(watching, asked | {"id": "7"}) == GridPage(DAY, 7)
    with pytest.raises(NotThere):
        open_page(watching, asked | {"id": count})
