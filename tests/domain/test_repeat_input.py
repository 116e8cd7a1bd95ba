"""Repeats as a form: plain choices become rules, every rule comes through a form untouched, errors are sentences."""

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webapp.domain.document import ONCE
from webapp.domain.event_input import FORM_FIELDS, as_form, check_event, partial
from webapp.domain.recurrence import check_rule
from webapp.domain.rules import RuleError, parse_rule

MEETING = {
    "title": "Meeting",
    "start_date": "2026-03-24",
    "start_time": "09:00",
    "end_date": "2026-03-24",
    "end_time": "10:00",
    "zone": "Europe/Berlin",
}


def check(**changes):
    return check_event({**MEETING, **changes}, default_zone="Europe/Berlin")


def rule_of(**changes):
    checked = check(**changes)
    assert checked.errors == {}
    return checked.document["rrule"]


def document(rrule, **changes):
    plain = {**check().document, **ONCE, "rrule": rrule}
    return {**plain, **changes}


@pytest.mark.parametrize(
    ("rule", "fields"),
    [
        ("", {"repeat": ""}),
        ("FREQ=DAILY", {"repeat": "daily"}),
        ("FREQ=DAILY;INTERVAL=3", {"repeat": "daily", "repeat_interval": "3"}),
        ("FREQ=WEEKLY", {"repeat": "weekly"}),
        ("FREQ=WEEKLY;BYDAY=TU,TH", {"repeat": "weekly", "repeat_tu": "1", "repeat_th": "1"}),
        ("FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR", {"repeat": "weekdays", "repeat_interval": "7"}),
        ("FREQ=MONTHLY", {"repeat": "monthly"}),
        ("FREQ=MONTHLY;BYMONTHDAY=24", {"repeat": "monthly", "repeat_on": "24"}),
        ("FREQ=MONTHLY;BYDAY=4TU", {"repeat": "monthly", "repeat_on": "4TU"}),
        ("FREQ=MONTHLY;BYDAY=-1TU", {"repeat": "monthly", "repeat_on": "-1TU"}),
        ("FREQ=MONTHLY;BYMONTHDAY=-1", {"repeat": "monthly", "repeat_on": "-1"}),
        ("FREQ=YEARLY", {"repeat": "yearly"}),
        ("FREQ=DAILY;COUNT=5", {"repeat": "daily", "repeat_ends": "count", "repeat_count": "5"}),
        (
            "FREQ=DAILY;UNTIL=20260331T215959Z",
            {"repeat": "daily", "repeat_ends": "until", "repeat_until": "2026-03-31"},
        ),
        ("FREQ=YEARLY;BYMONTH=3;BYDAY=4TU", {"repeat": "rule", "rrule": "freq=yearly;byday=4tu;bymonth=3"}),
    ],
)
def test_plain_choices_become_a_rule(rule, fields):
    assert rule_of(**fields) == rule


def test_what_belongs_to_another_choice_is_left_aside():
    fields = {"repeat_tu": "1", "repeat_on": "4TU", "rrule": "FREQ=YEARLY", "repeat_count": "nonsense"}
    assert rule_of(repeat="daily", **fields) == "FREQ=DAILY"


def test_an_end_by_date_is_a_day_for_whole_days():
    fields = {"repeat": "daily", "repeat_ends": "until", "repeat_until": "2026-03-31", "all_day": "1"}
    assert rule_of(**fields) == "FREQ=DAILY;UNTIL=20260331"


def test_a_form_that_does_not_ask_about_repeats_says_nothing_about_them():
    assert "rrule" not in check().document


def test_an_event_that_stops_repeating_has_no_dates_of_its_own():
    before = document("FREQ=DAILY", exdate=["2026-03-25T09:00"])
    after = partial(before, "repeats", {"repeat": ""}, "UTC").document
    assert (after["rrule"], after["exdate"]) == ("", [])


@pytest.mark.parametrize(
    ("fields", "place", "sentence"),
    [
        ({"repeat": "hourly"}, "repeat", "Choose one of the ways to repeat."),
        (
            {"repeat": "daily", "repeat_interval": "0"},
            "repeat_interval",
            "Write a whole number from 1 to 999.",
        ),
        (
            {"repeat": "daily", "repeat_ends": "count"},
            "repeat_count",
            "Write a whole number from 1 to 10,000.",
        ),
        ({"repeat": "daily", "repeat_ends": "until"}, "repeat_until", "Choose a day, such as 2026-03-24."),
        (
            {"repeat": "daily", "repeat_ends": "until", "repeat_until": "2026-03-23"},
            "repeat_until",
            "It ends before it starts. Choose 24 March 2026 or a later day.",
        ),
        ({"repeat": "monthly", "repeat_on": "2TU,3TU"}, "repeat_on", "Choose one of the days of the month."),
        (
            {"repeat": "rule"},
            "rrule",
            "Write a rule such as FREQ=WEEKLY;BYDAY=TU, or choose above how often it repeats.",
        ),
        (
            {"repeat": "rule", "rrule": "FREQ=HOURLY"},
            "rrule",
            "Events repeat daily at most. Make the rule daily, or plan single events.",
        ),
        (
            {"repeat": "rule", "rrule": "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30"},
            "rrule",
            "This rule never happens: no day fits it. Change its days, months or end.",
        ),
        ({"repeat": "daily", "repeat_ends": "sometimes"}, "repeat_ends", None),
    ],
)
def test_what_will_not_do_is_told_beside_its_field_and_stays(fields, place, sentence):
    checked = check(**fields)
    assert checked.document is None
    assert checked.errors.keys() == {place}
    assert sentence in (None, checked.errors[place])
    assert {name: checked.typed[name] for name in fields} == fields


