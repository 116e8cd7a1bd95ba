"""What an open form hears of one unit: what somebody made of it, told by its present value."""

from collections.abc import Mapping
from typing import Any

from webapp.domain.wording import is_empty, say_value
from webapp.domain.wording_phrases import language_of

LONGEST = 80


def say_now(unit: str, document: Mapping[str, Any], locale: str, clock: int) -> str:
    """ "changed Where to “Studio Nord”"; a description is too long to be said."""
    words = language_of(locale).words
    if is_empty(unit, document):
        return words["now.emptied"].format(unit=words[unit])
    if unit == "description":
        return words["now.changed"].format(unit=words[unit])
    value = say_value(unit, document, locale, clock)
    short = value if len(value) <= LONGEST else f"{value[: LONGEST - 1]}…"
    return words["now.changed_to"].format(unit=words[unit], value=short.join(language_of(locale).quotes))
