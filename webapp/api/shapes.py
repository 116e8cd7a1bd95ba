"""The shapes that calls take and give, as JSON Schema: each of them once, by its name, and references to them."""

from collections.abc import Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from pydantic import TypeAdapter
from pydantic.json_schema import GenerateJsonSchema

from webapp.api.calls import Call
from webapp.api.schemas import Collides, Invalid, Problem

Schema = dict[str, Any]
_PLACE = "#/components/schemas/{model}"
_PROBLEMS = {"Problem": Problem, "Invalid": Invalid, "Collides": Collides}


class _Untitled(GenerateJsonSchema):
    """Without a title for every field, which would only say its name again."""

    def field_title_should_be_set(self, schema: Any) -> bool:
        return False


@dataclass(frozen=True)
class Shapes:
    """Schemas by name, and which of them are bodies and answers of which calls (by path and method)."""

    components: Schema
    bodies: Mapping[Hashable, Schema]
    answers: Mapping[Hashable, Schema]


def shapes_of(calls: Iterable[Call]) -> Shapes:
    """All shapes of these calls, with those of problems."""
    asked = [
        *_asked(calls),
        *((name, "serialization", TypeAdapter(shape)) for name, shape in _PROBLEMS.items()),
    ]
    found, defined = TypeAdapter.json_schemas(asked, ref_template=_PLACE, schema_generator=_Untitled)
    return Shapes(
        components=dict(sorted(defined.get("$defs", {}).items())),
        bodies={key: schema for (key, mode), schema in found.items() if mode == "validation"},
        answers={key: schema for (key, mode), schema in found.items() if mode == "serialization"},
    )


def _asked(
    calls: Iterable[Call],
) -> Iterator[tuple[Hashable, Literal["validation", "serialization"], TypeAdapter[Any]]]:
    for call in calls:
        key = (call.path, call.method)
        if call.body is not None:
            yield key, "validation", TypeAdapter(call.body)
        if call.gives is not None:
            yield key, "serialization", TypeAdapter(call.gives)


def query_of(call: Call) -> Iterator[tuple[str, Schema, bool]]:
    """The parameters of a call's address: name, schema and whether it is required."""
    if call.query is None:
        return
    schema = call.query.model_json_schema(ref_template=_PLACE, schema_generator=_Untitled)
    for name, part in schema["properties"].items():
        yield name, _without_null(part), name in schema.get("required", ())


def _without_null(schema: Schema) -> Schema:
    """An address has no null: what may be left out is left out."""
    kept = [choice for choice in schema.get("anyOf", ()) if choice.get("type") != "null"]
    rest = {name: value for name, value in schema.items() if name not in ("anyOf", "default")}
    if "default" in schema and schema["default"] not in (None, ""):
        rest["default"] = schema["default"]
    if len(kept) == 1:
        return {**kept[0], **rest}
    return {**rest, "anyOf": kept} if kept else rest
