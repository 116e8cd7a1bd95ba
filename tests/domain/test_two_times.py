"""Times that clocks show twice: which of the two a document, the API and a calendar file mean, beside the library's own."""

import random
from datetime import UTC, date, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

import pytest

from tests.support.cast import a_document
from webapp.domain import moving, periods, series
from webapp.domain.api_input import NO_DATE, as_contract, changed_document, new_document
from webapp.domain.api_times import say_name
from webapp.domain.document import pack, schema_of, unpack
from webapp.domain.event_input import as_form, check_event, check_repeats
from webapp.domain.icalendar.files import read_file
from webapp.domain.icalendar.writing import Outgoing, write_file
from webapp.domain.many_input import shifted
from webapp.domain.merge import merge
from webapp.domain.series_edits import edit_all, edit_following, edit_this

BERLIN = "Europe/Berlin"
# Since 2019 clocks in São Paulo stay: its last years with two times are looked at.
YEARS = {
    BERLIN: (2020, 2030),
    "America/New_York": (2020, 2030),
    "Australia/Lord_Howe": (2020, 2030),
    "America/Sao_Paulo": (2010, 2018),
}
FIRST, SECOND = "2026-10-25T02:30", "2026-10-25T02:30 later"
EVER = datetime(2020, 1, 1, tzinfo=UTC), datetime(2032, 1, 1, tzinfo=UTC)
NOW = datetime(2026, 1, 1, tzinfo=UTC)


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


def twice(**changes):
    return a_document(**{"start": SECOND, "end": "2026-10-25T03:30", **changes})


def weekly(**changes):
    return twice(end="2026-10-25T02:45 later", rrule="FREQ=WEEKLY;COUNT=3", **changes)


def spans(document):
    return [(f"{one.start:%d %H:%M}", f"{one.end:%H:%M}") for one in series.instances(document, *EVER)]


def given(start, end, zone=BERLIN, **more):
    found = new_document(
        {"title": "Watch", "start_time": start, "end_time": end, "time_zone": zone, **more}, "UTC"
    )
    assert found.document, found.errors
    return found.document


def file_of(document):
    return write_file([Outgoing("one@daybook.example", document, 1, NOW, NOW)])


def from_file(text):
    return read_file(text.encode(), BERLIN).events[0].document


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


# -- series


def test_a_series_begins_at_the_second_and_its_rule_picks_the_first():
    yearly = weekly() | {"rrule": "FREQ=YEARLY;COUNT=2"}  # 25 October 2027 is a Monday, and no clock changes
    assert spans(weekly())[0] == ("25 01:30", "01:45")
    assert spans(yearly) == [("25 01:30", "01:45"), ("25 00:30", "00:45")]
    last_sunday = weekly() | {"rrule": "FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU;COUNT=3"}
    assert spans(last_sunday) == [("25 01:30", "01:45"), ("31 00:30", "00:45"), ("29 00:30", "00:45")]
    assert next(one.recurrence_id for one in series.instances(last_sunday, *EVER)) == FIRST
    assert not series.has_instance(weekly(), SECOND) and series.has_instance(weekly(), FIRST)
    assert series.last_end(weekly() | {"rrule": "FREQ=WEEKLY;COUNT=1"}) == datetime(
        2026, 10, 25, 1, 45, tzinfo=UTC
    )


def test_others_are_as_long_as_the_first_exactly_where_it_ends_at_the_second():
    night = twice(start="2026-10-25T01:30", end=SECOND, rrule="FREQ=DAILY;COUNT=2")
    assert spans(night) == [("24 23:30", "01:30"), ("26 00:30", "02:30")]
    short = twice(start=FIRST, end="2026-10-25T02:15 later", rrule="FREQ=DAILY;COUNT=2")
    assert spans(short) == [("25 00:30", "01:15"), ("26 01:30", "02:15")]
    assert spans(short)[:1] == [(f"{a:%d %H:%M}", f"{b:%H:%M}") for a, b in [periods.span(short)]]


def test_single_dates_carry_their_own():
    daily = a_document(start="2026-10-24T02:30", end="2026-10-24T02:45", rrule="FREQ=DAILY;COUNT=3")
    mine = series.instance_document(daily, FIRST) | {"start": SECOND, "end": "2026-10-25T02:45 later"}
    edited = edit_this(daily, FIRST, mine).document
    assert spans(edited) == [("24 00:30", "00:45"), ("25 01:30", "01:45"), ("26 01:30", "01:45")]
    assert say_name(FIRST, edited) == "2026-10-25T02:30:00+02:00"  # its original start is the first
    assert edit_this(edited, FIRST, series.instance_document(daily, FIRST)).document == daily


