"""What stands beside changes in histories and comparisons, in the reader's language; the words are "mark.…"."""

from collections.abc import Callable
from functools import partial

from babel.numbers import format_decimal

from webapp.domain.wording_phrases import language_of

Marks = Callable[..., str]


def marks_in(locale: str) -> Marks:
    """The function by which a template says its marks: `mark('split')`, `mark('moved_up', n=3)`."""
    return partial(say_mark, locale)


def say_mark(locale: str, name: str, /, **params: object) -> str:
    """One mark, its numbers as people of that locale write them."""
    shown = {
        key: format_decimal(value, locale=locale) if key == "n" and isinstance(value, int) else value
        for key, value in params.items()
    }
    return language_of(locale).words[f"mark.{name}"].format(**shown)


def say_grown(locale: str, by: int) -> str:
    """By how many characters a version grew: "3 characters more", "as long as before"."""
    if not by:
        return say_mark(locale, "as_long")
    name = "longer" if by > 0 else "shorter"
    return say_mark(locale, name if abs(by) == 1 else f"{name}_many", n=abs(by))
