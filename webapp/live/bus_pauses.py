"""Between two tries to reach a carrier that is away."""

from random import SystemRandom

import structlog

log = structlog.get_logger("daybook.live")

FIRST_PAUSE, LONGEST_PAUSE = 0.1, 1.0  # nobody may be behind 2 s after an outage
_DICE = SystemRandom()  # the other one belongs to whoever seeds it, as tests do


class Pauses:
    """How long to wait before connecting again: longer each time, and not the same for every process."""

    def __init__(self, longest: float = LONGEST_PAUSE) -> None:
        self._limit = longest
        self.reset()

    def reset(self) -> None:
        self._longest = FIRST_PAUSE
        self._is_noted = False

    def note(self, event: str, error: Exception) -> None:
        """Log that the carrier is away, once until it is back."""
        if not self._is_noted:
            self._is_noted = True
            log.warning(event, error=str(error))

    def next(self) -> float:
        pause = _DICE.uniform(self._longest / 2, self._longest)
        self._longest = min(self._longest * 2, self._limit)
        return pause
