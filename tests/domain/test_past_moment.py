"""Moments in addresses: read as they were written, wherever clocks change."""

from datetime import UTC, datetime, timedelta

import pytest

from webapp.domain.past_moment import at_place, place_of, read_moment, write_moment
from webapp.domain.texts import Refused

NOW = datetime(2026, 11, 1, tzinfo=UTC)
ZONES = ("UTC", "Europe/Berlin", "Australia/Lord_Howe", "America/St_Johns")


@pytest.mark.parametrize("zone", ZONES)
def test_every_moment_is_read_as_it_was_written(zone):
    for minutes in range(0, 60 * 24 * 365, 17):
        moment = datetime(2025, 10, 20, tzinfo=UTC) + timedelta(minutes=minutes)
        assert read_moment(write_moment(moment, zone), zone, NOW) == moment
    exact = datetime(2026, 3, 24, 8, 0, 13, 123456, tzinfo=UTC)
    assert read_moment(write_moment(exact, zone), zone, NOW) == exact


def test_a_plain_moment_is_a_wall_time_and_one_that_clocks_cannot_say_is_in_utc():
    assert write_moment(datetime(2026, 3, 24, 8, tzinfo=UTC), "Europe/Berlin") == "2026-03-24T09:00"
    second = datetime(2026, 10, 25, 1, 30, tzinfo=UTC)
    assert write_moment(second - timedelta(hours=1), "Europe/Berlin") == "2026-10-25T02:30"
    assert write_moment(second, "Europe/Berlin") == "2026-10-25T01:30:00Z"


@pytest.mark.parametrize(
    "text",
    ["", "x", "2026-03-24", "2026-03-24 09:00", "2026-02-30T09:00", "2026-03-24T25:00", "2026-11-02T00:00",
     "0001-01-01T00:00", "9999-12-31T23:59", "2026-03-24T09:00+01:00", "٢٠٢٦-03-24T09:00", "2026-03-24T09:00ZZ"],
)  # fmt: skip
def test_what_is_no_moment_of_the_past_is_refused(text):
    with pytest.raises(Refused):
        read_moment(text, "Europe/Berlin", NOW)


def test_the_slider_goes_from_the_beginning_to_now():
    first = datetime(2026, 1, 1, 0, 0, 30, tzinfo=UTC)
    assert at_place(first, NOW, 0, 400) == first
    assert at_place(first, NOW, 400, 400) == NOW
    middle = at_place(first, NOW, 200, 400)
    assert (middle.second, place_of(first, NOW, middle, 400)) == (0, 200)
    assert at_place(NOW, NOW, 3, 400) == NOW
    assert (place_of(first, NOW, first, 400), place_of(first, NOW, NOW, 400)) == (0, 400)
    assert place_of(NOW, NOW, NOW, 400) == 0
