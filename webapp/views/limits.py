"""How often one may save, and how long somebody who hit a limit has to wait."""

import hashlib
import math

from flask import current_app, request

from webapp.domain.audit_wording import count
from webapp.entry.identity import token
from webapp.extensions import limiter


def say_wait(seconds: int) -> str:
    """A pause in words: "40 seconds", "12 minutes"; never shorter than it is."""
    return count(seconds, "second") if seconds < 100 else count(math.ceil(seconds / 60), "minute")


def _write_limit() -> str:
    return str(current_app.config["WRITE_LIMIT"])


def _sign_in() -> str:
    """The sign-in behind a request, without asking the database; hashed, as the counters may be shared."""
    return "writes:" + hashlib.sha256((token() or request.remote_addr or "").encode()).hexdigest()


# One count for all forms of events.
limited_writes = limiter.shared_limit(_write_limit, scope="writes", key_func=_sign_in)
# A search reads more than any other page does.
limited_searches = limiter.shared_limit("60/minute", scope="searches", key_func=_sign_in)
# Pages say by themselves that somebody has looked: that takes nothing away from what may be saved.
limited_looks = limiter.shared_limit(_write_limit, scope="looks", key_func=_sign_in)
