"""Events from the fields of the contract, and back."""

import pytest

from webapp.domain.api_input import NEEDS_PATTERN, OF_ALL, as_contract, changed_document, changed_occurrence
from webapp.domain.api_input import new_document as new
from webapp.domain.series import as_instance

BERLIN = "Europe/Berlin"
RETREAT = {
    "title": "Retreat",
    "start_time": "2026-03-24T09:00:00+01:00",
    "end_time": "2026-03-24T10:30:00+01:00",
}
WEEKLY = {**RETREAT, "recurrence_pattern": "FREQ=WEEKLY;BYDAY=TU"}


def made(**given):
    """The document of a new event in Berlin, which has to come about."""
    found = new({**RETREAT, **given}, BERLIN)
    assert found.errors == {}
    return found.document


def changed(document, **given):
    found = changed_document(document, given)
    assert found.errors == {}
    return found.document


def times(document):
    told = as_contract(document)
    return told["start_time"], told["end_time"], told["time_zone"]


@pytest.mark.parametrize(
    ("sent", "told"),
    [
        ("2026-03-24T09:00:00+01:00", "2026-03-24T09:00:00+01:00"),
        ("2026-03-24T09:00", "2026-03-24T09:00:00+01:00"),
        ("2026-03-24t09:00:00", "2026-03-24T09:00:00+01:00"),
        ("2026-03-24T08:00:00Z", "2026-03-24T09:00:00+01:00"),
        ("2026-03-24T08:00:00.000Z", "2026-03-24T09:00:00+01:00"),
        # An offset that is not the one of Berlin says which moment is meant.
        ("2026-03-24T17:00:00+09:00", "2026-03-24T09:00:00+01:00"),
        ("2026-03-23T23:00:00-09:00", "2026-03-24T09:00:00+01:00"),
        # As in calendar files: seconds are kept, a leap second is the one before.
        ("2026-03-24T09:00:30", "2026-03-24T09:00:30+01:00"),
        ("2026-03-24T09:00:60+01:00", "2026-03-24T09:00:59+01:00"),
        # Clocks skip this one: the offset before the gap counts.
        ("2026-03-29T02:30:00", "2026-03-29T03:30:00+02:00"),
        # And show this one twice: the first of them, however it is sent.
        ("2026-10-25T02:30:00", "2026-10-25T02:30:00+02:00"),
        ("2026-10-25T00:30:00Z", "2026-10-25T02:30:00+02:00"),
        ("2026-07-01T09:00:00+01:00", "2026-07-01T10:00:00+02:00"),
    ],
)
def test_a_time_is_told_with_the_offset_of_the_zone(sent, told):
    assert times(made(start_time=sent, end_time=sent)) == (told, told, BERLIN)


def test_without_a_zone_the_calendars_counts_and_with_one_it_does():
    assert times(made(start_time="2026-03-24T09:00", time_zone="Asia/Tokyo", end_time="2026-03-24T10:00"))[
        0
    ] == ("2026-03-24T09:00:00+09:00")
    assert made()["zone"] == BERLIN
    assert made(time_zone=None)["zone"] == BERLIN


