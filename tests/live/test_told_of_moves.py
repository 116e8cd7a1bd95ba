"""Who is told what of a move between calendars, in one delivery: names to those who see them, and to nobody else."""

from collections.abc import Iterable
from datetime import date

import pytest
from flask import Flask

from tests.support.cast import a_document
from tests.support.event_forms import form
from tests.support.sockets import Arrive
from webapp.domain.roles import Role
from webapp.live.calendar_pages import ChangesPage
from webapp.live.news import Pieces
from webapp.live.page import Page
from webapp.live.pulling import Group, changes_for, news_of, told_alike
from webapp.live.schedule_pages import AgendaPage, MonthPage, WeekPage
from webapp.live.watchers import Watcher
from webapp.models import Person
from webapp.operations.calendars import show_calendar
from webapp.operations.events import edit_event
from webapp.operations.relocating import Typed, move_event_to
from webapp.operations.sessions import sessions_of, start_session
from webapp.operations.sharing import share_calendar, share_event
from webapp.operations.unit import unit_of_work
from webapp.operations.watching import Sight, begin_reading, sights_of

MONTH, AGENDA, WEEK = (
    MonthPage(date(2026, 3, 1)),
    AgendaPage(date(2026, 3, 20)),
    WeekPage(date(2026, 3, 24), 7),
)
on_sqlite = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
every_grid = pytest.mark.parametrize("page", [MONTH, AGENDA, WEEK], ids=["month", "agenda", "week"])


def devices(people: Iterable[Person]) -> list[int]:
    for person in people:
        if not sessions_of(person):
            with unit_of_work(by=person) as unit:
                start_session(unit, person, "tests", "127.0.0.1")
    begin_reading()
    return [sessions_of(person)[0].id for person in people]


def sights(*people: Person) -> list[Sight]:
    ids = devices(people)
    found = sights_of(ids)
    return [found[one] for one in ids]


def delivered(app: Flask, page: Page, since: list[Sight], people: list[Person]) -> list[Pieces | None]:
    """What each of these people is told, by the very steps of a delivery: grouped, split, pulled."""
    ids, now = devices(people), sights(*people)
    by_device = dict(zip(ids, now, strict=True))
    groups: dict[Group, list[Watcher]] = {}
    for device, before, sight in zip(ids, since, now, strict=True):
        old, view = page.view(before), page.view(sight)
        assert old and view
        groups.setdefault(Group(page, view, old.cursor), []).append(Watcher(0, device, "", page))
    changes, found = changes_for(groups), {}
    with app.test_request_context():
        for group, watchers in groups.items():
            news = news_of(group, changes)
            for alike, sight in told_alike(news, watchers, by_device):
                pieces = page.pull(group.view, news, sight)
                found |= {watcher.sign_in_id: pieces for watcher in alike}
    return [found[device] for device in ids]


@pytest.fixture
def dora(team: int, rooms: int, alice: Person, charlie: Person) -> Person:
    """Charlie under another name: a viewer of Team like Vera, and of Rooms."""
    for calendar_id in (team, rooms):
        share_calendar(calendar_id, charlie.id, Role.VIEWER, by=alice)
    return charlie


def test_rows_of_the_old_calendar_name_the_new_one_and_lead_there_for_who_sees_it(
    app: Flask, alice: Person, bob: Person, vera: Person, dora: Person, team: int, rooms: int, retreat: int
) -> None:
    people, page = [vera, dora, bob], ChangesPage(team)
    before = sights(*people)
    edit_event(retreat, a_document(location="Attic"), based_on=1, by=alice)
    move_event_to(retreat, rooms, by=bob, based_on=2, typed=Typed(a_document(title="Secret summit")))
    blind, seeing, editing = ("".join(told.html) for told in delivered(app, page, before, people) if told)
    assert "moved it to another calendar" in blind
    assert "Rooms" not in blind and "Secret" not in blind and "/changes/" not in blind
    for html in (seeing, editing):
        assert "moved it to the calendar “Rooms”" in html and html.count('class="v__at" href="/changes/') == 2
        assert f"/events/{retreat}/" in html and "Secret" not in html


def told_of_moving(
    app: Flask, page: Page, people: list[Person], event_id: int, to: int, by: Person
) -> list[str]:
    """What each of these people is told when an event that nobody has changed moves."""
    before = sights(*people)
    move_event_to(event_id, to, by=by, based_on=1)
    return ["".join(told.html) for told in delivered(app, page, before, people) if told]


