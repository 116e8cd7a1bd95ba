"""The calls as a collection for Postman (format 2.1.0), made of the same document as everything else that tells of them."""

import json
import re
from pathlib import Path
from typing import Any

import click

from webapp.api.media import JSON
from webapp.api.openapi import document

Schema = dict[str, Any]
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
    click.echo(f"Wrote {calls} calls to {file}. Set base_url and token in the collection's variables.")


def collection(told: Schema) -> Schema:
    """The collection: a folder for each noun, with the variables base_url and token."""
    folders: dict[str, list[Schema]] = {tag["name"]: [] for tag in told["tags"]}
    for path, methods in told["paths"].items():
        for method, operation in methods.items():
            folders[operation["tags"][0]].append(
                _item(path, method, operation, told["components"]["parameters"])
            )
    about = {tag["name"]: tag.get("description", "") for tag in told["tags"]}
    return {
        "info": {
            "name": told["info"]["title"],
            "description": told["info"]["description"],
            "schema": _FORMAT,
        },
        "auth": {"type": "bearer", "bearer": [{"key": "token", "value": "{{token}}", "type": "string"}]},
        "variable": [
            {"key": "base_url", "value": "http://127.0.0.1:8000/api", "type": "string"},
            {"key": "token", "value": "", "type": "string"},
        ],
        "item": [
            {"name": noun, "description": about[noun], "item": items} for noun, items in folders.items()
        ],
    }


def _item(path: str, method: str, operation: Schema, shared: Schema) -> Schema:
    parameters = [
        shared[one["$ref"].rsplit("/", 1)[1]] if "$ref" in one else one
        for one in operation.get("parameters", ())
    ]
    body = operation.get("requestBody", {}).get("content", {}).get(JSON)
    request: Schema = {
        "method": method.upper(),
        "description": operation["summary"],
        "url": _url(path, parameters),
        "header": [
            *([{"key": "Content-Type", "value": JSON}] if body else []),
            {"key": "Accept", "value": JSON},
            *(_off(one) for one in parameters if one["in"] == "header"),
        ],
    }
    if not operation["security"]:
        request["auth"] = {"type": "noauth"}
    if body:
        raw = json.dumps(body["example"], indent=2, ensure_ascii=False)
        request["body"] = {"mode": "raw", "raw": raw, "options": {"raw": {"language": "json"}}}
    return {"name": operation["summary"], "request": request, "response": []}


def _url(path: str, parameters: list[Schema]) -> Schema:
    colons = re.sub(r"\{(\w+)\}", r":\1", path)
    return {
        "raw": f"{{{{base_url}}}}{colons}",
        "host": ["{{base_url}}"],
        "path": colons.strip("/").split("/"),
        "query": [_off(one) for one in parameters if one["in"] == "query"],
        "variable": [
            {"key": one["name"], "value": str(one["example"])} for one in parameters if one["in"] == "path"
        ],
    }


def _off(parameter: Schema) -> Schema:
    """Something that may be sent, switched off; what has to be sent is on."""
    return {
        "key": parameter["name"],
        "value": str((parameter["schema"].get("examples") or [parameter["schema"].get("default", "")])[0]),
        "description": parameter.get("description", ""),
        "disabled": not parameter.get("required", False),
    }