@pytest.mark.parametrize(
    ("change", "field", "says"),
    [
        ({"title": None}, "title", "required"),
        ({"title": " "}, "title", "Fill it in"),
        ({"start_time": None}, "start_time", "required"),
        ({"start_time": "2026-02-30T09:00"}, "start_time", "There is no 2026-02-30T09:00"),
        ({"start_time": "2026-03-24T25:00"}, "start_time", "There is no"),
        ({"start_time": "2026-03-24T09:00:99"}, "start_time", "There is no"),
        ({"start_time": "2026-03-24T09:00:00+25:99"}, "start_time", "There is no"),
        ({"start_time": "tomorrow"}, "start_time", "Write the time as"),
        ({"start_time": "٢٠٢٦-03-24T09:00"}, "start_time", "Write the time as"),
        ({"start_time": "2026-03-24"}, "start_time", "all_day: true"),
        ({"start_time": "2026-03-24T09:00:00.5Z"}, "start_time", "parts of a second"),
        ({"start_time": "1800-03-24T09:00"}, "start_time", "1800 is too far away"),
        ({"end_time": "9999-12-31T23:59:59-12:00"}, "end_time", "9999 is too far away"),
        ({"end_time": "2026-03-24T08:00"}, "end_time", "It ends before it starts"),
        ({"end_time": "2026-03-23T08:00"}, "end_time", "It ends before it starts"),
        ({"end_time": "2028-03-23T08:00"}, "end_time", "longer than 366 days"),
        ({"all_day": True}, "start_time", "Write the day as 2026-03-24"),
        ({"time_zone": "Europe/Atlantis"}, "time_zone", "do not know this time zone"),
        ({"location": "x" * 301}, "location", "Shorten it"),
        ({"description": "x" * 70_000}, "description", "Shorten it"),
        ({"tags": ["a,b"]}, "tags", "no commas"),
        ({"tags": ["x" * 41]}, "tags", "Shorten it"),
        ({"tags": [f"t{n}" for n in range(21)]}, "tags", "Keep 20"),
        ({"status": "perhaps"}, "status", "Choose confirmed"),
        ({"is_recurring": True}, "recurrence_pattern", NEEDS_PATTERN),
        ({"is_recurring": True, "recurrence_pattern": None}, "recurrence_pattern", NEEDS_PATTERN),
        ({"recurrence_pattern": "FREQ=SECONDLY"}, "recurrence_pattern", "daily at most"),
        ({"recurrence_pattern": "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30"}, "recurrence_pattern", "never happens"),
        (
            {"recurrence_pattern": "FREQ=DAILY", "recurrence_exceptions": ["2026-03-24T08:00"]},
            "recurrence_exceptions[0]",
            "no occurrence at 2026-03-24T08:00",
        ),
        (
            {"recurrence_pattern": "FREQ=DAILY", "recurrence_exceptions": ["2026-03-25T09:00", "2026-03-25"]},
            "recurrence_exceptions[1]",
            "Write a time",
        ),
    ],
)  # fmt: skip
def test_what_will_not_do_is_said_under_the_name_of_the_contract(change, field, says):
    assert made()
    found = new({**RETREAT, **change}, BERLIN)
    assert found.document is None
    assert says in found.errors[field], found.errors


def test_what_is_missing_hides_nothing_else_that_is_wrong():
    sent = {
        "title": "",
        "start_time": "nine",
        "status": "maybe",
        "recurrence_pattern": "FREQ=DAILY",
        "is_recurring": True,
    }
    assert set(new(sent, "UTC").errors) == {"title", "start_time", "end_time", "status"}


@pytest.mark.parametrize("missing", ["title", "start_time", "end_time"])
def test_what_is_missing_is_all_that_is_said_where_the_rest_will_do(missing):
    whole = {
        "title": "A",
        "start_time": "2026-03-24T09:00",
        "end_time": "2026-03-24T10:00",
        "is_recurring": True,
    }
    whole["recurrence_pattern"] = "FREQ=DAILY;UNTIL=20260401T000000Z"
    assert new(whole, "UTC").document
    assert set(new(whole | {missing: None}, "UTC").errors) == {missing}


def test_whole_days_are_days_and_the_last_one_is_the_end():
    document = made(all_day=True, start_time="2026-03-24", end_time="2026-03-25")
    assert times(document) == ("2026-03-24", "2026-03-25", BERLIN)
    assert times(changed(document, end_time="2026-03-26"))[1] == "2026-03-26"
    timed = {"all_day": False, "start_time": "2026-03-24T09:00", "end_time": "2026-03-24T10:00"}
    assert times(changed(document, **timed))[0] == "2026-03-24T09:00:00+01:00"
    assert "all_day: true" in changed_document(document, {"all_day": False}).errors["start_time"]
    assert times(changed(made(), all_day=True))[:2] == ("2026-03-24", "2026-03-24")


