"""Months that are open follow series: every cell of an instance that came, went or changed, and no other."""

import random
from typing import Any

import pytest
from flask import Flask

from tests.live.test_days import FIRST, TODAY, follow, news, sight_of
from tests.support.cast import a_document
from webapp.domain.series import instance_document, instances
from webapp.live import days
from webapp.live.event_pages import EventPage
from webapp.models import Event, Person
from webapp.operations.errors import NotThere
from webapp.operations.events import create_event
from webapp.operations.schedule import window
from webapp.operations.series import edit_instances, remove_instances
from webapp.operations.sessions import start_session
from webapp.operations.unit import unit_of_work

RULES = (
    "FREQ=WEEKLY;COUNT=9",
    "FREQ=DAILY;INTERVAL=3;COUNT=12",
    "FREQ=MONTHLY",
    "FREQ=WEEKLY;BYDAY=MO,FR;COUNT=8",
)


@pytest.fixture
def sight(vera: Person) -> None:
    with unit_of_work(by=vera) as unit:
        start_session(unit, vera, "tests", "127.0.0.1")


def change_a_series(dice: random.Random, team: int, series: list[int], session: Any, by: Person) -> None:
    """Make a series, or change or take out some instances of one."""
    if not series or dice.random() < 0.2:
        document = a_document(start="2026-03-05T09:00", end="2026-03-05T10:00", rrule=dice.choice(RULES))
        series.append(create_event(team, document, by).event_id)
        return
    event = session.get_one(Event, dice.choice(series), populate_existing=True)
    document, scope = event.document, dice.choice(("this", "this", "following", "all"))
    found = instances(document, *window(FIRST, TODAY.replace(month=5)))
    if not document["rrule"] or len(found) < 3:
        return
    name = dice.choice(found[1:]).recurrence_id
    if dice.random() < 0.3 and scope != "all":
        remove_instances(event.id, name, scope, by)
        return
    mine = instance_document(document, name) | {
        "rrule": document["rrule"],
        "title": f"Chip {dice.random():.3}",
    }
    if dice.random() < 0.5:
        mine |= {"start": mine["start"][:11] + "14:00", "end": mine["end"][:11] + "15:30"}
    saved = edit_instances(event.id, name, scope, mine, event.version, by)
    series += [saved.rest_id] if saved.rest_id else []


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
@pytest.mark.parametrize("seed", range(3))
def test_pushed_cells_of_series_are_all_that_change(
    app: Flask,
    alice: Person,
    vera: Person,
    team: int,
    sight: None,
    session: Any,
    seed: int,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(days, "_today", lambda zone: TODAY)
    dice, series = random.Random(seed), []
    with app.test_request_context():
        pushed, _ = follow(vera, 25, lambda: change_a_series(dice, team, series, session, alice))
    assert pushed > 20


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_the_page_of_an_instance_follows_its_series_until_it_is_taken_out(
    app: Flask, alice: Person, vera: Person, team: int, sight: None
) -> None:
    document = a_document(rrule="FREQ=WEEKLY;COUNT=5")
    event_id = create_event(team, document, by=alice).event_id
    name = "2026-03-31T09:00"
    page = EventPage.open(vera, {"id": str(event_id), "occurrence": name})
    with pytest.raises(NotThere):
        EventPage.open(vera, {"id": str(event_id), "occurrence": "2026-04-01T09:00"})
    with app.test_request_context():
        before = sight_of(vera)
        mine = instance_document(document, name) | {"rrule": document["rrule"], "title": "Review"}
        edit_instances(event_id, name, "this", mine, 1, by=alice)
        after = sight_of(vera)
        pieces = page.pull(page.view(after), news(page.view(before), page.view(after)), after)
        html = "".join(pieces.html)
        assert "Review" in html and "Tue 31 March 2026" in html
        remove_instances(event_id, name, "this", by=alice)
        last = sight_of(vera)
        assert page.pull(page.view(last), news(page.view(after), page.view(last)), last) is None
