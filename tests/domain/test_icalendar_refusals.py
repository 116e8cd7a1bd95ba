"""What does not come in is refused with a sentence that names the line; hostile files cost little."""

import pytest

from tests.domain.files import file_of, read_file
from tests.support.effort import within
from webapp.domain.icalendar.components import MOST_EVENTS
from webapp.domain.icalendar.problems import FileRefused

DAY = "DTSTART:20260324"


def refusal(data: bytes) -> FileRefused:
    with pytest.raises(FileRefused) as refused:
        read_file(data, "Europe/Berlin")
    return refused.value


@pytest.mark.parametrize(
    ("lines", "sentence"),
    [
        (["SUMMARY:Supper"], "Line 2, “Supper”: It has no start (DTSTART)."),
        (["DTSTART:20260230", "SUMMARY:Supper"], "“20260230” is neither a day"),
        (["DTSTART:17530101"], "1753 is too far away"),
        (["DTSTART:20260101", "DTEND:20280101"], "longer than 366 days"),
        ([DAY, "DURATION:P1"], "“P1” is no length of time"),
        (["DTSTART;TZID=Narnia:20260324T090000"], "We do not know the time zone “Narnia”"),
        ([DAY, "RRULE:FREQ=HOURLY"], "Events repeat daily at most."),
        ([DAY, "RRULE:FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30"], "This rule never happens"),
        ([DAY, "RRULE:FREQ=DAILY;COUNT=99999"], "at most 10,000 times"),
        ([DAY, "RRULE:FREQ=DAILY", "EXRULE:FREQ=WEEKLY"], "(EXRULE) has no end"),
        ([DAY, "RRULE=FREQ=DAILY"], "Line 5, “Untitled”: “RRULE=FREQ=DAILY” is no property"),
        ([DAY, "X-THING:" + "x" * 300_000], "more than 256 KB"),
        ([DAY, "DESCRIPTION:" + "x" * 70_000], "Shorten it to 64 KB"),
        ([DAY, "SUMMARY:a" + "\u0301" * 40], "more than 30 accents"),
        (
            ["DTSTART:20260324T090000", "RDATE:" + ",".join(["20260325T090000"] * 10_001)],
            "more than 10,000 dates",
        ),
    ],
)
def test_an_event_that_does_not_come_in_says_why(lines, sentence):
    assert sentence in str(refusal(file_of(*lines)).problems[0])


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "The file is empty."),
        (b"%PDF-1.7\n...", "does not begin with BEGIN:VCALENDAR"),
        (b"BEGIN:VCALENDAR\n\0\0", "binary data"),
        (b"BEGIN:VCALENDAR\nEND:VCALENDAR", "There is no event in this file."),
        (
            b"BEGIN:VCALENDAR\nBEGIN:VTODO\nEND:VTODO\nEND:VCALENDAR",
            "no event in this file, only 1 task: Daybook keeps events.",
        ),
        (
            b"BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART:20260324",
            "Line 2, “Untitled”: VEVENT begins here and never ends",
        ),
        (
            b"BEGIN:VCALENDAR\nBEGIN:VEVENT\nEND:VALARM",
            "Line 3, “Untitled”: VALARM ends here, but VEVENT is what was open.",
        ),
        (b"BEGIN:VCALENDAR\n" + b"BEGIN:X\n" * 9, "Line 10: More than 8 components"),
    ],
)
def test_a_file_that_is_broken_says_where(data, sentence):
    assert sentence in str(refusal(data))


def test_a_change_of_all_that_follow_is_refused():
    event = "BEGIN:VEVENT\nUID:a\nDTSTART:20260324T090000Z\n{}SUMMARY:Shift\nEND:VEVENT\n"
    later = event.format("RECURRENCE-ID;RANGE=THISANDFUTURE:20260331T090000Z\n")
    data = f"BEGIN:VCALENDAR\n{event.format('RRULE:FREQ=WEEKLY' + chr(10))}{later}END:VCALENDAR"

    assert "all that follow (RANGE)" in str(refusal(data.encode()))


