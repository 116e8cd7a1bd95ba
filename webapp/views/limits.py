"""How long somebody who hit a limit has to wait."""

import math
import time

from webapp.extensions import limiter


def seconds_to_wait() -> int:
    """Seconds until the limit that was hit lets the next request in."""
    hit = limiter.current_limit
    return max(1, math.ceil(hit.reset_at - time.time())) if hit else 1
