"""What a page is told when its person may do less than before, in the words of sharing."""

from webapp.domain.roles import role_of
from webapp.domain.wording_sharing import say_lowered
from webapp.live import frames, wire
from webapp.live.page import View
from webapp.live.watchers import Watcher
from webapp.live.wire import Frame
from webapp.operations.watching import Sight, who_changed_roles, who_took_access
from webapp.operations.whereabouts import who_moved_away

Place = tuple[int, int | None]


def farewells(place: Place, lost: list[tuple[Watcher, Sight]]) -> list[tuple[Watcher, int, str]]:
    """For watchers of one place who may not have its page any more: the code to close with, and the reason."""
    people = {watcher.person_id for watcher, _ in lost}
    takers, changers = who_took_access(people, *place), who_changed_roles(people, *place)
    movers = who_moved_away(people, place[1]) if place[1] is not None else {}
    said = []
    for watcher, sight in lost:
        role = sight.role_at(*place)
        if role is None:
            mover, taker = (names.get(watcher.person_id, "") for names in (movers, takers))
            said.append((watcher, wire.NO_ACCESS, say_moved(mover) or say_taken(taker)))
        else:
            said.append((watcher, wire.ROLE_TOO_LOW, say_lowered(_first_name(changers, watcher), role)))
    return said


def say_taken(taker: str) -> str:
    """The sentence for somebody who has lost access, empty when nobody took it."""
    name = taker.split(" ", 1)[0]
    return f"{name} took back your access." if name else ""


def say_moved(mover: str) -> str:
    """The sentence for somebody who sees an event no more as it went where they see nothing; empty when nobody moved it."""
    name = mover.split(" ", 1)[0]
    return f"{name} moved it to a calendar that you do not see." if name else ""


def with_note(kind: str, watcher: Watcher, view: View) -> Frame:
    """The note for one watcher. A change of their own rights or settings needs no spreading over time."""
    if watcher.seen is None or watcher.seen[0] == view.audience:
        return frames.with_note(kind, view, watcher.cursor)
    role, before = role_of(view.audience.role), role_of(watcher.seen[0].role)
    place = watcher.page.place()
    if role is None or before is None or place is None or role >= before:
        return frames.with_note(kind, view, watcher.cursor, marks=" at-once")
    changers = who_changed_roles({watcher.person_id}, *place)
    said = say_lowered(_first_name(changers, watcher), role)
    return frames.with_note(kind, view, watcher.cursor, said, " at-once lowered")


def _first_name(names: dict[int, str], watcher: Watcher) -> str:
    return names.get(watcher.person_id, "").split(" ", 1)[0]
