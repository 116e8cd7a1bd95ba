"""What every entry says about limits: whom they count, and how long somebody who hit one has to wait."""

import math
import time

from webapp.entry.identity import person
from webapp.extensions import limiter


def each_person() -> str:
    """The key of a limit that counts for each account, wherever its requests come from."""
    return f"person:{person().id}"


def seconds_to_wait() -> int:
    """Seconds until the limit that was hit lets the next request in."""
    hit = limiter.current_limit
    if hit is None:
        return 1
    # The limiter rounds the moment up by a second, so a fresh window would seem longer than it is.
    return max(1, min(math.ceil(hit.reset_at - time.time()), hit.limit.get_expiry()))
