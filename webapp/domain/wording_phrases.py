"""The languages in which changes are told, keyed by what a locale begins with; a translator works in one file each."""

from webapp.domain.wording_english import ENGLISH
from webapp.domain.wording_german import GERMAN
from webapp.domain.wording_language import Language, Phrase

__all__ = ["LANGUAGES", "Language", "Phrase", "interface_locale", "language_of", "unit_label"]

LANGUAGES = {"en": ENGLISH, "de": GERMAN}


def language_of(locale: str) -> Language:
    """The words for a locale such as "de_DE"; English where the language is not written yet."""
    return LANGUAGES.get(locale.partition("_")[0], ENGLISH)


def interface_locale(locale: str) -> str:
    """The locale for what stands within a sentence of the interface, which speaks English to everybody."""
    return locale if locale.startswith("en_") else "en_GB"


def unit_label(unit: str) -> str:
    """What the interface calls a unit, in its one language."""
    return ENGLISH.words[unit]