def test_rows_of_the_new_calendar_name_the_old_one_to_who_sees_it(
    app: Flask, alice: Person, bob: Person, root: Person, dora: Person, team: int, rooms: int, retreat: int
) -> None:
    share_calendar(rooms, root.id, Role.VIEWER, by=alice)
    seeing, blind = told_of_moving(app, ChangesPage(rooms), [dora, root], retreat, rooms, by=bob)
    assert "moved it here from the calendar “Team”" in seeing
    assert "moved it here from another calendar" in blind and "Team" not in blind


def test_who_sees_the_same_of_a_move_shares_one_frame(
    app: Flask, alice: Person, bob: Person, vera: Person, root: Person, team: int, rooms: int, retreat: int
) -> None:
    share_calendar(team, root.id, Role.VIEWER, by=alice)
    people, page = [vera, root], ChangesPage(team)
    before = sights(*people)
    move_event_to(retreat, rooms, by=bob, based_on=1)
    one, other = delivered(app, page, before, people)
    assert one is other and one is not None and "another calendar" in one.html[0]


@on_sqlite
@every_grid
def test_a_grid_says_the_names_that_its_reader_may_know(
    app: Flask,
    alice: Person,
    bob: Person,
    vera: Person,
    root: Person,
    dora: Person,
    rooms: int,
    retreat: int,
    page: Page,
) -> None:
    share_calendar(rooms, root.id, Role.VIEWER, by=alice)
    people = [vera, dora, root]
    before = sights(*people)
    move_event_to(retreat, rooms, by=bob, based_on=1)
    leaving, both, coming = (told.said for told in delivered(app, page, before, people) if told)
    assert both == "Retreat: Bob moved it from the calendar “Team” to “Rooms”."
    assert leaving == "Retreat: Bob moved it from the calendar “Team” to another one."
    assert coming == "Retreat: Bob moved it from another calendar to “Rooms”."


@on_sqlite
def test_a_calendar_that_is_switched_off_is_named_as_well(
    app: Flask, bob: Person, dora: Person, rooms: int, retreat: int
) -> None:
    show_calendar(rooms, False, by=dora)
    before = sights(dora)
    move_event_to(retreat, rooms, by=bob, based_on=1)
    (told,) = delivered(app, MONTH, before, [dora])
    assert told and told.said == "Retreat: Bob moved it from the calendar “Team” to “Rooms”."


@on_sqlite
def test_who_was_given_it_alone_is_told_that_it_moved_and_no_name(
    app: Flask, alice: Person, bob: Person, charlie: Person, rooms: int, retreat: int
) -> None:
    share_event(retreat, charlie.id, Role.VIEWER, by=alice)
    before = sights(charlie)
    move_event_to(retreat, rooms, by=bob, based_on=1, typed=Typed(a_document(title="Summit")))
    (told,) = delivered(app, MONTH, before, [charlie])
    assert told and told.said == "Summit: Bob moved it to another calendar and renamed it to “Summit”."


@on_sqlite
@every_grid
def test_what_leaves_the_days_of_a_page_is_told_with_what_was_done_and_not_what_was_before(
    app: Flask, alice: Person, bob: Person, team: int, retreat: int, page: Page
) -> None:
    before = sights(alice)
    away = a_document(start="2026-06-24T09:00", end="2026-06-24T10:00")
    edit_event(retreat, away, based_on=1, by=bob)
    (told,) = delivered(app, page, before, [alice])
    assert told and told.said == "Retreat: Bob moved it from Tue 24 March to Wed 24 June."


@on_sqlite
def test_on_the_socket_and_for_who_asks_names_come_with_the_first_word(
    arrive: Arrive, bob: Person, vera: Person, dora: Person, team: int, rooms: int, retreat: int
) -> None:
    people = [arrive(person) for person in (vera, dora)]
    since = people[0].since(f"/calendars/{team}/history")
    pages = [one.watch(page="changes", id=team, since=since) for one in people]
    assert arrive(bob).post(f"/events/{retreat}", **_moved(rooms)) == 303
    blind, seeing = (page.hear() for page in pages)
    assert "Rooms" not in blind.html and "moved it to another calendar" in blind.html
    assert "moved it to the calendar “Rooms”" in seeing.html
    told = [one.news(page="changes", id=team, since=since)[1] for one in people]
    assert "Rooms" not in told[0] and "moved it to another calendar" in told[0]
    assert "moved it to the calendar “Rooms”" in told[1]


def _moved(calendar_id: int) -> dict[str, str]:
    return form(base=1, calendar_id=str(calendar_id))
