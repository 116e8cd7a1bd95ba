"""Documents become calendar files: what is the same goes out as it came, what was changed is written anew."""

from datetime import datetime
from zoneinfo import ZoneInfo

import icalendar
import pytest

from tests.domain.files import OURS, event_of, read_file, written
from webapp.domain.document import ONCE
from webapp.domain.icalendar.clocks import by_clock
from webapp.domain.icalendar.components import calendar_of
from webapp.domain.icalendar.files import Incoming
from webapp.domain.icalendar.lines import lines_of
from webapp.domain.icalendar.zone_files import zone_lines
from webapp.domain.series import instance_document
from webapp.domain.series_edits import edit_this

ZONES = [
    "Europe/Berlin",
    "America/New_York",
    "Australia/Lord_Howe",
    "America/Sao_Paulo",
    "Pacific/Apia",
    "Asia/Jerusalem",
    "America/Nuuk",
    "Africa/Casablanca",
    "Europe/Dublin",
    "Asia/Tokyo",
]


def test_what_came_in_comes_in_again_the_same():
    first = read_file(OURS, "Europe/Paris").events

    assert read_file(written(first).encode(), "Europe/Paris").events != []
    again = read_file(written(first).encode(), "Europe/Paris").events
    assert {one.uid: one.document for one in again} == {one.uid: one.document for one in first}


def test_lines_that_daybook_does_not_know_go_out_letter_by_letter():
    out = written(read_file(OURS, "Europe/Paris").events)

    for line in OURS.decode().splitlines():
        if line.startswith(
            ("X-LANTERN", "ATTENDEE", "TRANSP", "BEGIN:VALARM", "TRIGGER", "SUMMARY;LANG", "DURATION")
        ):
            assert f"\r\n{line}\r\n" in out
    assert "enough to be folded.\r\n" in out and "SEQUENCE:3\r\n" in out


def test_a_changed_unit_is_written_anew_in_its_place_and_the_rest_stays():
    (retreat,) = (one for one in read_file(OURS, "UTC").events if one.uid.startswith("retreat"))
    changed = {**retreat.document, "title": "Summit", "end": "2026-03-24T12:00"}
    out = written([Incoming(retreat.uid, changed, 0)], version=2).split("\r\n")

    place = out.index("DTSTART;TZID=Europe/Berlin:20260324T090000")
    assert out[place + 1] == "SUMMARY:Summit" and "DURATION:PT1H30M" not in out
    assert "DTEND;TZID=Europe/Berlin:20260324T120000" in out
    assert (
        "SEQUENCE:4" in out and "CREATED:20251224T090000Z" in out and "LAST-MODIFIED:20261124T000000Z" in out
    )
    assert 'X-LANTERN-COLOUR;X-DEPTH="a;b:c":rose' in out and "STATUS:TENTATIVE" in out


def test_an_event_made_here_is_a_whole_file():
    made = {
        **ONCE,
        "title": "Supper; with, all\\",
        "description": "é" * 100,
        "location": "",
        "tags": ["a,b", "c"],
        "status": "confirmed",
        "start": "2026-03-24T18:00",
        "end": "2026-03-24T20:00",
        "zone": "Europe/Berlin",
        "all_day": False,
        "rrule": "FREQ=DAILY;COUNT=3",
    }
    changed = edit_this(
        made, "2026-03-25T18:00", {**instance_document(made, "2026-03-25T18:00"), "title": "Late"}
    ).document
    out = written([Incoming("made@here", changed, 0)])

    assert all(len(line.encode()) <= 75 for line in out.split("\r\n"))
    zone, first, second = (
        icalendar.Calendar.from_ical(out).walk()[1:5:1][0],
        *icalendar.Calendar.from_ical(out).walk("VEVENT"),
    )
    assert zone["TZID"] == "Europe/Berlin" and str(first["SUMMARY"]) == "Supper; with, all\\"
    assert str(second["SUMMARY"]) == "Late" and second["RECURRENCE-ID"].dt.hour == 18
    assert {one.uid: _shown(one.document) for one in read_file(out.encode(), "UTC").events} == {
        "made@here": _shown({**changed, "tags": ["a b", "c"]})
    }


def _shown(document):
    alone = {
        name: {key: value for key, value in own.items() if key != "extra"}
        for name, own in document["overrides"].items()
    }
    return {**document, "extra": {}, "overrides": alone}


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize("year", [1950, 2005, 2026])
def test_a_written_zone_keeps_the_time_of_the_zone(zone, year):
    text = "\n".join(
        ["BEGIN:VCALENDAR", *zone_lines(zone, year), "BEGIN:VEVENT", "END:VEVENT", "END:VCALENDAR"]
    )
    definition = calendar_of(lines_of(text.encode())).zones[zone]

    for first in (year + 1, 2030, 2060):
        found = by_clock(definition, first)
        assert found and _same_time(found, zone, first)


def _same_time(one, other, year):
    moments = [
        datetime(year, month, day, 12, tzinfo=ZoneInfo("UTC")) for month in range(1, 13) for day in (1, 15)
    ]
    return all(
        moment.astimezone(ZoneInfo(one)).utcoffset() == moment.astimezone(ZoneInfo(other)).utcoffset()
        for moment in moments
    )


def test_times_without_a_zone_go_out_without_one_until_somebody_chooses():
    lunch = event_of("DTSTART:20260326T120000", "RRULE:FREQ=DAILY;COUNT=2", "EXDATE:20260327T120000")

    assert "DTSTART:20260326T120000\r\n" in written([Incoming("a", lunch, 0)])
    moved = written([Incoming("a", {**lunch, "zone": "Asia/Tokyo"}, 0)])
    assert (
        "DTSTART;TZID=Asia/Tokyo:20260326T120000" in moved
        and "EXDATE;TZID=Asia/Tokyo:20260327T120000" in moved
    )
