"""Why a calendar file, or one event of it, does not come in: sentences for the person who chose the file."""

from dataclasses import dataclass

MOST_TOLD = 20
# Whoever brings in the rest of a file is told each event that is left out; with more of them the file is to be mended.
MOST_LEFT_OUT = 500


@dataclass(frozen=True, slots=True)
class Problem:
    """One event or line that does not come in: its line in the file, its title where it has one, and why."""

    line: int
    title: str
    sentence: str

    @property
    def is_of_event(self) -> bool:
        """Whether it is about an event, not about the file around it."""
        return bool(self.title)

    def __str__(self) -> str:
        where = f"Line {self.line}" + (f", “{self.title[:60]}”" if self.title else "")
        return f"{where}: {self.sentence}" if self.line else self.sentence


class EventRefused(ValueError):
    """One event cannot come in; the text is a sentence. `line` is where, if that is not where the event begins."""

    def __init__(self, sentence: str, line: int = 0) -> None:
        super().__init__(sentence)
        self.line = line


class FileRefused(ValueError):
    """Nothing of the file comes in, and `problems` says why. `others` events could come in without those that are named,
    if somebody wants that; 0 where it makes no sense."""

    def __init__(self, problems: list[Problem], others: int = 0) -> None:
        super().__init__(" ".join(map(str, problems[:1])))
        self.problems = problems
        self.others = others if len(problems) <= MOST_LEFT_OUT else 0

    def sentences(self) -> list[str]:
        """The first of them, to be told one by one; all of them where they can be left out."""
        if self.others:
            return list(map(str, self.problems))
        more = len(self.problems) - MOST_TOLD
        said = [f"{more:,} more events have something wrong with them."] if more > 1 else []
        return [*map(str, self.problems[: MOST_TOLD if said else MOST_TOLD + 1]), *said]


def refuse_file(sentence: str, line: int = 0) -> FileRefused:
    """The refusal of a file as a whole."""
    return FileRefused([Problem(line, "", sentence)])
