"""An event's past through the API: versions, changelog, comparisons, blame, and who may see and do what."""

import pytest

from tests.support.cast import a_document
from tests.support.past_calls import READS, WAYS_BACK, answer, change_sets, edit
from webapp.domain.roles import Role
from webapp.operations.accounts import change_profile
from webapp.operations.events import create_event, delete_event
from webapp.operations.purging import purge_event
from webapp.operations.series import edit_instances
from webapp.operations.sharing import share_calendar, share_event, stop_sharing_event

only_sqlite = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


def test_the_history_is_newest_first_with_the_fields_of_the_contract(program, vera, bob, three):
    told = answer(program(vera).get(f"/events/{three}/history"))
    assert [row["version"] for row in told["items"]] == [3, 2, 1] and told["next_cursor"] is None
    moved, renamed, made = told["items"]
    assert set(renamed) == {"version", "at", "author", "via", "summary", "changed", "change_set_id"}
    assert renamed["author"] == {"id": bob.id, "username": "bob", "name": "Bob Brook"}
    assert (renamed["changed"], renamed["summary"], renamed["via"]) == (["title"], "sounds better", "web")
    assert moved["changed"] == ["start_time", "end_time"]
    assert made["changed"] == [
        "title",
        "start_time",
        "end_time",
        "time_zone",
        "location",
        "description",
        "tags",
        "status",
    ]
    assert [row["change_set_id"] for row in told["items"][::-1]] == change_sets(three)


@only_sqlite
def test_pages_of_a_history_stay_where_they_are_while_others_write(program, vera, bob, three):
    first = answer(program(vera).get(f"/events/{three}/history", limit=2))
    edit(three, 3, bob, title="Later")
    second = answer(program(vera).get(f"/events/{three}/history", limit=2, cursor=first["next_cursor"]))
    assert [row["version"] for row in first["items"] + second["items"]] == [3, 2, 1]
    assert second["next_cursor"] is None
    answer(program(vera).get(f"/events/{three}/history", cursor="nonsense"), 422)


def test_a_version_has_the_whole_event_as_it_was(program, vera, alice, three):
    told = answer(program(vera).get(f"/events/{three}/history/1"))
    now = answer(program(vera).get(f"/events/{three}"))
    assert told["event"].keys() == now.keys()
    assert told["event"]["title"] == "Retreat" and now["title"] == "Summit"
    assert (told["version"], told["event"]["version"]) == (1, 1)
    assert told["event"]["start_time"] == "2026-03-24T09:00:00+01:00"
    assert told["event"]["updated_by"]["id"] == alice.id
    for nowhere in (0, 4, 10**12):
        answer(program(vera).get(f"/events/{three}/history/{nowhere}"), 404)


def test_a_changelog_is_oldest_first_and_has_sharing_between_the_versions(
    program, vera, alice, charlie, three
):
    share_event(three, charlie.id, Role.VIEWER, by=alice)
    edit(three, 3, alice, location="Attic")
    stop_sharing_event(three, charlie.id, by=alice)
    told = answer(program(vera).get(f"/events/{three}/changelog"))["items"]
    assert [entry["version"] for entry in told] == [1, 2, 3, None, 4, None]
    assert told[1]["changes"] == [
        {"field": "title", "old": "Retreat", "new": "Summit", "text": "renamed it to “Summit”"}
    ]
    moved = "moved it 2 h later, 30 min longer"
    assert told[2]["changes"] == [
        {
            "field": "start_time",
            "old": "2026-03-24T09:00:00+01:00",
            "new": "2026-03-24T11:00:00+01:00",
            "text": moved,
        },
        {
            "field": "end_time",
            "old": "2026-03-24T10:00:00+01:00",
            "new": "2026-03-24T12:30:00+01:00",
            "text": moved,
        },
    ]
    given = {
        "user_id": charlie.id,
        "username": "charlie",
        "name": "Charlie Chan",
        "role": "viewer",
        "via": "event",
    }
    let_in, shut_out = told[3]["changes"][0], told[5]["changes"][0]
    assert (let_in["field"], let_in["old"], let_in["new"]) == ("permissions", None, given)
    assert (shut_out["old"], shut_out["new"]) == (given, None)
    assert "Charlie Chan" in let_in["text"] and told[3]["author"]["id"] == alice.id


