"""How long somebody who hit a limit has to wait."""

import math
import time

from webapp.domain.audit_wording import count
from webapp.extensions import limiter


def seconds_to_wait() -> int:
    """Seconds until the limit that was hit lets the next request in."""
    hit = limiter.current_limit
    if hit is None:
        return 1
    # The limiter rounds the moment up by a second, so a fresh window would seem longer than it is.
    return max(1, min(math.ceil(hit.reset_at - time.time()), hit.limit.get_expiry()))


def say_wait(seconds: int) -> str:
    """A pause in words: "40 seconds", "12 minutes"; never shorter than it is."""
    return count(seconds, "second") if seconds < 100 else count(math.ceil(seconds / 60), "minute")
