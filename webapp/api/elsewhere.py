"""Addresses below /api that no call has: 404, or 405 where the address is one and the method is not."""

from flask import Blueprint, current_app, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException, MethodNotAllowed, NotFound

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")


def install(bp: Blueprint) -> None:
    """Everything that is left over; without it pages would answer for programs."""
    for rule, name in (("/<path:rest>", "nowhere"), ("/", "nowhere_at_all")):
        bp.add_url_rule(rule, name, nowhere, methods=METHODS, provide_automatic_options=False)


def nowhere(rest: str = "") -> ResponseReturnValue:
    """Never an answer: raises NotFound or MethodNotAllowed."""
    others = allowed()
    raise MethodNotAllowed(others) if others else NotFound()


def allowed() -> list[str]:
    """The methods of the calls at the address of this request."""
    return [method for method in METHODS if not _endpoint(method).endswith(("nowhere", "nowhere_at_all"))]


def _endpoint(method: str) -> str:
    adapter = current_app.create_url_adapter(request)
    try:
        return adapter.match(request.path, method)[0] if adapter else "nowhere"
    except HTTPException:
        return "nowhere"
