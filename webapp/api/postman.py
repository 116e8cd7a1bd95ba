"""The calls as a collection for Postman (format 2.1.0), made of the same document as everything else that tells of them."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from webapp.api import postman_run
from webapp.api.media import JSON
from webapp.api.openapi import document
from webapp.api.postman_run import VARIABLES, body_of, place_of, scripts_of, scripts_of_all, value_of

Schema = dict[str, Any]
ENDINGS = "Endings"
_ENDS = "What ends something: last, so that the rest of a run still has it."
_FORMAT = "https://schema.getpostman.com/json/collection/v2.1.0/collection.json"


@click.command("export-postman")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def export_postman(file: Path) -> None:
    """Write the calls of the API as a collection for Postman."""
    made = collection(document())
    try:
        file.write_text(json.dumps(made, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    except OSError as error:
        raise click.ClickException(
            f"{file} cannot be written: {error.strerror}. Choose another place."
        ) from None
    calls = sum(len(folder["item"]) for folder in made["item"])
    click.echo(
        f"Wrote {calls} calls to {file}. Set base_url in the collection's variables, and token, or run it whole."
    )


def collection(told: Schema) -> Schema:
    """The collection: a folder for each noun and one for what ends; run from top to bottom it succeeds (postman_run.py)."""
    folders: dict[str, list[Schema]] = {noun: [] for noun in (*_nouns(told), ENDINGS)}
    for path, method, operation in sorted(_operations(told), key=lambda one: place_of(one[2]["operationId"])):
        noun = ENDINGS if operation["operationId"] in postman_run.ENDINGS else operation["tags"][0]
        folders[noun].append(_item(path, method, operation, told["components"]["parameters"]))
    about = _nouns(told) | {ENDINGS: _ENDS}
    return {
        "info": {
            "name": told["info"]["title"],
            "description": told["info"]["description"],
            "schema": _FORMAT,
        },
        "auth": {"type": "bearer", "bearer": [{"key": "token", "value": "{{token}}", "type": "string"}]},
        "event": scripts_of_all(),
        "variable": [{"key": key, "value": value, "type": "string"} for key, value in VARIABLES.items()],
        "item": [
            {"name": noun, "description": about[noun], "item": items} for noun, items in folders.items()
        ],
    }


def _nouns(told: Schema) -> dict[str, str]:
    """The nouns, with what is said of them."""
    return {tag["name"]: tag.get("description", "") for tag in told["tags"]}


def _operations(told: Schema) -> Iterator[tuple[str, str, Schema]]:
    for path, methods in told["paths"].items():
        for method, operation in methods.items():
            yield path, method, operation


def _item(path: str, method: str, operation: Schema, shared: Schema) -> Schema:
    name = operation["operationId"]
    parameters = [
        shared[one["$ref"].rsplit("/", 1)[1]] if "$ref" in one else one
        for one in operation.get("parameters", ())
    ]
    body = operation.get("requestBody", {}).get("content", {}).get(JSON)
    request: Schema = {
        "method": method.upper(),
        "description": operation["summary"],
        "url": _url(name, path, parameters),
        "header": [
            *([{"key": "Content-Type", "value": JSON}] if body else []),
            {"key": "Accept", "value": JSON},
            *(_off(name, one) for one in parameters if one["in"] == "header"),
        ],
    }
    if not operation["security"]:
        request["auth"] = {"type": "noauth"}
    if body:
        raw = body_of(name, body["example"])
        request["body"] = {"mode": "raw", "raw": raw, "options": {"raw": {"language": "json"}}}
    found = {"name": operation["summary"], "request": request, "response": []}
    return found | ({"event": scripts} if (scripts := scripts_of(name)) else {})


def _url(name: str, path: str, parameters: list[Schema]) -> Schema:
    colons = re.sub(r"\{(\w+)\}", r":\1", path)
    return {
        "raw": f"{{{{base_url}}}}{colons}",
        "host": ["{{base_url}}"],
        "path": colons.strip("/").split("/"),
        "query": [_off(name, one) for one in parameters if one["in"] == "query"],
        "variable": [
            {"key": one["name"], "value": value_of(name, one)} for one in parameters if one["in"] == "path"
        ],
    }


def _off(name: str, parameter: Schema) -> Schema:
    """Something that may be sent, switched off; what has to be sent is on."""
    return {
        "key": parameter["name"],
        "value": value_of(name, parameter),
        "description": parameter.get("description", ""),
        "disabled": not parameter.get("required", False),
    }
