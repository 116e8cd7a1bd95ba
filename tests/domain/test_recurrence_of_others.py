"""The rules in the test suites of six libraries and of RFC 5545 happen as those say, or are refused with a sentence."""

from datetime import datetime
from typing import Any

from tests.domain.files import event_of
from tests.support.calendars import vectors
from webapp.domain.periods import to_utc, wall_in
from webapp.domain.recurrence import Series, next_starts
from webapp.domain.rules import Rule, RuleError, parse_rule
from webapp.domain.series import series_of as series_of_document

# Where a library says otherwise, and why it is not followed. Sections are those of RFC 5545.
ELSE = {
    # 3.3.10: what a rule does not say "would be the same as what is specified for DTSTART", here the weekday.
    "dateutil-testYearlyByWeekNo": "a week number alone means the weekday of the start, as libical and ical.net have it",
    # 3.3.10, the table: BYMONTHDAY expands a year, and limits it to nothing but days of that number; BYDAY beside it
    # limits (note 2). The 36th Tuesday of 2026 is 8 September. A month that is not said is not limited.
    "icalnet-44": "a yearly BYMONTHDAY without BYMONTH means every month, as dateutil, rrule and php-rrule have it",
    "icalnet-67": "the same",
    "libical-77": "the same",
    "phprrule-dailyRules-95": "the vector lost the time of its start: from midnight on 06:45 is the first (3.8.5.3)",
    # 3.3.10: "-366" can be said, but a day that a year does not have is ignored and not counted.
    "vobject-testYearlyByYearDayMaxNegative": "the 366th last day is in leap years only",
    # 3.3.10 says both: that such a time is ignored, and that it is read as 3.3.5 reads it. A meeting is not lost.
    "vobject-testWeeklyByDayByHourOnDstTransition": "leaves out a time in the gap, which 3.3.5 moves",
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


def happens_in_a_file(vector: dict[str, Any], most: int) -> list[datetime]:
    """EXRULE (RFC 2445, 4.8.5.2) is read in files alone, where it becomes dates that are left out."""
    rules = [f"RRULE:{vector['rrule']}", *(f"EXRULE:{rule}" for rule in vector["exrule"])]
    document = event_of(f"DTSTART:{vector['dtstart']}", *rules, zone="UTC")
    return next_starts(series_of_document(document), moment(vector["dtstart"]), most)


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
        expected, beyond = expected_of(vector, rule), vector["mode"] == "all"
        found = found_in(series_of(vector, rule), len(expected) + beyond)
        if vector.get("exrule"):
            expected = [moment(one) for one in vector["expected"]]
            found = happens_in_a_file(vector, len(expected) + beyond)
        if found != expected:
            wrong.append(vector["id"])
    assert sorted(wrong) == sorted(ELSE)
    assert all(any(word in sentence for word in NOT_TAKEN) for sentence in refused)
    assert sum("daily at most" in sentence for sentence in refused) == 69
