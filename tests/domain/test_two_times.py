"""Times that clocks show twice: which of the two a document, the API and a form mean, beside the library's own."""

import random
from datetime import UTC, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

import pytest

from tests.domain.two_times import BERLIN, FIRST, SECOND, file_of, from_file, twice
from tests.support.cast import a_document
from webapp.domain import moving, periods
from webapp.domain.api_input import as_contract, changed_document, new_document
from webapp.domain.document import pack, schema_of, unpack
from webapp.domain.event_input import as_form, check_event, check_repeats
from webapp.domain.many_input import shifted
from webapp.domain.merge import merge

# Since 2019 clocks in São Paulo stay: its last years with two times are looked at.
YEARS = {
    BERLIN: (2020, 2030),
    "America/New_York": (2020, 2030),
    "Australia/Lord_Howe": (2020, 2030),
    "America/Sao_Paulo": (2010, 2018),
}


@cache
def folds(zone):
    """The moments at which clocks of a zone go back, by asking the library for every hour."""
    clock, (first, last) = ZoneInfo(zone), YEARS[zone]
    hour = datetime(first, 1, 1, tzinfo=UTC)
    found = []
    while hour.year <= last:
        before = (hour - timedelta(minutes=30)).astimezone(clock).utcoffset()
        if hour.astimezone(clock).utcoffset() < before:
            found.append(hour)
        hour += timedelta(minutes=30)
    return found


def around(moment):
    """Every five minutes of the four hours around a moment."""
    return [moment + timedelta(minutes=5) * step for step in range(-24, 25)]


def given(start, end, zone=BERLIN, **more):
    found = new_document(
        {"title": "Watch", "start_time": start, "end_time": end, "time_zone": zone, **more}, "UTC"
    )
    assert found.document, found.errors
    return found.document


# -- beside zoneinfo


@pytest.mark.parametrize("zone", YEARS)
def test_around_every_fold_each_moment_is_one_wall_time_and_back(zone):
    assert len(folds(zone)) >= 8
    clock = ZoneInfo(zone)
    for moment in (one for fold in folds(zone) for one in around(fold)):
        wall = periods.told_in(moment, zone)
        both = [wall.replace(tzinfo=clock, fold=fold).astimezone(UTC) for fold in (0, 1)]
        assert periods.comes_twice(wall, zone) == (both[0] != both[1])
        assert periods.to_utc(wall, zone) == moment == both[wall.fold]
        assert periods.wall_of(periods.name_of(wall, False)).fold == wall.fold
        document = {
            "start": periods.name_of(wall, False),
            "end": "2040-01-01T00:00",
            "zone": zone,
            "all_day": False,
        }
        assert periods.span(document)[0] == moment


@pytest.mark.parametrize("zone", YEARS)
def test_what_the_api_is_given_around_every_fold_comes_back_as_the_same_moments(zone):
    """Whatever offset it is written with; and a PUT of what a GET gave changes nothing."""
    numbers = random.Random(zone)
    for fold in folds(zone):
        for start in around(fold)[::3]:
            end = start + timedelta(minutes=numbers.randrange(0, 240, 5))
            away = ZoneInfo(numbers.choice([zone, "UTC", "Asia/Kathmandu"]))
            document = given(*(one.astimezone(away).isoformat() for one in (start, end)), zone)
            told = as_contract(document)
            assert [datetime.fromisoformat(told[side]) for side in ("start_time", "end_time")] == [start, end]
            assert (
                datetime.fromisoformat(told["start_time"]).utcoffset()
                == start.astimezone(ZoneInfo(zone)).utcoffset()
            )
            assert changed_document(document, told).document == document
            assert unpack(pack(document)) == document
            assert as_form(document) == as_form(check_event(as_form(document), default_zone="UTC").document)
            assert periods.span(from_file(file_of(document))) == (start, end)


# -- documents


def test_only_what_needs_it_is_stored_in_the_newest_schema():
    assert schema_of(a_document()) == schema_of(twice(start=FIRST)) == 3
    assert schema_of(twice()) == 4
    own = {"start": SECOND, "end": "2026-10-25T03:30", "zone": BERLIN, "end_zone": "", "all_day": False}
    assert schema_of(a_document(rrule="FREQ=DAILY", overrides={"2026-10-25T02:30": own})) == 4
    assert unpack(pack(a_document())) == unpack(pack(a_document()) + b"") == a_document()


def test_from_the_first_to_the_second_of_two_can_be_less_than_nothing_on_the_wall():
    document = given("2026-10-25T02:30:00+02:00", "2026-10-25T02:15:00+01:00")
    start, end = periods.span(document)
    assert end - start == timedelta(minutes=45)
    assert (document["start"], document["end"]) == (FIRST, "2026-10-25T02:15 later")
    backwards = {
        "title": "Watch",
        "start_time": "2026-10-25T02:30:00+01:00",
        "end_time": "2026-10-25T02:15:00+01:00",
    }
    assert "ends before it starts" in new_document(backwards, BERLIN).errors["end_time"]


