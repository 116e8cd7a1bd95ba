"""What one delivery draws once for many, and what it must not."""

from collections.abc import Callable, Hashable
from datetime import date
from functools import partial

import pytest
from flask import Flask

from tests.support.cast import a_document
from webapp.domain.locales import Audience
from webapp.domain.roles import Role
from webapp.fragments.event import fragments
from webapp.fragments.month import cells
from webapp.live.news import News, Pieces
from webapp.live.schedule_pages import AgendaPage, MonthPage
from webapp.models import Person
from webapp.operations.beyond_cursors import changes_beyond
from webapp.operations.calendars import calendars_of
from webapp.operations.events import create_event, edit_event
from webapp.operations.reading import read_event
from webapp.operations.schedule import items_of
from webapp.operations.sessions import sessions_of, start_session
from webapp.operations.sharing import share_event
from webapp.operations.unit import unit_of_work
from webapp.operations.watching import Sight, begin_reading, sights_of

MONTH, AGENDA = MonthPage(date(2026, 3, 1)), AgendaPage(date(2026, 3, 20))
pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


def private(person: Person) -> int:
    return next(row.id for row in calendars_of(person) if row.private)


def sights(*people: Person) -> list[Sight]:
    for person in people:
        if not sessions_of(person):
            with unit_of_work(by=person) as unit:
                start_session(unit, person, "tests", "127.0.0.1")
    begin_reading()
    devices = [sessions_of(person)[0].id for person in people]
    found = sights_of(devices)
    return [found[device] for device in devices]


def told(
    app: Flask, page: MonthPage | AgendaPage, team: int, since: list[Sight], now: list[Sight]
) -> list[Pieces]:
    """What each of them is told of the last change in the team's calendar, in one delivery."""
    views = [page.view(sight) for sight in now]
    changes = changes_beyond({team: since[0].calendars[team].seq}, {}, 200)
    changes.in_view = frozenset(name for view in views for name, _ in view.cursor)
    with app.test_request_context():
        return [
            page.pull(view, News(page.view(before).cursor, view.cursor, changes), sight)
            for view, before, sight in zip(views, since, now, strict=True)
        ]


@pytest.mark.parametrize("page", [MONTH, AGENDA], ids=["month", "agenda"])
def test_who_sees_the_same_shares_the_pieces(
    app: Flask, alice: Person, bob: Person, team: int, page: MonthPage | AgendaPage
) -> None:
    before = sights(alice, bob)
    create_event(team, a_document(title="Summit"), by=alice)
    one, other = told(app, page, team, before, sights(alice, bob))
    assert "Summit" in one.html[0]
    assert one is other


@pytest.mark.parametrize("page", [MONTH, AGENDA], ids=["month", "agenda"])
def test_nobody_gets_a_day_with_what_only_another_sees(
    app: Flask, alice: Person, bob: Person, vera: Person, team: int, page: MonthPage | AgendaPage
) -> None:
    create_event(private(alice), a_document(title="Dentist"), by=alice)
    alone = create_event(private(alice), a_document(title="Surprise"), by=alice)
    share_event(alone.event_id, vera.id, Role.VIEWER, by=alice)
    before = sights(alice, bob, vera)
    create_event(team, a_document(title="Summit"), by=alice)
    for_alice, for_bob, for_vera = (
        pieces.html[0] for pieces in told(app, page, team, before, sights(alice, bob, vera))
    )
    assert all("Summit" in html for html in (for_alice, for_bob, for_vera))
    assert "Dentist" in for_alice and "Surprise" in for_alice
    assert "Dentist" not in for_bob and "Surprise" not in for_bob
    assert "Dentist" not in for_vera and "Surprise" in for_vera


@pytest.mark.parametrize("roles", [["owner", "editor", "viewer"], ["viewer", "editor", "owner"]])
def test_an_event_is_drawn_once_for_all_who_may_edit_and_as_for_each_alone(
    app: Flask, retreat: int, roles: list[str]
) -> None:
    known: dict[Hashable, str] = {}

    def once(key: Hashable, make: Callable[[], str]) -> str:
        return known[key] if key in known else known.setdefault(key, make())

    seen = {}
    with app.test_request_context():
        view = read_event(retreat)
        for role in roles:
            audience = Audience(role, "Europe/Berlin", "en_GB", 24)
            seen[role] = fragments(view, audience, once=once)
            assert seen[role] == fragments(view, audience)
    assert len(known) == 2 * len(seen["owner"])
    assert [f'/events/{retreat}/sharing"' in seen[role]["ev-title"] for role in roles] == [
        role == "owner" for role in roles
    ]
    assert "share-link" not in "".join(html for pieces in seen.values() for html in pieces.values())


def test_cells_that_are_known_are_those_of_the_whole_month(app: Flask, alice: Person, team: int) -> None:
    made = create_event(team, a_document(title="Summit"), by=alice)
    with app.test_request_context():
        for title, clock, today in [
            ("Summit", 24, 1),
            ("Summit", 12, 1),
            ("Gathering", 12, 1),
            ("Gathering", 12, 24),
        ]:
            made = edit_event(made.event_id, a_document(title=title), made.version, by=alice)
            begin_reading()
            items = items_of([team], [], date(2026, 2, 23), date(2026, 4, 5), "Europe/Berlin")
            audience = Audience("viewer", "Europe/Berlin", "en_GB", clock)
            draw = partial(cells, MONTH.first, 0, items, audience, date(2026, 3, today))
            whole, days = draw(), [date(2026, 3, number) for number in (1, 20, 24, 31)]
            assert title in "".join(whole.values())
            assert draw(days) == {f"day-{day}": whole[f"day-{day}"] for day in days}
