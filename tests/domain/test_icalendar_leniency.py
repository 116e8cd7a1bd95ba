"""Files that are broken in ways that say plainly what was meant come in, and lose nothing; the others come in in part."""

import pytest

from tests.domain.files import event_of, file_of, read_file, written
from webapp.domain.icalendar.files import Incoming
from webapp.domain.icalendar.problems import FileRefused
from webapp.domain.periods import to_utc
from webapp.domain.series import wall_of

DAY = "DTSTART:20260324"
GOOD = "BEGIN:VEVENT\nUID:good\nSUMMARY:Good\nDTSTART:20260324\nEND:VEVENT\n"
# Ten hours before UTC until May 2026, then twelve and a half: no place does that. Before 2024 it is Kamchatka's time.
OURS = (
    "BEGIN:VTIMEZONE\nTZID:Ours\nBEGIN:STANDARD\nDTSTART:20240101T000000\nTZOFFSETFROM:+1200\nTZOFFSETTO:+1000\n"
    "END:STANDARD\nBEGIN:DAYLIGHT\nDTSTART:20260505T080000\nTZOFFSETFROM:+1000\nTZOFFSETTO:+1230\nEND:DAYLIGHT\n"
    "END:VTIMEZONE\n"
)


def calendar(*parts: str) -> bytes:
    return f"BEGIN:VCALENDAR\n{''.join(parts)}END:VCALENDAR\n".encode()


def rest_of(data: bytes):
    """What is wrong with a file, and what comes in without it; as a whole it does not."""
    with pytest.raises(FileRefused) as refused:
        read_file(data, "UTC")
    brought = read_file(data, "UTC", leave_out_broken=True)
    assert refused.value.problems == brought.broken and refused.value.others == len(brought.events)
    return [one.document["title"] for one in brought.events], [str(one) for one in brought.broken]


def in_utc(document, end="start") -> str:
    zone = (document["end_zone"] if end == "end" else "") or document["zone"]
    return f"{to_utc(wall_of(document[end]), zone):%Y%m%dT%H%M}"


@pytest.mark.parametrize(
    "line", ["X", "X-RADIUS=49.9", 'ORGANIZER="mailto:ann@lantern.example"', "X-,;A B=c:d"]
)
def test_a_line_that_is_no_property_is_kept_and_counted(line):
    brought = read_file(file_of("SUMMARY:Supper", DAY, line), "UTC")
    out = written(brought.events)

    assert (brought.unread, brought.events[0].document["title"]) == (1, "Supper")
    (kept,) = (one for one in out.split("\r\n") if one.startswith("X-DAYBOOK-UNREAD:"))
    assert kept.partition(":")[2].replace("\\;", ";").replace("\\,", ",") == line
    assert read_file(out.encode(), "UTC").events[0].document == brought.events[0].document


@pytest.mark.parametrize(
    "line", ["RRULE=FREQ=DAILY", "DTEND;20260325", "EXDATE", 'DTSTART;TZID="Europe/Rome:2026']
)
def test_a_line_that_says_when_is_not_passed_over(line):
    titles, wrong = rest_of(
        calendar(GOOD, f"BEGIN:VEVENT\nUID:bad\nSUMMARY:Bad\n{DAY}\n{line}\nEND:VEVENT\n")
    )

    assert titles == ["Good"] and "“Bad”" in wrong[0] and "is no property" in wrong[0]


@pytest.mark.parametrize(
    ("lines", "unit", "value"),
    [
        (["DESCRIPTION:One", "two (2)", "three"], "description", "One\ntwo (2)\nthree"),
        (
            ["DESCRIPTION;ENCODING=QUOTED-PRINTABLE:Caf=C3=A9 a=", "nd tea=0D=0Atoo"],
            "description",
            "Café and tea\ntoo",
        ),
        (["SUMMARY;ENCODING=QUOTED-PRINTABLE;CHARSET=ISO-8859-1:Caf=E9"], "title", "Café"),
        (["SUMMARY", "", " :Sup", "", "", " per"], "title", "Supper"),
        (["SUMMARY;;LANGUAGE=en:Supper"], "title", "Supper"),
    ],
)
def test_text_that_is_folded_wrongly_is_whole(lines, unit, value):
    document = event_of(DAY, *lines, "LOCATION:Here")

    assert (document[unit], document["location"]) == (value, "Here")
    again = read_file(written([Incoming("one", document, 0)]).encode(), "Europe/Berlin").events[0]
    assert again.document == document


@pytest.mark.parametrize(
    ("line", "start"),
    [
        ("DTSTART;;TZID=Europe/Rome:20260324T090000", ("2026-03-24T09:00", "Europe/Rome")),
        ('DTSTART;TZID="W. Europe Standard Time:20260324T090000"', ("2026-03-24T09:00", "Europe/Berlin")),
        ("DTSTART:20260324Z", ("2026-03-24", "UTC")),
    ],
)
def test_a_start_that_is_written_oddly_is_read(line, start):
    document = event_of(line, zone="UTC")
    assert (document["start"], document["zone"]) == start


def test_weeks_behind_the_t_are_weeks():
    assert event_of(DAY, "DURATION:PT1W")["end"] == "2026-03-30"


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
def test_files_of_wide_letters_are_read(encoding):
    data = file_of(DAY, "SUMMARY:Fête").decode().encode(encoding)
    assert read_file(data, "UTC").events[0].document["title"] == "Fête"


