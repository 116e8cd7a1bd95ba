"""What an edit was merged with, in a sentence: "Merged with Ben’s change to Description."."""

from collections.abc import Collection, Mapping

from webapp.domain.wording_phrases import language_of


def say_merged(kept: Mapping[str, str], combined: Collection[str], locale: str) -> str:
    """The sentence for the units that others changed meanwhile; `kept` maps each to the name of who changed it."""
    words = language_of(locale).words
    mixed = {unit: name for unit, name in kept.items() if unit in combined}
    beside = {unit: name for unit, name in kept.items() if unit not in combined}
    first = words["merge.saved"]
    if mixed:
        first = words["merge.merged"].format(changes=_changes(mixed, "with", locale))
    if not beside:
        return words["merge.done"].format(first=first)
    return words["merge.kept"].format(first=first, changes=_changes(beside, "kept", locale))


def _changes(units: Mapping[str, str], case: str, locale: str) -> str:
    """Ben’s changes to Title and Where and Vera’s change to Tags; `case` is the verb's: "with" or "kept"."""
    authors: dict[str, list[str]] = {}
    for unit, name in units.items():
        authors.setdefault(name, []).append(language_of(locale).words[unit])
    return _listed([_change(name, fields, case, locale) for name, fields in authors.items()], locale)


def _change(name: str, fields: list[str], case: str, locale: str) -> str:
    words = language_of(locale).words
    sentence = words[f"merge.{case}_{'one' if len(fields) == 1 else 'several'}"]
    return sentence.format(name=name.split(" ", 1)[0], units=_listed(fields, locale))


def _listed(items: list[str], locale: str) -> str:
    last = language_of(locale).joined[0]
    return last.format(", ".join(items[:-1]), items[-1]) if len(items) > 1 else items[0]
