"""604 files of others come in or are refused with a sentence, happen as independent engines say, and go out unharmed."""

import re
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

from tests.domain.files import written
from tests.support.calendars import FOLDER, vectors
from webapp.domain.icalendar.files import Brought, read_file
from webapp.domain.icalendar.lines import lines_of
from webapp.domain.icalendar.problems import FileRefused
from webapp.domain.series import instances

# Files that happen otherwise here than two of three engines say, and why. Sections are those of RFC 5545.
ELSE = {
    # 3.8.3.1: a slash in front means a name that is known everywhere; python's engine says the same.
    "issue_466_convert_tzid_with_slash": "/Europe/Stockholm is Stockholm, not a time without a zone",
    # 3.2.19: TZID "MUST NOT be applied to DATE properties", so it says nothing there.
    "google_aus_holidays": "DTSTART;TZID=…;VALUE=DATE is a day; two engines take it for a time",
    # 3.8.5.3: "The DTSTART property defines the first instance in the recurrence set"; sabre says the same.
    "valid_lotr-updated": "a rule that ended before the start: the start is there all the same",
    "valid_lotr": "the same",
    # 3.2.19 asks for a VTIMEZONE, which is missing; the name says the offset, and the engines take it for UTC.
    "music-school-weekly-until": "(GMT +01:00) is an hour before UTC, not UTC",
    # 3.6.5: the file's own VTIMEZONE says what the clock shows; ical.js says the same.
    "test_with_int_tzid": "the zone “ 1” is defined in the file, and its clock is that of Berlin",
    # 3.8.5.1: an EXDATE with a time could exclude nothing from a series of days. Exchange writes midnight and means the day.
    "test_data_cest": "an EXDATE with a time leaves out its day of an all-day series",
    "rrule_until_all_day_ms": "the same",
}
# Refused although engines expand them.
REFUSED = {
    "office_365_invalid_timezone": "Customized Time Zone",
    "HourlyUntil1": "daily at most",
    "MinutelyCount1": "daily at most",
    "MinutelyCount2": "daily at most",
    "germany_at_end_of_day_repeating": "Europe/Germany",
}


# So many of them come in in part.
REST = 11
# What is wrong with the 192 files that do not come in as a whole, and how often it is what is told first. Most of them
# are pieces of test suites: no event at all, or one that has no start.
REASONS = {
    "There is no event in this file.": 41,
    "There is no event in this file, only … task: Daybook keeps events.": 22,
    "There is no event in this file, only … tasks: Daybook keeps events.": 6,
    "There is no event in this file, only … journal entry: Daybook keeps events.": 12,
    "There is no event in this file, only … free/busy list: Daybook keeps events.": 9,
    "There is no event in this file, only … free/busy lists: Daybook keeps events.": 3,
    "There is no event in this file, only … list of available hours: Daybook keeps events.": 2,
    "There is no event in this file, only … lists of available hours: Daybook keeps events.": 1,
    "This is no calendar file: it does not begin with BEGIN:VCALENDAR.": 8,
    "This is no calendar file: it has binary data in it.": 1,
    "It has no start (DTSTART).": 53,
    "VEVENT begins here and never ends: the file seems cut off, or broken.": 1,
    "VCALENDAR begins here and never ends: the file seems cut off, or broken.": 1,
    "Events repeat daily at most. Make the rule daily, or plan single events.": 12,
    "“…” is neither a day such as … nor a time such as ….": 8,
    "We do not know the time zone “…”, and the file does not say what its clocks show. Give it the name of a place, "
    "such as Europe/Berlin.": 5,
    "“…” is no part of a recurrence rule. One looks like FREQ=WEEKLY;BYDAY=TU.": 2,
    "“…” is no length of time. One looks like ….": 1,
    "FREQ=… is not a value that FREQ can have.": 1,
    "UNTIL=… is not a value that UNTIL can have.": 1,
    "… is too far away. Events lie in the years … to ….": 1,
    "A rule that leaves dates out (EXRULE) has no end. Give it one, or make it an event of its own.": 1,
}
_OWN = re.compile(r"“[^”]*”|(?<=UNTIL=)\S+|(?<=FREQ=)INVALID\S*|\b(?:PT\d\w+|\d+T\d+|\d+)")


