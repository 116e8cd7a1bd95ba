"""Series at times that clocks show twice, and what calendar files say of such times."""

import re
from datetime import UTC, datetime, timedelta

import pytest

from tests.domain.two_times import BERLIN, EVER, FIRST, SECOND, file_of, from_file, spans, twice, weekly
from tests.support.cast import a_document
from webapp.domain import periods, series
from webapp.domain.api_input import NO_DATE, as_contract, changed_document
from webapp.domain.api_times import say_name
from webapp.domain.document import pack, unpack
from webapp.domain.series_edits import edit_all, edit_following, edit_this

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
    night = twice(start="2026-10-25T01:30", end=SECOND, rrule="FREQ=DAILY;COUNT=2")
    renamed_night = series.instance_document(night, "2026-10-26T01:30") | {
        "title": "Watch",
        "rrule": night["rrule"],
    }
    assert edit_all(night, "2026-10-26T01:30", renamed_night).document == night | {"title": "Watch"}
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
    assert re.search(r";X-DAYBOOK-TZID=Europe/Berlin:20261025T01(15|30|45)00Z", text)
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
