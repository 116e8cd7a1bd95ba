"""What the form of Repeats shows for what is typed in it: the days of the month to choose from, and the next dates."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from flask import render_template

from webapp.domain.day_input import read_day
from webapp.domain.event_input import FORM_FIELDS, check_repeats
from webapp.domain.locales import Audience, weekday_names
from webapp.domain.repeat_input import BOXES, days_of_month, month_rule
from webapp.domain.series import repeats
from webapp.domain.texts import Refused
from webapp.domain.wording_phrases import interface_locale
from webapp.domain.wording_rules import day_of_month_words
from webapp.fragments.series import next_dates, rule_sentence

WAYS = (
    ("", "Does not repeat"),
    ("daily", "Every day"),
    ("weekdays", "Every weekday, Monday to Friday"),
    ("weekly", "Every week"),
    ("monthly", "Every month"),
    ("yearly", "Every year"),
    ("rule", "By a rule of its own"),
)
PERIODS = {"daily": "days", "weekly": "weeks", "monthly": "months", "yearly": "years"}
ENDS = (("", "Never"), ("count", "After a number of times"), ("until", "On a day"))
AS_ITS_START = "on the same day as its start"


@dataclass(frozen=True)
class Next:
    """What would come next: the rule in words with its first dates, or what stands in the way."""

    words: str = ""
    dates: list[str] = field(default_factory=list)
    problem: str = ""


def choices(values: Mapping[str, str], audience: Audience, now: datetime) -> dict[str, object]:
    """Everything that the macro `repeats` of events/repeats.html needs besides the values."""
    return {
        "ways": WAYS,
        "periods": PERIODS,
        "ends": ENDS,
        "boxes": list(zip(BOXES, weekday_names(audience.locale, 0), strict=True)),
        "days_of_month": month_options(values, audience.locale),
        "next": next_of(values, audience, now),
    }


def month_options(values: Mapping[str, str], locale: str) -> list[tuple[str, str]]:
    """The days of the month that fit the typed start, with the one that is chosen."""
    chosen = values.get("repeat_on") or ""
    try:
        found = days_of_month(read_day(values.get("start_date")), chosen)
    except Refused:
        found = list(dict.fromkeys(["", chosen]))
    return [
        (on, day_of_month_words(month_rule(on), interface_locale(locale)) or AS_ITS_START) for on in found
    ]


def next_of(values: Mapping[str, str], audience: Audience, now: datetime) -> Next:
    """The next dates of what is typed; nothing for an event that happens once."""
    if not values.get("repeat"):
        return Next()
    checked = check_repeats(values, default_zone=audience.zone)
    if checked.document is None:
        wrong = [checked.errors[name] for name in FORM_FIELDS["repeats"] if name in checked.errors]
        return Next(problem=wrong[0] if wrong else "")
    if not repeats(checked.document):
        return Next()
    words = rule_sentence(checked.document, interface_locale(audience.locale))
    return Next(words, [label for _, label in next_dates(checked.document, audience, now)])


def preview(values: Mapping[str, str], audience: Audience, now: datetime) -> str:
    """HTML of the preview, with the days of the month that fit the start now."""
    return render_template(
        "events/_next_dates.html",
        next=next_of(values, audience, now),
        days_of_month=month_options(values, audience.locale),
    )
