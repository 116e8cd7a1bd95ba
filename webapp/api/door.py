"""What every call passes before it runs, and what every answer carries. Closed by default."""

from flask import Flask, Response, request
from flask_login import current_user
from werkzeug.exceptions import Forbidden, Unauthorized

from webapp.api import cors, limits
from webapp.api.calls import this_call
from webapp.entry.bearer import bearer
from webapp.entry.guard import is_call

# Endpoints under /api that are no calls: the page for people, and the answer to everything that is left over.
NO_CALLS = frozenset({"api.docs", "api.nowhere", "api.nowhere_at_all"})
_SCOPES = {
    "read": "read anything",
    "write": "change anything",
    "share": "change who sees what",
}


def install(app: Flask) -> None:
    """In front of every call, and behind it."""
    app.before_request(enter)
    app.after_request(leave)


def enter() -> Response | None:
    """Let in who carries a living token with the scope of the call; raises Unauthorized, Forbidden, RateLimitExceeded."""
    if not is_call():
        return None
    if request.method == "OPTIONS":
        return cors.preflight()
    declared = this_call()
    if request.endpoint in NO_CALLS or request.endpoint is None or (declared and declared.scope is None):
        return None
    if declared is None or not current_user.is_authenticated:
        raise Unauthorized
    limits.count_call()
    _require_scope(declared.scope or "")
    return None


def _require_scope(scope: str) -> None:
    if scope not in bearer().scopes:
        raise Forbidden(
            f"This token may not {_SCOPES[scope]}. Make one with the scope {scope} in your profile."
        )


def leave(response: Response) -> Response:
    """Private, told apart by who asks and for what; with the limit's headers and those of CORS."""
    if is_call():
        response.headers.setdefault("Cache-Control", "private, no-cache")
        response.vary.update(("Accept", "Authorization"))
        limits.add_headers(response)
        cors.add_headers(response)
    return response
