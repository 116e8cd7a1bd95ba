"""The rules in the test suites of six libraries and of RFC 5545 happen as those say, or are refused with a sentence."""

from datetime import datetime
from typing import Any

from tests.support.calendars import vectors
from webapp.domain.periods import to_utc, wall_in
from webapp.domain.recurrence import Series, next_starts
from webapp.domain.rules import Rule, RuleError, parse_rule

# Where a library says otherwise, and why it is not followed.
ELSE = {
    "dateutil-testYearlyByWeekNo": "a week number alone means the weekday of the start, as libical and ical.net have it",
    "icalnet-44": "a yearly BYMONTHDAY without BYMONTH means every month, as dateutil, rrule and php-rrule have it",
    "icalnet-67": "the same",
    "libical-77": "the same",
    "phprrule-dailyRules-95": "the vector lost the time of its start",
    "vobject-testYearlyByYearDayMaxNegative": "the 366th last day is in leap years only",
    "vobject-testWeeklyByDayByHourOnDstTransition": "leaves out a time in the gap, which RFC 5545, 3.3.5 moves",
    "dateutil-testStrSetExRule": "EXRULE is deprecated and not taken",
    "rrulejs-251-testSetInfiniteAll": "the same",
}
NOT_TAKEN = (
    "daily at most",
    "BYWEEKNO",
    "BYYEARDAY",
    "BYMONTHDAY",
    "BYSETPOS",
    "ends twice",
    "numbered",
    "UNTIL",
)


def moment(text: str) -> datetime:
    """As the vectors write it, basic or extended; an offset says nothing that the zone does not."""
    return datetime.fromisoformat(text).replace(tzinfo=None)


def series_of(vector: dict[str, Any], rule: Rule) -> Series:
    without = [one for line in vector.get("exdate") or () for one in line.partition(":")[2].split(",")]
    return Series(
        moment(vector["dtstart"]),
        (rule,),
        vector["tzid"] or "UTC",
        vector["value"] == "DATE",
        tuple(map(moment, vector.get("rdate") or ())),
        frozenset(map(moment, without)),
    )


def expected_of(vector: dict[str, Any], rule: Rule) -> list[datetime]:
    """What the vector says, for libraries that do not know that the start is the first instance and counts."""
    said, start = [moment(one) for one in vector["expected"]], moment(vector["dtstart"])
    if vector["dtstart_in_expected"] or start in said:
        return said
    return sorted({start, *(said[: rule.count - 1] if rule.count else said)})


def found_in(series: Series, most: int) -> list[datetime]:
    walls = next_starts(series, series.start, most)
    return [wall_in(to_utc(one, series.zone), series.zone) for one in walls]


def test_rules_of_other_libraries_happen_as_they_say() -> None:
    refused, wrong = [], []
    for vector in vectors("rules")["vectors"]:
        try:
            rule = parse_rule(vector["rrule"])
        except RuleError as error:
            refused.append(str(error))
            continue
        expected = expected_of(vector, rule)
        found = found_in(series_of(vector, rule), len(expected) + (vector["mode"] == "all"))
        if found != expected:
            wrong.append(vector["id"])
    assert sorted(wrong) == sorted(ELSE)
    assert all(any(word in sentence for word in NOT_TAKEN) for sentence in refused)
    assert sum("daily at most" in sentence for sentence in refused) == 69
