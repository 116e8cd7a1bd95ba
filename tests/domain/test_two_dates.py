"""Extra dates at both of two times that clocks show alike: two instances, each with its own exceptions."""

from datetime import UTC, datetime

import pytest

from tests.domain.two_times import BERLIN, FIRST, SECOND, file_of, from_file, spans
from tests.support.cast import a_document
from webapp.domain import series
from webapp.domain.api_times import read_name, say_name
from webapp.domain.document import pack, schema_of, unpack
from webapp.domain.event_input import as_form, partial
from webapp.domain.merge import merge
from webapp.domain.override_input import read_overrides, written_overrides
from webapp.domain.series_dates import neighbours, upcoming
from webapp.domain.series_edits import edit_all, edit_following, edit_this, end_before, leave_out_this
from webapp.domain.series_effects import effect, say_effect
from webapp.domain.wording_repeats import describe_repeats

BEFORE, AFTER = "2026-10-24T02:30", "2026-10-26T02:30"
NIGHTS = [("24 00:30", "00:45"), ("25 00:30", "00:45"), ("25 01:30", "01:45"), ("26 01:30", "01:45")]


def both(**changes):
    """At 02:30 on 24 October, at both 02:30 of the 25th and on the 26th, a quarter of an hour each."""
    fields = {"start": BEFORE, "end": "2026-10-24T02:45", "rdate": [FIRST, SECOND, AFTER], **changes}
    return a_document(**fields)


def ruled(**changes):
    return both(**{"rrule": "FREQ=DAILY;COUNT=3", "rdate": [SECOND], **changes})


@pytest.fixture(params=[both, ruled], ids=["dates", "rule"])
def document(request):
    return request.param()


def test_both_are_instances_with_names_of_their_own(document):
    assert spans(document) == NIGHTS
    for name in (FIRST, SECOND):
        assert series.has_instance(document, name)
        assert series.instance_document(document, name)["start"] == name
    assert series.instance_document(document, SECOND)["end"] == "2026-10-25T02:45 later"
    assert not series.has_instance(both(rdate=[FIRST]), SECOND)
    assert not series.has_instance(document, "2026-10-24T02:30 later")
    assert series.last_end(both(rdate=[FIRST, SECOND])) == datetime(2026, 10, 25, 1, 45, tzinfo=UTC)
    assert [neighbours(document, name) for name in (BEFORE, FIRST, SECOND, AFTER)] == [
        ("", FIRST), (BEFORE, SECOND), (FIRST, AFTER), (SECOND, ""),
    ]  # fmt: skip
    ahead = upcoming(document, datetime(2026, 10, 25, 1, tzinfo=UTC), 2)
    assert [one.recurrence_id for one in ahead] == [SECOND, AFTER]


def test_it_is_stored_in_the_newest_schema_and_a_form_brings_it_back(document):
    assert schema_of(document) == 4 and schema_of({**document, "rdate": [FIRST]}) == 3
    assert unpack(pack(document)) == document
    assert partial(document, "repeats", as_form(document), BERLIN).document == document
    typed = as_form(document) | {"rdate": f"{SECOND},2026-11-07T02:30 later  {FIRST}", "repeat": "rule"}
    assert partial(document, "repeats", typed, BERLIN).document["rdate"] == [
        FIRST,
        SECOND,
        "2026-11-07T02:30",
    ]
    for wrong in ({"rdate": "later"}, {"rdate": "2026-10-25 later"}, {"exdate": SECOND}):
        assert set(partial(document, "repeats", typed | wrong, BERLIN).errors) >= set(wrong)
    own = {SECOND: {"title": "Other"}}
    assert read_overrides(written_overrides(own), lambda found: True) == own


def test_each_is_changed_and_left_out_by_itself(document):
    mine = series.instance_document(document, SECOND) | {"title": "Other"}
    changed = edit_this(document, SECOND, mine).document
    assert changed["overrides"] == {SECOND: {"title": "Other"}} and spans(changed) == NIGHTS
    gone = leave_out_this(changed, SECOND).document
    assert spans(gone) == [*NIGHTS[:2], NIGHTS[3]] and gone["overrides"] == {} and gone["exdate"] == []
    first_gone = leave_out_this(changed, FIRST).document
    assert spans(first_gone) == [NIGHTS[0], *NIGHTS[2:]] and SECOND in first_gone["overrides"]
    moved = series.instance_document(document, SECOND) | {
        "start": f"{SECOND[:10]}T09:00",
        "end": f"{SECOND[:10]}T09:15",
    }
    assert spans(edit_this(document, SECOND, moved).document)[2] == ("25 08:00", "08:15")


def test_an_edit_of_all_keeps_both_until_the_series_moves(document):
    with_own = edit_this(
        document, SECOND, series.instance_document(document, SECOND) | {"title": "Other"}
    ).document
    renamed = edit_all(with_own, "", {**with_own, "location": "Cellar"}).document
    assert renamed == {**with_own, "location": "Cellar"}
    later = edit_all(with_own, "", {**with_own, "start": "2026-10-24T05:30", "end": "2026-10-24T05:45"})
    assert spans(later.document) == [("24 03:30", "03:45"), ("25 04:30", "04:45"), ("26 04:30", "04:45")]
    assert later.lost == (SECOND,)


