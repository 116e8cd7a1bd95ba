from datetime import datetime
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webapp.domain import zones


def test_every_zone_on_offer_can_be_opened():
    assert all(ZoneInfo(zone) for zone in zones.ZONES)


def test_zones_on_offer_are_sorted_places_and_utc():
    assert list(zones.ZONES) == sorted(set(zones.ZONES))
    assert {"Europe/Berlin", "Asia/Tokyo", "America/New_York", "Europe/Amsterdam", "UTC"} <= set(zones.ZONES)
    assert not [zone for zone in zones.ZONES if zone.startswith(("Etc/", "posix/", "right/", "SystemV/"))]
    assert 400 < len(zones.ZONES) < 450


@pytest.mark.parametrize("name", ["Europe/Berlin", "US/Pacific", "Asia/Calcutta", "Etc/GMT+5", "UTC"])
def test_old_names_are_known_too(name):
    assert zones.known(name)


@pytest.mark.parametrize(
    "name",
    [
        "",
        "Europe",
        "europe/berlin",
        "../etc/passwd",
        "/etc/localtime",
        "Europe/../Europe/Berlin",
        "localtime",
        "Factory",
        "posix/UTC",
        "UTC\0",
        "\ud800",
        None,
        3,
        ["UTC"],
        b"UTC",
        {"UTC": 1},
    ],
)
def test_what_is_no_zone_is_unknown_and_never_an_error(name):
    assert not zones.known(name)


def test_a_huge_name_is_unknown_too():
    assert not zones.known("a" * 10_000_000)


@given(st.one_of(st.text(), st.binary(), st.lists(st.integers()), st.dictionaries(st.text(), st.text())))
def test_anything_can_be_asked_about(name):
    assert zones.known(name) in (True, False)


@pytest.mark.parametrize(
    ("zone", "short", "long"),
    [
        ("Europe/Berlin", "Berlin", "Berlin"),
        ("America/New_York", "New York", "New York"),
        ("America/Argentina/Buenos_Aires", "Buenos Aires", "Argentina, Buenos Aires"),
        ("UTC", "UTC", "UTC"),
    ],
)
def test_a_zone_is_called_by_its_place(zone, short, long):
    assert (zones.short_name(zone), zones.long_name(zone)) == (short, long)


@pytest.mark.parametrize(
    ("name", "modern"),
    [
        ("Asia/Calcutta", "Asia/Kolkata"),
        ("US/Pacific", "America/Los_Angeles"),
        ("Europe/Kiev", "Europe/Kyiv"),
        ("Etc/UTC", "UTC"),
        ("Zulu", "UTC"),
        ("Europe/Stockholm", "Europe/Stockholm"),
        ("Etc/GMT+5", "Etc/GMT+5"),
    ],
)
def test_an_old_name_leads_to_the_one_on_offer(name, modern):
    assert zones.modern(name) == modern


def test_most_old_names_lead_to_a_zone_on_offer_with_the_same_clocks():
    summer = datetime(2026, 7, 1)
    moved = {
        name: zones.modern(name) for name in available_timezones() - set(zones.ZONES) if zones.known(name)
    }

    assert all(
        ZoneInfo(old).utcoffset(summer) == ZoneInfo(new).utcoffset(summer) for old, new in moved.items()
    )
    assert sum(new in zones.ZONES for new in moved.values()) > 100


def test_a_zone_that_goes_by_an_old_name_is_offered_to_those_who_have_it():
    assert ("US/Pacific", "Pacific") in dict(zones.grouped("US/Pacific"))["US"]
    assert zones.grouped("Europe/Berlin") == zones.grouped() == zones.grouped("Mars")


def test_grouped_zones_hold_each_zone_once_and_begin_with_utc():
    groups = zones.grouped()

    assert groups[0] == ("Everywhere", (("UTC", "UTC"),))
    assert sorted(zone for _, places in groups for zone, _ in places) == list(zones.ZONES)
    assert ("Europe/Berlin", "Berlin") in dict(groups)["Europe"]
