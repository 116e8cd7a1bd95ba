"""What a change brings to open pages: without the safety poll, rendered for who looks, and nothing more."""

import time
from typing import Any

import pytest

from tests.support.cast import a_document, make_person
from tests.support.live_server import LiveServer, StartServer
from tests.support.sockets import Arrive, Visitor
from webapp.domain.roles import Role
from webapp.models import Person
from webapp.operations.accounts import change_profile
from webapp.operations.events import create_event
from webapp.operations.sharing import share_event

MONTH = {"page": "month", "date": "2026-03-01"}
AGENDA = {"page": "agenda", "date": "2026-03-20"}


def event(event_id: int) -> dict[str, Any]:
    return {"page": "event", "id": event_id}


def edit(browser: Visitor, event_id: int, unit: str, base: int = 1, **fields: str) -> None:
    """Save one field as the event page does; answers 303 because no htmx asked."""
    assert browser.post(f"/events/{event_id}/fields/{unit}", base=base, **fields) == 303


@pytest.fixture
def arrive_at(arrive: Arrive, either_server: LiveServer) -> Arrive:
    """Like `arrive`, on a server of either mode."""
    return lambda person: arrive(person, either_server)


def test_an_edit_reaches_the_event_page(arrive_at: Arrive, alice: Person, bob: Person, retreat: int) -> None:
    owner, editor = arrive_at(alice), arrive_at(bob)
    page = owner.watch(**event(retreat), since=owner.since(f"/events/{retreat}"))
    edit(editor, retreat, "location", location="Attic")
    heard = page.hear()
    assert 'id="ev-location" data-v="2"' in heard.html and "Attic" in heard.html
    assert 'id="ev-title" data-v="2"' in heard.html and 'id="ev-when"' not in heard.html
    assert heard.said.startswith("Bob ") and heard.said.endswith(".")
    assert heard.to == owner.since(f"/events/{retreat}")


@pytest.mark.soak  # on a machine of one's own: others take longer than a second for anything
def test_an_edit_reaches_the_event_page_within_a_second(
    arrive_at: Arrive, alice: Person, bob: Person, retreat: int
) -> None:
    owner, editor = arrive_at(alice), arrive_at(bob)
    page = owner.watch(**event(retreat), since=owner.since(f"/events/{retreat}"))
    for version in range(1, 11):
        start = time.monotonic()
        edit(editor, retreat, "location", base=version, location=f"Room {version}")
        assert f"Room {version}" in page.hear().html
        assert time.monotonic() - start < 1.0


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_frames_are_drawn_whatever_the_site_is_called(
    arrive: Arrive, start_server: StartServer, alice: Person, bob: Person, retreat: int
) -> None:
    server = start_server(TRUSTED_HOSTS="127.0.0.1")
    owner = arrive(alice, server)
    page = owner.watch(**event(retreat), since=owner.since(f"/events/{retreat}"))
    edit(arrive(bob, server), retreat, "location", location="Attic")
    heard = page.hear().html
    assert "Attic" in heard and f'href="/events/{retreat}/history"' in heard


def test_an_edit_reaches_month_agenda_and_history(
    arrive_at: Arrive, alice: Person, vera: Person, bob: Person, retreat: int
) -> None:
    viewer = arrive_at(vera)
    month = viewer.watch(**MONTH, since=viewer.since("/month/2026/3"))
    agenda = viewer.watch(**AGENDA, since=viewer.since("/agenda/2026-03-20"))
    history = viewer.watch(page="history", id=retreat, since=viewer.since(f"/events/{retreat}/history"))
    edit(arrive_at(bob), retreat, "title", title="Summit")
    heard = month.hear()
    assert 'id="day-2026-03-24"' in heard.html and "Summit" in heard.html
    assert heard.html.count('class="day') - heard.html.count('class="day__') == 1
    assert "Summit" in agenda.hear().html
    row = history.hear().html
    assert '<live-into target="#history-rows" where="afterbegin">' in row and 'id="v-2"' in row
    assert "Restore" not in row


