"""What the API is, for programs: OpenAPI 3.1, made of the registry of calls, so that it says what the code does."""

import re
from collections.abc import Iterator
from functools import cache
from hashlib import sha256
from importlib.metadata import version
from typing import Any

from flask import request

from webapp.api.calls import CALLS, Answer, Call, call
from webapp.api.examples import example_of
from webapp.api.media import JSON, MSGPACK, as_json
from webapp.api.refusals import responses_of, shared_responses
from webapp.api.shapes import Schema, Shapes, query_of, shapes_of
from webapp.api.told_headers import HEADERS, PARAMETERS, answer_headers, parameters_of

LIFETIME = 300  # seconds that a program may keep the document without asking
_ABOUT = (
    "Every change is a version, says who made it, and can be taken back. Send a token as `Authorization: Bearer …`; "
    "bodies and answers are JSON or MessagePack; what goes wrong is told as `application/problem+json` (RFC 9457). "
    "Members that you do not know may come: pass them over."
)
# In the order in which they are shown.
_NOUNS = {
    "Auth": "Accounts and tokens. Personal tokens, for programs without a password, are made on the profile page.",
    "Events": "Plans with a time: single ones and series.",
    "Calendars": "What events are in. Who has a role on a calendar has it on everything in it.",
    "Sharing": "Who may see and do what.",
    "History": "Every version of an event: read, compared, brought back, undone.",
    "Sync": "What has changed since one asked last.",
    "Documentation": "This document.",
}
_PART = re.compile(r"<(?:(\w+):)?(\w+)>")


@call(
    "GET",
    "/openapi.json",
    scope=None,
    noun="Documentation",
    gives=dict[str, Any],
    refuses=(304,),
    headers=("ETag",),
)
def openapi_document() -> Answer:
    """This document: OpenAPI 3.1."""
    headers = {"ETag": f'"{_digest()}"', "Cache-Control": f"public, max-age={LIFETIME}"}
    if _digest() in request.if_none_match or "*" in request.headers.get("If-None-Match", ""):
        return Answer(None, 304, headers)
    return Answer(document(), 200, headers)


@cache
def document() -> Schema:
    """The whole document; calls are declared on import, so it never changes while the process lives."""
    calls = list(CALLS.items())
    shapes = shapes_of(declared for _, declared in calls)
    paths: dict[str, Schema] = {}
    for endpoint, declared in calls:
        operation = _operation(endpoint.removeprefix("api."), declared, shapes)
        paths.setdefault(path_of(declared), {})[declared.method.lower()] = operation
    nouns = sorted({declared.noun for _, declared in calls}, key=_place)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Daybook",
            "version": version("daybook"),
            "summary": "A shared calendar that remembers.",
            "description": _ABOUT,
            "license": {"name": "MIT", "identifier": "MIT"},
        },
        "servers": [{"url": "/api"}],
        "tags": [{"name": noun, "description": _NOUNS.get(noun, "")} for noun in nouns],
        "paths": paths,
        "components": _components(shapes),
    }


def path_of(declared: Call) -> str:
    """The path of a call below /api as OpenAPI writes it: `/events/{event_id}`."""
    return _PART.sub(r"{\2}", declared.path)


def _place(noun: str) -> tuple[int, str]:
    known = [*_NOUNS]
    return known.index(noun) if noun in _NOUNS else len(known), noun


@cache
def _digest() -> str:
    return sha256(as_json(document())).hexdigest()[:24]


def _components(shapes: Shapes) -> Schema:
    return {
        "schemas": shapes.components,
        "responses": shared_responses(shapes),
        "parameters": PARAMETERS,
        "headers": HEADERS,
        "securitySchemes": {
            "bearer": {
                "type": "http",
                "scheme": "bearer",
                "description": "An access token of /auth/login, or a personal token of the profile page. "
                "The words beside it are the scopes that a token needs.",
            }
        },
    }


def _operation(name: str, declared: Call, shapes: Shapes) -> Schema:
    found: Schema = {
        "operationId": name,
        "tags": [declared.noun],
        "summary": declared.says.rstrip("."),
        "security": [{"bearer": [declared.scope]}] if declared.scope else [],
        "responses": {str(declared.status): _success(declared, shapes), **responses_of(declared)},
    }
    if parameters := [*_path_parameters(declared), *_query_parameters(declared), *parameters_of(declared)]:
        found["parameters"] = parameters
    if declared.body is not None:
        content = _content(shapes.bodies[declared.path, declared.method], shapes, answer=False)
        found["requestBody"] = {"required": _needs_body(declared), "content": content}
    return found


def _needs_body(declared: Call) -> bool:
    """A PUT without a body is one of no fields, which changes nothing."""
    fields = declared.body.model_fields.values() if declared.body else ()
    return declared.method != "PUT" or any(field.is_required() for field in fields)


def _path_parameters(declared: Call) -> Iterator[Schema]:
    for kind, name in _PART.findall(declared.path):
        shape: Schema = {"type": "integer", "minimum": 0} if kind == "int" else {"type": "string"}
        yield {"name": name, "in": "path", "required": True, "schema": shape, "example": 1}


def _query_parameters(declared: Call) -> Iterator[Schema]:
    for name, schema, required in query_of(declared):
        said = {"description": schema.pop("description")} if "description" in schema else {}
        yield {"name": name, "in": "query", **said, "required": required, "schema": schema}


def _success(declared: Call, shapes: Shapes) -> Schema:
    found: Schema = {"description": declared.says, "headers": answer_headers(declared)}
    if declared.gives is not None:
        found["content"] = _content(shapes.answers[declared.path, declared.method], shapes, answer=True)
    return found


def _content(schema: Schema, shapes: Shapes, *, answer: bool) -> Schema:
    """The same in both media types; the example is written as JSON."""
    example = example_of(schema, shapes.components, answer=answer)
    return {JSON: {"schema": schema, "example": example}, MSGPACK: {"schema": schema}}
