"""PUT /api/events/{id} with another calendar_id: the event moves there."""

import pytest

from tests.api.test_calls import problem_of
from webapp.domain.roles import Role
from webapp.operations.calendars import create_calendar
from webapp.operations.sharing import share_calendar, share_event

on_sqlite = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


def wrong(response):
    (error,) = problem_of(response, 422)["errors"]
    return error["field"], error["message"]


def test_it_moves_alone_or_with_other_fields_in_one_version(program, bob, team, retreat, rooms):
    moved = program(bob).put(f"/events/{retreat}", {"calendar_id": rooms})
    assert moved.status_code == 200, moved.text
    assert (moved.get_json()["calendar_id"], moved.get_json()["version"]) == (rooms, 2)
    back = program(bob).put(
        f"/events/{retreat}", {"calendar_id": team, "title": "Summit", "summary": "Too loud"}
    )
    told = back.get_json()
    assert (told["calendar_id"], told["title"], told["version"]) == (team, "Summit", 3)
    row = program(bob).get(f"/events/{retreat}/history").get_json()["items"][0]
    assert (row["changed"], row["summary"]) == (["calendar_id", "title"], "Too loud")


@on_sqlite
def test_what_was_read_and_sent_back_is_no_move(program, alice, bob, team, retreat, rooms):
    read = program(alice).get(f"/events/{retreat}").get_json()
    program(bob).put(f"/events/{retreat}", {"calendar_id": rooms})
    sent = program(alice).put(f"/events/{retreat}", {**read, "title": "Summit", "base_version": 1}).get_json()
    assert (sent["calendar_id"], sent["title"], sent["version"]) == (rooms, "Summit", 3)
    assert program(alice).put(f"/events/{retreat}", {"calendar_id": rooms}).get_json()["version"] == 3


@on_sqlite
def test_who_moves_it_elsewhere_than_somebody_else_did_meanwhile_is_told(program, alice, bob, retreat, rooms):
    attic = create_calendar("Attic", "sky", "Europe/Berlin", by=alice)
    program(bob).put(f"/events/{retreat}", {"calendar_id": rooms})
    late = program(alice).put(f"/events/{retreat}", {"calendar_id": attic, "base_version": 1})
    assert "another calendar meanwhile" in problem_of(late, 409)["detail"]
    assert program(alice).put(f"/events/{retreat}", {"calendar_id": attic}).get_json()["calendar_id"] == attic


@on_sqlite
def test_a_calendar_that_one_cannot_write_to_is_told_at_its_field(program, cast, team, retreat, rooms):
    me = program(cast.bob)
    private = create_calendar("Private", "sky", "Europe/Berlin", by=cast.charlie)
    for number in (private, 999, 10**30):
        sentence = f"There is no calendar {number} that you can write to."
        assert wrong(me.put(f"/events/{retreat}", {"calendar_id": number})) == ("calendar_id", sentence)
    share_calendar(private, cast.bob.id, Role.VIEWER, by=cast.charlie)
    assert wrong(me.put(f"/events/{retreat}", {"calendar_id": private}))[0] == "calendar_id"
    assert me.get(f"/events/{retreat}").get_json()["version"] == 1
    assert me.put(f"/events/{retreat}", {"calendar_id": rooms}).status_code == 200


@on_sqlite
def test_it_takes_an_editor_of_the_calendar_it_is_in(program, cast, team, retreat):
    mine = create_calendar("Mine", "sky", "Europe/Berlin", by=cast.charlie)
    path, wish = f"/events/{retreat}", {"calendar_id": mine}
    problem_of(program(cast.charlie).put(path, wish), 404)
    share_event(retreat, cast.charlie.id, Role.OWNER, by=cast.alice)
    problem_of(program(cast.charlie).put(path, wish), 403)
    share_calendar(team, cast.charlie.id, Role.EDITOR, by=cast.alice)
    assert program(cast.charlie).put(path, wish).status_code == 200


@on_sqlite
def test_one_date_of_a_series_does_not_move(program, alice, team, rooms):
    series = {
        "title": "Jour fixe",
        "calendar_id": team,
        "start_time": "2026-03-24T09:00:00+01:00",
        "end_time": "2026-03-24T10:00:00+01:00",
        "is_recurring": True,
        "recurrence_pattern": "FREQ=WEEKLY;COUNT=3",
    }
    made = program(alice).post("/events", series).get_json()
    path, part = f"/events/{made['id']}", {"scope": "this", "occurrence": "2026-03-31T09:00:00+02:00"}
    assert wrong(program(alice).put(path, {"calendar_id": rooms, **part}))[0] == "calendar_id"
    assert program(alice).put(path, {"calendar_id": team, "title": "Weekly", **part}).status_code == 200
    assert program(alice).put(path, {"calendar_id": rooms}).get_json()["calendar_id"] == rooms


@on_sqlite
def test_undo_puts_it_back_and_who_lost_sight_of_it_is_a_stranger(program, cast, team, retreat, rooms):
    program(cast.bob).put(f"/events/{retreat}", {"calendar_id": rooms})
    problem_of(program(cast.vera).get(f"/events/{retreat}"), 404)
    back = program(cast.bob).post(f"/events/{retreat}/undo/2")
    assert back.get_json()["calendar_id"] == team
    assert program(cast.vera).get(f"/events/{retreat}").status_code == 200
