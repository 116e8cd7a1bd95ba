"""When series happen: the examples of RFC 5545, ends, exceptions, windows, hostile rules."""

from dataclasses import replace
from datetime import datetime

import pytest

from tests.domain.series import at, days, series
from webapp.domain.recurrence import Series, check_rule, last_start, next_starts, starts
from webapp.domain.rules import RuleError, parse_rule

TUESDAY = "1997-09-02 09:00"


# The examples of section 3.8.5.3, each with what the RFC says of it.
@pytest.mark.parametrize(
    ("rule", "start", "expected"),
    [
        ("FREQ=DAILY;COUNT=10", TUESDAY, "09-02 09-03 09-04 09-05 09-06 09-07 09-08 09-09 09-10 09-11"),
        ("FREQ=DAILY;INTERVAL=2", TUESDAY, "09-02 09-04 09-06 09-08 09-10"),
        ("FREQ=DAILY;INTERVAL=10;COUNT=5", TUESDAY, "09-02 09-12 09-22 10-02 10-12"),
        ("FREQ=WEEKLY;COUNT=10", TUESDAY, "09-02 09-09 09-16 09-23 09-30 10-07 10-14 10-21 10-28 11-04"),
        ("FREQ=WEEKLY;INTERVAL=2;WKST=SU", TUESDAY, "09-02 09-16 09-30 10-14 10-28"),
        ("FREQ=WEEKLY;COUNT=6;WKST=SU;BYDAY=TU,TH", TUESDAY, "09-02 09-04 09-09 09-11 09-16 09-18"),
        ("FREQ=MONTHLY;COUNT=5;BYDAY=1FR", "1997-09-05 09:00", "09-05 10-03 11-07 12-05 01-02"),
        (
            "FREQ=MONTHLY;INTERVAL=2;COUNT=6;BYDAY=1SU,-1SU",
            "1997-09-07 09:00",
            "09-07 09-28 11-02 11-30 01-04 01-25",
        ),
        ("FREQ=MONTHLY;COUNT=4;BYDAY=-2MO", "1997-09-22 09:00", "09-22 10-20 11-17 12-22"),
        ("FREQ=MONTHLY;BYMONTHDAY=-3", "1997-09-28 09:00", "09-28 10-29 11-28 12-29 01-29"),
        ("FREQ=MONTHLY;COUNT=5;BYMONTHDAY=2,15", TUESDAY, "09-02 09-15 10-02 10-15 11-02"),
        ("FREQ=MONTHLY;COUNT=4;BYMONTHDAY=1,-1", "1997-09-30 09:00", "09-30 10-01 10-31 11-01"),
        ("FREQ=YEARLY;COUNT=4;BYMONTH=6,7", "1997-06-10 09:00", "06-10 07-10 06-10 07-10"),
        ("FREQ=YEARLY;INTERVAL=3;COUNT=4;BYYEARDAY=1,100,200", "1997-01-01 09:00", "01-01 04-10 07-19 01-01"),
        ("FREQ=YEARLY;BYDAY=20MO", "1997-05-19 09:00", "05-19 05-18 05-17 05-15 05-14"),
        ("FREQ=YEARLY;BYWEEKNO=20;BYDAY=MO", "1997-05-12 09:00", "05-12 05-11 05-17 05-15 05-14"),
        ("FREQ=YEARLY;BYMONTH=3;BYDAY=TH", "1997-03-13 09:00", "03-13 03-20 03-27 03-05 03-12"),
        ("FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13", "1998-02-13 09:00", "02-13 03-13 11-13 08-13 10-13"),
        (
            "FREQ=MONTHLY;BYDAY=SA;BYMONTHDAY=7,8,9,10,11,12,13",
            "1997-09-13 09:00",
            "09-13 10-11 11-08 12-13 01-10",
        ),
        (
            "FREQ=YEARLY;INTERVAL=4;BYMONTH=11;BYDAY=TU;BYMONTHDAY=2,3,4,5,6,7,8",
            "1996-11-05 09:00",
            "11-05 11-07 11-02 11-04 11-06",
        ),
        ("FREQ=MONTHLY;COUNT=3;BYDAY=TU,WE,TH;BYSETPOS=3", "1997-09-04 09:00", "09-04 10-07 11-06"),
        (
            "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-2",
            "1997-09-29 09:00",
            "09-29 10-30 11-27 12-30 01-29",
        ),
        ("FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=MO", "1997-08-05 09:00", "08-05 08-10 08-19 08-24"),
        ("FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=SU", "1997-08-05 09:00", "08-05 08-17 08-19 08-31"),
        ("FREQ=MONTHLY;BYMONTHDAY=15,30;COUNT=5", "2007-01-15 09:00", "01-15 01-30 02-15 03-15 03-30"),
    ],
)
def test_the_examples_of_the_standard_happen_as_it_says(rule: str, start: str, expected: str) -> None:
    wanted = expected.split()
    assert [day[5:] for day in days(rule, start, len(wanted))] == wanted


def test_several_times_of_day_are_several_instances() -> None:
    found = next_starts(
        series("FREQ=DAILY;BYHOUR=9,17;BYMINUTE=0,30", "2026-03-24 09:00"), at("2026-03-24"), 5
    )
    assert [f"{one:%d %H:%M}" for one in found] == [
        "24 09:00",
        "24 09:30",
        "24 17:00",
        "24 17:30",
        "25 09:00",
    ]


