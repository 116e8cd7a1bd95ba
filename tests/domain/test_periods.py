from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

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


def by_the_library(wall, zone):
    """What the standard library makes of a wall time, slowly; a time that is skipped has no fold."""
    first, second = (wall.replace(tzinfo=ZoneInfo(zone), fold=fold).astimezone(UTC) for fold in (0, 1))
    return second if wall.fold and first < second else first


def quarters(first, days):
    """Every quarter of an hour of some days."""
    return [first + timedelta(minutes=15) * number for number in range(days * 96)]


# The days around a change of the clocks: by an hour, by half an hour, at midnight, by a whole day, twice within a month.
CHANGES = [
    ("Europe/Berlin", datetime(2026, 3, 28)),
    ("Europe/Berlin", datetime(2026, 10, 24)),
    ("America/New_York", datetime(2026, 3, 7)),
    ("America/New_York", datetime(2026, 10, 31)),
    ("Australia/Lord_Howe", datetime(2026, 4, 4)),
    ("Australia/Lord_Howe", datetime(2026, 10, 3)),
    ("America/Sao_Paulo", datetime(2018, 2, 17)),
    ("America/Sao_Paulo", datetime(2018, 11, 3)),
    ("Pacific/Apia", datetime(2011, 12, 29)),
    ("Africa/Casablanca", datetime(2026, 2, 14)),
    ("Africa/Casablanca", datetime(2026, 3, 21)),
    ("Asia/Kathmandu", datetime(1985, 12, 31)),
    ("UTC", datetime(2026, 3, 28)),
]


@pytest.mark.parametrize(("zone", "first"), CHANGES)
def test_fast_instants_are_those_of_the_library_where_clocks_change(zone, first):
    walls = quarters(first, days=3)
    folded = [wall.replace(fold=1) for wall in walls]

    assert [periods.to_utc(wall, zone) for wall in walls] == [by_the_library(wall, zone) for wall in walls]
    assert [periods.to_utc(wall, zone) for wall in folded] == [by_the_library(wall, zone) for wall in folded]


@pytest.mark.parametrize("end_zone", ["", "Asia/Tokyo"])
@pytest.mark.parametrize(("zone", "first"), CHANGES)
def test_many_spans_at_once_are_those_of_one_after_the_other(zone, first, end_zone):
    walls = quarters(first, days=3)
    document = timed("2020-05-01T12:00", "2020-05-01T13:30", zone) | {"end_zone": end_zone}

    def alone(wall):
        end = wall + timedelta(minutes=90)
        when = {"start": wall.isoformat(timespec="minutes"), "end": end.isoformat(timespec="minutes")}
        return periods.span(document | when)

    assert list(zip(*periods.spans(document, walls), strict=True)) == [alone(wall) for wall in walls]


def test_many_spans_of_whole_days_float():
    document = all_day("2020-05-01", "2020-05-03", "Pacific/Apia")
    starts = [datetime(2026, 3, 28), datetime(2026, 3, 29)]

    assert list(zip(*periods.spans(document, starts), strict=True)) == [
        periods.span(all_day("2026-03-28", "2026-03-30")),
        periods.span(all_day("2026-03-29", "2026-03-31")),
    ]


MINUTES = st.datetimes(datetime(1900, 1, 1), datetime(2200, 12, 31)).map(
    lambda wall: wall.replace(second=0, microsecond=0)
)
ZONES = st.sampled_from(zones.ZONES)


@given(MINUTES, ZONES)
def test_an_instant_keeps_its_wall_time_unless_clocks_skip_it(wall, zone):
    back = periods.wall_in(periods.to_utc(wall, zone), zone)

    assert periods.to_utc(wall, zone) == by_the_library(wall, zone)
    assert back == wall or timedelta() < back - wall <= timedelta(days=1)


@given(MINUTES, st.timedeltas(timedelta(), timedelta(days=366)), ZONES, ZONES)
def test_first_and_last_day_are_in_order_in_every_zone(start, length, zone, other):
    end = (start + length).replace(second=0, microsecond=0)
    document = timed(start.isoformat(timespec="minutes"), max(start, end).isoformat(timespec="minutes"), zone)

    first, last = periods.local_days(document, other)

    assert first <= last <= first + timedelta(days=369)
