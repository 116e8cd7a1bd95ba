"""Why a calendar file, or one event of it, does not come in: sentences for the person who chose the file."""

from dataclasses import dataclass

MOST_TOLD = 20


@dataclass(frozen=True, slots=True)
class Problem:
    """One event or line that does not come in: its line in the file, its title where it has one, and why."""

    line: int
    title: str
    sentence: str

    def __str__(self) -> str:
        where = f"Line {self.line}" + (f", “{self.title[:60]}”" if self.title else "")
        return f"{where}: {self.sentence}" if self.line else self.sentence


class EventRefused(ValueError):
    """One event cannot come in; the text is a sentence."""


class FileRefused(ValueError):
    """Nothing of the file comes in; `problems` says why, at most MOST_TOLD; then `unread` events were not looked at."""

    def __init__(self, problems: list[Problem], unread: int = 0) -> None:
        super().__init__(" ".join(map(str, problems[:1])))
        self.problems = problems
        self.unread = unread

    def sentences(self) -> list[str]:
        """All of it, to be told one by one."""
        unread = [f"{self.unread:,} more events were not looked at."] if self.unread > 1 else []
        return [*map(str, self.problems), *unread]


def refuse_file(sentence: str, line: int = 0) -> FileRefused:
    """The refusal of a file as a whole."""
    return FileRefused([Problem(line, "", sentence)])
