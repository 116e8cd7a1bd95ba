"""The times around occurrences in which others could meet them: what of a year has to be looked at."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import NamedTuple

from webapp.domain.overlaps import Span

_DAY = timedelta(days=1)


class Window(NamedTuple):
    """A time (UTC), its end exclusive."""

    after: datetime
    before: datetime


def windows_of(spans: Iterable[Span], far: timedelta = timedelta()) -> list[Window]:
    """The times of these spans and `far` around them, in order; those that touch are one.

    Whole days, stored as if they were days in UTC, begin and end elsewhere up to a day earlier or later.
    """
    found: list[Window] = []
    for window in sorted(_around(one, far + (_DAY if one.all_day else timedelta())) for one in spans):
        if found and window.after <= found[-1].before:
            found[-1] = found[-1]._replace(before=max(found[-1].before, window.before))
        else:
            found.append(window)
    return found


def _around(one: Span, far: timedelta) -> Window:
    return Window(one.start - far, one.end + far)
