"""What every entry says about limits: whom they count, and how long somebody who hit one has to wait."""

import hashlib
import math
import time

from flask import g

from webapp.entry.identity import person
from webapp.extensions import limiter


def each_person() -> str:
    """The key of a limit that counts for each account, wherever its requests come from."""
    return f"person:{person().id}"


def guessing(login: str) -> None:
    """Say whose password is about to be tried; before `guesses` counts it."""
    g.guessed = login


def _guessed() -> str:
    """The name that was typed, however it was spelled; hashed, as the counters may be shared."""
    return "login:" + hashlib.sha256(g.guessed.strip().casefold().encode()).hexdigest()


# Pages and programs count together, or whoever guesses would have twice as many tries.
guesses = limiter.shared_limit("10 per 15 minutes", scope="guesses", key_func=_guessed)
sign_ins = limiter.shared_limit("10/minute", scope="sign-ins")
sign_ups = limiter.shared_limit("10/hour", scope="sign-ups")


def seconds_to_wait() -> int:
    """Seconds until the limit that was hit lets the next request in."""
    hit = limiter.current_limit
    if hit is None:
        return 1
    # The limiter rounds the moment up by a second, so a fresh window would seem longer than it is.
    return max(1, min(math.ceil(hit.reset_at - time.time()), hit.limit.get_expiry()))
