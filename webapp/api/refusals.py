"""What every call may answer besides its success, as the documentation tells it."""

from http import HTTPStatus
from typing import Any

from webapp.api.calls import Call
from webapp.api.examples import example_of
from webapp.api.problems import MEDIA_TYPE
from webapp.api.shapes import Shapes
from webapp.api.told_headers import references
from webapp.entry.guard import SAFE_METHODS

Schema = dict[str, Any]
_SAID = {
    304: "What you have is what there is.",
    400: "The body or the address cannot be read.",
    401: "No token, or one that has ended.",
    403: "The role or the token does not allow it.",
    404: "Not there, or not for you.",
    406: "Neither JSON nor MessagePack is wanted.",
    409: "It collides with what others did, or with what else there is. Nothing was changed.",
    410: "It was there and is gone for good.",
    411: "A body without its length.",
    412: "It has changed since, and no merging is wanted.",
    413: "The body is larger than this call takes.",
    415: "The body is neither JSON nor MessagePack.",
    422: "Something that was sent will not do, field by field.",
    429: "Too often; Retry-After says how long to wait.",
    500: "A fault of Daybook. Nothing was changed.",
    503: "The database does not answer just now. Nothing was changed.",
    507: "The server's disk is full. Nothing was changed.",
}
_SHAPES = {409: "Collides", 422: "Invalid"}
_HEADERS = {
    304: ("ETag",),
    401: ("WWW-Authenticate",),
    429: ("Retry-After", "RateLimit"),
    503: ("Retry-After",),
}


def statuses_of(declared: Call) -> set[int]:
    """Every status that a call may answer besides its success."""
    found = {*declared.refuses, 500, 503}
    if declared.scope is not None:
        found |= {401, 403, 429}
    if declared.gives is not None:
        found.add(406)
    if declared.method not in SAFE_METHODS:
        found |= {411, 507}
    if declared.query is not None or declared.body is not None:
        found.add(400)
    if declared.body is not None:
        found |= {413, 415}
    return found


def responses_of(declared: Call) -> Schema:
    """The same as references, by status."""
    return {
        str(status): {"$ref": f"#/components/responses/{_name(status)}"}
        for status in sorted(statuses_of(declared))
    }


def shared_responses(shapes: Shapes) -> Schema:
    """What those references name."""
    return {_name(status): _response(status, shapes) for status in _SAID}


def _response(status: int, shapes: Shapes) -> Schema:
    found: Schema = {"description": _SAID[status]}
    if headers := references(*_HEADERS.get(status, ())):
        found["headers"] = headers
    if status >= 400:
        schema = shapes.answers[_SHAPES.get(status, "Problem")]
        example = example_of(schema, shapes.components, answer=True)
        told = {"title": HTTPStatus(status).phrase, "status": status, "detail": _SAID[status]}
        found["content"] = {MEDIA_TYPE: {"schema": schema, "example": example | told}}
    return found


def _name(status: int) -> str:
    return "".join(word.capitalize() for word in HTTPStatus(status).phrase.replace("-", " ").split())
