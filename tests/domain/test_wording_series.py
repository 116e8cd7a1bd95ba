"""What happened to a series, as a person would tell it."""

import json
from typing import Any

import pytest

from tests.domain.test_series_edits import at, changed, standup
from webapp.domain.series_edits import edit_all
from webapp.domain.wording import describe, is_empty, say, say_unit, say_value

FIRST, SECOND = "2026-03-10T09:00", "2026-03-17T09:00"
WHEN = {"zone": "Europe/Berlin", "end_zone": "", "all_day": False}


def said(before: dict[str, Any] | None, after: dict[str, Any]) -> str:
    """As the history says it, of what was stored as JSON."""
    return say(json.loads(json.dumps(describe(before, after))))


@pytest.mark.parametrize(
    ("before", "after", "sentence"),
    [
        ({"rrule": ""}, {"rrule": "FREQ=WEEKLY"}, "made it repeat every week on Tuesday"),
        ({}, {"rrule": ""}, "made it happen once, no longer every week on Tuesday, 10 times"),
        (
            {"rrule": "FREQ=WEEKLY"},
            {"rrule": "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR"},
            "made it repeat every weekday, no longer every week on Tuesday",
        ),
        ({}, {"exdate": [FIRST]}, "took out Tue 10 March 2026"),
        ({"exdate": [FIRST]}, {}, "brought Tue 10 March 2026 back"),
        ({}, {"rdate": ["2026-03-12T09:00"]}, "added Thu 12 March 2026"),
        ({}, {"rdate": ["2026-03-12T15:00"]}, "added Thu 12 March 2026 at 15:00"),
        ({}, {"rdate": ["2026-03-10T15:00"]}, "added Tue 10 March 2026 at 15:00"),
        (
            {"rdate": ["2026-03-10T15:00"]},
            {"rdate": ["2026-03-10T15:00"], "exdate": [FIRST]},
            "took out Tue 10 March 2026 at 09:00",
        ),
        (
            {"rdate": ["2026-03-10T15:00"]},
            {"overrides": {FIRST: {"title": "Review"}}},
            (
                "took the extra date Tue 10 March 2026 at 15:00 back and "
                "changed Tue 10 March 2026 at 09:00 alone: renamed it to “Review”"
            ),
        ),
        (
            {},
            {"zone": "Europe/London", "rdate": ["2026-03-12T15:00"]},
            (
                "changed the time zone from Berlin to London, same clock time, so 1 h later, "
                "and added Thu 12 March 2026 at 15:00 London"
            ),
        ),
        (
            {},
            {"overrides": {FIRST: {"title": "Review"}}},
            "changed Tue 10 March 2026 alone: renamed it to “Review”",
        ),
        (
            {},
            {"overrides": {FIRST: {**at("2026-03-10T10:00"), **WHEN}}},
            "changed Tue 10 March 2026 alone: moved it 1 h later",
        ),
        (
            {"overrides": {FIRST: {"title": "Review"}}},
            {"overrides": {}},
            "made Tue 10 March 2026 like the others again",
        ),
        (
            {},
            {"overrides": {f"2026-03-{day}T09:00": {"title": "R"} for day in ("10", "17", "24", "31")}},
            "changed 4 dates alone",
        ),
        ({}, {"end_zone": "America/New_York"}, "made it end by the clocks of New York"),
    ],
)
def test_a_change_of_a_series_is_told_in_words(before: Any, after: Any, sentence: str) -> None:
    assert said(standup(**before), standup(**after)) == sentence


def test_a_new_series_says_how_it_repeats() -> None:
    sentence = "made it: Tue 3 March 2026, 09:00–09:30 Berlin, every week on Tuesday, 10 times"
    assert said(None, standup()) == sentence


