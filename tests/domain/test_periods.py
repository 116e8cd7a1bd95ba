from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webapp.domain import periods, zones


def timed(start, end, zone="Europe/Berlin"):
    return {"start": start, "end": end, "zone": zone, "all_day": False}


def all_day(first, last, zone="Europe/Berlin"):
    return {"start": first, "end": last, "zone": zone, "all_day": True}


@pytest.mark.parametrize(
    ("wall", "zone", "utc"),
    [
        ("2026-03-24T09:00", "Europe/Berlin", "2026-03-24T08:00"),
        ("2026-07-24T09:00", "Europe/Berlin", "2026-07-24T07:00"),
        # Clocks skip 02:00-03:00 on 29 March: a time there is read with the offset before, +1 h.
        ("2026-03-29T02:30", "Europe/Berlin", "2026-03-29T01:30"),
        # 02:30 occurs twice on 25 October; the first time is still summer time, +2 h.
        ("2026-10-25T02:30", "Europe/Berlin", "2026-10-25T00:30"),
        # RFC 5545, section 3.3.5, gives these two examples.
        ("2007-03-11T02:30", "America/New_York", "2007-03-11T07:30"),
        ("2007-11-04T01:30", "America/New_York", "2007-11-04T05:30"),
        ("2026-03-24T09:00", "Asia/Kathmandu", "2026-03-24T03:15"),
        # Samoa had no 30 December 2011 at all; the offset before was -10 h.
        ("2011-12-30T12:00", "Pacific/Apia", "2011-12-30T22:00"),
    ],
)
def test_wall_times_become_instants_as_the_rfc_says(wall, zone, utc):
    assert periods.to_utc(datetime.fromisoformat(wall), zone) == datetime.fromisoformat(utc).replace(
        tzinfo=UTC
    )


def test_a_time_in_a_gap_is_shown_after_the_gap():
    instant = periods.to_utc(datetime(2026, 3, 29, 2, 30), "Europe/Berlin")

    assert periods.wall_in(instant, "Europe/Berlin") == datetime(2026, 3, 29, 3, 30)


def test_the_span_of_a_timed_event_follows_its_zone():
    start, end = periods.span(timed("2026-03-24T09:00", "2026-03-24T10:30", "Asia/Tokyo"))

    assert (start, end) == (datetime(2026, 3, 24, 0, 0, tzinfo=UTC), datetime(2026, 3, 24, 1, 30, tzinfo=UTC))


def test_the_span_of_an_all_day_event_floats_and_ends_on_the_day_after():
    start, end = periods.span(all_day("2026-03-24", "2026-03-25", "Asia/Tokyo"))

    assert (start, end) == (datetime(2026, 3, 24, tzinfo=UTC), datetime(2026, 3, 26, tzinfo=UTC))


@pytest.mark.parametrize(
    ("document", "zone", "first", "last"),
    [
        (timed("2026-03-24T09:00", "2026-03-24T10:00"), "Europe/Berlin", 24, 24),
        (timed("2026-03-24T22:00", "2026-03-25T00:00"), "Europe/Berlin", 24, 24),
        (timed("2026-03-24T22:00", "2026-03-25T00:01"), "Europe/Berlin", 24, 25),
        (timed("2026-03-24T00:00", "2026-03-24T00:00"), "Europe/Berlin", 24, 24),
        (timed("2026-03-24T09:00", "2026-03-24T10:00", "Asia/Tokyo"), "America/Los_Angeles", 23, 23),
        (timed("2026-03-24T23:00", "2026-03-25T01:00"), "Europe/London", 24, 24),
        (all_day("2026-03-24", "2026-03-26", "Asia/Tokyo"), "America/Los_Angeles", 24, 26),
    ],
)
def test_days_are_those_of_the_zone_one_looks_from(document, zone, first, last):
    assert periods.local_days(document, zone) == (date(2026, 3, first), date(2026, 3, last))


MINUTES = st.datetimes(datetime(1900, 1, 1), datetime(2200, 12, 31)).map(
    lambda wall: wall.replace(second=0, microsecond=0)
)
ZONES = st.sampled_from(zones.ZONES)


@given(MINUTES, ZONES)
def test_an_instant_keeps_its_wall_time_unless_clocks_skip_it(wall, zone):
    back = periods.wall_in(periods.to_utc(wall, zone), zone)

    assert back == wall or timedelta() < back - wall <= timedelta(days=1)


@given(MINUTES, st.timedeltas(timedelta(), timedelta(days=366)), ZONES, ZONES)
def test_first_and_last_day_are_in_order_in_every_zone(start, length, zone, other):
    end = (start + length).replace(second=0, microsecond=0)
    document = timed(start.isoformat(timespec="minutes"), max(start, end).isoformat(timespec="minutes"), zone)

    first, last = periods.local_days(document, other)

    assert first <= last <= first + timedelta(days=369)