def test_what_is_done_reaches_the_history_of_the_calendar(
    arrive: Arrive, vera: Person, bob: Person, team: int, retreat: int
) -> None:
    viewer = arrive(vera)
    page = viewer.watch(page="changes", id=team, since=viewer.since(f"/calendars/{team}/history"))
    edit(arrive(bob), retreat, "title", title="Summit")
    heard = page.hear().html
    assert '<live-into target="#history-rows" where="afterbegin"><li class="v v--set" id="set-' in heard
    assert "renamed it to “Summit”" in heard and "1 new change in Team." in heard and "Undo<" not in heard
    arrive(bob).post(f"/events/{retreat}/deletions")
    assert "deleted it" in page.hear().html


def test_a_move_touches_the_day_it_leaves_and_the_day_it_comes_to(
    arrive: Arrive, alice: Person, bob: Person, retreat: int
) -> None:
    owner = arrive(alice)
    month = owner.watch(**MONTH, since=owner.since("/month/2026/3"))
    when = {"start_date": "2026-03-26", "start_time": "09:00", "end_date": "2026-03-26", "end_time": "10:00"}
    edit(arrive(bob), retreat, "when", zone="Europe/Berlin", **when)
    heard = month.hear().html
    assert (
        'id="day-2026-03-24"' in heard
        and 'id="day-2026-03-26"' in heard
        and 'id="day-2026-03-25"' not in heard
    )


def test_the_days_are_those_of_the_watchers_zone(
    arrive: Arrive, alice: Person, bob: Person, retreat: int
) -> None:
    change_profile(alice, {"zone": "Pacific/Auckland"})
    browser = arrive(alice)
    month = browser.watch(**MONTH, since=browser.since("/month/2026/3"))
    late = {"start_date": "2026-03-24", "start_time": "14:00", "end_date": "2026-03-24", "end_time": "15:00"}
    edit(arrive(bob), retreat, "when", zone="Europe/Berlin", **late)
    html = month.hear().html
    assert 'id="day-2026-03-25"' in html, "14:00 in Berlin is the next morning in Auckland"


def test_an_event_that_is_made_or_deleted_reaches_the_month(
    arrive: Arrive, alice: Person, vera: Person, team: int, retreat: int
) -> None:
    viewer, owner = arrive(vera), arrive(alice)
    month = viewer.watch(**MONTH, since=viewer.since("/month/2026/3"))
    assert owner.post(f"/events/{retreat}/deletions") == 303
    assert "Retreat</span>" not in month.hear().html
    assert owner.post(f"/events/{retreat}/recoveries") == 303
    assert "Retreat</span>" in month.hear().html


def test_new_people_appear_on_the_share_page(
    arrive: Arrive, alice: Person, charlie: Person, team: int
) -> None:
    owner = arrive(alice)
    panel = owner.watch(page="shares", id=f"calendar-{team}", since=owner.since(f"/calendars/{team}/sharing"))
    assert owner.post(f"/calendars/{team}/shares", person=charlie.id, q="Charlie Chan", role="viewer") in (
        200,
        303,
    )
    heard = panel.hear().html
    assert 'id="shares"' in heard and "Charlie Chan" in heard


def test_what_happened_while_a_page_was_away_comes_at_once(
    arrive: Arrive, alice: Person, bob: Person, retreat: int
) -> None:
    owner, editor = arrive(alice), arrive(bob)
    since = owner.since(f"/events/{retreat}")
    edit(editor, retreat, "location", location="Attic")
    edit(editor, retreat, "title", base=2, title="Summit")
    heard = owner.watch(**event(retreat), since=since, hello=False).hear()
    assert heard.attributes["from"] == since
    assert "Attic" in heard.html and "Summit" in heard.html
    now = owner.watch(**event(retreat), since=heard.to, hello=False).hear()
    assert now.html.endswith("></live-frame>"), "nothing is sent twice"


def test_a_burst_is_one_frame_with_the_last_state(
    arrive: Arrive, alice: Person, bob: Person, retreat: int
) -> None:
    owner, editor = arrive(alice), arrive(bob)
    page = owner.watch(**event(retreat), since=owner.since(f"/events/{retreat}"))
    for version in range(1, 13):
        edit(editor, retreat, "location", base=version, location=f"Room {version}")
    last = page.hear()
    while "Room 12" not in last.html:
        following = page.hear()
        assert following.attributes["from"] == last.to
        last = following


