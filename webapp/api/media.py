"""Bodies: JSON and MessagePack, in and out, by what the request asks for (RFC 9110, section 12.5.1)."""

import json
from collections.abc import Mapping
from typing import Any, NoReturn

import msgpack
from flask import Response, request
from werkzeug.exceptions import BadRequest, NotAcceptable, UnsupportedMediaType

JSON = "application/json"
MSGPACK = "application/msgpack"
OFFERED = (JSON, MSGPACK)
DEEPEST = 12  # no body of the contract is deeper than 6


def wanted() -> str:
    """The media type of the answer; raises NotAcceptable for who takes neither."""
    best = request.accept_mimetypes.best_match(OFFERED) if request.accept_mimetypes else JSON
    if best is None:
        raise NotAcceptable(f"Ask for {JSON} or {MSGPACK}: nothing else is spoken here.")
    return best


def respond(value: Any, status: int, headers: Mapping[str, str]) -> Response:
    """The answer in the media type that was asked for; None is no body at all."""
    if value is None:
        response = Response(status=status)
        response.headers.pop("Content-Type", None)
    else:
        kind = wanted()
        response = Response(
            msgpack.packb(value) if kind == MSGPACK else as_json(value), status, mimetype=kind
        )
    response.headers.update(headers)
    return response


def as_json(value: Any) -> bytes:
    """Compact JSON in UTF-8."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def body() -> dict[str, Any]:
    """The object that was sent; of no body at all, an empty one. Raises BadRequest and UnsupportedMediaType."""
    raw = request.get_data(cache=True)
    if not raw and not request.mimetype:
        return {}
    readers = {JSON: _from_json, MSGPACK: _from_msgpack}
    if request.mimetype not in readers:
        raise UnsupportedMediaType(f"Send the body as {JSON} or {MSGPACK}, and say so in Content-Type.")
    value = readers[request.mimetype](raw)
    if not isinstance(value, dict):
        raise BadRequest('Send an object: names with values, such as {"title": "Retreat"}.')
    _check(value, DEEPEST)
    return value


def query() -> dict[str, str]:
    """The parameters of the address; of one that is there twice, the first."""
    given = request.args.to_dict(flat=True)
    _check(given, DEEPEST)
    return given


def _from_json(raw: bytes) -> Any:
    try:
        return json.loads(raw, parse_constant=_no_number)
    except (ValueError, RecursionError) as error:
        raise BadRequest(
            f"The body is not JSON that can be read: {_short(error)}. Correct it and send it again."
        ) from error


def _from_msgpack(raw: bytes) -> Any:
    try:
        return msgpack.unpackb(raw, raw=False, strict_map_key=True, ext_hook=_no_extension)
    except (ValueError, TypeError, RecursionError, msgpack.exceptions.UnpackException) as error:
        raise BadRequest(
            "The body is not MessagePack that can be read. Correct it and send it again."
        ) from error


def _short(error: Exception) -> str:
    return str(error)[:100] or "it is nested too deeply"


def _no_number(name: str) -> NoReturn:
    raise ValueError(f"{name} is no JSON number")


def _no_extension(code: int, data: bytes) -> NoReturn:
    raise ValueError(f"extension type {code} is not known here")


def _check(value: Any, deep: int) -> None:
    """No text that a database or a page cannot hold, at any depth, and no depth without end."""
    if deep < 0:
        raise BadRequest(f"The body is nested deeper than {DEEPEST} levels. Flatten it.")
    if isinstance(value, str):
        _check_text(value)
    elif isinstance(value, bytes):
        raise BadRequest("Send text, not bytes.")
    elif isinstance(value, dict):
        for name, part in value.items():
            _check(name, deep)
            _check(part, deep - 1)
    elif isinstance(value, list):
        for part in value:
            _check(part, deep - 1)


def _check_text(text: str) -> None:
    if "\0" in text or any("\ud800" <= sign <= "\udfff" for sign in text if sign > "\ud7ff"):
        raise BadRequest(
            "The text holds a sign that no text has (NUL or half a surrogate pair). Take it out."
        )
