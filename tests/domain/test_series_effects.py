"""What an edit of a series will do is said before it is saved; what it says is what happens."""

from datetime import UTC, datetime

import pytest

from tests.domain.test_series_edits import FOREVER, at, changed, standup
from webapp.domain.series import instances
from webapp.domain.series_dates import neighbours, upcoming
from webapp.domain.series_edits import edit_all, settled
from webapp.domain.series_effects import asks, effect, removal, say_effect, scopes_for

NOW = datetime(2026, 3, 20, 12, tzinfo=UTC)
EXCEPTIONS = {
    "exdate": ["2026-03-17T09:00"],
    "overrides": {"2026-04-07T09:00": {"title": "Review"}, "2026-03-10T09:00": {"title": "Start"}},
}


def said(series, name, scope, **fields):
    return say_effect(effect(series, name, scope, changed(series, name, **fields), NOW))


def test_one_instance_moves_alone():
    sentence = said(standup(), "2026-03-24T09:00", "this", **at("2026-03-24T10:00"))
    assert sentence == "Tue 24 March 2026 alone moves. The others stay as they are."
    assert said(standup(), "2026-03-24T09:00", "this", title="Sync").startswith(
        "Tue 24 March 2026 alone changes."
    )


def test_this_and_the_following_are_counted_and_so_are_their_exceptions():
    sentence = said(standup(**EXCEPTIONS), "2026-03-24T09:00", "following", **at("2026-03-24T10:00"))
    assert sentence == (
        "7 occurrences move, from Tue 24 March 2026 on. The 2 before stay as they are. 1 exception is kept."
    )


def test_all_are_counted_the_past_ones_too():
    sentence = said(standup(**EXCEPTIONS), "2026-03-24T09:00", "all", **at("2026-03-24T10:00"))
    assert sentence == "All 9 occurrences move, 2 of them past. 3 exceptions are kept."


def test_exceptions_that_are_lost_are_named():
    series = standup(**EXCEPTIONS)
    sentence = said(series, "2026-03-24T09:00", "all", rrule="FREQ=WEEKLY;INTERVAL=2;COUNT=5;BYDAY=TU")
    assert sentence == (
        "The whole series happens every 2 weeks on Tuesday, 5 times. 1 exception is kept, "
        "2 exceptions are lost: Tue 10 March 2026, Tue 7 April 2026."
    )


def test_a_series_without_an_end_has_no_number():
    series = standup(rrule="FREQ=WEEKLY;BYDAY=TU")
    assert said(series, "2026-03-10T09:00", "following", title="Sync") == (
        "Every occurrence from Tue 10 March 2026 on changes. The one before stays as it is."
    )
    assert (
        said(series, "2026-03-10T09:00", "all", title="Sync") == "Every occurrence changes, 3 of them past."
    )


def test_many_are_not_counted_to_the_last():
    series = standup(rrule="FREQ=DAILY;COUNT=9000")
    sentence = said(series, "2026-03-10T09:00", "all", title="Sync")
    assert sentence == "More than 1,000 occurrences change, 18 of them past."


def test_a_series_that_stops_repeating_says_so():
    sentence = said(standup(**EXCEPTIONS), "2026-03-24T09:00", "all", rrule="")
    assert sentence.startswith("It happens once. Every other occurrence goes. 3 exceptions are lost: ")


@pytest.mark.parametrize(
    ("scope", "sentence"),
    [
        ("this", "Tue 24 March 2026 alone is taken out. The others stay as they are."),
        (
            "following",
            "8 occurrences are taken out, from Tue 24 March 2026 on. The 3 before stay as they are.",
        ),
        ("all", "All 11 occurrences are taken out, 3 of them past."),
    ],
)
def test_removals_are_said_too(scope, sentence):
    series = standup(rrule="FREQ=WEEKLY;COUNT=11;BYDAY=TU")
    assert say_effect(removal(series, "2026-03-24T09:00", scope, NOW)) == sentence


def test_another_rule_is_never_one_of_a_single_instance():
    series = standup()
    assert scopes_for(series, "2026-03-24T09:00") == ["this", "following", "all"]
    assert scopes_for(series, "2026-03-03T09:00") == ["this", "all"]
    mine = changed(series, "2026-03-24T09:00", rrule="FREQ=DAILY")
    assert scopes_for(series, "2026-03-24T09:00", mine) == ["following", "all"]


def test_a_whole_series_asks_where_exceptions_come_along_or_are_lost():
    series = standup(**EXCEPTIONS)
    assert asks(effect(series, "", "all", {**series, **at("2026-03-03T10:00")}, NOW))
    assert not asks(effect(series, "", "all", {**series, "title": "Sync"}, NOW))
    plain = standup()
    assert not asks(effect(plain, "", "all", {**plain, **at("2026-03-03T10:00")}, NOW))


def test_the_counted_instances_are_those_that_there_are():
    series = standup(**EXCEPTIONS)
    found = effect(series, "2026-03-24T09:00", "all", changed(series, "2026-03-24T09:00", title="Sync"), NOW)
    assert found.touched == len(instances(series, *FOREVER))


def test_a_series_itself_moves_with_its_first_exception_left_alone():
    series = standup(overrides={"2026-03-03T09:00": {"title": "Start"}})
    after = edit_all(series, "", {**series, **at("2026-03-03T10:00")}).document
    assert (after["title"], after["overrides"]) == ("Stand-up", {"2026-03-03T10:00": {"title": "Start"}})


def test_an_event_that_happens_once_has_no_exceptions_left():
    series = standup(**EXCEPTIONS, rdate=["2026-03-05T09:00"])
    after = edit_all(series, "", {**series, "rrule": "", "rdate": []}).document
    assert (after["rrule"], after["rdate"], after["exdate"], after["overrides"]) == ("", [], [], {})


def test_exceptions_settle_on_the_instances_that_there_are():
    moved = standup(**EXCEPTIONS) | at("2026-03-03T10:00")
    assert settled(moved)["exdate"] == ["2026-03-17T10:00"]
    assert sorted(settled(moved)["overrides"]) == ["2026-03-10T10:00", "2026-04-07T10:00"]
    assert settled(moved | {"rrule": ""})["overrides"] == {}


def test_what_comes_next_knows_moved_and_left_out_instances():
    moved = {
        "start": "2026-03-22T18:00",
        "end": "2026-03-22T18:30",
        "zone": "Europe/Berlin",
        "all_day": False,
    }
    series = standup(exdate=["2026-03-24T09:00"], overrides={"2026-04-07T09:00": {**moved, "end_zone": ""}})
    assert [one.recurrence_id[:10] for one in upcoming(series, NOW, 3)] == [
        "2026-04-07",
        "2026-03-31",
        "2026-04-14",
    ]
    assert upcoming(standup(rrule="FREQ=WEEKLY;COUNT=2"), NOW, 3) == []


def test_an_instance_knows_its_neighbours():
    series = standup(exdate=["2026-03-17T09:00"])
    assert neighbours(series, "2026-03-24T09:00") == ("2026-03-10T09:00", "2026-03-31T09:00")
    assert neighbours(series, "2026-03-03T09:00") == ("", "2026-03-10T09:00")
    assert neighbours(series, "2026-05-05T09:00") == ("2026-04-28T09:00", "")
    yearly = standup(rrule="FREQ=YEARLY;INTERVAL=20")
    assert neighbours(yearly, "2046-03-03T09:00") == ("2026-03-03T09:00", "2066-03-03T09:00")
