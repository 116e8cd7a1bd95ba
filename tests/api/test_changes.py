"""Sync: everything that changed for the caller since a token, nothing of what they may not see, lost access as deleted."""

from datetime import UTC, datetime, timedelta
from threading import Event, Thread

import pytest

from tests.support.cast import a_document
from tests.support.sockets import PATIENCE
from tests.support.syncing import Copy
from webapp.domain.roles import Role
from webapp.domain.sync_state import Leaving, SyncState, packed, unpacked
from webapp.extensions import db
from webapp.models import Person
from webapp.operations.calendars import change_calendar, create_calendar, delete_calendar, undelete_calendar
from webapp.operations.events import Making, create_event, delete_event, edit_event, write_event
from webapp.operations.purging import purge_event
from webapp.operations.purging_calendars import purge_calendar
from webapp.operations.sharing import (
    share_calendar,
    share_event,
    stop_sharing_calendar,
    stop_sharing_event,
)
from webapp.operations.sync_tokens import LASTS, write_token
from webapp.operations.unit import unit_of_work

only_sqlite = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


def item(kind, calendar_id, event_id=None, version=None, deleted=False):
    return {
        "kind": kind,
        "calendar_id": calendar_id,
        "event_id": event_id,
        "version": version,
        "deleted": deleted,
    }


@pytest.fixture
def copy_of(program):
    """`copy_of(vera)` is a program of Vera's that knows everything that she sees now."""
    return lambda person: Copy(program(person)).sync()


def news(copy, limit=200):
    """What one more sync tells."""
    copy.told.clear()
    copy.sync(limit)
    return copy.told


def test_without_a_token_the_whole_is_told_and_with_one_what_changed(copy_of, vera, alice, team, retreat):
    copy = copy_of(vera)
    assert item("calendar", team) in copy.told
    assert item("event", team, retreat, 1) in copy.told
    assert news(copy) == []
    for n in range(1, 4):
        edit_event(retreat, {"title": f"Title {n}"}, n, by=alice)
    made = create_event(team, a_document(), by=alice).event_id
    assert news(copy) == [item("event", team, retreat, 4), item("event", team, made, 1)]
    assert news(copy) == []


@only_sqlite
def test_sharing_and_names_of_calendars_are_changes_too(copy_of, vera, alice, charlie, team, retreat):
    copy = copy_of(vera)
    share_event(retreat, charlie.id, Role.VIEWER, by=alice)
    share_calendar(team, vera.id, Role.EDITOR, by=alice)
    change_calendar(team, "Crew", "sky", "Europe/Berlin", by=alice)
    assert news(copy) == [item("share", team, retreat), item("share", team), item("calendar", team)]


@only_sqlite
def test_nothing_is_told_of_what_one_may_not_see(copy_of, alice, charlie, root, team, retreat):
    share_event(create_event(team, a_document(), by=alice).event_id, root.id, Role.VIEWER, by=alice)
    copy, hers = copy_of(charlie), copy_of(alice)
    assert team not in copy.calendars and not copy.events
    edit_event(retreat, {"title": "Secret"}, 1, by=alice)
    assert news(copy) == [] and news(hers) == [item("event", team, retreat, 2)]
    share_event(retreat, charlie.id, Role.VIEWER, by=alice)
    assert news(copy) == [item("event", team, retreat, 2)]
    create_event(team, a_document(title="Another"), by=alice)
    share_calendar(team, charlie.id, Role.VIEWER, by=alice)
    stop_sharing_calendar(team, charlie.id, by=alice)
    change_calendar(team, "Crew", "sky", "Europe/Berlin", by=alice)
    assert news(copy) == [] and len(news(hers)) == 4
    edit_event(retreat, {"title": "Open"}, 2, by=alice)
    assert news(copy) == [item("event", team, retreat, 3)]


def test_access_to_a_calendar_is_lost_and_gained(copy_of, vera, alice, team, retreat):
    copy = copy_of(vera)
    stop_sharing_calendar(team, vera.id, by=alice)
    assert news(copy) == [item("calendar", team, deleted=True), item("event", team, retreat, 1, True)]
    edit_event(retreat, {"title": "Unseen"}, 1, by=alice)
    assert news(copy) == []
    share_calendar(team, vera.id, Role.VIEWER, by=alice)
    told = news(copy)
    assert item("calendar", team) in told and item("event", team, retreat, 2) in told
    assert copy.versions == {retreat: 2}


