"""Who is where, in human words."""

from collections import Counter
from collections.abc import Mapping, Sequence

from webapp.domain.wording_phrases import language_of


def say_here(name: str, units: Sequence[str], locale: str) -> str:
    """ "Ben is here", "Ben is editing Where"; without a full stop, as it names a picture."""
    language = language_of(locale)
    if not units:
        return language.words["here"].format(name=name)
    words = [language.words[unit] for unit in units]
    fields = language.joined[0].format(", ".join(words[:-1]), words[-1]) if words[1:] else words[0]
    return language.words["here.editing"].format(name=name, units=fields)


def call_names(names: Mapping[int, str]) -> dict[int, str]:
    """What to call these people by, by id: their first names, and in full where two share one."""
    first = {number: name.split(" ", 1)[0] for number, name in names.items()}
    often = Counter(first.values())
    return {number: name if often[name] == 1 else names[number] for number, name in first.items()}