def test_a_split_puts_each_on_its_side(document):
    mine = series.instance_document(document, SECOND) | {"title": "Other", "rrule": document["rrule"]}
    found = edit_following(document, SECOND, mine)
    assert spans(found.document) == NIGHTS[:2] and spans(found.rest) == NIGHTS[2:]
    own = edit_this(document, SECOND, series.instance_document(document, SECOND) | {"location": "Cellar"})
    mine = series.instance_document(own.document, SECOND) | {"title": "Other", "rrule": document["rrule"]}
    rest = edit_following(own.document, SECOND, mine).rest
    assert (rest["start"], rest["title"], rest["overrides"]) == (
        SECOND,
        "Other",
        {FIRST: {"location": "Cellar"}},
    )
    mine = series.instance_document(document, FIRST) | {"title": "Other", "rrule": document["rrule"]}
    found = edit_following(document, FIRST, mine)
    assert spans(found.document) == NIGHTS[:1] and spans(found.rest) == NIGHTS[1:]
    assert spans(end_before(document, SECOND).document) == NIGHTS[:2]


def test_what_an_edit_does_counts_both_and_the_history_names_what_came(document):
    now = datetime(2026, 1, 1, tzinfo=UTC)
    said = say_effect(
        effect(
            document,
            BEFORE,
            "all",
            {
                **document,
                **series.instance_document(document, BEFORE),
                "rrule": document["rrule"],
                "title": "X",
            },
            now,
        )
    )
    assert "All 4 occurrences change" in said
    without = {**document, "rdate": [name for name in document["rdate"] if name != SECOND]}
    assert describe_repeats(without, document)[1]["added"] == [SECOND]
    assert describe_repeats({**document, "exdate": [FIRST]}, document)[1]["added"] == []


def test_merging_keeps_what_each_added():
    base = both(rdate=[FIRST])
    mine = {**base, "rdate": [FIRST, SECOND]}
    assert merge(base, {**base, "title": "Other"}, mine).document == {**mine, "title": "Other"}


def test_a_file_says_both_and_brings_them_back(document):
    text = file_of(document)
    assert "RDATE;X-DAYBOOK-TZID=Europe/Berlin:20261025T013000Z" in text
    own = edit_this(
        document, SECOND, series.instance_document(document, SECOND) | {"title": "Other"}
    ).document
    for one in (document, own):
        back = from_file(file_of(one))
        assert spans(back) == NIGHTS and back["rdate"] == one["rdate"] and back["exdate"] == []
        assert {name: fields["title"] for name, fields in back["overrides"].items()} == {
            name: fields["title"] for name, fields in one["overrides"].items()
        }
        assert file_of(back) == file_of(one)


def test_files_of_others_name_leave_out_and_change_each_of_the_two():
    head = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nBEGIN:VEVENT\r\nUID:x\r\nSUMMARY:X\r\nDTSTART;TZID=Europe/Berlin:20261024T023000\r\nDURATION:PT15M\r\n"

    def read(*lines):
        return from_file(head + "\r\n".join([*lines, "END:VEVENT", "END:VCALENDAR", ""]))

    dates = "RDATE:20261025T003000Z,20261025T013000Z"
    assert spans(read(dates)) == NIGHTS[:3]
    assert spans(read(dates, "EXDATE:20261025T013000Z")) == NIGHTS[:2]
    assert spans(read(dates, "EXDATE:20261025T003000Z")) == [NIGHTS[0], NIGHTS[2]]
    assert spans(read("RDATE;VALUE=PERIOD:20261025T013000Z/PT1H", "RDATE:20261025T003000Z")) == [
        *NIGHTS[:2], ("25 01:30", "02:30"),
    ]  # fmt: skip
    other = "END:VEVENT\r\nBEGIN:VEVENT\r\nUID:x\r\nRECURRENCE-ID:{0}\r\nDTSTART:{0}\r\nDURATION:PT15M\r\nSUMMARY:Other"
    for name, stamp in ((FIRST, "20261025T003000Z"), (SECOND, "20261025T013000Z")):
        found = read(dates, other.format(stamp))
        assert {one: own["title"] for one, own in found["overrides"].items()} == {name: "Other"}
        assert len(spans(found)) == 3


def test_a_file_that_starts_at_the_second_and_has_a_date_at_the_first_starts_there():
    lines = "DTSTART;X-DAYBOOK-TZID=Europe/Berlin:20261025T013000Z\r\nDURATION:PT45M\r\nRDATE:20261025T003000Z,20261026T013000Z"
    text = f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nBEGIN:VEVENT\r\nUID:x\r\nSUMMARY:X\r\n{lines}\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
    found = from_file(text)
    assert (found["start"], found["rdate"]) == (FIRST, [SECOND, AFTER])
    assert spans(found) == [("25 00:30", "01:15"), ("25 01:30", "02:15"), ("26 01:30", "02:15")]
    assert spans(from_file(file_of(found))) == spans(found)


def test_the_api_names_each_by_its_offset(document):
    said = ["2026-10-25T02:30:00+02:00", "2026-10-25T02:30:00+01:00"]
    assert [say_name(name, document) for name in (FIRST, SECOND)] == said
    assert [read_name(text, document) for text in said] == [FIRST, SECOND]
    assert read_name("2026-10-25T02:30:00", document) == FIRST
