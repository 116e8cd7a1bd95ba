"""How moves, lengths, zones and whole days are told, and how a time itself is written."""

import pytest

from tests.domain.telling import HOLIDAY, RETREAT, at, said, said_of_unit
from webapp.domain.wording import say_value

# -- time


@pytest.mark.parametrize(
    ("fields", "sentence", "margin"),
    [
        (at("24T11:00", "24T12:00"), "moved it 2 h later", "moved 2 h later"),
        (at("24T11:00", "24T12:30"), "moved it 2 h later, 30 min longer", "moved 2 h later, 30 min longer"),
        (at("24T08:15", "24T09:15"), "moved it 45 min earlier", "moved 45 min earlier"),
        (at("24T09:00", "24T11:30"), "made it 1 h 30 min longer", "1 h 30 min longer"),
        (at("24T09:00", "24T09:30"), "made it 30 min shorter", "30 min shorter"),
        (at("24T08:00", "24T10:00"), "made it start 1 h earlier", "starts 1 h earlier"),
        (at("24T09:00", "26T10:00"), "made it 2 days longer", "2 days longer"),
        (at("24T09:00", "25T12:00"), "made it 1 day 2 h longer", "1 day 2 h longer"),
        (
            at("26T09:00", "26T10:00"),
            "moved it from Tue 24 March to Thu 26 March",
            "moved from Tue 24 March to Thu 26 March",
        ),
        (
            at("26T08:30", "26T09:00"),
            "moved it from Tue 24 March to Thu 26 March, now at 08:30, 30 min shorter",
            "moved from Tue 24 March to Thu 26 March, now at 08:30, 30 min shorter",
        ),
        (
            at("23T23:00", "24T00:00"),
            "moved it 10 h earlier, to Mon 23 March",
            "moved 10 h earlier, to Mon 23 March",
        ),
    ],
)
def test_a_move_is_told_in_hours_or_days(fields, sentence, margin):
    assert said(**fields) == sentence
    assert said_of_unit(**fields) == margin


def test_a_move_to_another_year_names_both_years():
    assert (
        said(start="2027-03-24T09:00", end="2027-03-24T10:00")
        == "moved it from Tue 24 March 2026 to Wed 24 March 2027"
    )


def test_the_night_the_clocks_change_makes_no_event_longer():
    assert said(**at("29T00:30", "29T01:30")) == "moved it from Tue 24 March to Sun 29 March, now at 00:30"
    assert said(before={**RETREAT, **at("28T22:00", "29T06:00")}, **at("21T22:00", "22T06:00")) == (
        "moved it from Sat 28 March to Sat 21 March"
    )


@pytest.mark.parametrize(
    ("fields", "margin"),
    [
        (at("24T04:00", "24T05:00"), "time zone from Berlin to New York, same moment"),
        (at("24T09:00", "24T10:00"), "time zone from Berlin to New York, same clock time, so 5 h later"),
        (at("24T05:00", "24T06:00"), "time zone from Berlin to New York, moved 1 h later"),
        (at("24T04:00", "24T05:30"), "time zone from Berlin to New York, same moment, 30 min longer"),
    ],
)
def test_a_new_time_zone_tells_whether_the_moment_or_the_clock_time_stayed(fields, margin):
    assert said_of_unit(**fields, zone="America/New_York") == margin
    assert said(**fields, zone="America/New_York") == f"changed the {margin}"


def test_becoming_a_whole_day_and_back_is_named():
    assert said(**at("24", "24"), all_day=True) == "made it all day"
    assert said_of_unit(**at("24", "24"), all_day=True) == "now all day"
    assert said_of_unit(HOLIDAY, **at("24T09:00", "24T10:00"), all_day=False) == "now at 09:00–10:00"
    assert said(HOLIDAY, **at("24T09:00", "24T10:00"), all_day=False) == "gave it a time, 09:00–10:00"


def test_becoming_several_whole_days_elsewhere_is_named_in_full():
    assert said_of_unit(**at("25", "27"), all_day=True) == (
        "now all day, moved from Tue 24 March to Wed 25 March, 2 days longer"
    )


@pytest.mark.parametrize(
    ("fields", "margin"),
    [
        (at("26", "26"), "moved from Tue 24 March to Thu 26 March"),
        (at("24", "25"), "1 day longer"),
        (at("26", "27"), "moved from Tue 24 March to Thu 26 March, 1 day longer"),
        (at("22", "24"), "starts 2 days earlier"),
        (at("24", "24", zone="Asia/Tokyo"), "time zone from Berlin to Tokyo"),
    ],
)
def test_whole_days_move_in_days(fields, margin):
    assert said_of_unit(HOLIDAY, **fields) == margin


def test_times_follow_the_clock_and_dates_the_locale_of_the_reader():
    fields = at("26T13:30", "26T14:30")

    assert (
        said_of_unit(**fields, locale="en_US", clock=12)
        == "moved from Tue, March 24 to Thu, March 26, now at 1:30 PM"
    )
    assert "Do 26. März" in said_of_unit(**fields, locale="de_DE")


# -- values


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({}, "Tue 24 March 2026, 09:00–10:00 Berlin"),
        (at("24T09:00", "24T09:00"), "Tue 24 March 2026, 09:00 Berlin"),
        (at("24T22:00", "25T00:00"), "Tue 24 March 2026, 22:00–00:00 Berlin"),
        (at("24T22:00", "25T02:00"), "Tue 24 March 2026, 22:00 to Wed 25 March, 02:00 Berlin"),
        (at("24", "24", all_day=True), "Tue 24 March 2026, all day"),
        (at("24", "26", all_day=True), "Tue 24 March to Thu 26 March 2026, all day"),
        (
            {"start": "2026-12-31", "end": "2027-01-01", "all_day": True},
            "Thu 31 December 2026 to Fri 1 January 2027, all day",
        ),
        (
            {"start": "2026-12-31T22:00", "end": "2027-01-01T02:00"},
            "Thu 31 December 2026, 22:00 to Fri 1 January 2027, 02:00 Berlin",
        ),
    ],
)
def test_a_time_reads_as_people_write_it(fields, words):
    assert say_value("when", {**RETREAT, **fields}) == words


def test_a_time_in_another_locale():
    assert say_value("when", RETREAT, "en_US", 12) == "Tue, March 24, 2026, 9:00 AM–10:00 AM Berlin"
    assert say_value("when", RETREAT, "de_DE", 24) == "Di 24. März 2026, 09:00–10:00 Berlin"
    assert say_value("when", RETREAT, "fr_FR", 24) == "mar. 24 mars 2026, 09:00–10:00 Berlin"
