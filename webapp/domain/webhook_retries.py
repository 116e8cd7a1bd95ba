"""When a delivery that failed is tried again, and when Daybook stops."""

from datetime import datetime, timedelta

_PAUSES = (
    timedelta(seconds=5),
    timedelta(minutes=1),
    timedelta(minutes=10),
    timedelta(hours=1),
    timedelta(hours=6),
    timedelta(hours=12),
)
# Up to so much of a pause is added by chance, so that a receiver that is back is not met by everybody at once.
_JITTER = 0.2
GIVE_UP_AFTER = timedelta(days=3)


def next_try(failures: int, now: datetime, chance: float) -> datetime:
    """The moment of the next try after so many failures in a row; `chance` is between 0 and 1."""
    pause = _PAUSES[min(failures, len(_PAUSES)) - 1]
    return now + pause * (1 + _JITTER * chance)


def gives_up(failing_since: datetime, now: datetime) -> bool:
    """Whether a receiver has failed for so long that the webhook is switched off."""
    return now - failing_since >= GIVE_UP_AFTER