def test_an_edit_of_all_keeps_the_second_until_the_series_moves():
    second_week = "2026-11-01T02:30"
    renamed = series.instance_document(weekly(), second_week) | {"title": "Watch", "rrule": weekly()["rrule"]}
    assert edit_all(weekly(), second_week, renamed).document == weekly(title="Watch")
    assert edit_all(weekly(), "", weekly(title="Watch")).document == weekly(title="Watch")
    longer = weekly() | {"end": "2026-10-25T03:30"}
    assert edit_all(weekly(), "", longer).document == longer
    later = renamed | {"end": "2026-11-01T03:00"}
    assert edit_all(weekly(), second_week, later).document["start"] == SECOND
    moved = weekly() | {"start": "2026-10-25T05:30", "end": "2026-10-25T05:45"}
    assert spans(edit_all(weekly(), "", moved).document)[0] == ("25 04:30", "04:45")
    rest = edit_following(weekly(), second_week, renamed)
    assert rest.document["start"] == SECOND and rest.rest["start"] == second_week
    first = weekly() | {"start": FIRST, "end": "2026-10-25T02:45"}
    assert edit_all(first, "", weekly()).document == weekly()
    assert edit_all(weekly(), "", first).document == first


def test_the_api_names_the_first_instance_by_the_second_and_nothing_by_the_other():
    told = as_contract(weekly(exdate=[FIRST]))
    assert told["recurrence_exceptions"] == ["2026-10-25T02:30:00+01:00"]
    left_out = {"recurrence_exceptions": ["2026-10-25T02:30:00+01:00"]}
    assert changed_document(weekly(), left_out).document["exdate"] == [FIRST]
    wrong = changed_document(weekly(), {"recurrence_exceptions": ["2026-10-25T02:30:00+02:00"]})
    assert "it is the one at 2026-10-25T02:30:00+01:00" in wrong.errors["recurrence_exceptions[0]"]
    assert NO_DATE.format("x") not in wrong.errors.values()


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


# -- calendar files


@pytest.mark.parametrize(
    "document",
    [
        twice(),
        twice(start=FIRST, end="2026-10-25T02:15 later"),
        weekly(),
        weekly(exdate=["2026-11-01T02:30"]),
        twice(start="2026-10-25T01:30", end=SECOND, rrule="FREQ=DAILY;COUNT=3"),
        weekly(overrides={FIRST: {"title": "Other"}}),
        twice(start="2026-10-24T20:00", end=SECOND, zone="America/New_York", end_zone=BERLIN),
        a_document(
            start="2026-10-24T02:30",
            end="2026-10-24T02:45",
            rrule="FREQ=DAILY;COUNT=3",
            overrides={FIRST: {"start": SECOND, "end": "2026-10-25T02:45 later", "zone": BERLIN, "end_zone": "", "all_day": False}},
        ),
    ],
)  # fmt: skip
def test_a_file_says_the_second_in_utc_and_brings_it_back(document):
    text = file_of(document)
    assert "Z" in text.split("BEGIN:VEVENT", 1)[1].split("DTEND", 1)[1][:60] or ";X-DAYBOOK-TZID=" in text
    back = from_file(text)
    assert {**back, "extra": {}, "overrides": _plain(back)} == {
        **unpack(pack(document)),
        "overrides": _plain(document),
    }
    assert spans(back) == spans(document) and file_of(back) == text


def _plain(document):
    return {
        name: {field: value for field, value in own.items() if field != "extra"}
        for name, own in document["overrides"].items()
    }


def test_files_of_others_say_the_second_in_utc():
    lines = ["DTSTART;TZID=Europe/Berlin:20261024T023000", "DTEND;TZID=Europe/Berlin:20261024T024500"]
    text = ["BEGIN:VCALENDAR", "VERSION:2.0", "BEGIN:VEVENT", "UID:x", "SUMMARY:X", *lines]

    def read(*more, whole=()):
        return from_file("\r\n".join([*(whole or text), *more, "END:VEVENT", "END:VCALENDAR", ""]))

    extra = read("RDATE:20261025T013000Z")
    assert spans(extra) == [("24 00:30", "00:45"), ("25 01:30", "01:45")]
    assert spans(read("RDATE;VALUE=PERIOD:20261025T003000Z/20261025T011500Z"))[1] == ("25 00:30", "01:15")
    lasting = read("DTSTART;TZID=Europe/Berlin:20261025T023000", "DURATION:PT1H", whole=text[:5])
    assert periods.span(lasting)[1] - periods.span(lasting)[0] == timedelta(hours=1)
    assert read("DTSTART:20261025T013000Z", whole=text[:5])["zone"] == "UTC"


def test_days_are_not_touched():
    assert (
        series.plain_when(a_document(start="2026-10-25", end="2026-10-25", all_day=True), "2026-10-26")["end"]
        == "2026-10-26"
    )
    assert date.fromisoformat(twice()["start"][:10]) == date(2026, 10, 25)