def test_a_start_that_will_not_do_is_the_only_thing_that_is_said():
    assert check(start_date="", repeat="weekly").errors.keys() == {"start_date"}


def test_an_end_from_elsewhere_keeps_its_hour_until_the_day_is_changed():
    before = document("FREQ=WEEKLY;UNTIL=20260505T065959Z;BYDAY=TU")
    form = as_form(before)
    assert (form["repeat"], form["repeat_until"]) == ("weekly", "2026-05-05")
    assert partial(before, "repeats", form, "UTC").document == before
    later = partial(before, "repeats", {**form, "repeat_until": "2026-05-12"}, "UTC").document
    assert later["rrule"] == "FREQ=WEEKLY;UNTIL=20260512T215959Z;BYDAY=TU"


def test_a_box_that_is_not_sent_is_not_ticked():
    before = document("FREQ=WEEKLY;BYDAY=TU,TH")
    form = {
        name: value for name, value in as_form(before).items() if name in FORM_FIELDS["repeats"] and value
    }
    del form["repeat_th"]
    assert partial(before, "repeats", form, "UTC").document["rrule"] == "FREQ=WEEKLY;BYDAY=TU"


def test_dates_without_a_rule_stay():
    before = document("", rdate=["2026-04-01T09:00"], exdate=[])
    assert as_form(before)["repeat"] == "rule"
    assert partial(before, "repeats", as_form(before), "UTC").document == before


DAYS = st.sampled_from(("MO", "TU", "WE", "TH", "FR", "SA", "SU"))
PARTS = st.fixed_dictionaries(
    {"FREQ": st.sampled_from(("DAILY", "WEEKLY", "MONTHLY", "YEARLY"))},
    optional={
        "INTERVAL": st.integers(1, 1200).map(str),
        "COUNT": st.integers(1, 60).map(str),
        "UNTIL": st.sampled_from(("20300101", "20300101T083000Z", "20300101T090000")),
        "BYMONTH": st.sampled_from(("2", "3,9")),
        "BYMONTHDAY": st.sampled_from(("24", "-1", "-2", "31", "1,15")),
        "BYDAY": st.one_of(
            st.sets(DAYS, min_size=1).map(lambda names: ",".join(sorted(names))),
            DAYS.map(lambda name: f"2{name}"),
            DAYS.map(lambda name: f"-1{name}"),
        ),
        "BYSETPOS": st.sampled_from(("1", "-1", "1,3")),
        "BYYEARDAY": st.sampled_from(("100", "-1")),
        "BYHOUR": st.sampled_from(("9", "9,17")),
        "WKST": st.sampled_from(("MO", "SU")),
    },
)


@given(PARTS, st.booleans())
def test_every_rule_comes_through_a_form_as_it_was(parts, all_day):
    try:
        rule = parse_rule(";".join(f"{name}={value}" for name, value in parts.items()))
        check_rule(rule, datetime(2026, 3, 24, 0 if all_day else 9), "Europe/Berlin", all_day)
    except RuleError:
        return
    whole = {"start": "2026-03-24", "end": "2026-03-24", "all_day": True} if all_day else {}
    before = document(str(rule), **whole)
    sent = {name: value for name, value in as_form(before).items() if value}
    assert check_event(sent | {"repeat": as_form(before)["repeat"]}, default_zone="UTC").document[
        "rrule"
    ] == str(rule)
    for unit in ("repeats", "when", "title", "overrides"):
        assert partial(before, unit, as_form(before), "UTC").document == before


OVERRIDES = {"2026-03-31T09:00": {"title": "Review", "tags": ["a", "b"]}}
MOVED = {
    "2026-04-07T09:00": {
        "start": "2026-04-07T10:00",
        "end": "2026-04-07T11:00",
        "zone": "Europe/Berlin",
        "end_zone": "",
        "all_day": False,
    }
}


def test_exceptions_travel_with_a_form():
    before = document("FREQ=WEEKLY", overrides=OVERRIDES | MOVED)
    del before["extra"]  # which is in no form
    assert check_event(as_form(before), default_zone="UTC").document == before


@pytest.mark.parametrize(
    "text",
    [
        "{",
        "[]",
        '{"x": {"title": "A"}}',
        '{"2026-03-31": {}}',
        '{"2026-03-31": {"uid": "A"}}',
        '{"2026-03-31": {"title": ""}}',
        '{"2026-03-31": {"title": 3}}',
        '{"2026-03-31": {"tags": [1]}}',
        '{"2026-03-31": {"start": "2026-03-31T25:00"}}',
        '{"2026-03-31": {"zone": "Atlantis"}}',
        "[" * 100_000,
    ],
)
def test_exceptions_that_no_form_of_ours_sent_are_refused(text):
    assert check(overrides=text).errors.keys() == {"overrides"}


def test_an_event_may_end_in_another_time_zone():
    flight = check(zone="Europe/Berlin", end_time="11:30", end_zone="America/New_York").document
    assert (flight["end"], flight["end_zone"]) == ("2026-03-24T11:30", "America/New_York")
    assert check(end_time="08:30", end_zone="Europe/London").document["end"] == "2026-03-24T08:30"
    assert check(end_zone="Europe/Berlin").document["end_zone"] == ""
    assert check(end_time="11:00", end_zone="Asia/Tokyo").errors.keys() == {"end_time"}
    assert check(end_zone="Atlantis").errors.keys() == {"end_zone"}
