"""The API's page for people, `/api/docs`: what the document says, laid out to be read, copied and tried."""

import json
import re
import shlex
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from flask import Blueprint, render_template, request

from webapp.api.media import JSON
from webapp.api.openapi import document
from webapp.entry.guard import own_origin

Schema = dict[str, Any]


@dataclass(frozen=True)
class Field:
    """A parameter or a field: its place (path, query, header or body), its kind in words, and the shape it names."""

    name: str
    place: str
    kind: str
    shape: str
    required: bool
    says: str
    example: str


@dataclass(frozen=True)
class Described:
    """One call as the page shows it; `body` and `gives` are examples."""

    name: str
    method: str
    path: str
    says: str
    scope: str
    parameters: list[Field]
    fields: list[Field]
    body: str
    status: str
    gives: str
    shape: str
    refuses: list[tuple[str, str]]
    curl: str


def install(bp: Blueprint) -> None:
    """The page is no call: it is asked for by browsers, without a token."""
    bp.add_url_rule("/docs", "docs", docs, methods=["GET"], provide_automatic_options=False)


def docs() -> str:
    """The page."""
    told, root = document(), f"{own_origin()}{request.script_root}/api"
    return render_template("api/docs.html", told=told, nouns=_nouns(root), shapes=_shapes(), root=root)


@cache
def _nouns(root: str) -> list[tuple[str, str, list[Described]]]:
    """Each noun with what it is and its calls."""
    told = document()
    found: dict[str, list[Described]] = {tag["name"]: [] for tag in told["tags"]}
    for path, methods in told["paths"].items():
        for method, operation in methods.items():
            found[operation["tags"][0]].append(_described(root, method.upper(), path, operation))
    return [(tag["name"], tag.get("description", ""), found[tag["name"]]) for tag in told["tags"]]


@cache
def _shapes() -> list[tuple[str, str, list[Field]]]:
    """Each shape with what it is and its fields."""
    schemas = document()["components"]["schemas"]
    return [(name, schema.get("description", ""), [*_fields(schema)]) for name, schema in schemas.items()]


def _described(root: str, method: str, path: str, operation: Schema) -> Described:
    body = operation.get("requestBody", {}).get("content", {}).get(JSON)
    status = next(iter(operation["responses"]))
    answer = operation["responses"][status].get("content", {}).get(JSON, {})
    security = operation["security"]
    return Described(
        name=operation["operationId"],
        method=method,
        path=path,
        says=operation["summary"],
        scope=security[0]["bearer"][0] if security else "",
        parameters=[_parameter(_named(one)) for one in operation.get("parameters", ())],
        fields=[*_fields(_named(body["schema"]))] if body else [],
        body=_pretty(body["example"]) if body else "",
        status=status,
        gives=_pretty(answer["example"]) if answer.get("example") else "",
        shape=_kind(answer.get("schema", {}))[1],
        refuses=[(number, _named(one)["description"]) for number, one in operation["responses"].items()][1:],
        curl=_curl(root, method, path, operation, body),
    )


def _curl(root: str, method: str, path: str, operation: Schema, body: Schema | None) -> str:
    """What to type into a shell; $TOKEN is set there."""
    words = ["curl"]
    if method not in ("GET", "POST") or (method == "POST" and not body):
        words += ["-X", method]
    # Braces would mean something to curl; an id of 1 has to be replaced as well, and shows where.
    line = " ".join([*words, root + re.sub(r"\{\w+\}", "1", path)])
    if operation["security"]:
        line += ' \\\n  -H "Authorization: Bearer $TOKEN"'
    if body:
        line += f" \\\n  --json {shlex.quote(json.dumps(body['example'], ensure_ascii=False))}"
    return line


def _parameter(told: Schema) -> Field:
    kind, shape = _kind(told["schema"])
    example = str(told.get("example", (told["schema"].get("examples") or [""])[0]))
    says = told.get("description", "")
    return Field(told["name"], told["in"], kind, shape, told.get("required", False), says, example)


def _fields(schema: Schema) -> Iterator[Field]:
    for name, part in schema.get("properties", {}).items():
        kind, shape = _kind(part)
        required = name in schema.get("required", ())
        yield Field(name, "body", kind, shape, required, part.get("description", ""), "")


def _kind(schema: Schema) -> tuple[str, str]:
    """What a value is, in words, and the name of the shape that it has or is a list of."""
    if "$ref" in schema:
        name = schema["$ref"].rsplit("/", 1)[1]
        return name, name
    if choices := schema.get("anyOf") or schema.get("oneOf"):
        kinds = [_kind(choice) for choice in choices]
        return _either(dict.fromkeys(kind for kind, _ in kinds)), next(
            (shape for _, shape in kinds if shape), ""
        )
    if "const" in schema:
        return json.dumps(schema["const"]), ""
    if "enum" in schema:
        return _either(json.dumps(one) for one in schema["enum"]), ""
    if schema.get("type") == "array":
        kind, shape = _kind(schema.get("items", {}))
        return f"list of {kind}", shape
    return _limited(schema), ""


def _either(kinds: Iterable[str]) -> str:
    """`a, b or c`, of kinds that may have an or of their own."""
    words = " or ".join(kinds).replace(", ", " or ").split(" or ")
    return ", ".join(words[:-1]) + f" or {words[-1]}" if words[1:] else words[0]


def _limited(schema: Schema) -> str:
    words = {"string": "text", "integer": "whole number", "boolean": "true or false"}
    name = str(schema.get("type", "anything"))
    kind = words.get(name, name)
    if "maximum" in schema:
        return f"{kind}, {schema.get('minimum', 0)} to {schema['maximum']}"
    return f"{kind}, at most {schema['maxLength']} characters" if "maxLength" in schema else kind


def _named(part: Schema) -> Schema:
    """What a reference names; anything else as it is."""
    if "$ref" not in part:
        return part
    kind, name = part["$ref"].split("/")[-2:]
    found: Schema = document()["components"][kind][name]
    return found


def _pretty(value: Any) -> str:
    return json.dumps(value, indent=2, ensure_ascii=False)