@cache
def brought(name: str, leave_out_broken: bool = False) -> Brought | FileRefused:
    """What a file brings, or why it is refused."""
    try:
        data = (FOLDER / "files" / name).read_bytes()
        return read_file(data, "UTC", leave_out_broken=leave_out_broken)
    except FileRefused as refused:
        return refused


def all_files(leave_out_broken: bool = False) -> Iterator[tuple[str, Brought | FileRefused]]:
    for row in vectors("files"):
        yield row["file"], brought(row["file"], leave_out_broken)


def brought_ones() -> Iterator[tuple[str, Brought]]:
    """What comes in as a whole, and what comes in without the events that something is wrong with."""
    for name, found in all_files(leave_out_broken=True):
        if isinstance(found, Brought):
            yield name, found


def test_every_file_comes_in_or_is_refused_with_a_sentence() -> None:
    found = dict(all_files())
    refused = [one.problems[0].sentence for one in found.values() if isinstance(one, FileRefused)]

    assert (len(found), len(refused)) == (604, 192)
    assert Counter(_OWN.sub(_told, said) for said in refused) == REASONS


def _told(own: re.Match[str]) -> str:
    return "“…”" if own[0].startswith("“") else "…"


def test_files_that_are_wrong_in_part_come_in_without_that_part() -> None:
    whole = sum(isinstance(found, Brought) for _, found in all_files())
    rest = [found for _, found in brought_ones() if found.broken]

    assert len(rest) == REST and len(list(brought_ones())) == whole + len(rest)
    offered = [found.others for _, found in all_files() if isinstance(found, FileRefused) and found.others]
    assert sorted(offered) == sorted(len(found.events) for found in rest)


def test_series_of_files_happen_as_independent_engines_say() -> None:
    wrong, refused = [], {}
    for case in vectors("occurrences")["cases"]:
        found = brought(case["file"])
        if isinstance(found, FileRefused):
            refused[case["file"]] = str(found)
        elif happens(found, case["window"]) != Counter(map(tuple, case["occurrences"])):
            wrong.append(case["file"])
    assert all(any(part in name for part in ELSE) for name in wrong) and len(wrong) == len(ELSE)
    assert len(refused) == len(REFUSED)
    assert all(
        any(part in name and why in said for part, why in REFUSED.items()) for name, said in refused.items()
    )


def happens(found: Brought, window: list[str]) -> Counter[Any]:
    """UID and start of every instance within the window, as the engines write them."""
    first, last = (datetime.strptime(day, "%Y%m%d").replace(tzinfo=UTC) for day in window)
    around = timedelta(days=2)
    starts: Counter[Any] = Counter()
    for event in found.events:
        uid = "" if event.uid.endswith("@import.daybook") else event.uid.partition("#")[0]
        for one in instances(event.document, first - around, last + around):
            if first <= one.start < last:
                is_day = one.own.get("all_day", event.document["all_day"])
                starts[uid, f"{one.start:%Y%m%d}" if is_day else f"{one.start:%Y%m%dT%H%M%S}"] += 1
    return starts


def test_files_come_in_again_as_they_went_out() -> None:
    other = []
    for name, found in brought_ones():
        again = read_file(written(found.events).encode(), "UTC").events
        if {one.uid: one.document for one in again} != {one.uid: one.document for one in found.events}:
            other.append(name)
    assert other == []


def test_properties_that_daybook_does_not_know_go_out_letter_by_letter() -> None:
    lost = []
    for name, found in brought_ones():
        came = Counter(
            line.raw for line in lines_of((FOLDER / "files" / name).read_bytes()) if is_unknown(line.name)
        )
        went = Counter(line.raw for line in lines_of(written(found.events).encode()))
        kept = {raw for event in found.events for raw in texts_of(event.document)}
        lost += [(name, raw) for raw in came if raw in kept and raw not in went]
    assert lost == []


def is_unknown(name: str) -> bool:
    return name.startswith("X-") or name in (
        "ATTENDEE",
        "ORGANIZER",
        "TRIGGER",
        "GEO",
        "URL",
        "CLASS",
        "TRANSP",
        "ATTACH",
    )


def texts_of(document: Any) -> Iterator[str]:
    yield from document["extra"].get("lines", ())
    for own in document["overrides"].values():
        yield from own.get("extra", {}).get("lines", ())
