"""Headers that calls take and answer with, as the documentation tells them."""

from typing import Any

from webapp.api.calls import Call
from webapp.api.keys import LONGEST

Schema = dict[str, Any]
_TEXT: Schema = {"type": "string"}


def _header(description: str, example: Any, schema: Schema = _TEXT) -> Schema:
    return {"description": description, "schema": schema, "example": example}


HEADERS: Schema = {
    "ETag": _header("The version that this is, for If-Match and If-None-Match.", '"7"'),
    "Location": _header("The address of what was made.", "/api/events/9"),
    "Content-Location": _header("The address of what is answered, where it is another.", "/api/events/9"),
    "RateLimit": _header(
        "How many calls are left (r), and for how many seconds (t).", '"default";r=299;t=60'
    ),
    "RateLimit-Policy": _header("How many calls (q) within how many seconds (w).", '"default";q=300;w=60'),
    "Retry-After": _header("Seconds to wait.", 30, {"type": "integer", "minimum": 0}),
    "WWW-Authenticate": _header("How to come with a token.", 'Bearer realm="Daybook"'),
}
PARAMETERS: Schema = {
    "IdempotencyKey": {
        "name": "Idempotency-Key",
        "in": "header",
        "description": "A text of your own, such as a UUID. The same key with the same body within 24 hours gets the "
        "first answer again and changes nothing; with another body 422.",
        "schema": {"type": "string", "minLength": 1, "maxLength": LONGEST},
    },
    "IfMatch": {
        "name": "If-Match",
        "in": "header",
        "description": "The ETag of the version that you have read, several, or `*`; another one now is 412. Only changes "
        "of fields are merged with what others did since, but for `merge=never`; `base_version` in the body counts more there.",
        "schema": _TEXT,
    },
    "IfNoneMatch": {
        "name": "If-None-Match",
        "in": "header",
        "description": "The ETag of what you have: 304 where it is still the same.",
        "schema": _TEXT,
    },
}


def parameters_of(declared: Call) -> list[Schema]:
    """The headers that a call takes, as references."""
    taken = {
        "IdempotencyKey": declared.replays,
        "IfMatch": 412 in declared.refuses,
        "IfNoneMatch": 304 in declared.refuses,
    }
    return [{"$ref": f"#/components/parameters/{name}"} for name, takes in taken.items() if takes]


def answer_headers(declared: Call) -> Schema:
    """The headers of a success, as references."""
    counted = ("RateLimit", "RateLimit-Policy") if declared.scope else ()
    return references(*declared.headers, *counted)


def references(*names: str) -> Schema:
    """Headers by name, each told in one place."""
    return {name: {"$ref": f"#/components/headers/{name}"} for name in names if name in HEADERS}