@pytest.mark.parametrize(
    "since", ["nonsense", "c1", "c1.x", "c1.2-c1.2", "c1.-1", "x1.1", "c1.99999", "c" * 4000]
)
def test_a_cursor_that_is_none_gets_one_note_to_reload(
    arrive: Arrive, alice: Person, bob: Person, retreat: int, since: str
) -> None:
    owner = arrive(alice)
    good = owner.since(f"/events/{retreat}")
    calendar = good.split(".")[0]
    page = owner.watch(**event(retreat), since=since.replace("c1.", f"{calendar}."), hello=False)
    assert page.hear().note == "reload"
    edit(arrive(bob), retreat, "location", location="Attic")
    assert "Attic" in page.hear().html


def test_who_has_one_event_is_not_woken_by_the_others_of_its_calendar(
    arrive: Arrive, alice: Person, charlie: Person, team: int, retreat: int
) -> None:
    share_event(retreat, charlie.id, Role.VIEWER, by=alice)
    other = create_event(team, a_document(title="Secret"), by=alice).event_id
    guest, owner = arrive(charlie), arrive(alice)
    pages = [
        guest.watch(**event(retreat), since=guest.since(f"/events/{retreat}")),
        guest.watch(**MONTH, since=guest.since("/month/2026/3")),
    ]
    edit(owner, other, "location", location="Attic")
    assert all(page.silence() for page in pages)
    edit(owner, retreat, "location", location="Barn")
    heard = [page.hear() for page in pages]
    assert "Barn" in heard[0].html and all("Secret" not in one.html for one in heard)
    assert all("c" not in part for part in heard[0].to.split("-")), "no count of the calendar's changes"


def test_a_private_event_stays_out_of_a_colleagues_frames(
    arrive: Arrive, alice: Person, vera: Person, retreat: int
) -> None:
    owner, viewer = arrive(alice), arrive(vera)
    own = owner.watch(**MONTH, since=owner.since("/month/2026/3"))
    theirs = viewer.watch(**MONTH, since=viewer.since("/month/2026/3"))
    private = owner.since("/month/2026/3").split(".")[0][1:]
    create = {
        "start_date": "2026-03-24",
        "start_time": "11:00",
        "end_date": "2026-03-24",
        "end_time": "12:00",
    }
    assert owner.post("/events", calendar_id=private, title="Dentist", zone="Europe/Berlin", **create) == 303
    assert "Dentist" in own.hear().html
    assert theirs.silence()
    edit(owner, retreat, "title", title="Summit")
    assert "Dentist" not in theirs.hear().html


def test_a_change_over_three_weeks_lets_the_month_fetch_itself(
    arrive: Arrive, alice: Person, bob: Person, retreat: int
) -> None:
    owner = arrive(alice)
    month = owner.watch(**MONTH, since=owner.since("/month/2026/3"))
    when = {"start_date": "2026-03-02", "end_date": "2026-03-27", "all_day": "1", "zone": "Europe/Berlin"}
    edit(arrive(bob), retreat, "when", **when)
    assert month.hear().note == "refresh"


def test_a_calendar_that_is_renamed_lets_its_pages_fetch_themselves(
    arrive: Arrive, alice: Person, vera: Person, team: int, retreat: int
) -> None:
    viewer = arrive(vera)
    pages = [
        viewer.watch(**MONTH, since=viewer.since("/month/2026/3")),
        viewer.watch(**event(retreat), since=viewer.since(f"/events/{retreat}")),
    ]
    assert (
        arrive(alice).post(f"/calendars/{team}/settings", name="Crew", hue="rose", zone="Europe/Berlin")
        == 303
    )
    assert [page.hear().note for page in pages] == ["refresh", "refresh"]


def test_two_people_with_the_same_look_get_the_same_bytes(
    arrive: Arrive, alice: Person, team: int, retreat: int
) -> None:
    guests = [arrive(make_person(f"guest{number}", "Gus Guest")) for number in range(2)]
    for number in range(2):
        share_event(retreat, number + 4, Role.VIEWER, by=alice)
    since = guests[0].since(f"/events/{retreat}")
    pages = [guest.watch(**event(retreat), since=since) for guest in guests]
    edit(arrive(alice), retreat, "location", location="Attic")
    assert len({page.hear().html for page in pages}) == 1