def test_a_changelog_comes_in_parts_without_a_gap(program, vera, alice, charlie, three):
    for role in (Role.VIEWER, Role.EDITOR, Role.OWNER):
        share_event(three, charlie.id, role, by=alice)
    edit(three, 3, alice, location="Attic")
    whole = answer(program(vera).get(f"/events/{three}/changelog"))["items"]
    assert len(whole) == 7
    for limit in (1, 2, 3):
        found, cursor = [], {}
        while cursor is not None:
            part = answer(program(vera).get(f"/events/{three}/changelog", limit=limit, **cursor))
            found += part["items"]
            cursor = {"cursor": part["next_cursor"]} if part["next_cursor"] else None
        assert found == whole


@only_sqlite
def test_sharing_of_the_calendar_is_told_to_those_who_see_the_calendar(
    program, vera, alice, charlie, root, three
):
    share_event(three, charlie.id, Role.VIEWER, by=alice)
    share_calendar(
        answer(program(vera).get(f"/events/{three}"))["calendar_id"], root.id, Role.VIEWER, by=alice
    )
    seen = [
        [
            change["new"]["via"]
            for entry in answer(program(who).get(f"/events/{three}/changelog"))["items"]
            for change in entry["changes"]
            if change["field"] == "permissions"
        ]
        for who in (vera, charlie)
    ]
    assert seen == [["event", "calendar"], ["event"]]


@only_sqlite
def test_sentences_are_in_the_language_of_whoever_asks(program, vera, three):
    change_profile(vera, {"locale": "de_DE"})
    told = answer(program(vera).get(f"/events/{three}/changelog"))["items"]
    assert told[1]["changes"][0]["text"] == "hat den Termin in „Summit“ umbenannt"


@only_sqlite
def test_a_deleted_event_keeps_its_history_and_says_that_it_was_deleted(program, vera, alice, three):
    delete_event(three, by=alice)
    answer(program(vera).get(f"/events/{three}"), 404)
    told = answer(program(vera).get(f"/events/{three}/history"))["items"]
    assert (told[0]["version"], told[0]["changed"]) == (4, ["deleted"])
    last = answer(program(vera).get(f"/events/{three}/changelog"))["items"][-1]
    assert last["changes"] == [{"field": "deleted", "old": False, "new": True, "text": "deleted it"}]


def test_a_comparison_goes_in_either_order_and_is_empty_for_equal_versions(program, vera, three):
    forth = answer(program(vera).get(f"/events/{three}/diff/1/3"))
    assert (forth["event_id"], forth["from"], forth["to"]) == (three, 1, 3)
    assert [(one["field"], one["old"], one["new"]) for one in forth["changes"]] == [
        ("title", "Retreat", "Summit"),
        ("start_time", "2026-03-24T09:00:00+01:00", "2026-03-24T11:00:00+01:00"),
        ("end_time", "2026-03-24T10:00:00+01:00", "2026-03-24T12:30:00+01:00"),
    ]
    back = answer(program(vera).get(f"/events/{three}/diff/3/1"))
    assert [(one["old"], one["new"]) for one in back["changes"]] == [
        (one["new"], one["old"]) for one in forth["changes"]
    ]
    assert back["changes"][0]["text"] == "renamed it to “Retreat”"
    assert answer(program(vera).get(f"/events/{three}/diff/2/2"))["changes"] == []
    for nowhere in ("1/9", "0/1", f"{10**12}/1"):
        answer(program(vera).get(f"/events/{three}/diff/{nowhere}"), 404)


@only_sqlite
@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("Bring a book.", "Bring two books.\n\nAnd a lamp."),
        ("One\nTwo\nThree", "Three\nOne\nTwo"),
        ("", "All new"),
        ("Gone", ""),
        ("Zeile für Zeile 会議 👩‍👩‍👧", "Zeile um Zeile 会議室 👩‍👩‍👦"),
    ],
)
def test_segments_of_a_description_rebuild_both_sides(program, vera, alice, team, before, after):
    made = create_event(team, a_document(description=before), by=alice).event_id
    edit(made, 1, alice, description=after)
    (change,) = answer(program(vera).get(f"/events/{made}/diff/1/2"))["changes"]
    sides = {
        side: "".join(piece["text"] for piece in change["segments"] if piece["op"] != other)
        for side, other in (("old", "insert"), ("new", "delete"))
    }
    assert sides == {"old": before, "new": after} == {"old": change["old"], "new": change["new"]}


