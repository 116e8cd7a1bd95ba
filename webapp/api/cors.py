"""Calls from pages of other sites: none, unless API_ORIGINS names them. Never with cookies, which no call reads."""

from flask import Response, current_app, request

from webapp.api.elsewhere import allowed

SENT = "Authorization, Content-Type, Accept, If-Match, If-None-Match, Idempotency-Key"
READ = "ETag, Location, Content-Location, RateLimit, RateLimit-Policy, Retry-After, X-Request-ID"
KEPT = "600"  # seconds that a browser may remember it


def preflight() -> Response:
    """The answer to OPTIONS: which methods there are, and for an origin that is let in, that it may call."""
    response = Response(status=204)
    response.headers["Allow"] = ", ".join([*allowed(), "OPTIONS"])
    if is_let_in():
        response.headers["Access-Control-Allow-Methods"] = response.headers["Allow"]
        response.headers["Access-Control-Allow-Headers"] = SENT
        response.headers["Access-Control-Max-Age"] = KEPT
    return response


def add_headers(response: Response) -> None:
    """Let the page of an origin that is let in read the answer."""
    if not current_app.config["API_ORIGINS"]:
        return
    response.vary.add("Origin")
    if is_let_in():
        response.headers["Access-Control-Allow-Origin"] = request.headers["Origin"]
        response.headers["Access-Control-Expose-Headers"] = READ


def is_let_in() -> bool:
    """Whether the origin of this request is one of API_ORIGINS, to the letter."""
    return request.headers.get("Origin") in current_app.config["API_ORIGINS"]
