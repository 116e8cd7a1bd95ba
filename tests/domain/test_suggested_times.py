"""When a new event begins, at any hour of any day."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webapp.domain.periods import to_utc, told_in
from webapp.domain.suggested_times import next_hour, suggest_times

BERLIN, HOUR = "Europe/Berlin", timedelta(hours=1)


def suggested(now, zone=BERLIN, **asked):
    """What the form says of `now` in UTC."""
    found = suggest_times(asked, datetime.fromisoformat(now).replace(tzinfo=UTC), zone)
    return f"{found.start:%Y-%m-%d %H:%M}", f"{found.end:%Y-%m-%d %H:%M}", found.which


def test_it_is_the_next_full_hour_for_an_hour():
    assert suggested("2026-11-24T09:20") == ("2026-11-24 11:00", "2026-11-24 12:00", {})
    assert suggested("2026-11-24T10:00") == ("2026-11-24 12:00", "2026-11-24 13:00", {})


def test_late_in_the_evening_it_is_tomorrow_but_for_an_event_of_today():
    assert suggested("2026-12-31T22:40") == ("2027-01-01 00:00", "2027-01-01 01:00", {})
    assert suggested("2026-12-31T22:40", date="2026-12-31") == ("2026-12-31 23:00", "2027-01-01 00:00", {})
    assert suggested("2026-12-31T22:40", date="2027-01-01") == ("2027-01-01 09:00", "2027-01-01 10:00", {})


def test_today_is_the_day_where_the_person_is():
    assert suggested("2026-12-31T23:10", date="2027-01-01") == ("2027-01-01 01:00", "2027-01-01 02:00", {})
    new_york = suggested("2027-01-01T03:40", "America/New_York", date="2026-12-31")
    assert new_york == ("2026-12-31 23:00", "2027-01-01 00:00", {})


def test_an_hour_that_clocks_leave_out_is_no_start():
    assert suggested("2026-03-29T00:30") == ("2026-03-29 03:00", "2026-03-29 04:00", {})
    half_an_hour_left_out = datetime(2026, 10, 3, 14, 50, tzinfo=UTC)
    assert f"{next_hour(half_an_hour_left_out, 'Australia/Lord_Howe'):%H:%M}" == "02:30"


def test_in_the_hour_that_comes_twice_it_says_which():
    first, second = {"start_which": "first"}, {"start_which": "second"}
    assert suggested("2026-10-24T23:30") == (
        "2026-10-25 02:00",
        "2026-10-25 02:00",
        first | {"end_which": "second"},
    )
    assert suggested("2026-10-25T00:30") == ("2026-10-25 02:00", "2026-10-25 03:00", second)
    assert suggested("2026-10-25T01:30") == ("2026-10-25 03:00", "2026-10-25 04:00", {})


@pytest.mark.parametrize("zone", [BERLIN, "America/New_York", "Asia/Kathmandu", "Australia/Lord_Howe"])
@given(st.integers(0, 4 * 366 * 24 * 60))
def test_at_every_moment_it_comes_within_two_hours_at_a_time_that_there_is(zone, minutes):
    now = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
    start = next_hour(now, zone)
    assert now < to_utc(start, zone) <= now + 2 * HOUR
    assert (told_in(to_utc(start, zone), zone), told_in(to_utc(start, zone), zone).fold) == (
        start,
        start.fold,
    )
