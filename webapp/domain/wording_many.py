"""What is done to many events, in sentences: before it is done, and after."""

from collections.abc import Iterable
from datetime import timedelta

from webapp.domain.audit_wording import count
from webapp.domain.many_input import DELETE, MOVE, SHARE, TAG, UNTAG, Wish
from webapp.domain.roles import Role
from webapp.domain.wording_files import say_events
from webapp.domain.wording_undo import listed

_MAY = {Role.VIEWER: "view", Role.EDITOR: "edit", Role.OWNER: "own"}


def say_wish(wish: Wish, events: int, name: str = "") -> str:
    """ "Move 5 events 2 days later": a heading, and the words of its button. `name` is whom or where to it is about."""
    all_of = say_events(events)
    if wish.kind == TAG:
        return f"Tag {all_of} with {_listed(wish.tags)}"
    if wish.kind == UNTAG:
        return f"Take {_listed(wish.tags)} off {all_of}"
    if wish.kind == SHARE:
        return f"Let {name} {_MAY[wish.role]} {all_of}"
    if wish.kind == DELETE:
        return f"Delete {all_of}"
    if wish.kind == MOVE:
        return f"Move {all_of} to {name}"
    return f"Move {all_of} {say_shift(wish.by)}"


def say_done_to_many(wish: Wish, events: int, name: str = "") -> str:
    """The same when it is done: "Moved 5 events 2 days later"."""
    said = say_wish(wish, events, name)
    first, _, rest = said.partition(" ")
    past = {"Move": "Moved", "Tag": "Tagged", "Take": "Took", "Delete": "Deleted"}
    if first == "Let":
        return f"{name} can {_MAY[wish.role]} {say_events(events)} now"
    return f"{past[first]} {rest}"


def say_out_of_sight(calendars: Iterable[str], events: int) -> str:
    """Who loses sight of events that leave these calendars."""
    them = "it" if events == 1 else "them"
    through = _listed(sorted(set(calendars), key=str.casefold))
    return f"People who see {them} only through {through} will no longer see {them}."


def say_shift(by: timedelta) -> str:
    """ "2 weeks later", "3 hours earlier"; nothing at all is "to where they are"."""
    if not by:
        return "to where they are"
    far = abs(by)
    if far % timedelta(weeks=1) == timedelta():
        said = count(far // timedelta(weeks=1), "week")
    elif far % timedelta(days=1) == timedelta():
        said = count(far.days, "day")
    else:
        said = count(far // timedelta(hours=1), "hour")
    return f"{said} {'earlier' if by < timedelta() else 'later'}"


def _listed(names: Iterable[str]) -> str:
    return listed([f"“{name}”" for name in names])
