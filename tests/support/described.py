"""What the API says of itself in OpenAPI, made into calls to try, and held against what it answers."""

import json
import re
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import msgpack
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from werkzeug.test import TestResponse

JUNK = st.recursive(
    st.none()
    | st.booleans()
    | st.sampled_from([0, -1, 2**31, 2**63, 10**30, 1.5, 1e308, "", "\0", "\ud800", "‮", "x" * 300, "3"])
    | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=3), inner, max_size=2),
    max_leaves=4,
)
TIMES = (
    "2026-03-24T09:00",
    "2026-10-25T02:30",
    "2026-03-29T02:30+02:00",
    "2026-03-24",
    "1899-01-01",
    "2026-03-24T09:00Z",
)
RULES = (
    "FREQ=DAILY",
    "FREQ=WEEKLY;COUNT=3",
    "FREQ=MONTHLY;BYDAY=-1FR",
    "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30",
    "FREQ=SECONDLY",
)
NUMBERS = st.sampled_from([1, 2, 3, 5, 7, 50, 200]) | st.sampled_from(
    [0, -1, 201, 2**31 - 1, 2**31, 2**63, 10**25]
)


@dataclass(frozen=True)
class Trial:
    """One call: what is asked, and which operation of the document it is."""

    operation: str
    method: str
    path: str
    query: dict[str, str] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)
    body: Any = None


class Described:
    """An OpenAPI document: strategies for its calls, and what is wrong with an answer."""

    def __init__(self, document: dict[str, Any]) -> None:
        self.document = document
        self.schemas = document["components"]["schemas"]

    @cached_property
    def operations(self) -> dict[str, tuple[str, str, dict[str, Any]]]:
        """Method, path and operation by name."""
        return {
            operation["operationId"]: (method.upper(), path, operation)
            for path, methods in self.document["paths"].items()
            for method, operation in methods.items()
        }

    def found(self, part: dict[str, Any]) -> dict[str, Any]:
        """What a reference names; anything else as it is."""
        while "$ref" in part:
            value: Any = self.document
            for step in part["$ref"].removeprefix("#/").split("/"):
                value = value[step]
            part = value
        return part

    # -- calls to try

    def trials(self, ids: dict[str, list[int]], names: list[str]) -> st.SearchStrategy[Trial]:
        """Calls of the named operations, with ids that are there (by the names of parameters) and others."""
        return st.sampled_from(names).flatmap(lambda name: self._trial(name, ids))

    def _trial(self, name: str, ids: dict[str, list[int]]) -> st.SearchStrategy[Trial]:
        method, path, operation = self.operations[name]
        parameters = [self.found(one) for one in operation.get("parameters", ())]
        places = {
            one["name"]: st.sampled_from(ids.get(one["name"], [1, 2]) * 4 + [0, 1, 2**31, 10**20])
            for one in parameters
            if one["in"] == "path"
        }
        queries = {
            one["name"]: self.values(one["schema"]).map(as_query)
            for one in parameters
            if one["in"] == "query"
        }
        headers = {
            one["name"]: st.sampled_from(['"1"', '"2"', "*", "a-key", "", "é"])
            for one in parameters
            if one["in"] == "header"
        }
        headers |= {
            "Accept": st.sampled_from(["application/json", "application/msgpack", "*/*", "text/html"])
        }
        return st.builds(
            Trial,
            operation=st.just(name),
            method=st.just(method),
            path=st.fixed_dictionaries(places).map(
                lambda found: re.sub(r"\{(\w+)\}", lambda part: str(found[part[1]]), path)
            ),
            query=st.fixed_dictionaries({}, optional=queries),
            headers=st.fixed_dictionaries({}, optional=headers),
            body=self._bodies(operation),
        )

    def _bodies(self, operation: dict[str, Any]) -> st.SearchStrategy[Any]:
        if "requestBody" not in operation:
            return st.none()
        content = operation["requestBody"]["content"]["application/json"]
        made = self.values(content["schema"])
        return st.just(content["example"]) | made | mutated(content["example"]) | made.flatmap(mutated) | JUNK

    def values(self, schema: dict[str, Any]) -> st.SearchStrategy[Any]:
        """Values that fit a schema, or nearly so."""
        schema = self.found(schema)
        if choices := schema.get("anyOf") or schema.get("oneOf"):
            kept = [self.values(choice) for choice in choices]
            return st.one_of([st.sampled_from(schema["examples"]), *kept] if schema.get("examples") else kept)
        if "const" in schema:
            return st.just(schema["const"])
        if "enum" in schema:
            return st.sampled_from(schema["enum"])
        return self._of_type(schema)

    def _of_type(self, schema: dict[str, Any]) -> st.SearchStrategy[Any]:
        examples = schema.get("examples", [])
        kind = schema.get("type")
        if kind == "object" or "properties" in schema:
            parts = {name: self.values(part) for name, part in schema.get("properties", {}).items()}
            required = {name: parts.pop(name) for name in schema.get("required", ())}
            return st.fixed_dictionaries(required, optional=parts)
        if kind == "array":
            return st.lists(self.values(schema.get("items", {})), max_size=3)
        if kind == "integer":
            return NUMBERS
        if kind == "boolean":
            return st.booleans()
        if kind == "string":
            return st.sampled_from(
                [*examples, *TIMES, *RULES, "Europe/Berlin", "sky", "alice", ""]
            ) | st.text(max_size=8)
        return JUNK

    # -- what it answers

    def wrongs(self, trial: Trial, response: TestResponse) -> list[str]:
        """What an answer is that was not said; nothing for a declared one."""
        told = self.operations[trial.operation][2]["responses"].get(str(response.status_code))
        if response.status_code >= 500 or told is None:
            return [f"{response.status_code} was not said: {response.text[:300]}"]
        content = self.found(told).get("content", {})
        if not content:
            return [f"a body was not said: {response.text[:300]}"] if response.data else []
        if response.mimetype not in content:
            return [f"{response.status_code} as {response.mimetype} was not said"]
        packed = response.mimetype == "application/msgpack"
        value = msgpack.unpackb(response.data) if packed else json.loads(response.data)
        whole = {**content[response.mimetype]["schema"], "components": {"schemas": self.schemas}}
        return [
            f"{error.json_path}: {error.message[:200]}"
            for error in Draft202012Validator(whole).iter_errors(value)
        ]


def as_query(value: Any) -> str:
    """A value as an address has it; halves of surrogate pairs cannot be in one."""
    text = value if isinstance(value, str) else json.dumps(value)
    return text.encode(errors="replace").decode()


@st.composite
def mutated(draw: st.DrawFn, value: Any) -> Any:
    """A valid value with one part of it left out, doubled or made into something else."""
    if isinstance(value, dict) and value and draw(st.integers(0, 5)):
        name = draw(st.sampled_from(sorted(value)))
        return {**value, name: draw(mutated(value[name]))}
    if isinstance(value, list) and value and draw(st.integers(0, 3)):
        return draw(st.sampled_from([value * 2, value[1:], [*value[:-1], draw(mutated(value[-1]))]]))
    if isinstance(value, dict) and value and draw(st.booleans()):
        gone = draw(st.sampled_from(sorted(value)))
        return {name: part for name, part in value.items() if name != gone}
    return draw(st.just(value) | JUNK)
