"""The parameters of messages as people read them: each kind by its formatter, named as the parameter is."""

from collections.abc import Callable
from datetime import date
from typing import Any

from webapp.domain.wording_dates import (
    city,
    clock_time,
    count,
    day_and_year,
    day_in_year,
    span,
    times,
    when_value,
)
from webapp.domain.wording_occurrences import Timed, dates_text
from webapp.domain.wording_phrases import language_of
from webapp.domain.wording_repeats import rule_said

_LONGEST_VALUE, _MOST_NAMES = 60, 4


def quoted(value: str, locale: str = "en_GB") -> str:
    """A value between quotes, on one line and no longer than a sentence bears."""
    opening, closing = language_of(locale).quotes
    line = " ".join(value.split())
    if len(line) > _LONGEST_VALUE:
        line = f"{line[: _LONGEST_VALUE - 1].rstrip()}…"
    return f"{opening}{line}{closing}"


def _names(names: list[str], locale: str) -> str:
    shown = (
        names
        if len(names) <= _MOST_NAMES
        else [*names[: _MOST_NAMES - 1], count(len(names) - _MOST_NAMES + 1, "more", locale)]
    )
    return listed(shown, language_of(locale).joined[0])


def _hue(name: str, locale: str) -> str:
    return language_of(locale).words.get(f"hue.{name}", name)


def listed(items: list[str], last: str) -> str:
    """Items as a list: "a, b and c"; `last` joins the last of them."""
    return last.format(", ".join(items[:-1]), items[-1]) if len(items) > 1 else "".join(items)


FORMATTERS: dict[str, Callable[[Any, str, int], str]] = {
    "from": lambda value, locale, clock: quoted(value, locale),
    "to": lambda value, locale, clock: quoted(value, locale),
    "name": lambda value, locale, clock: quoted(value, locale),
    "why": lambda value, locale, clock: quoted(value, locale),
    "by": lambda value, locale, clock: str(value),
    "on": lambda value, locale, clock: day_and_year(date.fromisoformat(value[:10]), locale),
    "person": lambda value, locale, clock: str(value),
    "people": lambda value, locale, clock: _names(value, locale),
    "calendar": lambda value, locale, clock: str(value),
    "year": lambda value, locale, clock: str(value),
    "first": lambda value, locale, clock: str(value),
    "version": lambda value, locale, clock: str(value),
    "from_hue": lambda value, locale, clock: _hue(value, locale),
    "to_hue": lambda value, locale, clock: _hue(value, locale),
    "from_zone": lambda value, locale, clock: city(value, locale),
    "to_zone": lambda value, locale, clock: city(value, locale),
    "from_rule": lambda value, locale, clock: rule_said(value, locale),
    "to_rule": lambda value, locale, clock: rule_said(value, locale),
    "dates": lambda value, locale, clock: dates_text(value, locale, clock),
    "dates_at": lambda value, locale, clock: dates_text(value[0], locale, clock, Timed(*value[1])),
    "from_day": lambda value, locale, clock: day_in_year(value, locale),
    "to_day": lambda value, locale, clock: day_in_year(value, locale),
    "from_date": lambda value, locale, clock: day_and_year(value, locale),
    "to_date": lambda value, locale, clock: day_and_year(value, locale),
    "times": times,
    "time": clock_time,
    "when": when_value,
    "minutes": lambda value, locale, clock: span(value, locale),
    "tags": lambda value, locale, clock: _names(value, locale),
    "tag": lambda value, locale, clock: language_of(locale).nouns["tag"][value != 1],
    "unit": lambda value, locale, clock: language_of(locale).words[value],
    "count": lambda value, locale, clock: count(value[0], value[1], locale),
}
