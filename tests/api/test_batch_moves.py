"""A batch that moves events to other calendars, writes one of them more than once, and changes single dates of a series."""

import pytest

from tests.api.batch_bodies import COMING, HIKE, hikes, rows
from tests.api.test_calls import problem_of
from tests.support.cast import a_document
from tests.support.chains import misfits
from webapp.domain.attendance import key_of_person
from webapp.domain.roles import Role
from webapp.models import Event, EventVersion
from webapp.operations.calendars import create_calendar
from webapp.operations.events import create_event, edit_event
from webapp.operations.sharing import share_calendar, share_event

on_sqlite = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


@pytest.fixture
def rooms(alice, bob):
    """Another calendar of Alice's, which Bob edits."""
    number = create_calendar("Rooms", "rose", "Europe/Berlin", by=alice)
    share_calendar(number, bob.id, Role.EDITOR, by=alice)
    return number


def move(event_id, calendar_id, **fields):
    return {"op": "update", "id": event_id, "event": {"calendar_id": calendar_id, **fields}}


def test_events_move_as_one_change_and_go_back_as_one(batch, program, alice, vera, team, rooms, two, session):
    body = {"operations": [move(two[0], rooms, title="Walk"), move(two[1], rooms)]}
    before = rows(session)
    rehearsed = batch({**body, "dry_run": True}).get_json()
    assert rows(session) == before
    told = batch(body, headers={"Idempotency-Key": "m"}).get_json()
    assert batch(body, headers={"Idempotency-Key": "m"}).get_json() == told  # a retry
    for answer in (rehearsed, told):
        assert [(one["calendar_id"], one["title"], one["version"]) for one in answer["items"]] == [
            (rooms, "Walk", 2), (rooms, "Hike 1", 2)]  # fmt: skip
    assert program(vera).get(f"/events/{two[0]}").status_code == 404  # she sees Team alone
    since = [one.change_set_id for one in session.query(EventVersion).filter_by(version=2)]
    assert since == [told["change_set_id"]] * 2 and not misfits()
    undone = program(alice).post(f"/change-sets/{told['change_set_id']}/undo").get_json()
    assert [one["event_id"] for one in undone["items"]] == two
    assert [program(vera).get(f"/events/{one}").get_json()["title"] for one in two] == ["Hike 0", "Hike 1"]
    assert not misfits()


def test_what_may_not_move_is_named_and_nothing_moves(
    batch, program, alice, bob, charlie, team, rooms, two, session
):
    hall = create_calendar("Hall", "mint", "Europe/Berlin", by=alice)
    share_calendar(hall, bob.id, Role.VIEWER, by=alice)
    inside = create_event(hall, a_document(title="Inside"), by=alice).event_id
    share_event(inside, bob.id, Role.OWNER, by=alice)  # of the event alone
    cases = [
        ([move(two[0], rooms), move(two[1], 999)], 422, "operations[1].event.calendar_id"),  # not there
        ([move(two[0], rooms), move(two[1], hall)], 422, "operations[1].event.calendar_id"),  # may only look
        ([move(two[0], rooms), move(inside, rooms)], 403, "operations[1].event.calendar_id"),
    ]
    program(bob)
    before = rows(session)
    for operations, status, field in cases:
        told = problem_of(batch({"operations": operations}, bob), status)
        assert [one["field"] for one in told["errors"]] == [field]
        assert rows(session) == before
    assert batch({"operations": cases[0][0]}, charlie).status_code == 404
    assert batch({"operations": [move(two[0], rooms), move(two[1], rooms)]}, bob).status_code == 201
    assert batch({"operations": [move(inside, rooms)]}, alice).status_code == 201


@on_sqlite
def test_whoever_sends_back_where_they_saw_it_moves_nothing(batch, team, rooms, two):
    assert batch({"operations": [move(two[0], rooms)]}).status_code == 201
    old = {**move(two[0], team, title="Walk"), "base_version": 1}
    (told,) = batch({"operations": [old]}).get_json()["items"]
    assert (told["calendar_id"], told["title"]) == (rooms, "Walk")
    (back,) = batch({"operations": [move(two[0], team)]}).get_json()["items"]  # the newest was seen in Rooms
    assert back["calendar_id"] == team


