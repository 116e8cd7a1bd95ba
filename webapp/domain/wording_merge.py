"""What an edit was merged with, in a sentence: "Merged with Ben’s change to Description."."""

from collections.abc import Collection, Mapping

from webapp.domain.wording_phrases import language_of


def say_merged(kept: Mapping[str, str], combined: Collection[str], locale: str) -> str:
    """The sentence for the units that others changed meanwhile; `kept` maps each to the name of who changed it."""
    mixed = {unit: name for unit, name in kept.items() if unit in combined}
    beside = {unit: name for unit, name in kept.items() if unit not in combined}
    first = f"Merged with {_changes(mixed, locale)}" if mixed else "Saved"
    return f"{first}, and kept {_changes(beside, locale)}." if beside else f"{first}."


def _changes(units: Mapping[str, str], locale: str) -> str:
    """Ben’s changes to Title and Where and Vera’s change to Tags."""
    authors: dict[str, list[str]] = {}
    for unit, name in units.items():
        authors.setdefault(name, []).append(language_of(locale).words[unit])
    return _listed([_change(name, fields, locale) for name, fields in authors.items()], locale)


def _change(name: str, fields: list[str], locale: str) -> str:
    noun = "change" if len(fields) == 1 else "changes"
    return f"{name.split(' ', 1)[0]}’s {noun} to {_listed(fields, locale)}"


def _listed(items: list[str], locale: str) -> str:
    last = language_of(locale).joined[0]
    return last.format(", ".join(items[:-1]), items[-1]) if len(items) > 1 else items[0]
