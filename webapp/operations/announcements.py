"""What has just happened, told after the commit. Nobody hears of what could still be rolled back."""

from dataclasses import dataclass

from blinker import Signal


@dataclass(frozen=True)
class CalendarChanged:
    """Calendar `calendar_id` reached `seq`: an event, its sharing, or the calendar itself changed."""

    calendar_id: int
    seq: int


@dataclass(frozen=True)
class AccessChanged:
    """What person `person_id` may see, or whether they are signed in at all, changed."""

    person_id: int


@dataclass(frozen=True)
class TimeChanged:
    """When person `person_id` is busy may have changed, through an event of calendar `calendar_id`.

    0 stands for the calendar itself, where it holds one at a time.
    """

    calendar_id: int
    person_id: int


Announcement = CalendarChanged | AccessChanged | TimeChanged

announced = Signal("announced")
