"""A long text of which two edits cannot both be kept: its contested parts as questions, with what is around them."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from webapp.domain.diffs import Segment, compare_words
from webapp.domain.text_choices import Asked, ask, compose, sides
from webapp.domain.text_merge import Part
from webapp.domain.texts import MANY_LINES_BYTES
from webapp.views.conflict_answers import ALL

# Around a contested part so many settled lines stay in sight; a run that hides fewer than the second number is shown.
_CONTEXT, _WORTH_FOLDING = 2, 4
# Characters whose words are marked on one page: marks are what makes a page heavy. Beyond them texts stand plain.
_MARKED = 16_000
# A side longer than this scrolls in its card.
_LONG = 700

Marked = list[Segment]


class Around(NamedTuple):
    """Settled lines beside a question; a fold is put away."""

    text: str
    lines: int
    fold: bool


class Question(NamedTuple):
    """One contested part, or all of them: what was before and what each side has, with words marked."""

    name: str
    place: str
    before: str
    theirs: Marked
    mine: Marked
    suggestion: str
    both: bool
    lead: list[Around]
    trail: list[Around]

    @property
    def long(self) -> bool:
        return any(len(text) > _LONG for text in (self.before, _plain(self.theirs), _plain(self.mine)))


class Text(NamedTuple):
    """What is asked about one text; `asked` names the parts, for the answer to fit them."""

    asked: str
    questions: list[Question]


def text_of(base: str, theirs: str, mine: str) -> Text:
    """The questions about one text: one for each contested part, or one about all of them."""
    asked = ask(base, theirs, mine)
    parts = asked.contested if asked.one_by_one else [Part("conflict", base, theirs, mine, None)]
    around = _around(asked) if asked.one_by_one else [[], []]
    marks, suggestions = _Marks(), asked.suggestions()
    questions = [
        Question(
            name=str(n) if asked.one_by_one else ALL,
            place=_place(n, asked),
            before=part.base or "",
            theirs=marks.of(part.base or "", part.theirs or ""),
            mine=marks.of(part.base or "", part.mine or ""),
            suggestion=suggestions[n],
            both=part.theirs is not None and part.mine is not None and _fits(asked),
            lead=around[n],
            trail=around[n + 1] if n == len(parts) - 1 else [],
        )
        for n, part in enumerate(parts)
    ]
    return Text(asked.name, questions)


class _Marks:
    """Marks the words of sides until a page has enough of them."""

    def __init__(self) -> None:
        self._left = _MARKED

    def of(self, before: str, after: str) -> Marked:
        self._left -= len(before) + len(after)
        if self._left < 0:
            return [Segment("equal", after)] if after else []
        return compare_words(before, after)


def _plain(side: Marked) -> str:
    return "".join(segment.text for segment in side)


def _place(n: int, asked: Asked) -> str:
    many = len(asked.contested)
    if not asked.one_by_one:
        return f"in {many} places"
    return f"place {n + 1} of {many}" if many > 1 else ""


def _fits(asked: Asked) -> bool:
    """Whether both sides one after the other, everywhere, are no longer than the text may be."""
    return len(compose(asked, sides(asked, "both")).encode()) <= MANY_LINES_BYTES


def _around(asked: Asked) -> list[list[Around]]:
    """What stands before each contested part, and behind the last one."""
    runs = list(asked.settled())
    return [
        list(_folded(run, 0 if n == 0 else _CONTEXT, 0 if n == len(runs) - 1 else _CONTEXT))
        for n, run in enumerate(runs)
    ]


def _folded(run: Sequence[str], head: int, tail: int) -> Iterator[Around]:
    """A run of settled lines, of which the first and the last few stay in sight."""
    end = len(run) - tail
    if end - head < _WORTH_FOLDING:
        head = end = len(run)
    for start, stop, fold in ((0, head, False), (head, end, True), (end, len(run), False)):
        if start < stop:
            yield Around("\n".join(run[start:stop]), stop - start, fold)