def test_without_an_offset_the_first_is_meant_and_of_ends_the_first_that_will_do():
    assert given("2026-10-25T02:30:00", "2026-10-25T03:00:00")["start"] == FIRST
    assert given("2026-10-25T02:30:00+01:00", "2026-10-25T02:45:00")["end"] == "2026-10-25T02:45 later"


def test_where_clocks_show_a_time_once_there_is_no_second():
    other_day = changed_document(twice(), {"start_time": "2026-10-24T02:30", "end_time": "2026-10-24T03:30"})
    assert other_day.document["start"] == "2026-10-24T02:30"
    in_utc = changed_document(twice(), {"time_zone": "UTC"}).document
    assert (in_utc["start"], in_utc["end"]) == ("2026-10-25T02:30", "2026-10-25T03:30")
    stale = a_document(
        start="2026-03-29T02:30 later", end="2026-03-29T04:00"
    )  # a law has made it one that is skipped
    assert periods.span(stale) == periods.span({**stale, "start": "2026-03-29T02:30"})


def test_merging_takes_which_of_two_it_is_as_part_of_when():
    base, mine = twice(start=FIRST), twice()
    assert merge(base, {**base, "title": "Other"}, mine).document == {**mine, "title": "Other"}
    assert list(merge(base, {**base, "end": "2026-10-25T04:00"}, mine).conflicts) == ["when"]
    # Exceptions are named by what the wall shows: they stay where they are.
    repeated = {**base, "rrule": "FREQ=DAILY"}
    found = merge(repeated, {**repeated, "exdate": ["2026-10-26T02:30"]}, {**repeated, "start": SECOND})
    assert not found.conflicts and found.document["exdate"] == ["2026-10-26T02:30"]


# -- forms and moves


def test_a_form_asks_which_of_two_is_meant_and_takes_the_answer():
    typed = as_form(a_document(start="2026-10-24T02:30", end="2026-10-24T02:45"))
    assert (typed["start_which"], typed["end_which"]) == ("", "")
    typed |= {"start_date": "2026-10-25", "end_date": "2026-10-25"}
    asked = check_event(typed, default_zone="UTC")
    assert set(asked.errors) == {"start_which", "end_which"} and asked.typed["start_time"] == "02:30"
    assert "Choose which 02:30 is meant" in asked.errors["start_which"]

    def saved(start, end):
        found = check_event(typed | {"start_which": start, "end_which": end}, default_zone="UTC")
        return found.document and (found.document["start"][11:], found.document["end"][11:])

    assert saved("first", "first") == ("02:30", "02:45")
    assert saved("first", "second") == ("02:30", "02:45 later")
    assert saved("second", "second") == saved("second", "") == ("02:30 later", "02:45 later")
    assert saved("second", "first") == ("02:30 later", "02:45 later")
    assert saved("third", "first") is None
    looked = check_repeats(typed, default_zone="UTC").document
    assert (looked["start"][11:], looked["end"][11:]) == ("02:30", "02:45")


def test_an_hour_up_to_the_first_of_two_is_not_asked_about():
    typed = as_form(a_document(start="2026-10-24T01:00", end="2026-10-24T02:00"))
    typed |= {"start_date": "2026-10-25", "end_date": "2026-10-25"}
    assert check_event(typed, default_zone="UTC").document["end"] == "2026-10-25T02:00"
    until = check_event(typed | {"end_which": "second"}, default_zone="UTC").document
    assert periods.span(until)[1] - periods.span(until)[0] == timedelta(hours=2)


def test_what_is_moved_goes_on_from_the_second_and_stays_as_long_as_it_is():
    short = twice(start=FIRST, end="2026-10-25T02:15 later")
    seen = moving.seen_in(short, BERLIN)
    assert seen == moving.Wanted(datetime(2026, 10, 25, 2, 30), datetime(2026, 10, 25, 3, 15), False)
    assert moving.moved(short, seen, BERLIN) == short
    there = moving.Wanted(datetime(2026, 10, 26, 9), datetime(2026, 10, 26, 9, 45), False)
    assert moving.moved(short, there, BERLIN) | {"tags": []} == short | {
        "start": "2026-10-26T09:00", "end": "2026-10-26T09:45", "tags": [],
    }  # fmt: skip
    resized = moving.Wanted(datetime(2026, 10, 25, 2, 30), datetime(2026, 10, 25, 4), False)
    assert moving.moved(twice(), resized, BERLIN) == twice(end="2026-10-25T04:00")
    # Whose clocks are those of UTC can mean the second without being asked.
    in_utc = moving.Wanted(datetime(2026, 10, 25, 1, 30), datetime(2026, 10, 25, 1, 45), False)
    moved = moving.moved(a_document(start="2026-10-25T12:00", end="2026-10-25T12:15"), in_utc, "UTC")
    assert (moved["start"], moved["end"]) == (SECOND, "2026-10-25T02:45 later")
    assert shifted(short, timedelta(days=1))["end"] == "2026-10-26T03:15"
