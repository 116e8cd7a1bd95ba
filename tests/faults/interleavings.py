"""Two people with forms of one event open, as steps that can be replayed, and what must be true of any outcome.

Every value that somebody writes is written nowhere else, so it can be followed through the versions.
"""

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple, Protocol

from webapp.domain.event_input import FORM_FIELDS

# Series and attendees are edited at random in tests/domain/test_series_edits.py and test_attendance.py.
UNITS = tuple(unit for unit in FORM_FIELDS if unit not in ("repeats", "overrides", "attendees"))
LINE = "description."
TABS = 2
Values = dict[str, tuple[str, ...]]
LINES = (
    "First: a book",
    "and then, as ever, by noon",
    "Second: a lamp",
    "but at last, at night",
    "Third: a rope",
)


class Step(NamedTuple):
    """One thing that a person does in one of their tabs; `pick` decides whatever is to be decided."""

    who: int
    act: str
    tab: int
    pick: int


class Answers(NamedTuple):
    """What was chosen for each contested line of a description; others are settled. Both sides came from `origin`."""

    origin: int
    theirs: int
    lines: tuple[str, ...]  # "theirs", "mine", or the line written anew


class Save(NamedTuple):
    """A form that was sent: the version it started from, unit by unit, and the units that it speaks of."""

    who: int
    bases: dict[str, int]
    mine: Values
    answers: Answers | None = None


class Version(NamedTuple):
    """One version: who made it, and what it says."""

    who: int
    values: Values


@dataclass
class Form:
    """An open form: what it would send, and which version of each unit its person has seen."""

    path: str
    fields: dict[str, str]
    bases: dict[str, int]
    units: Sequence[str] = UNITS
    questions: list[str] = field(default_factory=list)
    boxes: dict[str, str] = field(default_factory=dict)  # what stood in the boxes to write in

    def mine(self) -> Values:
        """What the person wants, unit by unit; a unit that is left to the others is not in it."""
        wanted = values_of(self.fields)
        for unit in self.questions:
            choice, anew = self.fields[f"choice.{unit}"], self.fields.get(f"anew.{unit}")
            if unit in wanted and anew and (choice == "anew" or "chosen" not in self.fields):
                wanted[unit] = (anew,)
            elif choice == "theirs":
                wanted.pop(unit, None)
        return {unit: wanted[unit] for unit in self.units if unit in wanted}

    def answers(self) -> Answers | None:
        """What was answered about the description, if anything was asked about it."""
        asked = [name for name in self.questions if name.startswith(LINE)]
        if not asked:
            return None
        chosen = [self.fields[f"choice.{name}"] for name in asked]
        lines = [
            self.fields[f"anew.{name}"] if choice == "anew" else choice
            for name, choice in zip(asked, chosen, strict=True)
        ]
        return Answers(int(self.fields["from.description"]), int(self.fields["base"]), tuple(lines))

    def save(self, who: int) -> Save:
        return Save(who, dict(self.bases), self.mine(), self.answers())


class Desk(Protocol):
    """Where forms come from and go to."""

    def open(self, who: int, rnd: random.Random) -> Form: ...
    def open_field(self, who: int, unit: str) -> Form: ...
    def now(self, who: int) -> tuple[int, dict[str, str]]: ...
    def send(self, who: int, form: Form) -> tuple[int, Form | None]: ...


def values_of(fields: dict[str, str]) -> Values:
    """The units that the fields of a form hold; tags in the order in which they are stored."""
    units = {unit: tuple(fields.get(name, "") for name in FORM_FIELDS[unit]) for unit in UNITS}
    return units | {"tags": tuple(sorted(tag for tag in fields.get("tags", "").split(", ") if tag))}


def random_steps(rnd: random.Random, forms: int = 3) -> list[Step]:
    """What two people do with a few forms between them: the order within a form stays, that of the forms does not."""
    places = rnd.sample([(who, tab) for who in range(2) for tab in range(TABS)], forms)
    scripts = [[Step(who, act, tab, rnd.randrange(10**9)) for act in _script(rnd)] for who, tab in places]
    steps = []
    while left := [script for script in scripts if script]:
        steps.append(rnd.choice(left).pop(0))
    return steps


def _script(rnd: random.Random) -> list[str]:
    """What somebody does with one form; where saving needs no answer, what follows it comes to nothing."""
    acts = [rnd.choice(("open", "open", "open_field")), "write"]
    acts += [act for act, odds in (("write", 0.5), ("see", 0.4), ("write", 0.3)) if rnd.random() < odds]
    return [*acts, "send", rnd.choice(("again", "choose")), "choose", "send"]