@pytest.mark.parametrize(
    ("said", "utc", "zone"),
    [
        ("20260324T090000", "20260323T2300", "Etc/GMT-10"),
        ("20260505T075959", "20260504T2159", "Etc/GMT-10"),
        ("20260505T090000", "20260504T2300", "Etc/GMT-10"),  # clocks skip it: with the offset before (3.3.5)
        ("20260801T090000", "20260731T2030", "UTC"),
        ("20231201T090000", "20231130T2100", "Asia/Kamchatka"),
    ],
)
def test_a_time_in_a_zone_that_no_place_keeps_is_the_same_moment(said, utc, zone):
    document = event_of(f"DTSTART;TZID=Ours:{said}", "DURATION:PT1H", head=OURS)

    assert (in_utc(document), document["zone"]) == (utc, zone)


def test_each_end_has_the_offset_of_its_own_time():
    document = event_of("DTSTART;TZID=Ours:20260504T220000", "DTEND;TZID=Ours:20260505T120000", head=OURS)
    assert (in_utc(document), in_utc(document, "end")) == ("20260504T1200", "20260504T2330")


@pytest.mark.parametrize(
    ("line", "why"), [("RRULE:FREQ=DAILY;COUNT=2", "repeats"), ("DURATION:P2D", "for days")]
)
def test_what_such_a_zone_would_get_wrong_stays_out(line, why):
    with pytest.raises(FileRefused, match=f"{why} in a time zone of its own"):
        event_of("DTSTART;TZID=Ours:20260324T090000", line, head=OURS)


def test_a_definition_is_compared_with_the_zones_of_the_year_of_each_event():
    head = (
        "BEGIN:VTIMEZONE\nTZID:M\nBEGIN:STANDARD\nDTSTART:20110327T020000\nTZOFFSETFROM:+0300\nTZOFFSETTO:+0917\n"
        "END:STANDARD\nBEGIN:STANDARD\nDTSTART:20150101T000000\nTZOFFSETFROM:+0917\nTZOFFSETTO:+0900\nEND:STANDARD\n"
        "END:VTIMEZONE\n"
    )
    event = "BEGIN:VEVENT\nUID:{0}\nDTSTART;TZID=M:{0}0610T090000\n{1}END:VEVENT\n"
    old, new = read_file(
        calendar(head, event.format(2013, ""), event.format(2026, "RRULE:FREQ=DAILY\n")), "UTC"
    ).events

    assert (old.document["zone"], in_utc(old.document)) == ("UTC", "20130609T2343")
    assert (new.document["zone"], in_utc(new.document)) == ("Asia/Tokyo", "20260610T0000")


@pytest.mark.parametrize(
    ("parts", "titles", "wrong"),
    [
        (
            [GOOD, "BEGIN:VEVENT\nSUMMARY:Bad\nEND:VEVENT\n"],
            ["Good"],
            ["Line 7, “Bad”: It has no start (DTSTART)."],
        ),
        (
            ["BEGIN:VEVENT\nSUMMARY:Bad\nDTSTART:20260324\n", GOOD],
            ["Good"],
            ["Line 2, “Bad”: VEVENT begins here and never"],
        ),
        (
            ["BEGIN:VEVENT\nSUMMARY:Bad\n", "BEGIN:VALARM\nEND:VEVENT\n", GOOD],
            ["Good"],
            ["Line 5, “Bad”: VEVENT ends here, but VALARM"],
        ),
        ([GOOD, "END:X\n"], ["Good"], ["Line 7: X ends here, but nothing is what was open."]),
        ([GOOD, "BEGIN:VTIMEZONE\nTZID:Ours\n"], ["Good"], ["Line 7: VTIMEZONE begins here and never ends"]),
    ],
)
def test_what_is_wrong_is_left_out_and_all_else_comes_in(parts, titles, wrong):
    found, said = rest_of(calendar(*parts))

    assert found == titles and len(said) == len(wrong)
    assert all(one.startswith(start) for one, start in zip(said, wrong, strict=True))


def test_of_a_file_that_is_cut_off_the_events_before_come_in():
    titles, wrong = rest_of(
        calendar(GOOD, "BEGIN:VEVENT\nDTSTART:20260325\nSUMMARY:Cu").removesuffix(b"END:VCALENDAR\n")
    )
    assert titles == ["Good"]
    assert [one[:18] for one in wrong] == ["Line 7, “Cu”: VEVE", "Line 1: VCALENDAR "]


def test_a_series_with_a_broken_exception_stays_out_as_a_whole():
    series = "BEGIN:VEVENT\nUID:s\nSUMMARY:Series\nDTSTART:20260324T090000Z\nRRULE:FREQ=DAILY\nEND:VEVENT\n"
    change = "BEGIN:VEVENT\nUID:s\nSUMMARY:Change\nRECURRENCE-ID:20260325T090000Z\nEND:VEVENT\n"

    titles, wrong = rest_of(calendar(GOOD, series, change))
    assert titles == ["Good"] and wrong == ["Line 13, “Change”: It has no start (DTSTART)."]


def test_a_broken_task_is_left_out_like_any_other():
    brought = read_file(calendar(GOOD, "BEGIN:VTODO\nSUMMARY:Tidy\nBEGIN:VALARM\nEND:VTODO\n"), "UTC")
    assert (len(brought.events), brought.left_out) == (1, {"VTODO": 1})


def test_events_in_a_component_that_nobody_knows_come_in():
    assert len(read_file(calendar("BEGIN:X-GROUP\n", GOOD, "END:X-GROUP\n"), "UTC").events) == 1


def test_more_than_can_be_told_cannot_be_left_out():
    bad = "".join(f"BEGIN:VEVENT\nUID:{n}\nEND:VEVENT\n" for n in range(501))
    with pytest.raises(FileRefused) as refused:
        read_file(calendar(GOOD, bad), "UTC")
    assert refused.value.others == 0
    assert read_file(
        calendar(GOOD, bad.replace("UID:7\n", f"UID:7\n{DAY}\n")), "UTC", leave_out_broken=True
    ).events
