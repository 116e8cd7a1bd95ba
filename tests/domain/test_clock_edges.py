"""Many wall times at once, against the library asked for each: every zone, from before the zones until long after today."""

from datetime import datetime, timedelta
from random import Random

import pytest

from webapp.domain.clock_edges import steady
from webapp.domain.periods import instants, to_utc
from webapp.domain.zones import ZONES

HOURS_5 = timedelta(hours=5)


def test_every_zone_through_some_years():
    """Years with a summer time of two hours, a Ramadan within it or laws against all of it among them."""
    random = Random(20261130)
    for zone in ZONES:
        first = datetime(random.randrange(1880, 2199), 1, 1)
        walls = [first + number * HOURS_5 for number in range(3000)]
        assert instants(walls, zone) == [to_utc(wall, zone) for wall in walls], zone


@pytest.mark.parametrize(
    ("zone", "edge"),
    [
        ("Europe/Berlin", datetime(2026, 3, 29, 3)),  # set forward: what is skipped is as far away as before
        ("Europe/Berlin", datetime(2026, 10, 25, 3)),  # set back: the first of two equal times counts
        ("Pacific/Apia", datetime(2011, 12, 31)),  # a day left out, at the end of a year
        ("Africa/Monrovia", datetime(1972, 1, 7, 0, 44, 30)),
    ],
)
def test_an_edge_is_found_to_the_second(zone, edge):
    walls = [edge - timedelta(seconds=1), edge, edge + timedelta(seconds=1)]

    assert [wall for _, run in steady(walls, zone) for wall in run] == walls
    assert edge in [run[0] for _, run in steady(walls, zone)][1:]


def test_the_ends_of_all_dates():
    walls = [datetime.min, datetime(1, 1, 2), datetime(9999, 12, 31, 12), datetime.max]

    assert [list(run) for _, run in steady(walls, "Europe/Berlin")] == [walls[:2], walls[2:]]
    assert list(steady([], "Europe/Berlin")) == []
