"""One old change of an event taken back with everything kept that came after it: what is wanted, and what is asked."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

from webapp.domain.document import UNITS, Document, pack, unit_of, unpack
from webapp.domain.merge import Collision, merge
from webapp.domain.series import as_instance, has_instance, repeats
from webapp.domain.series_edits import settled
from webapp.domain.text_choices import Asked, ask, compose, side_of

EVENT = "event"  # stands for a unit where it is asked whether an event that was changed since is deleted
TEXT = "description"
ALL = "all"  # in the place of a part's number: one answer for all parts of a text
CHOICES = ("theirs", "mine", "both")
_DATES = {"when", "repeats", "overrides"}


@dataclass(frozen=True)
class State:
    """An event at one version, unpacked only when somebody looks into it."""

    body: bytes
    deleted: bool

    @cached_property
    def document(self) -> Document:
        return unpack(self.body)

    def holds_the_same_as(self, other: "State") -> bool:
        return self.body == other.body or self.document == other.document


@dataclass(frozen=True)
class Answers:
    """What somebody chose, by unit or part of a text ("title", "description.0", "event"), of an event at version `seen`.

    "theirs" leaves what is there now, "mine" takes it back. `asked` names the parts of the text that they saw.
    """

    seen: int = 0
    choices: Mapping[str, str] = field(default_factory=dict)
    asked: str = ""
    # The same by date, for the texts of single dates; their choices are "2027-03-04T09:00.title".
    asked_dates: Mapping[str, str] = field(default_factory=dict)

    def of_date(self, name: str) -> "Answers":
        """What was chosen for one date."""
        start = f"{name}."
        of_it = {key.removeprefix(start): one for key, one in self.choices.items() if key.startswith(start)}
        return Answers(self.seen, of_it, self.asked_dates.get(name, ""))


@dataclass(frozen=True)
class TakenBack:
    """The event without the change. What collides is as it is now in `state`; nothing is lost, as it is asked about.

    `asks_to_delete`: it would be deleted, and others have changed it since. `gone`: it was deleted since by something
    else, and stays so.
    """

    state: State
    conflicts: dict[str, Collision] = field(default_factory=dict)
    asks_to_delete: bool = False
    gone: bool = False
    # What collides on single dates that were in another event, by their names in this one.
    dates: Mapping[str, Mapping[str, Collision]] = field(default_factory=dict)

    @property
    def asks(self) -> bool:
        return self.asks_to_delete or bool(self.conflicts) or bool(self.dates)


def take_back(undone: State, before: State | None, now: State, answers: Answers | None = None) -> TakenBack:
    """The event as it is `now`, without what led from `before` (None: it was made then) to `undone`."""
    answers = answers or Answers()
    was_deleted = before is None or before.deleted
    if now.deleted and not undone.deleted:
        return TakenBack(now, gone=not was_deleted)
    deleted = was_deleted if now.deleted == undone.deleted else now.deleted
    if deleted and not now.deleted:
        return _deleted(undone, before, now, answers)
    if before is None or before.holds_the_same_as(undone):
        return TakenBack(State(now.body, deleted))
    if now.holds_the_same_as(undone):
        return TakenBack(State(before.body, deleted))
    return _merged(undone, before, now, deleted, answers)


def still_holding(answers: Answers, then: Document, now: Document) -> Answers:
    """The answers to what is still the same: of the others, people have seen another event than there is now."""
    kept = {name: choice for name, choice in answers.choices.items() if _still_holds(name, then, now)}
    return replace(answers, choices=kept)


def asked_about(collision: Collision) -> Asked:
    """The parts of a text that collide."""
    return ask(*(side[TEXT] or "" for side in (collision.base, collision.theirs, collision.mine)))


def _deleted(undone: State, before: State | None, now: State, answers: Answers) -> TakenBack:
    if now.holds_the_same_as(undone):
        return TakenBack(State(before.body if before else now.body, True))
    choice = answers.choices.get(EVENT)
    return TakenBack(State(now.body, choice == "mine"), asks_to_delete=choice not in ("mine", "theirs"))


def _merged(undone: State, before: State, now: State, deleted: bool, answers: Answers) -> TakenBack:
    merged = merge(undone.document, now.document, before.document)
    document, conflicts = dict(merged.document), {}
    for unit, collision in merged.conflicts.items():
        chosen = chosen_of(unit, collision, answers)
        if chosen is None:
            conflicts[unit] = collision
        else:
            document.update(chosen)
    if merged.conflicts.keys() & _DATES and repeats(document):
        document = settled(document)  # exceptions of one side may have no date in the rule of the other
    return TakenBack(State(pack(document), deleted), conflicts)


def chosen_of(unit: str, collision: Collision, answers: Answers) -> Document | None:
    """A unit as it was answered, None where it was not."""
    if unit == TEXT:
        return _text_chosen(collision, answers)
    choice = answers.choices.get(unit)
    return {"theirs": collision.theirs, "mine": collision.mine}.get(choice or "")


def _text_chosen(collision: Collision, answers: Answers) -> Document | None:
    """The text that the answers make, None where they are not all there or belong to other parts."""
    asked = asked_about(collision)
    names = [f"{TEXT}.{n if asked.one_by_one else ALL}" for n in range(len(asked.contested))]
    choices = [answers.choices.get(name, "") for name in names]
    if answers.asked != asked.name or not all(choice in CHOICES for choice in choices):
        return None
    pieces = [side_of(part, choice) for part, choice in zip(asked.contested, choices, strict=True)]
    return {TEXT: compose(asked, pieces)}


def _still_holds(name: str, then: Document, now: Document) -> bool:
    if name == EVENT:
        return then == now
    unit = _unit(name)
    if unit in UNITS:
        return unit == TEXT or _is_same(unit, then, now)
    return as_instance(then, unit) == as_instance(now, unit) if has_instance(now, unit) else then == now


def _is_same(unit: str, then: Document, now: Document) -> bool:
    return unit_of(then, unit) == unit_of(now, unit)


def _unit(name: str) -> str:
    return name.partition(".")[0]