@pytest.mark.parametrize(
    "document",
    [
        made(description="Bring\nboots", location="Hut", tags=["b", "a"], status="tentative"),
        made(start_time="2026-03-24T09:00:30"),
        made(recurrence_pattern="FREQ=DAILY;COUNT=5", recurrence_exceptions=["2026-03-25T09:00"]),
        made(all_day=True, start_time="2026-03-24", end_time="2026-03-24", recurrence_pattern="FREQ=DAILY"),
        # What the contract does not say stays: another end zone, extra dates, a time that clocks skip, odd exceptions.
        {**made(), "end_zone": "America/New_York", "end": "2026-03-24T09:00"},
        {**made(), "rdate": ["2026-03-27T09:00"]},
        {**made(), "start": "2026-03-29T02:30", "end": "2026-03-29T02:45"},
        {**made(recurrence_pattern="FREQ=DAILY"), "exdate": ["2020-01-01T01:00"]},
        {**made(recurrence_pattern="FREQ=DAILY"), "overrides": {"2026-03-27T09:00": {"title": "Hike"}}},
        {**made(), "attendees": {"mailto:a@example.org": {"name": "A", "part": "required", "answer": "declined"}}},
    ],
)  # fmt: skip
def test_an_event_that_is_sent_back_whole_is_the_same(document):
    assert changed_document(document, as_contract(document)).document == document


def test_the_end_keeps_its_own_zone_when_it_moves():
    flight = {**made(), "end_zone": "America/New_York", "end": "2026-03-24T12:00"}
    assert times(flight)[1] == "2026-03-24T17:00:00+01:00"
    later = changed(flight, end_time="2026-03-24T18:00:00+01:00")
    assert (later["end"], later["end_zone"]) == ("2026-03-24T13:00", "America/New_York")


def test_another_zone_keeps_the_time_on_the_wall_unless_a_time_is_sent():
    assert times(changed(made(), time_zone="Asia/Tokyo"))[0] == "2026-03-24T09:00:00+09:00"
    whole = {**as_contract(made()), "time_zone": "Asia/Tokyo"}
    assert times(changed(made(), **whole))[0] == "2026-03-24T17:00:00+09:00"


def test_a_series_moves_with_its_exceptions():
    series = made(**WEEKLY, recurrence_exceptions=["2026-03-31T09:00"])
    series["overrides"] = {"2026-04-07T09:00": {"title": "Hike"}}
    assert as_contract(series)["recurrence_exceptions"] == ["2026-03-31T09:00:00+02:00"]
    whole = {**as_contract(series), "start_time": "2026-03-24T11:00", "end_time": "2026-03-24T12:00"}
    moved = changed(series, **whole)
    assert moved["exdate"] == ["2026-03-31T11:00"]
    assert moved["overrides"] == {"2026-04-07T11:00": {"title": "Hike"}}


def test_exceptions_are_set_as_they_are_sent():
    series = made(**WEEKLY, recurrence_exceptions=["2026-03-31T09:00"])
    series["overrides"] = {"2026-04-07T09:00": {"title": "Hike"}}
    other = changed(series, recurrence_exceptions=["2026-04-07T09:00:00+02:00", "2026-04-14T07:00:00Z"])
    assert (other["exdate"], other["overrides"]) == (["2026-04-07T09:00", "2026-04-14T09:00"], {})
    assert changed(series, recurrence_exceptions=[])["exdate"] == []


@pytest.mark.parametrize("stop", [{"is_recurring": False}, {"recurrence_pattern": None}])
def test_a_series_stops_repeating(stop):
    series = made(**WEEKLY, recurrence_exceptions=["2026-03-31T09:00"])
    assert changed(series, **stop) == made()
    whole = {**as_contract(series), **stop}
    assert changed(series, **(whole if "is_recurring" in stop else stop)) == made()


def test_a_series_on_single_dates_goes_on_until_it_is_told_not_to():
    dates = {**made(), "rdate": ["2026-03-27T09:00"]}
    assert as_contract(dates)["is_recurring"] and as_contract(dates)["recurrence_pattern"] is None
    assert changed(dates, title="Hike")["rdate"] == ["2026-03-27T09:00"]
    assert changed(dates, is_recurring=False) == made()


def test_one_occurrence_does_not_repeat_and_the_following_may():
    series = made(**WEEKLY)
    one = as_instance(series, "2026-03-31T09:00")
    sent = {**as_contract(one), "title": "Hike"}
    assert changed_occurrence(one, sent, may_repeat=False).document == {**one, "title": "Hike"}
    daily = {"recurrence_pattern": "FREQ=DAILY"}
    assert changed_occurrence(one, daily, may_repeat=False).errors == {"recurrence_pattern": OF_ALL}
    assert changed_occurrence(one, daily, may_repeat=True).document["rrule"] == "FREQ=DAILY"