@on_sqlite
def test_somebody_elses_move_is_not_undone_by_ones_own(batch, alice, team, rooms, two):
    third = create_calendar("Third", "mint", "Europe/Berlin", by=alice)
    assert batch({"operations": [move(two[0], rooms)]}).status_code == 201
    told = problem_of(batch({"operations": [{**move(two[0], third), "base_version": 1}]}), 409)
    assert "moved it to another calendar meanwhile" in told["errors"][0]["message"]
    assert batch({"operations": [{**move(two[0], third), "base_version": 2}]}).status_code == 201


@on_sqlite
def test_two_of_one_file_do_not_meet_in_a_calendar(batch, team, rooms, two, session):
    (there,) = batch({"events": hikes(1, calendar_id=rooms)}).get_json()["items"]
    session.rollback()
    session.get_one(Event, two[0]).uid = session.get_one(Event, there["id"]).uid = "same@file"
    session.commit()
    told = problem_of(batch({"operations": [move(two[1], rooms), move(two[0], rooms)]}), 422)
    assert [one["field"] for one in told["errors"]] == ["operations[1].event.calendar_id"]
    assert batch({"operations": [move(two[1], rooms)]}).status_code == 201


@on_sqlite
def test_whoever_is_invited_sees_it_where_it_goes(batch, program, alice, vera, charlie, team, two, session):
    hall = create_calendar("Hall", "mint", "Europe/Berlin", by=alice)
    guests = {
        key_of_person(one.id): {"name": one.name, "part": "required", "answer": "needs-action"}
        for one in (vera, charlie)
    }
    first = session.get_one(Event, two[0]).document["attendees"]
    edit_event(two[0], {"attendees": {**first, **guests}}, 1, by=alice)
    assert batch({"operations": [move(one, hall) for one in two]}).status_code == 201
    assert program(vera).get(f"/events/{two[0]}").get_json()["role"] == "viewer"
    assert program(vera).get(f"/events/{two[1]}").status_code == 404


@on_sqlite
def test_overlaps_are_those_of_the_calendar_it_goes_to(batch, alice, team):
    room = create_calendar(
        "Room", "sky", "Europe/Berlin", by=alice, one_at_a_time=True, conflict_policy="refuse"
    )
    (there,) = batch({"events": [{**COMING, "calendar_id": room}]}).get_json()["items"]
    (same,) = batch({"events": [{**COMING, "calendar_id": team}]}).get_json()["items"]
    told = problem_of(batch({"operations": [move(same["id"], room)]}), 409)
    assert told["conflicts"][0]["event_id"] == there["id"] and told["conflicts"][0]["item"] == 0
    # What makes room in the same batch is in nobody's way.
    assert (
        batch({"operations": [move(same["id"], room), {"op": "delete", "id": there["id"]}]}).status_code
        == 201
    )


def test_an_event_is_written_more_than_once_in_the_order_of_the_items(
    batch, program, alice, team, rooms, two, session
):
    told = batch({"operations": [
        {"op": "update", "id": two[0], "event": {"title": "Walk"}, "base_version": 1},
        {"op": "update", "id": two[1], "event": {"tags": ["hut"]}},
        {"op": "update", "id": two[0], "event": {"location": "Hut"}, "base_version": 1},
        {"op": "update", "id": two[0], "event": {"title": "Run", "calendar_id": rooms}},
        {"op": "update", "id": two[1], "event": {"title": "Gone"}},
        {"op": "delete", "id": two[1]}]})  # fmt: skip
    assert told.status_code == 201, told.text
    items = told.get_json()["items"]
    assert [(one["title"], one["location"], one["version"]) for one in items if one["id"] == two[0]] == [
        ("Run", "Hut", 2)] * 3  # fmt: skip
    assert [one["deleted"] for one in items if one["id"] == two[1]] == [True] * 3
    assert not misfits()
    program(alice).post(f"/change-sets/{told.get_json()['change_set_id']}/undo")
    now = [program(alice).get(f"/events/{one}").get_json() for one in two]
    assert [(one["title"], one["tags"], one["calendar_id"]) for one in now] == [
        ("Hike 0", [], team), ("Hike 1", [], team)]  # fmt: skip