def test_of_a_file_that_is_all_wrong_twenty_events_are_named():
    event = "BEGIN:VEVENT\nSUMMARY:Event {}\nDTSTART:never\nEND:VEVENT\n"
    refused = refusal(
        ("BEGIN:VCALENDAR\n" + "".join(map(event.format, range(50))) + "END:VCALENDAR").encode()
    )

    said = refused.sentences()
    assert (len(said), said[-1]) == (21, "30 more events have something wrong with them.")
    assert str(refused.problems[1]).startswith("Line 6, “Event 1”: “never” is neither")


def _events(count: int, *lines: str) -> bytes:
    body = "\n".join(lines)
    events = "".join(f"BEGIN:VEVENT\nUID:{n}\n{body}\nEND:VEVENT\n" for n in range(count))
    return f"BEGIN:VCALENDAR\n{events}END:VCALENDAR".encode()


def _in_zones(zones: int, observance: str, times: int = 1) -> bytes:
    """Events of many years in zones that no place keeps."""
    part = f"{observance}TZOFFSETFROM:+0213\nTZOFFSETTO:+0117\nEND:STANDARD\n" * times
    head = "".join(f"BEGIN:VTIMEZONE\nTZID:Z{n}\n{part}END:VTIMEZONE\n" for n in range(zones))
    start = "BEGIN:VEVENT\nUID:{0}\nDTSTART;TZID=Z{1}:{2}0324T090000\nEND:VEVENT\n"
    events = "".join(start.format(n, n % zones, 1950 + n % 200) for n in range(4000))
    return f"BEGIN:VCALENDAR\n{head}{events}END:VCALENDAR".encode()


BOMBS = {
    "a million lines": b"BEGIN:VCALENDAR\n" + b"X:1\n" * 1_000_000,
    "too many events": _events(MOST_EVENTS + 1, DAY),
    "rules that never happen": _events(3000, DAY, "RRULE:FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30"),
    "rules that are rare": _events(3000, DAY, "RRULE:FREQ=DAILY;BYMONTH=2;BYMONTHDAY=29;BYDAY=SU"),
    "rules that count far": _events(3000, DAY, "RRULE:FREQ=YEARLY;COUNT=10000"),
    "one endless line": file_of(DAY, "X;A=" + "b,;" * 1_000_000 + ":c"),
    "an endless fold": file_of(DAY, "X-A:b", *[" c"] * 400_000),
    "a zone that changes every second": file_of(
        "DTSTART;TZID=Ours:20260324T090000",
        head="BEGIN:VTIMEZONE\nTZID:Ours\nBEGIN:STANDARD\nDTSTART:16010101T000000\nRRULE:FREQ=SECONDLY\n"
        "TZOFFSETFROM:+0100\nTZOFFSETTO:+0200\nEND:STANDARD\nEND:VTIMEZONE\n",
    ),
    "text without folds": file_of(DAY, "DESCRIPTION:x", *["yy"] * 400_000),
    "soft breaks without end": file_of(DAY, "DESCRIPTION;ENCODING=QUOTED-PRINTABLE:=", *["yy="] * 400_000),
    "lines that are nothing": file_of(DAY, *["X"] * 400_000),
    "nothing but begins": b"BEGIN:VCALENDAR\n" + b"BEGIN:VEVENT\n" * 300_000,
    "zones of its own, 200 of them": _in_zones(
        200, "BEGIN:STANDARD\nDTSTART:16010101T000000\nRRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU\n"
    ),
    "zones that change every day": _in_zones(
        40,
        "BEGIN:STANDARD\nDTSTART:19010101T000000\nRRULE:FREQ=YEARLY;BYMONTHDAY=1,2,3,4,5,6,7,8,9,10\n",
        400,
    ),
}


@pytest.mark.parametrize("data", BOMBS.values(), ids=BOMBS)
def test_a_bomb_is_refused_before_it_costs_much(data):
    assert within(300, lambda: refusal(data))
