"""What goes wrong in a call, as RFC 9457 wants it told: application/problem+json with a sentence that says what to do."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from flask import Blueprint, Response, current_app
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from werkzeug.exceptions import HTTPException, InternalServerError

from webapp.api.media import as_json
from webapp.api.readers import audience
from webapp.domain.purges import say_purged
from webapp.entry.faults import passing_fault
from webapp.entry.identity import no_person
from webapp.entry.limits import seconds_to_wait
from webapp.extensions import limiter
from webapp.operations.errors import Invalid, NotThere, Purged, Refused, RoleTooLow
from webapp.operations.unit import KeyReused

NOT_THERE = "There is no such thing, or it is not shared with you. Check the address and whose token this is."
FORBIDDEN = "Your role here does not allow this. Ask an owner for a higher one."
REUSED = "This Idempotency-Key came before with another body. Take a new key for another request."
WRONG = "Something that was sent will not do: see errors. Correct it and send it again."
AWAY = "The database does not answer just now. Nothing was changed; try again in a few seconds."
FULL = "The server's disk is full. Nothing was changed; tell whoever looks after it."
FAULT = "This is a fault of Daybook. Nothing was changed; tell whoever looks after it when it happened."
MEDIA_TYPE = "application/problem+json"
# What Werkzeug says of itself, in words that help.
_SENTENCES = {
    401: "No token, or one that has ended. Sign in or refresh, and send it as Authorization: Bearer <token>.",
    405: "The method is not one of this address. See Allow for those that are.",
    413: "The body is larger than this call takes. Send less at once.",
    500: FAULT,
}


def install(bp: Blueprint) -> None:
    """Bind every kind of refusal to its problem."""
    bp.register_error_handler(HTTPException, http_error)
    bp.register_error_handler(NotThere, lambda error: problem(404, NOT_THERE))
    bp.register_error_handler(Purged, purged)
    bp.register_error_handler(RoleTooLow, lambda error: problem(403, FORBIDDEN))
    bp.register_error_handler(Refused, lambda error: problem(409, str(error)))
    bp.register_error_handler(Invalid, invalid)
    bp.register_error_handler(KeyReused, lambda error: reused())
    bp.register_error_handler(PoolTimeout, lambda error: away())
    bp.register_error_handler(DBAPIError, database_error)


def problem(status: int, detail: str, headers: Mapping[str, str] | None = None, **members: Any) -> Response:
    """A problem document; `members` are extension members such as `conflicts`."""
    told = {"type": "about:blank", "title": HTTPStatus(status).phrase, "status": status, "detail": detail}
    response = Response(as_json(told | members), status, mimetype=MEDIA_TYPE)
    response.headers.update(headers or {})
    return response


def invalid(error: Invalid) -> Response:
    """422 with a sentence for each field."""
    listed = [{"field": field, "message": sentence} for field, sentence in error.errors.items()]
    return problem(422, WRONG, errors=listed)


def reused() -> Response:
    """422 for a key that came with something else before."""
    return problem(422, REUSED, errors=[{"field": "Idempotency-Key", "message": REUSED}])


def purged(error: Purged) -> Response:
    """410 with who deleted it for good, when and why: for whoever could see it."""
    return problem(410, say_purged(error.by, error.at, error.why, audience()))


def http_error(error: HTTPException) -> Response | HTTPException:
    """What Werkzeug, the limiter or a call refused."""
    if error.code is None or error.code < 400:
        return error
    if isinstance(error, InternalServerError):
        current_app.logger.debug("a call failed", exc_info=error.original_exception)
    spoken = error.description if error.description != type(error).description else None
    headers = {name: value for name, value in error.get_headers() if name not in ("Content-Type",)}
    if error.code == 429 and limiter.current_limit:
        wait = seconds_to_wait()
        spoken, headers["Retry-After"] = f"That was too often. Try again in {wait} s.", str(wait)
    if error.code == 401:
        headers["WWW-Authenticate"] = 'Bearer realm="Daybook"'
    detail = spoken or _SENTENCES.get(error.code) or error.description or HTTPStatus(error.code).phrase
    return problem(error.code, NOT_THERE if error.code == 404 else detail, headers)


def database_error(error: DBAPIError) -> Response:
    """A database that is away or full is a passing fault; anything else is ours."""
    return problem(507, FULL) if passing_fault(error) == "full" else away()


def away() -> Response:
    """503: nobody was asked anything."""
    no_person()
    return problem(503, AWAY, {"Retry-After": "5"})