@only_sqlite
@pytest.mark.parametrize("alone", [False, True])
def test_a_deleted_calendar_is_lost_until_it_is_back(copy_of, vera, charlie, alice, team, retreat, alone):
    share_event(retreat, charlie.id, Role.VIEWER, by=alice)
    copy = copy_of(charlie if alone else vera)
    assert retreat in copy.events
    delete_calendar(team, by=alice)
    assert item("event", team, retreat, 1, True) in news(copy)
    assert not copy.events
    undelete_calendar(team, by=alice)
    assert item("event", team, retreat, 1) in news(copy)


@only_sqlite
def test_an_event_that_is_deleted_purged_or_not_shared_any_more_is_deleted(
    copy_of, vera, alice, charlie, root, team, retreat
):
    other = create_event(team, a_document(), by=alice).event_id
    for one in (retreat, other):
        share_event(one, charlie.id, Role.VIEWER, by=alice)
    hers, his = copy_of(vera), copy_of(charlie)
    stop_sharing_event(retreat, charlie.id, by=alice)
    assert news(his) == [item("event", team, retreat, 1, True)]
    news(hers)
    delete_event(retreat, by=alice)
    purge_event(other, "Court order 12", by=root)
    assert news(hers) == [item("event", team, retreat, 2, True), item("event", team, other, 2, True)]
    assert news(his) == [item("event", team, other, 2, True)]


@only_sqlite
def test_what_is_still_seen_alone_stays_when_the_calendar_goes(copy_of, vera, alice, team, retreat):
    other = create_event(team, a_document(), by=alice).event_id
    share_event(retreat, vera.id, Role.VIEWER, by=alice)
    copy = copy_of(vera)
    stop_sharing_calendar(team, vera.id, by=alice)
    told = news(copy)
    assert told[:2] == [item("calendar", team, deleted=True), item("event", team, other, 1, True)]
    assert told[2] == item("event", team, retreat, 1) and copy.versions == {retreat: 1}


@only_sqlite
@pytest.mark.parametrize("alone", [False, True])
def test_a_purged_calendar_is_lost_with_everything_in_it(
    copy_of, vera, charlie, alice, root, team, retreat, alone
):
    share_event(retreat, charlie.id, Role.VIEWER, by=alice)
    copy = copy_of(charlie if alone else vera)
    purge_calendar(team, "Court order 12", by=root)
    assert item("calendar", team, deleted=True) in news(copy)
    assert not copy.events and team not in copy.calendars and news(copy) == []


@only_sqlite
def test_what_was_seen_alone_and_is_deleted_goes_when_the_calendar_comes(
    copy_of, charlie, alice, team, retreat
):
    share_event(retreat, charlie.id, Role.VIEWER, by=alice)
    copy = copy_of(charlie)
    delete_event(retreat, by=alice)
    share_calendar(team, charlie.id, Role.VIEWER, by=alice)
    assert item("event", team, retreat, 2, True) in news(copy)
    assert team in copy.calendars and not copy.events


@only_sqlite
def test_what_changes_between_two_parts_of_one_sync_is_not_missed(program, vera, alice, team):
    made = [create_event(team, a_document(title=f"{n}"), by=alice).event_id for n in range(6)]
    copy = Copy(program(vera))
    while copy.page(2) and len(copy.events) < 3:
        pass
    edit_event(made[0], {"title": "Told already"}, 1, by=alice)
    edit_event(made[5], {"title": "To be told"}, 1, by=alice)
    delete_event(made[1], by=alice)
    copy.sync(2)
    assert copy.versions == {made[0]: 2, **dict.fromkeys(made[2:5], 1), made[5]: 2}


