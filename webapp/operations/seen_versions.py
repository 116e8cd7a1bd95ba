"""What whoever writes has seen of an event: a write for which another version would not do is refused."""

from collections.abc import Collection

from webapp.models import Event

# The versions at which a write may happen; None for any.
Seen = Collection[int] | None


class Outdated(Exception):
    """The event is not at the version that whoever writes has seen, and they wanted no merging; nothing was saved."""


def check_outdated(event: Event, based_on: int, merging: bool) -> None:
    """Raise Outdated where no merging is wanted and there would be some."""
    if not merging:
        check_seen(event, {based_on})


def check_seen(event: Event, seen: Seen) -> None:
    """Raise Outdated where the event is at none of the versions that whoever writes has seen."""
    if seen is not None and event.version not in seen:
        raise Outdated
