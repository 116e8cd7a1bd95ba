"""What the readers of forms and of the API share: a refusal is kept under the name of its field, and the others read on."""

from collections.abc import Callable, Collection
from typing import Any

from webapp.domain.texts import Refused


def read_into(errors: dict[str, str], name: str, reading: Callable[..., Any], *values: object) -> Any:
    """What `reading` makes of the values, or None and its refusal under the field's name."""
    try:
        return reading(*values)
    except Refused as refusal:
        errors[name] = str(refusal)
        return None


def one_of(value: object, words: Collection[str], refusal: str) -> str:
    """The value where it is one of these words; raises Refused."""
    if not isinstance(value, str) or value not in words:
        raise Refused(refusal)
    return value