def test_what_is_not_committed_yet_is_told_when_it_is(app, program, vera, alice, team, retreat):
    copy, written, goes_on, alice_id = Copy(program(vera)).sync(), Event(), Event(), alice.id

    def write():
        with app.app_context(), unit_of_work(by=db.session.get_one(Person, alice_id)) as unit:
            write_event(unit, team, a_document(title="Slow"), "web", Making())
            written.set()
            goes_on.wait(PATIENCE)

    writer = Thread(target=write)
    writer.start()
    try:
        assert written.wait(PATIENCE)
        assert news(copy) == []
    finally:
        goes_on.set()
        writer.join(PATIENCE)
    assert [(one["kind"], one["version"]) for one in news(copy)] == [("event", 1)]


@only_sqlite
def test_a_part_has_at_most_as_many_items_as_asked_for(program, vera, alice, team):
    for n in range(5):
        create_event(team, a_document(title=f"{n}"), by=alice)
    reader = program(vera)
    part = reader.get("/changes", limit=3).get_json()
    assert len(part["items"]) == 3 and part["more"] is True
    assert set(part) == {"items", "next", "more"}
    for limit in (0, 201, "many"):
        assert reader.get("/changes", limit=limit).status_code == 422


@only_sqlite
def test_a_part_reads_a_bounded_piece_of_a_long_log(copy_of, vera, alice, team, retreat):
    copy = copy_of(vera)
    for n in range(1, 131):
        edit_event(retreat, {"title": f"Title {n}"}, n, by=alice)
    copy.told.clear()
    parts = 1
    while copy.page(1):
        parts += 1
    assert parts > 1 and copy.told == [item("event", team, retreat, 131)]


# -- tokens


@only_sqlite
def test_a_token_that_cannot_be_read_or_is_too_old_is_gone(program, vera, bob, team, retreat):
    reader, now = program(vera), datetime.now(UTC)
    good = reader.get("/changes").get_json()["next"]
    assert reader.get("/changes", since=good).status_code == 200
    state = SyncState(whole={team: 1})
    assert reader.get("/changes", since=write_token(state, vera.id, now)).status_code == 200
    forged = good[:-8] + "AAAAAAAA"
    old = write_token(state, vera.id, now - LASTS - timedelta(days=2))
    ahead = write_token(SyncState(whole={team: 999}), vera.id, now)
    others = program(bob).get("/changes").get_json()["next"]
    for token in ("nonsense", "a.b.c.d.e", forged, old, ahead, others, "x" * 9000):
        response = reader.get("/changes", since=token)
        assert (response.status_code, response.mimetype) == (410, "application/problem+json"), token[:40]
        assert "without one" in response.get_json()["detail"]


def test_a_state_comes_back_out_of_its_bytes_and_others_do_not():
    state = SyncState(20_000, {1: 0, 300: 128, 2**31 - 1: 10**9}, {7: 5}, {9: Leaving(3, 4, False)})
    assert unpacked(packed(state)) == state
    for raw in (b"", b"\x07", packed(state)[:-1], b"\x01\x00\xff"):
        with pytest.raises(ValueError):
            unpacked(raw)


@only_sqlite
def test_a_token_for_500_calendars_fits_into_an_address(app):
    state = SyncState(whole={9 * n: 40_000 + 7 * n for n in range(1, 501)})
    assert len(write_token(state, 1, datetime.now(UTC))) < 4_000


@only_sqlite
def test_what_a_token_says_cannot_be_read(copy_of, vera, team):
    header, _, _, sealed, _ = copy_of(vera).token.split(".")
    assert header and sealed  # a JWE: nothing but the header is in the open


@only_sqlite
def test_a_sync_costs_the_same_for_many_calendars(program, charlie, alice, statements):
    def cost():
        reader = program(charlie)
        reader.get("/auth/me")
        statements.clear()
        assert reader.get("/changes").status_code == 200
        return len(statements)

    few = cost()
    for n in range(8):
        calendar_id = create_calendar(f"Room {n}", "sky", "Europe/Berlin", by=alice)
        made = create_event(calendar_id, a_document(), by=alice).event_id
        if n % 2:
            share_calendar(calendar_id, charlie.id, Role.VIEWER, by=alice)
        else:
            share_event(made, charlie.id, Role.VIEWER, by=alice)
    assert cost() == few
