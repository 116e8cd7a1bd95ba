"""Calendar files become documents: texts, times, zones, series and their exceptions."""

import pytest

from tests.domain.files import OURS, event_of, read_file
from webapp.domain.icalendar.files import say_left_out
from webapp.domain.periods import to_utc
from webapp.domain.series import instances, wall_of

BERLIN_BY_CLOCK = (
    "BEGIN:VTIMEZONE\nTZID:Ours\nBEGIN:STANDARD\nDTSTART:16010101T030000\nRRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU\n"
    "TZOFFSETFROM:+0200\nTZOFFSETTO:+0100\nEND:STANDARD\nBEGIN:DAYLIGHT\nDTSTART:16010101T020000\n"
    "RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU\nTZOFFSETFROM:+0100\nTZOFFSETTO:+0200\nEND:DAYLIGHT\nEND:VTIMEZONE\n"
)


def by_uid():
    return {one.uid.partition("@")[0]: one.document for one in read_file(OURS, "Europe/Paris").events}


def test_an_event_has_the_texts_and_times_of_its_file():
    retreat = by_uid()["retreat"]

    assert (retreat["title"], retreat["location"]) == ("Planning, and more", "Harbour room")
    assert retreat["description"].splitlines()[1].startswith("second line; and a backslash \\ in it.")
    assert (retreat["start"], retreat["end"], retreat["zone"]) == (
        "2026-03-24T09:00",
        "2026-03-24T10:30",
        "Europe/Berlin",
    )
    assert (retreat["tags"], retreat["status"]) == (["Team", "budget"], "tentative")


def test_a_series_has_its_rule_its_dates_and_its_changed_instance():
    standup = by_uid()["standup"]

    assert standup["rrule"] == "FREQ=WEEKLY;UNTIL=20260601T220000Z;BYDAY=MO,WE"
    assert standup["exdate"] == ["2026-03-09T09:30", "2026-03-16T09:30"]
    changed = standup["overrides"]["2026-04-01T09:30"]
    assert (changed["title"], changed["start"]) == ("Stand-up, later", "2026-04-01T11:00")
    assert changed["extra"]["lines"][-1] == "X-LANTERN-COLOUR:teal"


def test_days_are_days_and_the_last_one_is_inclusive():
    fair = by_uid()["fair"]

    assert (fair["start"], fair["end"], fair["all_day"]) == ("2026-05-02", "2026-05-04", True)
    assert fair["rdate"] == ["2026-06-01", "2026-07-01"]


def test_an_extra_date_with_an_end_of_its_own_is_an_exception():
    shifts = by_uid()["shifts"]

    assert shifts["zone"] == "Europe/Berlin"
    ends = [
        one.end
        for one in instances(
            shifts, to_utc(wall_of("2026-01-01"), "UTC"), to_utc(wall_of("2026-02-01"), "UTC")
        )
    ]
    assert [f"{end:%d %H:%M}" for end in ends] == ["05 09:00", "06 11:00", "07 08:00"]


def test_a_time_without_a_zone_is_in_that_of_the_calendar():
    lunch = by_uid()["lunch"]

    assert (lunch["zone"], lunch["start"], lunch["end"]) == (
        "Europe/Paris",
        "2026-03-26T12:00",
        "2026-03-26T12:00",
    )


def test_what_daybook_has_no_place_for_is_counted():
    assert say_left_out(read_file(OURS, "UTC").left_out) == "1 task"


@pytest.mark.parametrize(
    ("tzid", "zone"),
    [
        ("Europe/Berlin", "Europe/Berlin"),
        ("US/Pacific", "US/Pacific"),
        ("W. Europe Standard Time", "Europe/Berlin"),
        ("/mozilla.org/20050126_1/America/Boise", "America/Boise"),
        ('"(GMT+10:00) Canberra, Melbourne, Sydney"', "Australia/Melbourne"),
        ('"(UTC-05:00) Eastern Time (US & Canada)"', "America/New_York"),
        ("US-Eastern", "US/Eastern"),
        ("UTC+11", "Etc/GMT-11"),
        ("GMT", "GMT"),
        ("Ours", "Europe/Berlin"),
    ],
)
def test_zones_go_by_many_names(tzid, zone):
    assert event_of(f"DTSTART;TZID={tzid}:20260324T090000", head=BERLIN_BY_CLOCK)["zone"] == zone


@pytest.mark.parametrize(
    ("lines", "end"),
    [
        (("DTSTART:20260328T100000", "DURATION:P1D"), "2026-03-29T10:00"),
        (("DTSTART:20260328T100000", "DURATION:PT24H"), "2026-03-29T11:00"),
        (("DTSTART:20260328T100000", "DTEND:20260328T080000"), "2026-03-28T10:00"),
        (("DTSTART:20260328T100000", "DTEND:20260328T100000Z"), "2026-03-28T11:00"),
        (("DTSTART;VALUE=DATE:20260328", "DTEND;VALUE=DATE:20260328"), "2026-03-28"),
        (("DTSTART;VALUE=DATE:20260328", "DURATION:P2D"), "2026-03-29"),
        (("DTSTART:20260328",), "2026-03-28"),
    ],
)
def test_an_event_ends_as_its_file_says(lines, end):
    assert event_of(*lines)["end"] == end


def test_a_flight_ends_in_another_zone():
    flight = event_of(
        "DTSTART;TZID=Europe/Berlin:20260324T090000", "DTEND;TZID=America/New_York:20260324T120000"
    )

    assert (flight["end"], flight["end_zone"]) == ("2026-03-24T12:00", "America/New_York")


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
@pytest.mark.parametrize("encoding", ["utf-8", "cp1252"])
@pytest.mark.parametrize("end", ["\r\n", "\n", "\r"])
def test_files_of_any_encoding_and_line_end_are_read(mark, encoding, end):
    text = end.join(
        [
            "BEGIN:VCALENDAR",
            "BEGIN:VEVENT",
            "DTSTART:20260324",
            "SUMMARY:Fête “à",
            "  deux”",
            "END:VEVENT",
            "END:VCALENDAR",
        ]
    )

    assert read_file(mark + text.encode(encoding), "UTC").events[0].document["title"] == "Fête “à deux”"


def test_a_letter_that_is_folded_apart_is_whole_again():
    data = (
        b"BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART:20260324\nSUMMARY:F\xc3\n \xaate\nEND:VEVENT\nEND:VCALENDAR"
    )

    assert read_file(data, "UTC").events[0].document["title"] == "Fête"


def test_a_long_title_is_cut_and_one_that_is_missing_is_told():
    assert event_of("DTSTART:20260324", "SUMMARY:" + "x" * 300)["title"] == "x" * 199 + "…"
    assert event_of("DTSTART:20260324", "SUMMARY: \u202e ")["title"] == "Untitled"


def test_a_rule_that_takes_dates_away_leaves_them_out():
    monthly = event_of(
        "DTSTART;VALUE=DATE:20260105", "RRULE:FREQ=WEEKLY;COUNT=6", "EXRULE:FREQ=WEEKLY;INTERVAL=2;COUNT=2"
    )

    assert monthly["exdate"] == ["2026-01-05", "2026-01-19"]


def test_an_event_without_a_uid_is_known_again():
    lines = b"BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART:20260324\nEND:VEVENT\nEND:VCALENDAR"

    assert read_file(lines, "UTC").events[0].uid == read_file(lines, "UTC").events[0].uid