@on_sqlite
def test_items_about_one_event_collide_with_each_other_as_single_calls_do(batch, two, session):
    def titled(title, **more):
        return {"op": "update", "id": two[0], "event": {"title": title}, **more}

    before = rows(session)
    told = problem_of(
        batch({"operations": [titled("Walk", base_version=1), titled("Run", base_version=1)]}), 409
    )
    assert told["errors"][0]["field"] == "operations[1]" and told["conflicts"][0]["theirs"] == "Walk"
    gone = [{"op": "delete", "id": two[0]}, titled("Run")]
    assert problem_of(batch({"operations": gone}), 404)["errors"][0]["field"] == "operations[1]"
    assert problem_of(batch({"operations": [gone[0], gone[0]]}), 404)["errors"][0]["field"] == "operations[1]"
    assert rows(session) == before
    assert batch({"operations": [titled("Walk", base_version=1), titled("Run")]}).status_code == 201


SERIES = {**HIKE, "is_recurring": True, "recurrence_pattern": "FREQ=DAILY;COUNT=5"}


def test_single_dates_of_a_series_are_changed_as_by_a_single_call(batch, program, alice, team, session):
    made = batch({"events": [{**SERIES, "calendar_id": team}] * 2}).get_json()["items"]
    one, other = (event["id"] for event in made)
    second, fourth = "2027-03-24T09:00:00+01:00", "2027-03-26T09:00:00+01:00"
    this = {"title": "Alone", "scope": "this", "occurrence": second}
    following = {"title": "Rest", "scope": "following", "occurrence": fourth}
    for event in (this, following):
        assert program(alice).put(f"/events/{one}", event).status_code == 200
    body = {"operations": [{"op": "update", "id": other, "event": event} for event in (this, following)]}
    before = rows(session)
    rehearsed = batch({**body, "dry_run": True}).get_json()["items"]
    assert rows(session) == before
    told = batch(body)
    assert told.status_code == 201, told.text
    alone, rest = told.get_json()["items"]
    assert [one["title"] for one in rehearsed] == ["Alone", "Rest"]
    assert (alone["id"], alone["title"], alone["start_time"]) == (other, "Alone", second)
    assert rest["id"] != other and (rest["title"], rest["version"]) == ("Rest", 1)

    def dates(number):
        listed = program(alice).get("/events", calendar_id=team, expand="occurrences", **{"from": "2027-03-23T00:00:00Z", "to": "2027-04-01T00:00:00Z"})  # fmt: skip
        return [
            (row["start_time"], row["title"]) for row in listed.get_json()["items"] if row["id"] in number
        ]

    singly = {event["id"] for event in program(alice).get("/events", calendar_id=team).get_json()["items"]}
    assert (
        dates({other, rest["id"]}) == dates(singly - {other, rest["id"]})
        and len(dates({other, rest["id"]})) == 5
    )
    assert not misfits()
    program(alice).post(f"/change-sets/{told.get_json()['change_set_id']}/undo")
    assert [title for _, title in dates({other, rest["id"]})] == ["Hike"] * 5


@on_sqlite
def test_a_part_of_a_series_does_not_move_alone(batch, team, rooms):
    (made,) = batch({"events": [{**SERIES, "calendar_id": team}]}).get_json()["items"]
    part = {"scope": "this", "occurrence": "2027-03-24T09:00:00+01:00"}
    told = problem_of(batch({"operations": [move(made["id"], rooms, **part)]}), 422)
    assert told["errors"][0]["field"] == "operations[0].event.calendar_id"
    nowhere = {**part, "occurrence": "2027-03-24T10:00:00+01:00"}
    told = problem_of(batch({"operations": [move(made["id"], team, **nowhere)]}), 422)
    assert told["errors"][0]["field"] == "operations[0].event.occurrence"
    assert batch({"operations": [move(made["id"], rooms)]}).status_code == 201


@on_sqlite
def test_many_move_with_as_many_statements_as_two(batch, team, rooms, session, statements):
    def cost(count):
        ids = [one["id"] for one in batch({"events": hikes(count, calendar_id=team)}).get_json()["items"]]
        statements.clear()
        assert batch({"operations": [move(one, rooms) for one in ids]}).status_code == 201
        return len(statements)

    few = cost(2)
    assert cost(200) <= few + 6  # lists of ids are asked for in parts
