"""How long somebody who hit a limit has to wait, in words."""

import math

from webapp.domain.audit_wording import count


def say_wait(seconds: int) -> str:
    """A pause in words: "40 seconds", "12 minutes"; never shorter than it is."""
    return count(seconds, "second") if seconds < 100 else count(math.ceil(seconds / 60), "minute")
