"""PUT of the contract: any fields, what others have changed meanwhile, collisions, and who wants no merging."""

import pytest

from tests.api.test_calls import problem_of
from tests.api.test_events import MEMBERS
from webapp.models import Event
from webapp.operations.events import edit_event
from webapp.operations.seen_versions import Outdated

on_sqlite = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


def test_an_editor_may_edit_and_fields_that_are_left_out_stay(program, bob, retreat):
    before = program(bob).get(f"/events/{retreat}").get_json()
    response = program(bob).put(f"/events/{retreat}", {"location": "Hut", "summary": "It rains"})
    after = response.get_json()
    assert response.status_code == 200 and response.headers["ETag"] == '"2"'
    kept = set(MEMBERS) - {"location", "version", "updated_at", "updated_by"}
    assert {name: after[name] for name in kept} == {name: before[name] for name in kept}
    assert (after["location"], after["version"], after["updated_by"]["id"]) == ("Hut", 2, bob.id)
    assert after["conflicts"] == []


@on_sqlite
def test_a_whole_event_that_is_sent_back_changes_nothing_else(program, alice, retreat):
    me, path = program(alice), f"/events/{retreat}"
    whole = me.get(path).get_json()
    same = me.put(path, whole).get_json()
    assert same["version"] == 1
    assert me.put(path, {**whole, "title": "Summit"}).get_json() | {"conflicts": []} == {
        **me.get(path).get_json(), "conflicts": [],
    }  # fmt: skip


@pytest.mark.parametrize("how", ["body", "header"])
def test_others_later_changes_are_merged_and_a_collision_changes_nothing(program, alice, bob, retreat, how):
    def put(who, version, **fields):
        sent = fields | ({"base_version": version} if how == "body" else {})
        return program(who).put(
            f"/events/{retreat}", sent, {"If-Match": f'"{version}"'} if how == "header" else {}
        )

    assert put(bob, 1, title="Summit", location="Hut").get_json()["version"] == 2
    merged = put(alice, 1, description="Boots", start_time="2026-03-24T09:30").get_json()
    assert (merged["title"], merged["description"], merged["version"]) == ("Summit", "Boots", 3)
    told = problem_of(put(alice, 1, title="Meeting", status="tentative"), 409)
    assert told["version"] == 3
    assert told["conflicts"] == [{"field": "title", "base": "Retreat", "theirs": "Summit", "mine": "Meeting"}]
    assert "base_version: 3" in told["detail"]
    moved = problem_of(put(bob, 2, start_time="2026-03-24T08:00"), 409)
    assert moved["conflicts"] == [
        {
            "field": "start_time",
            "base": "2026-03-24T09:00:00+01:00",
            "theirs": "2026-03-24T09:30:00+01:00",
            "mine": "2026-03-24T08:00:00+01:00",
        }
    ]
    now = program(alice).get(f"/events/{retreat}").get_json()
    assert (now["version"], now["status"], now["title"]) == (3, "confirmed", "Summit")
    assert put(alice, 3, title="Meeting").get_json()["title"] == "Meeting"


@on_sqlite
def test_without_a_base_the_newest_counts(program, alice, bob, retreat):
    program(bob).put(f"/events/{retreat}", {"title": "Summit"})
    assert program(alice).put(f"/events/{retreat}", {"title": "Meeting"}).get_json()["title"] == "Meeting"


@on_sqlite
def test_who_wants_no_merging_is_told_that_the_event_has_changed(program, alice, bob, retreat):
    me, path = program(alice), f"/events/{retreat}"
    program(bob).put(path, {"location": "Hut"})
    problem_of(me.put(path, {"title": "Meeting"}, {"If-Match": '"1"'}, merge="never"), 412)
    problem_of(me.put(path, {"title": "Meeting", "base_version": 1}, merge="never"), 412)
    assert me.get(path).get_json()["version"] == 2
    for nothing in ('"9"', "x"):
        problem_of(me.put(path, {"title": "Meeting"}, {"If-Match": nothing}), 412)
    wrong = me.put(path, {"title": "Meeting", "base_version": 9})
    assert problem_of(wrong, 422)["errors"][0]["field"] == "base_version"
    assert me.put(path, {"title": "Meeting"}, {"If-Match": '"2"'}, merge="never").get_json()["version"] == 3


@on_sqlite
def test_who_wants_no_merging_is_told_so_also_where_somebody_was_quicker(retreat, alice, session):
    mine = session.get_one(Event, retreat).document | {"title": "Meeting"}
    with pytest.raises(Outdated):
        edit_event(retreat, mine, 7, by=alice, merging=False)
    assert edit_event(retreat, mine, 1, by=alice, merging=False).version == 2