def test_all_day_series_know_no_time_of_day() -> None:
    found = next_starts(series("FREQ=DAILY;BYHOUR=9", "2026-03-24", all_day=True), at("2026-03-24"), 2)
    assert found == [at("2026-03-24"), at("2026-03-25")]


def test_the_start_happens_even_where_the_rule_would_not_pick_it_and_counts() -> None:
    assert days("FREQ=WEEKLY;BYDAY=TU;COUNT=3", "2026-03-23 09:00") == [
        "2026-03-23",
        "2026-03-24",
        "2026-03-31",
    ]


def test_days_that_a_month_does_not_have_are_left_out() -> None:
    assert days("FREQ=MONTHLY", "2026-01-31 09:00", 4) == [
        "2026-01-31",
        "2026-03-31",
        "2026-05-31",
        "2026-07-31",
    ]
    assert days("FREQ=YEARLY", "2096-02-29 09:00", 3) == ["2096-02-29", "2104-02-29", "2108-02-29"]


def test_until_counts_the_last_moment_in_itself() -> None:
    for until in ("20260326", "20260326T090000", "20260326T080000Z"):
        found = series(f"FREQ=DAILY;UNTIL={until}", "2026-03-24 09:00", "Europe/Berlin")
        assert len(next_starts(found, found.start, 9)) == 3, until


@pytest.mark.parametrize(("until", "count"), [("20261025T003000Z", 1), ("20261025T002959Z", 0)])
def test_until_is_an_instant_also_where_the_clock_goes_back(until: str, count: int) -> None:
    """02:30 comes twice in Berlin that night; the series means the first, 00:30 UTC."""
    found = series(f"FREQ=DAILY;UNTIL={until}", "2026-10-24 02:30", "Europe/Berlin")
    assert len(next_starts(found, at("2026-10-25"), 9)) == count


def test_dates_can_be_added_and_taken_out() -> None:
    plain = series("FREQ=WEEKLY;COUNT=3", "2026-03-24 09:00")
    changed = replace(plain, extra=(at("2026-03-26 15:00"),), without=frozenset({at("2026-03-31 09:00")}))
    found = starts(changed, at("2026-03-01"), at("2026-05-01"))
    assert [f"{one:%d %H}" for one in found] == ["24 09", "26 15", "07 09"]
    assert next_starts(changed, at("2026-03-25"), 5) == found[1:]


def test_the_start_too_can_be_taken_out() -> None:
    gone = replace(
        series("FREQ=DAILY;COUNT=3", "2026-03-24 09:00"), without=frozenset({at("2026-03-24 09:00")})
    )
    assert [one.day for one in starts(gone, at("2026-03-01"), at("2026-05-01"))] == [25, 26]


def test_a_series_without_rules_is_its_start_and_its_extra_dates() -> None:
    plain = Series(at("2026-03-24 09:00"), (), extra=(at("2026-04-01 09:00"),))
    assert starts(plain, at("2026-01-01"), at("2027-01-01")) == [plain.start, *plain.extra]
    assert last_start(plain) == at("2026-04-01 09:00")


def test_the_last_start_of_a_series_is_known_where_it_has_one() -> None:
    assert last_start(series("FREQ=DAILY;COUNT=3", "2026-03-24 09:00")) == at("2026-03-26 09:00")
    assert last_start(series("FREQ=DAILY", "2026-03-24 09:00")) is None
    assert last_start(series("FREQ=DAILY;UNTIL=20260326T090000", "2026-03-24 09:00")) == at(
        "2026-03-26 09:00"
    )


@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=MONTHLY;BYMONTH=2;BYMONTHDAY=31",
        "FREQ=YEARLY;BYYEARDAY=366;BYMONTH=3",
        "FREQ=DAILY;INTERVAL=7;BYDAY=WE",
        "FREQ=WEEKLY;BYDAY=MO;BYSETPOS=3",
        "FREQ=DAILY;UNTIL=20250101",
    ],
)
def test_a_rule_that_never_happens_is_refused(rule: str) -> None:
    start = at("2026-03-24 09:00")
    check_rule(parse_rule("FREQ=DAILY;BYMONTH=2;BYMONTHDAY=29"), start, "UTC")
    with pytest.raises(RuleError, match="never happens"):
        check_rule(parse_rule(rule), start, "UTC")


@pytest.mark.parametrize("start", ["1900-01-01 09:00", "2026-03-24 09:00", "2200-12-30 09:00"])
def test_every_search_ends(start: str) -> None:
    for rule in ("FREQ=DAILY", "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29;BYDAY=MO", "FREQ=YEARLY;INTERVAL=9999"):
        found = starts(series(rule, start), datetime.min, datetime.max)
        assert found[0] == at(start)
        assert found[-1].year <= 2200


def test_far_windows_cost_no_walk_from_the_start() -> None:
    far = series("FREQ=DAILY", "1900-01-01 09:00")
    assert [one.day for one in starts(far, at("2199-12-30"), at("2200-01-02"))] == [30, 31, 1]
