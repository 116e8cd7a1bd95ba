"""What pydantic finds in a body or a query, in sentences that say what to do."""

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from webapp.operations.errors import Invalid

_Shape = TypeVar("_Shape", bound=BaseModel)
_Found = Mapping[str, Any]

# What pydantic puts into a place that is no field: which of several shapes an item has.
_TAGS = ("create", "update", "delete", "share")
MOST_SAID = 100  # a batch of a thousand wrong items needs no thousand sentences


def checked(shape: type[_Shape], given: Mapping[str, Any]) -> _Shape:
    """What was given in the declared shape; raises Invalid with a sentence for each field that does not fit."""
    try:
        return shape.model_validate(given)
    except ValidationError as error:
        found = error.errors(include_url=False, include_input=False)[:MOST_SAID]
        raise Invalid({_field(one): _sentence(one) for one in found}) from None


def _field(found: _Found) -> str:
    place = field_of(found["loc"])
    if not found["type"].startswith("union_tag"):
        return place
    return f"{place}.{found['ctx']['discriminator'].strip(chr(39))}"


def field_of(place: tuple[int | str, ...]) -> str:
    """Where in the body, as the contract writes it: `events[3].end_time`."""
    written = ""
    for number, part in enumerate(place):
        if part in _TAGS and number and isinstance(place[number - 1], int):
            continue
        written += f"[{part}]" if isinstance(part, int) else f".{part}" if written else part
    return written


def _sentence(found: _Found) -> str:
    say = _SENTENCES.get(found["type"])
    return say(found.get("ctx", {})) if say else f"{found['msg'].removeprefix('Value error, ').rstrip('.')}."


def _plain(sentence: str) -> Callable[[_Found], str]:
    return lambda context: sentence


def _choices(context: _Found) -> str:
    # pydantic says "'a', 'b' or 'c'".
    return f"Choose one of {str(context['expected']).replace(chr(39), '')}."


_TEXT = _plain("Send text.")
_NUMBER = _plain("Send a whole number.")
_FLAG = _plain("Send true or false.")
_OBJECT = _plain("Send an object.")
_SENTENCES: dict[str, Callable[[_Found], str]] = {
    "missing": _plain("Send a value: it is required."),
    "string_type": _TEXT,
    "string_too_short": lambda context: f"Send at least {context['min_length']} characters.",
    "string_too_long": lambda context: f"Send at most {context['max_length']} characters.",
    "int_type": _NUMBER,
    "int_parsing": _NUMBER,
    "int_parsing_size": _NUMBER,
    "int_from_float": _NUMBER,
    "bool_type": _FLAG,
    "bool_parsing": _FLAG,
    "literal_error": _choices,
    "list_type": _plain("Send a list."),
    "dict_type": _OBJECT,
    "model_type": _OBJECT,
    "model_attributes_type": _OBJECT,
    "too_long": lambda context: f"Send at most {context['max_length']} of them.",
    "too_short": lambda context: f"Send at least {context['min_length']} of them.",
    "greater_than_equal": lambda context: f"Send a number of at least {context['ge']}.",
    "less_than_equal": lambda context: f"Send a number of at most {context['le']}.",
    "union_tag_invalid": lambda context: f"Choose one of {context['expected_tags'].replace(chr(39), '')}.",
    "union_tag_not_found": _plain("Send a value: it is required."),
}
