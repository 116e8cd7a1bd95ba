"""How much an event says, in characters: the size of a version in a history, as MediaWiki has it."""

from collections.abc import Mapping
from typing import Any

from webapp.domain.document import SHOWN, UNITS

_SHOWN_FIELDS = [field for unit in SHOWN for field in UNITS[unit]]


def size_of(document: Mapping[str, Any]) -> int:
    """The characters of everything that people see of an event; what a file says beside that does not count."""
    return sum(map(_characters, map(document.get, _SHOWN_FIELDS)))


def _characters(value: Any) -> int:
    """Texts count, names of fields and switches do not: they are the same in every event."""
    if isinstance(value, str):
        return len(value)
    if isinstance(value, Mapping):
        return sum(_characters(one) for one in value.values())
    return sum(_characters(one) for one in value) if isinstance(value, list) else 0
