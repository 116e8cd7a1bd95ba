"""The rule of a series that is split in two: what ends before an instance, and what goes on from it."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from webapp.domain.periods import to_utc
from webapp.domain.recurrence import starts
from webapp.domain.rules import Rule, parse_rule
from webapp.domain.series import in_order, second_dates, series_of


def rest_of_rule(document: Mapping[str, Any], name: str) -> str:
    """The rule from this instance on: COUNT loses what has happened before."""
    if not document["rrule"]:
        return ""
    rule = parse_rule(document["rrule"])
    if not rule.count:
        return str(rule)
    # What begins with the second of two equal times begins with a date that the rule did not count.
    begins = 1 if name in second_dates(document) else 0
    return str(replace(rule, count=max(1, rule.count - _counted_before(document, name) + begins)))


def _counted_before(document: Mapping[str, Any], name: str) -> int:
    """How many instances of the rule itself lie before: extra dates and exceptions do not count."""
    ruled = {**document, "rdate": [], "exdate": []}
    return len(starts(series_of(ruled), datetime.min, in_order(name)))


def until_before(rule: Rule, document: Mapping[str, Any], name: str) -> Rule:
    """The rule without this instance and those after it."""
    if rule.count:
        return replace(rule, count=max(1, _counted_before(document, name)))
    before = in_order(name) - timedelta(seconds=1)
    if document["all_day"]:
        return replace(rule, until=before.date())
    return replace(rule, until=to_utc(before, document["zone"]).astimezone(UTC))
