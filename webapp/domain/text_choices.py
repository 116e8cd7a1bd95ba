"""What is asked about a text that two people changed: its contested parts, the answers, and the text they make.

A line that both sides have kept can be in another part on each side, where one of them moved it. A choice of sides
part by part could lose it; so all parts in which it stands are one question.
"""

import hashlib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from webapp.domain.text_merge import Part, by_words, merge_text, one_after_other, rebuilt
from webapp.domain.texts import MANY_LINES_BYTES

CHOICES = ("theirs", "mine", "both")

# More contested parts than this are one question about all of them: nobody answers hundreds.
QUESTIONS_AT_MOST = 20
# Rounds of joining parts in which a line moves about; what is not settled then is one question as a whole.
_ROUNDS = 8


@dataclass(frozen=True)
class Asked:
    """A text in parts, some of them contested; whichever sides are chosen, no line is lost that both have kept."""

    parts: list[Part]

    @cached_property
    def contested(self) -> list[Part]:
        return [part for part in self.parts if part.kind == "conflict"]

    @property
    def one_by_one(self) -> bool:
        """Whether each contested part is a question of its own; else one answer counts for all of them."""
        return len(self.contested) <= QUESTIONS_AT_MOST

    @cached_property
    def name(self) -> str:
        """A short name that other parts would not have: an answer counts only for what was asked."""
        told = repr([(part.kind, part.base, part.theirs, part.mine) for part in self.parts])
        return hashlib.sha256(told.encode()).hexdigest()[:16]

    def suggestions(self) -> list[str]:
        """For each question a text that holds the words of both sides, to be finished by hand."""
        pieces = by_words(self.contested)
        return pieces if self.one_by_one else [self._fitting(pieces)]

    def settled(self) -> Iterator[list[str]]:
        """The lines before each contested part, and those after the last one: what is merged already."""
        lines: list[str] = []
        for part in self.parts:
            if part.kind == "conflict":
                yield lines
                lines = []
            elif part.text is not None:
                lines += part.text.split("\n")
        yield lines

    def _fitting(self, pieces: Sequence[str]) -> str:
        """The text with these pieces, or with mine where that is longer than a description may be."""
        text = compose(self, pieces)
        return text if len(text.encode()) <= MANY_LINES_BYTES else compose(self, sides(self, "mine"))


def ask(base: str, theirs: str, mine: str) -> Asked:
    """What has to be asked about a text of which two edits cannot both be kept; at least one part is contested."""
    parts = _joined_where_lines_move(merge_text(base, theirs, mine).parts)
    if any(part.kind == "conflict" for part in parts):
        return Asked(parts)
    return Asked([Part("conflict", base, theirs, mine, None)])  # merged it would be longer than it may be


def side_of(part: Part, choice: str) -> str | None:
    """A contested part as chosen: one side, or both one after the other; None is no line at all."""
    if choice == "both":
        return one_after_other(part)
    return part.theirs if choice == "theirs" else part.mine


def sides(asked: Asked, choice: str) -> list[str | None]:
    """One choice for all contested parts."""
    return [side_of(part, choice) for part in asked.contested]


def compose(asked: Asked, pieces: Sequence[str | None]) -> str:
    """The whole text, with one piece in the place of each contested part."""
    given = iter(pieces)
    return rebuilt(next(given) if part.kind == "conflict" else part.text for part in asked.parts)


def _joined_where_lines_move(parts: list[Part]) -> list[Part]:
    """The parts, those made one contested part between which a line that both sides have kept could get lost."""
    for _ in range(_ROUNDS):
        at_risk = _at_risk(parts)
        if not at_risk:
            return parts
        parts = list(_without_gaps(parts, at_risk))
    return [_as_one(parts)]


def _at_risk(parts: list[Part]) -> set[str]:
    """Lines that both sides have kept and that some choice of sides would lose."""
    base, theirs, mine = map(_lines_of, _three(parts))
    kept = base & theirs & mine
    sure: Counter[str] = Counter()
    for part in parts:
        if part.kind == "conflict":
            sure += _lines_of([part.theirs]) & _lines_of([part.mine])
        else:
            sure += _lines_of([part.text])
    return set(kept - sure)


def _without_gaps(parts: list[Part], lines: set[str]) -> Iterator[Part]:
    """The parts, with every run in which one of these lines stands from its first to its last place made one."""
    place = 0
    for start, end in _runs(parts, lines):
        yield from parts[place:start]
        yield _as_one(parts[start:end])
        place = end
    yield from parts[place:]


def _runs(parts: list[Part], lines: set[str]) -> Iterator[tuple[int, int]]:
    """From where to where the lines stand, runs that overlap made one, in order."""
    first: dict[str, int] = {}
    last: dict[str, int] = {}
    for n, part in enumerate(parts):
        for line in lines & _lines_of([part.base, part.theirs, part.mine]).keys():
            first.setdefault(line, n)
            last[line] = n
    start, end = 0, 0
    for begins, ends in sorted((first[line], last[line] + 1) for line in first):
        if begins >= end:
            if end:
                yield start, end
            start = begins
        end = max(end, ends)
    if end:
        yield start, end


def _as_one(parts: Sequence[Part]) -> Part:
    """A run of parts as one that is contested."""
    base, theirs, mine = (_rejoined(side) for side in _three(parts))
    return Part("conflict", base, theirs, mine, None)


def _three(parts: Sequence[Part]) -> tuple[list[str | None], list[str | None], list[str | None]]:
    return [part.base for part in parts], [part.theirs for part in parts], [part.mine for part in parts]


def _rejoined(pieces: Sequence[str | None]) -> str | None:
    return rebuilt(pieces) if any(piece is not None for piece in pieces) else None


def _lines_of(texts: Sequence[str | None]) -> Counter[str]:
    """How often each line stands in the texts; blank ones do not count."""
    return Counter(line for text in texts if text for line in text.split("\n") if line.strip())