class Hands:
    """Does one person's steps; a step that cannot be done, as one before it is missing, is left out."""

    def __init__(self, who: int, desk: Desk, units: Sequence[str] = UNITS) -> None:
        self._who, self._desk, self._units = who, desk, units
        self._forms: list[Form | None] = [None] * TABS
        self._last: Form | None = None
        self.saves: list[Save] = []

    def do(self, step: Step) -> None:
        rnd = random.Random(step.pick)
        form = self._forms[step.tab]
        if step.act == "open":
            self._forms[step.tab] = self._desk.open(self._who, rnd)
        elif step.act == "open_field":
            self._forms[step.tab] = self._desk.open_field(self._who, rnd.choice(self._units))
        elif step.act == "again":
            self._retry()
        elif form:
            getattr(self, f"_{step.act}")(form, step.tab, rnd, step.pick)

    def _retry(self) -> None:
        if self._last:
            assert self._desk.send(self._who, self._last)[0] == 303, "a retry gets the first answer"

    def _write(self, form: Form, _tab: int, rnd: random.Random, number: int) -> None:
        writable = [unit for unit in self._units if unit in form.units]
        if not form.questions and writable:
            write(form.fields, rnd.choice(writable), number, rnd)

    def _see(self, form: Form, _tab: int, rnd: random.Random, _number: int) -> None:
        """The page has heard of a newer version: clean units follow, of dirty ones the person takes theirs or not."""
        if form.questions or form.units is not UNITS:
            return
        version, fields = self._desk.now(self._who)
        for unit in rnd.sample(UNITS, 3):
            if version > form.bases[unit]:
                self._hear(form, unit, version, fields, rnd)

    def _hear(self, form: Form, unit: str, version: int, fields: dict[str, str], rnd: random.Random) -> None:
        form.bases[unit] = version
        form.fields[f"base.{unit}"] = str(version)
        if rnd.random() < 0.5:
            form.fields |= {name: fields.get(name, "") for name in FORM_FIELDS[unit]}

    def _choose(self, form: Form, _tab: int, rnd: random.Random, number: int) -> None:
        form.fields |= form.boxes
        for place, name in enumerate(form.questions):
            form.fields[f"choice.{name}"] = rnd.choice(("theirs", "mine"))
            if f"anew.{name}" in form.fields and rnd.random() < 0.3:
                form.fields[f"anew.{name}"] = f"anew: n{number}{place}"
                if name.startswith(LINE) or "chosen" in form.fields:
                    form.fields[f"choice.{name}"] = "anew"

    def _send(self, form: Form, tab: int, _rnd: random.Random, _number: int) -> None:
        save = form.save(self._who)
        status, asked = self._desk.send(self._who, form)
        self._forms[tab] = asked
        if status == 303:
            self._last = form
            self.saves.append(save)


def write(fields: dict[str, str], unit: str, number: int, rnd: random.Random) -> None:
    """Change one unit of a form to something that nobody has written before; a status has only three."""
    if unit == "when":
        day = f"2026-03-{1 + number % 28:02}"
        fields |= {"start_date": day, "end_date": day, "end_time": "23:30"}
        fields["start_time"] = f"{number // 28 % 20:02}:{number // 560 % 60:02}"
    elif unit == "tags":
        tags = [tag for tag in fields["tags"].split(", ") if tag and rnd.random() < 0.7]
        fields["tags"] = ", ".join([*tags, f"t{number}"])
    elif unit == "description":
        lines = fields["description"].replace("\r\n", "\n").split("\n")
        line = rnd.choice((0, 2, 4))
        lines[line] = f"{lines[line].split(':')[0]}: n{number}"
        fields["description"] = "\n".join(lines)
    elif unit == "status":
        fields["status"] = rnd.choice(("confirmed", "tentative", "cancelled"))
    else:
        fields[unit] = f"{unit} {number}"


def shrunk(steps: Sequence[Step], fails: Callable[[Sequence[Step]], bool]) -> list[Step]:
    """The failing steps without those that it fails without."""
    kept, size = list(steps), max(1, len(steps) // 2)
    while size:
        for start in range(len(kept) - size, -1, -size):
            fewer = kept[:start] + kept[start + size :]
            if fails(fewer):
                kept = fewer
        size //= 2
    return kept
