"""Which component a line of a calendar file belongs to, also where the file lost some of its ENDs.

What is not closed as it should be is closed where it has to end, and says what is wrong with it: whoever reads on decides
whether the rest may come in without it.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from webapp.domain.icalendar.lines import Line
from webapp.domain.icalendar.mending import Unreadable, mended
from webapp.domain.icalendar.problems import Problem, refuse_file

DEEPEST = 8
_MOST_STRAY = 1000
# Components that lie in VCALENDAR alone: where one begins, the one before has ended.
_OUTER = frozenset({"VCALENDAR", "VEVENT", "VTODO", "VJOURNAL", "VFREEBUSY", "VTIMEZONE", "VAVAILABILITY"})
_NEVER_ENDS = "begins here and never ends: the file seems cut off, or broken."


@dataclass
class Component:
    """A component: its own properties, and every line of it between BEGIN and END, those of its parts included.

    `wrong` says why it cannot be taken; `unread` counts the lines that are no properties and are kept as they are.
    """

    name: str
    line: int
    own: list[Line] = field(default_factory=list)
    body: list[Line] = field(default_factory=list)
    parts: list["Component"] = field(default_factory=list)
    wrong: Problem | None = None
    unread: int = 0

    def first(self, name: str) -> Line | None:
        return next((line for line in self.own if line.name == name), None)

    def all(self, name: str) -> list[Line]:
        return [line for line in self.own if line.name == name]

    def is_wrong(self, sentence: str, line: int) -> None:
        """Say what is wrong with it; what was said first counts."""
        self.wrong = self.wrong or Problem(line, "", sentence)


class Nesting:
    """Reads the components of a file; `problems` says what is wrong outside of them."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []
        self._open: list[Component] = []
        self._wrapped: list[int] = []  # where each VCALENDAR began that is open; some lie within each other
        self._known = False

    def outermost(self, lines: Iterable[Line]) -> Iterator[Component]:
        """The components within VCALENDAR; some programs write them without one. Raises FileRefused."""
        for line in lines:
            yield from self._read(line)
        if not self._known:
            raise refuse_file("The file is empty. Choose another one.")
        yield from self._abandon()
        self.problems += [Problem(line, "", f"VCALENDAR {_NEVER_ENDS}") for line in self._wrapped[-1:]]

    def _read(self, line: Line) -> Iterator[Component]:
        kind = line.value.strip().upper() if line.name in ("BEGIN", "END") else ""
        if not self._known and not (line.name == "BEGIN" and kind in _OUTER):
            raise refuse_file("This is no calendar file: it does not begin with BEGIN:VCALENDAR.")
        self._known = True
        if line.name == "BEGIN":
            yield from self._begin(line, kind)
        elif line.name == "END":
            yield from self._end(line, kind)
        elif self._open:
            self._add(line)

    def _begin(self, line: Line, kind: str) -> Iterator[Component]:
        if kind in _OUTER and self._open and self._open[0].name in _OUTER:
            yield from self._abandon()
        if not self._open and kind == "VCALENDAR":
            self._wrapped.append(line.number)
            return
        if len(self._open) >= DEEPEST:
            raise refuse_file(f"More than {DEEPEST} components lie within each other here.", line.number)
        component = Component(kind, line.number)
        self._pass_on(line)
        if self._open:
            self._open[-1].parts.append(component)
        self._open.append(component)

    def _end(self, line: Line, kind: str) -> Iterator[Component]:
        if self._open and self._open[-1].name == kind:
            closed = self._open.pop()
            self._pass_on(line)
            if not self._open:
                yield closed
        elif kind == "VCALENDAR":
            yield from self._abandon()
            self._wrapped = self._wrapped[:-1]
        else:
            self._end_of_nothing(line, kind)

    def _end_of_nothing(self, line: Line, kind: str) -> None:
        what = self._open[-1].name if self._open else "nothing"
        sentence = f"{kind[:40] or 'Nothing'} ends here, but {what} is what was open."
        if self._open:
            self._open[0].is_wrong(sentence, line.number)
        elif len(self.problems) < _MOST_STRAY:
            self.problems.append(Problem(line.number, "", sentence))
        while any(one.name == kind for one in self._open[1:]):  # the parts within it are what never ended
            self._open.pop()

    def _abandon(self) -> Iterator[Component]:
        """What is open and will not end any more."""
        if self._open:
            self._open[0].is_wrong(f"{self._open[0].name} {_NEVER_ENDS}", self._open[0].line)
            yield self._open[0]
        self._open = []

    def _add(self, line: Line) -> None:
        here, event = self._open[-1], self._open[0]
        if event.name == "VEVENT":
            try:
                line, is_more = mended(line, here.own[-1] if here.own else None)
            except Unreadable as unreadable:
                return event.is_wrong(str(unreadable), line.number)
            if is_more:
                self._take_back(here)
            event.unread += line.is_unread()
        here.own.append(line)
        self._pass_on(line)
        return None

    def _take_back(self, here: Component) -> None:
        """The line that the next one goes on with."""
        here.own.pop()
        for one in self._open:
            one.body.pop()

    def _pass_on(self, line: Line) -> None:
        for one in self._open:
            one.body.append(line)
