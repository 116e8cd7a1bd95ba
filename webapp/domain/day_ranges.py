"""A stretch of days as the heading of a page, as short as its language allows."""

from datetime import date
from functools import lru_cache

from babel import Locale
from babel.dates import format_interval, format_skeleton

from webapp.domain.locales import DEFAULT_LOCALE, LOCALES


@lru_cache(maxsize=2048)
def say_range(first: date, last: date, locale: str) -> str:
    """Several days: "23–29 Mar 2026", "30 Mar – 5 Apr 2026"; one day with its weekday: "Tue, 24 Mar 2026"."""
    known = Locale.parse(locale if locale in LOCALES else DEFAULT_LOCALE)
    if first == last:
        said = str(format_skeleton("yMMMEd", first, locale=known))
    else:
        said = str(format_interval(first, last, "yMMMd", locale=known))
    return said.replace("\u2009", " ").replace("\u202f", " ").replace("\xa0", " ")
