"""A wall time that occurs twice keeps the offset it was given with: in every call that tells or takes times."""

import pytest

from tests.support.cast import a_document
from webapp.models import Event, Occurrence
from webapp.operations.events import create_event

on_sqlite = pytest.mark.parametrize("database", ["sqlite"], indirect=True)

FIRST, SECOND = "2026-10-25T02:30:00+02:00", "2026-10-25T02:30:00+01:00"
WATCH = {
    "title": "Watch",
    "start_time": SECOND,
    "end_time": "2026-10-25T03:00:00+01:00",
    "time_zone": "Europe/Berlin",
}
DAY = {"from": "2026-10-25T02:30:00+01:00", "to": "2026-10-25T03:00:00+01:00"}


@pytest.fixture
def make(program, alice, team):
    def made(**fields):
        response = program(alice).post("/events", {**WATCH, "calendar_id": team, **fields})
        assert response.status_code == 201, response.text
        return response.get_json()

    return made


def test_the_offset_is_kept_in_columns_lists_and_changes(make, program, alice, session):
    second, first = make(), make(title="Early", start_time=FIRST, end_time="2026-10-25T02:45:00+02:00")
    assert (second["start_time"], first["start_time"]) == (SECOND, FIRST)
    starts = [f"{one.start_utc:%H:%M}" for one in session.query(Occurrence).order_by(Occurrence.start_utc)]
    assert starts == ["00:30", "01:30"]
    assert f"{session.get_one(Event, second['id']).start_utc:%H:%M}" == "01:30"
    # What ended at 02:45 of the first time is over when the second 02:30 comes.
    assert [one["title"] for one in program(alice).get("/events", **DAY).get_json()["items"]] == ["Watch"]
    both = program(alice).get(
        "/events", **{"from": "2026-10-25", "to": "2026-10-25", "expand": "occurrences"}
    )
    assert [one["start_time"] for one in both.get_json()["items"]] == [FIRST, SECOND]


@on_sqlite
def test_what_get_gave_can_be_put_and_changes_nothing(make, program, alice):
    made = make()
    path = f"/events/{made['id']}"
    got = program(alice).get(path).get_json()
    assert got["start_time"] == SECOND
    put = program(alice).put(path, got)
    assert put.status_code == 200 and put.get_json()["version"] == 1
    moved = program(alice).put(path, {"start_time": FIRST}).get_json()
    assert (moved["version"], moved["start_time"]) == (2, FIRST)
    assert program(alice).get(path, as_of=made["created_at"]).get_json()["start_time"] == SECOND
    change = program(alice).get(f"{path}/changelog").get_json()["items"][1]["changes"][0]
    assert (change["field"], change["old"], change["new"]) == ("start_time", SECOND, FIRST)
    assert "starts at the first 02:30" in change["text"] or "start at the first 02:30" in change["text"]
    blame = program(alice).get(f"{path}/blame").get_json()
    assert blame["start_time"]["version"] == 2
    undone = program(alice).post(f"{path}/undo/2", {}).get_json()
    assert undone["start_time"] == SECOND
    assert program(alice).post(f"{path}/rollback/2", {}).get_json()["start_time"] == FIRST


@on_sqlite
def test_overlaps_are_of_moments_not_of_what_the_wall_shows(make):
    make(title="Early", start_time=FIRST, end_time="2026-10-25T02:45:00+02:00")
    assert make()["conflicts"] == []
    found = make(title="Late", start_time="2026-10-25T02:45:00+01:00")["conflicts"]
    assert [(one["title"], one["start_time"]) for one in found] == [("Watch", SECOND)]


@on_sqlite
def test_a_batch_and_a_single_date_keep_it_too(make, program, alice, team):
    alice_asks = program(alice)
    told = alice_asks.post("/events/batch", {"events": [{**WATCH, "calendar_id": team}]}).get_json()
    assert told["items"][0]["start_time"] == SECOND
    daily = make(
        start_time="2026-10-24T02:30:00+02:00",
        end_time="2026-10-24T02:45:00+02:00",
        recurrence_pattern="FREQ=DAILY;COUNT=3",
    )
    sent = {
        "scope": "this",
        "occurrence": FIRST,
        "start_time": SECOND,
        "end_time": "2026-10-25T02:45:00+01:00",
    }
    wrong = alice_asks.put(f"/events/{daily['id']}", {**sent, "occurrence": SECOND})
    assert wrong.status_code == 422 and "it is the one at" in wrong.text
    changed = alice_asks.put(f"/events/{daily['id']}", sent).get_json()
    assert (changed["occurrence"], changed["start_time"]) == (FIRST, SECOND)
    listed = alice_asks.get(
        "/events", **{"from": "2026-10-24", "to": "2026-10-26", "expand": "occurrences", "calendar_id": team}
    )
    of_daily = [one["start_time"] for one in listed.get_json()["items"] if one["id"] == daily["id"]]
    assert of_daily == ["2026-10-24T02:30:00+02:00", SECOND, "2026-10-26T02:30:00+01:00"]


@on_sqlite
def test_extra_dates_at_both_are_told_and_changed_by_their_offsets(program, alice, team):
    """They come in with a calendar file; the contract tells of them as occurrences."""
    dates = ["2026-10-25T02:30", "2026-10-25T02:30 later"]
    document = a_document(start="2026-10-24T02:30", end="2026-10-24T02:45", rdate=dates)
    event, alice_asks = create_event(team, document, by=alice).event_id, program(alice)
    window = {"from": "2026-10-25", "to": "2026-10-25", "expand": "occurrences"}

    def told():
        return [
            (one["occurrence"], one["title"])
            for one in alice_asks.get("/events", **window).get_json()["items"]
        ]

    assert told() == [(FIRST, "Retreat"), (SECOND, "Retreat")]
    changed = alice_asks.put(f"/events/{event}", {"scope": "this", "occurrence": SECOND, "title": "Watch"})
    assert changed.get_json()["occurrence"] == SECOND
    assert told() == [(FIRST, "Retreat"), (SECOND, "Watch")]
    gone = alice_asks.delete(f"/events/{event}", scope="this", occurrence=FIRST)
    assert gone.status_code in (200, 204), gone.text
    assert told() == [(SECOND, "Watch")]
