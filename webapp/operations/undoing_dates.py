"""Single dates that a later split took along into another event: what was changed on them is taken back there."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from sqlalchemy import bindparam, func, select

from webapp.domain.document import Document, pack
from webapp.domain.single_dates import (
    DateBack,
    changed_dates,
    chosen,
    take_back_date,
    with_dates_of,
)
from webapp.domain.taking_back import Answers, State, TakenBack, chosen_of, take_back
from webapp.domain.wording import Message
from webapp.extensions import db
from webapp.models import EventVersion, Person
from webapp.operations.change_sets import Step, holding
from webapp.operations.split_dates import LEFT_OUT, Place, Split, Unreached, find, splits_since

_NAMES = ("start", "zone", "all_day")
# Events about which one statement asks.
_AT_ONCE = 5000


@dataclass(frozen=True)
class Plan:
    """What is taken back, event by event, with the dates that are in other events now; and dates that are out of reach."""

    steps: list[Step]
    unreached: list[Unreached] = field(default_factory=list)


def splits_since_set(change_set_id: int) -> list[Split]:
    """The splits since of events that a change set changed; two statements, and one for each generation of splits."""
    rows = db.session.execute(_CHANGED, {"number": change_set_id}).all()
    found: list[Split] = []
    for first in range(0, len(rows), _AT_ONCE):
        found += splits_since({row.event_id: row.last for row in rows[first : first + _AT_ONCE]})
    return found


def with_dates(
    steps: Sequence[Step], splits: list[Split], answers: Mapping[int, Answers] | None, by: Person
) -> Plan:
    """The steps with what becomes of dates that these splits took along; for who may change the events of the steps."""
    planning = _Planning({step.event.id: step for step in steps}, answers or {})
    split = {one.event_id for one in splits}
    for step in steps:
        if step.event.id in split and _may_have_dates(step):
            planning.follow(step, splits, by)
    return Plan(list(planning.steps.values()), planning.unreached)


def _may_have_dates(step: Step) -> bool:
    """Whether it is a change of an event that is there, and was there before."""
    if step.before is None or step.wanted.gone:
        return False
    return not (step.before.deleted or step.undone.deleted or step.now.deleted)


class _Planning:
    """The steps as they become while dates are added, one after the other."""

    def __init__(self, steps: dict[int, Step], answers: Mapping[int, Answers]) -> None:
        self.steps, self.unreached = steps, list[Unreached]()
        self._answers = answers

    def follow(self, step: Step, splits: list[Split], by: Person) -> None:
        """Take the dates of a change out of its own step, and take them back where they are."""
        assert step.before is not None
        undone, before = step.undone.document, step.before.document
        places = dict(_places(step, splits, by))
        if not places:
            return
        without = State(pack(with_dates_of(before, undone, list(places))), step.before.deleted)
        held = self._held(step)
        self.steps[step.event.id] = replace(step, wanted=take_back(step.undone, without, step.now, held))
        for name, place in places.items():
            if isinstance(place, Unreached):
                self.unreached.append(place)
            else:
                self._take_back(step, name, place)

    def _take_back(self, source: Step, name: str, place: Place) -> None:
        assert source.before is not None
        step = self.steps.get(place.event.id) or _fresh(source, place)
        document = step.wanted.state.document
        back = take_back_date(document, place.name, (source.undone.document, name), source.before.document)
        if back.left_out:
            self.unreached.append(Unreached(name, LEFT_OUT, place.event.id))
            return
        back = self._answered(step, place.name, back)
        dates = {**step.wanted.dates, **({place.name: back.conflicts} if back.conflicts else {})}
        state = step.wanted.state
        if back.document != document:
            state = State(pack(back.document), state.deleted)
        wanted = replace(step.wanted, state=state, dates=dates)
        self.steps[place.event.id] = replace(step, wanted=wanted, dates=(*step.dates, name))

    def _answered(self, step: Step, name: str, back: DateBack) -> DateBack:
        held = self._held(step)
        if held is None or not back.conflicts:
            return back
        values: dict[str, Document] = {}
        for unit, collision in back.conflicts.items():
            value = chosen_of(unit, collision, held.of_date(name))
            if value is not None:
                values[unit] = value
        return chosen(back, name, values)

    def _held(self, step: Step) -> Answers | None:
        answers = self._answers.get(step.event.id)
        return holding(step.event, answers) if answers else None


def _places(step: Step, splits: list[Split], by: Person) -> Iterator[tuple[str, Place | Unreached]]:
    """The dates that the change was about, where they are not to be merged as exceptions of their series."""
    assert step.before is not None
    undone = step.undone.document
    for name in changed_dates(step.before.document, undone):
        place = find(step.event, step.last, name, splits, by)
        if place is not None and not _merges(step, place, name, undone):
            yield name, place


def _merges(step: Step, place: Place | Unreached, name: str, undone: Document) -> bool:
    """Whether a date that stayed in its series was moved with it: its exceptions collide as a whole then, which is asked about.

    Where a split has only ended the series, names of dates mean what they meant.
    """
    if isinstance(place, Unreached) or place.event.id != step.event.id:
        return False
    now = step.now.document
    return place.name != name or any(now[one] != undone[one] for one in _NAMES)


def _fresh(source: Step, place: Place) -> Step:
    """The step of an event that the change itself knew nothing of."""
    now = State(place.event.body, place.event.deleted)
    said: list[Message] = [_there(message, source.undone.document) for message in source.headlines]
    return Step(place.event, source.first, source.last, source.undone, now, TakenBack(now), said=tuple(said))


def _there(message: Message, document: Document) -> Message:
    """ "took back version 2 of “Stand-up”", of a version of another event."""
    return f"{message[0]}_of", {**message[1], "from": document["title"]}


# Versions that made their event have no date that was otherwise before.
_CHANGED = (
    select(EventVersion.event_id, func.max(EventVersion.version).label("last"))
    .where(EventVersion.change_set_id == bindparam("number"))
    .group_by(EventVersion.event_id)
    .having(func.min(EventVersion.version) > 1)
)
