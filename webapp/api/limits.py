"""How often a token may call, told in the headers of the IETF's draft (RateLimit and RateLimit-Policy)."""

import math
import time

from flask import Response, current_app, request

from webapp.entry.bearer import bearer
from webapp.entry.guard import SAFE_METHODS
from webapp.extensions import limiter


def count_call() -> None:
    """Count this call of a token; raises RateLimitExceeded (429)."""
    _any_call()
    if request.method not in SAFE_METHODS:
        _write()


def add_headers(response: Response) -> None:
    """Tell what is left of the limit that is nearest to be hit, if this call counted in one."""
    left = limiter.current_limit
    if left is None:
        return
    reset = max(0, min(math.ceil(left.reset_at - time.time()), left.limit.get_expiry()))
    policy = f'"default";q={left.limit.amount};w={left.limit.get_expiry()}'
    response.headers["RateLimit-Policy"] = policy
    response.headers["RateLimit"] = f'"default";r={max(0, left.remaining)};t={reset}'


def _whose() -> str:
    return f"token:{bearer().key}"


@limiter.shared_limit(lambda: str(current_app.config["API_LIMIT"]), scope="calls", key_func=_whose)
def _any_call() -> None:
    """Nothing but the count."""


@limiter.shared_limit(lambda: str(current_app.config["WRITE_LIMIT"]), scope="writes", key_func=_whose)
def _write() -> None:
    """Nothing but the count."""