def test_exceptions_that_move_along_with_their_series_are_no_news_of_their_own() -> None:
    series = standup(exdate=[SECOND], overrides={FIRST: {"title": "Review"}})
    moved = edit_all(series, "", {**series, **at("2026-03-03T10:00")}).document
    assert moved["exdate"] == ["2026-03-17T10:00"]
    assert said(series, moved) == "moved it 1 h later, moved its dates along, and moved its exceptions along"


def test_an_exception_changed_while_its_series_moved_is_told() -> None:
    series = standup(overrides={FIRST: {"title": "Review"}})
    moved = edit_all(series, "", {**series, **at("2026-03-03T10:00")}).document
    moved = {**moved, "overrides": {"2026-03-10T10:00": {"title": "Retro"}}}
    (message,) = [one for one in describe(series, moved) if one[0] == "overrides.changed"]
    assert "renamed it to “Retro”" in say_unit(message)


def test_values_of_series_are_said_in_words() -> None:
    series = standup(exdate=[SECOND], overrides={FIRST: {"title": "Review", "location": "Attic"}})
    assert say_value("repeats", series) == "every week on Tuesday, 10 times, not on Tue 17 March 2026"
    assert say_value("overrides", series) == "Tue 10 March 2026: Title Review, Where Attic"
    assert (is_empty("repeats", series), is_empty("repeats", standup(rrule=""))) == (False, True)
    # a side of a conflict is the unit alone
    assert say_value("repeats", {"rrule": "FREQ=DAILY", "rdate": [], "exdate": []}) == "every day"
    flight = standup(end="2026-03-03T11:30", end_zone="America/New_York")
    assert say_value("when", flight) == "Tue 3 March 2026, 09:00 Berlin to 11:30 New York"


def test_an_instance_that_is_changed_says_only_what_is_its_own() -> None:
    series = standup()
    mine = changed(series, FIRST, status="cancelled")
    after = standup(overrides={FIRST: {"status": mine["status"]}})
    assert said(series, after) == "changed Tue 10 March 2026 alone: cancelled it"


def test_dates_of_two_equal_times_are_told_apart() -> None:
    both = standup(rdate=["2026-10-25T02:30", "2026-10-25T02:30 later"])
    assert (
        said(standup(), both) == "added Sun 25 October 2026 at 02:30 CEST, Sun 25 October 2026 at 02:30 CET"
    )


def test_old_messages_without_times_name_them_where_days_are_equal() -> None:
    names = ["2026-03-10T15:00", "2026-03-10T17:00"]
    (name, params) = describe(standup(), standup(rdate=names))[0]
    del params["timed"]
    assert say([(name, params)]) == "added Tue 10 March 2026 at 15:00, Tue 10 March 2026 at 17:00"
    (name, params) = describe(standup(), standup(rdate=names[:1]))[0]
    del params["timed"]
    assert say([(name, params)]) == "added Tue 10 March 2026"


@pytest.mark.parametrize(
    ("locale", "clock", "reader", "told"),
    [
        ("en_GB", 24, "", "also on Thu 12 March 2026 at 15:00"),
        ("en_GB", 24, "Europe/Berlin", "also on Thu 12 March 2026 at 15:00"),
        ("en_US", 12, "America/New_York", "also on Thu, March 12, 2026 at 3:00 PM Berlin"),
        ("de_DE", 24, "Europe/London", "auch am Do 12. März 2026 um 15:00 Berlin"),
    ],
)
def test_a_value_names_the_zone_where_it_is_not_the_readers(
    locale: str, clock: int, reader: str, told: str
) -> None:
    document = standup(rdate=["2026-03-12T15:00"])
    assert told in say_value("repeats", document, locale, clock, reader)


def test_a_comparison_names_every_date() -> None:
    names = [f"2026-03-{day}T09:00" for day in ("10", "17", "24", "31")]
    document = standup(exdate=names)
    assert "not on 4 dates" in say_value("repeats", document)
    exact = say_value("repeats", document, reader="Europe/Berlin")
    assert "not on Tue 10 March 2026, Tue 17 March 2026, Tue 24 March 2026, Tue 31 March 2026" in exact