@only_sqlite
def test_a_single_date_of_a_series_is_told_with_its_original_start(program, vera, alice, team):
    series = a_document(rrule="FREQ=WEEKLY;COUNT=3")
    made = create_event(team, series, by=alice).event_id
    own = {**series, "start": "2026-03-31T09:00", "end": "2026-03-31T10:00", "title": "Retreat with guests"}
    edit_instances(made, "2026-03-31T09:00", "this", own, 1, by=alice)
    row = answer(program(vera).get(f"/events/{made}/history"))["items"][0]
    assert row["changed"] == ["overrides"]
    (change,) = answer(program(vera).get(f"/events/{made}/diff/1/2"))["changes"]
    assert (change["field"], change["old"], change["new"]) == ("title", "Retreat", "Retreat with guests")
    assert change["occurrence"] == "2026-03-31T09:00:00+02:00"


def test_blame_names_the_version_of_each_field(program, vera, bob, three):
    told = answer(program(vera).get(f"/events/{three}/blame"))
    assert told["title"]["version"] == 2 and told["title"]["author"]["username"] == "bob"
    assert {told[name]["version"] for name in ("start_time", "end_time", "time_zone", "all_day")} == {3}
    assert told["location"]["version"] == 1 and set(told["location"]) == {"version", "at", "author"}
    event = answer(program(vera).get(f"/events/{three}"))
    assert set(told) <= set(event)


# -- what failed in the seed: who sees and does what


@only_sqlite
def test_a_stranger_sees_no_history_and_rolls_nothing_back(program, vera, charlie, three):
    for path in READS:
        answer(program(vera).get(f"/events/{three}/{path}"))
        answer(program(charlie).get(f"/events/{three}/{path}"), 404)
    for path in WAYS_BACK:
        answer(program(vera).post(f"/events/{three}/{path}"), 403)
        answer(program(charlie).post(f"/events/{three}/{path}"), 404)


@only_sqlite
def test_whoever_was_given_the_event_alone_sees_its_history(program, alice, charlie, three):
    answer(program(charlie).get(f"/events/{three}/history"), 404)
    share_event(three, charlie.id, Role.VIEWER, by=alice)
    for path in READS:
        answer(program(charlie).get(f"/events/{three}/{path}"))
    answer(program(charlie).post(f"/events/{three}/rollback/1"), 403)
    share_event(three, charlie.id, Role.EDITOR, by=alice)
    answer(program(charlie).post(f"/events/{three}/rollback/1"))


@only_sqlite
def test_of_a_purged_event_nothing_is_told_but_who_purged_it(program, vera, bob, charlie, root, three):
    purge_event(three, "Court order 12", by=root)
    for path in READS:
        assert "Court order 12" in answer(program(vera).get(f"/events/{three}/{path}"), 410)["detail"]
        answer(program(charlie).get(f"/events/{three}/{path}"), 404)
    for path in WAYS_BACK:
        answer(program(bob).post(f"/events/{three}/{path}"), 410)


@only_sqlite
def test_reading_never_writes(program, vera, three, statements):
    reader = program(vera)
    answer(reader.get("/auth/me"))  # notes that the session is in use
    statements.clear()
    for path in READS:
        answer(reader.get(f"/events/{three}/{path}"))
    answer(reader.get("/changes"))
    assert statements and not [one for one in statements if not one.lstrip("( ").startswith("SELECT")]


@only_sqlite
@pytest.mark.parametrize("path", ["history", "changelog"])
def test_a_history_costs_the_same_however_long_it_is(program, alice, three, statements, path):
    reader = program(alice)
    answer(reader.get("/auth/me"))
    statements.clear()
    answer(reader.get(f"/events/{three}/{path}"))
    few = len(statements)
    for n in range(3, 12):
        edit(three, n, alice, title=f"Title {n}")
    statements.clear()
    assert len(answer(reader.get(f"/events/{three}/{path}"))["items"]) == 12
    assert len(statements) == few
