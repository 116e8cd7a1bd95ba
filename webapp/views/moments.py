"""Moments of the past for pages that nothing pushes to: how long ago, and in full for who points at it."""

from datetime import datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from webapp.domain.locales import say_ago, say_moment
from webapp.views.shell import shell


class Moment(NamedTuple):
    """One moment as this person reads it; `iso` is for machines."""

    iso: str
    ago: str
    full: str


def moment(then: datetime) -> Moment:
    """A moment in the zone, language and clock of the person who looks."""
    audience = shell().audience("")
    here = shell().now.astimezone(ZoneInfo(audience.zone))
    return Moment(
        then.isoformat(timespec="seconds"),
        say_ago(then, here, audience.locale, clock=audience.clock),
        say_moment(then, audience),
    )
