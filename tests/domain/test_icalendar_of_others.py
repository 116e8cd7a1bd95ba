"""604 files of others come in or are refused with a sentence, happen as independent engines say, and go out unharmed."""

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

# Files that happen otherwise here than two of three engines say, and why.
ELSE = {
    "issue_466_convert_tzid_with_slash": "/Europe/Stockholm is Stockholm, not a time without a zone",
    "google_aus_holidays": "DTSTART;TZID=…;VALUE=DATE is a day; two engines take it for a time",
    "valid_lotr-updated": "a rule that ended before the start: the start is there all the same (RFC 5545, 3.8.5.3)",
    "valid_lotr": "the same",
    "music-school-weekly-until": "(GMT +01:00) is an hour before UTC, not UTC",
    "test_with_int_tzid": "the zone “ 1” is defined in the file, and its clock is that of Berlin",
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
    "multi-era-vtimezone": "Customized Time Zone 1",
}


@cache
def brought(name: str) -> Brought | str:
    """What a file brings, or the sentence with which it is refused."""
    try:
        return read_file((FOLDER / "files" / name).read_bytes(), "UTC")
    except FileRefused as refused:
        return " ".join(map(str, refused.problems))


def all_files() -> Iterator[tuple[str, Brought | str]]:
    for row in vectors("files"):
        yield row["file"], brought(row["file"])


def test_every_file_comes_in_or_is_refused_with_a_sentence() -> None:
    found = dict(all_files())
    refused = {name: said for name, said in found.items() if isinstance(said, str)}

    assert all(said.endswith(".") and said[0].isupper() for said in refused.values())
    assert (len(found), len(refused)) == (604, 205)


def test_series_of_files_happen_as_independent_engines_say() -> None:
    wrong, refused = [], {}
    for case in vectors("occurrences")["cases"]:
        found = brought(case["file"])
        if isinstance(found, str):
            refused[case["file"]] = found
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
    for name, found in all_files():
        if isinstance(found, str):
            continue
        again = read_file(written(found.events).encode(), "UTC").events
        if {one.uid: one.document for one in again} != {one.uid: one.document for one in found.events}:
            other.append(name)
    assert other == []


def test_properties_that_daybook_does_not_know_go_out_letter_by_letter() -> None:
    lost = []
    for name, found in all_files():
        if isinstance(found, str):
            continue
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
