"""Many events made, changed, deleted and shared at once: all of it or nothing, as one change set.

Versions, links, places and parts are written for all at once, so a thousand items take no more statements than two. Taking
the change set back (operations/undoing_sets.py) takes back every version and every role that it gave.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from webapp.domain.series import has_instance
from webapp.models import Person
from webapp.operations.access import OpenEvent, open_events
from webapp.operations.batch_items import BatchDone, Done, Item
from webapp.operations.batch_reading import Opened, open_all, versions_of
from webapp.operations.batch_writing import write_all
from webapp.operations.errors import NotThere
from webapp.operations.showing import Around, Shown, around, now_of, occurrence_shown, version_shown
from webapp.operations.unit import Unit, unit_of_work


@dataclass(frozen=True)
class How:
    """`request` is what was asked for, to tell a retry from another request; a rehearsal writes nothing."""

    request: Mapping[str, Any]
    key: str | None = None
    via: str = "web"
    why: str = ""
    rehearse: bool = False


@dataclass(frozen=True)
class Batch:
    """What came of it, and the event of each item as it was left, with the people around them."""

    done: BatchDone
    shown: list[Shown]
    people: Around


class _Rehearsed(Exception):
    """Ends the transaction of a rehearsal, so that nothing of it stays."""


def run_batch(items: Sequence[Item], by: Person, how: How) -> Batch:
    """Do all of it, or raise BatchRefused with every item that cannot be done and why.

    A rehearsal does the same and takes it back at once: what it tells is what would be.
    """
    found: list[Batch] = []
    try:
        with unit_of_work(by) as unit:
            done = _once(unit, items, how)
            if how.rehearse:
                found.append(_look(by, replace(done, change_set=0)))
                raise _Rehearsed
    except _Rehearsed:
        return found[0]
    return _look(by, done)


def _once(unit: Unit, items: Sequence[Item], how: How) -> BatchDone:
    key = None if how.rehearse else how.key
    if earlier := unit.answered(key, how.request):
        return BatchDone.stored(earlier)
    opened: Opened = open_all(unit, items)
    done = write_all(unit, items, opened, how.via, how.why)
    unit.remember(key, how.request, asdict(done))
    return done


def _look(by: Person, done: BatchDone) -> Batch:
    """The events as they were left; raises NotThere where one of them is out of sight by now."""
    opened = open_events(by, {one.event_id for one in done.items})
    if any(one.event_id not in opened for one in done.items):
        raise NotThere
    older = {
        (one.event_id, one.version) for one in done.items if one.version != opened[one.event_id].event.version
    }
    versions = versions_of(older)
    shown = [_shown(one, opened[one.event_id], versions) for one in done.items]
    return Batch(done, shown, around(shown))


def _shown(one: Done, opened: OpenEvent, versions: Mapping[tuple[int, int], Any]) -> Shown:
    shown = _whole(one, opened, versions)
    # A later item may have left out the date, or moved the series from under it.
    return occurrence_shown(shown, one.date) if has_instance(shown.document, one.date) else shown


def _whole(one: Done, opened: OpenEvent, versions: Mapping[tuple[int, int], Any]) -> Shown:
    then = versions.get((one.event_id, one.version))
    if then is None:
        return now_of(opened)
    author = then.actor_id, then.actor_label
    return version_shown(opened, one.version, then.document, then.at, author)
