"""Three-way merge of long text: by lines, and by words where both changed the same lines."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate
from typing import Literal

from webapp.domain.text_budget import Budget
from webapp.domain.text_hunks import Apart, Block, Hunk, hunks_of, woven
from webapp.domain.text_polish import polished
from webapp.domain.text_spans import spans_of
from webapp.domain.text_words import tokens, word_starts

Kind = Literal["ok", "theirs", "mine", "both", "merged", "conflict"]
Level = Literal["same", "line", "word"]

# Two people's edits of the same lines are merged without a question with so many unchanged words between them.
WORDS_BETWEEN = 3
# Operations that finding out what one side changed may cost; beyond it changes are coarser, so more collides.
_OPERATIONS = 200_000
# Characters that may be looked at by words, with a flat rate for each block; what lies beyond it collides.
_CHARACTERS, _FLAT = 120_000, 100
# Three texts longer than this together are not looked into: they collide as a whole.
_LONGEST = 3 * 65_536


@dataclass(frozen=True, slots=True)
class Part:
    """Whole lines as they were, as each side has them, and what becomes of them; None is no line at all.

    A "conflict" has no text; "both" made the same change; "merged" holds words of both.
    """

    kind: Kind
    base: str | None
    theirs: str | None
    mine: str | None
    text: str | None


@dataclass(frozen=True)
class TextMerge:
    """The merged text, or None where a part is a conflict; the parts joined by line breaks rebuild all three texts."""

    text: str | None
    parts: list[Part]
    level: Level


@lru_cache(maxsize=2)  # the save that collides and the page that asks about it need the same merge
def merge_text(base: str, theirs: str, mine: str) -> TextMerge:
    """What two edits of one text make together: nothing that either side typed is dropped."""
    whole = _part_of(base, theirs, mine)
    if whole.kind != "conflict":
        return TextMerge(whole.text or "", [whole], "same")
    if len(base) + len(theirs) + len(mine) > _LONGEST:
        return TextMerge(None, [whole], "line")
    parts = list(_Merger().parts(base, theirs, mine))
    if _moved_and_removed(parts):
        parts = [whole]
    level: Level = "word" if any(part.kind == "merged" for part in parts) else "line"
    collides = any(part.kind == "conflict" for part in parts)
    return TextMerge(None if collides else rebuilt(part.text for part in parts), parts, level)


def rebuilt(pieces: Iterable[str | None]) -> str:
    """The text of one side of the parts, in their order."""
    return "\n".join(piece for piece in pieces if piece is not None)


def by_words(parts: Iterable[Part]) -> list[str]:
    """Each contested part as one text for a person to finish: where words collide, theirs stand before mine."""
    merger = _Merger()
    return [merger.words_of_both(part) for part in parts]


def one_after_other(part: Part, between: str = "\n") -> str | None:
    """Both sides of a part, theirs first; a side that has no line adds none."""
    sides = [side for side in (part.theirs, part.mine) if side is not None]
    return between.join(sides) if sides else None


class _Merger:
    """One merge with what it may spend: the same for either side, so that swapping them changes nothing."""

    def __init__(self) -> None:
        self._budgets = (Budget(_OPERATIONS), Budget(_OPERATIONS))
        self._characters = Budget(_CHARACTERS)

    def parts(self, base: str, theirs: str, mine: str) -> Iterator[Part]:
        """The texts in parts; lines that both changed are tried by words."""
        lines = Block(*map(_lines, (base, theirs, mine)))
        for block in self._blocks(lines, _lines_apart, by_words=False):
            part = _part_of(*(_joined(side) for side in block))
            yield self._by_words(part) if part.kind == "conflict" else part

    def words_of_both(self, part: Part) -> str:
        """A contested part with the words of both sides in it."""
        pieces = self._word_pieces(part, _lines_apart)
        if pieces is None:
            return one_after_other(part) or ""
        return "".join(_of_both(piece) if piece.kind == "conflict" else piece.text or "" for piece in pieces)

    def _by_words(self, part: Part) -> Part:
        """A part that both changed, merged where their words keep apart, else as it is."""
        pieces = self._word_pieces(part, None)
        if pieces is None or any(piece.kind == "conflict" for piece in pieces):
            return part
        text = "".join(piece.text or "" for piece in pieces)
        return Part("merged", part.base, part.theirs, part.mine, text)

    def _word_pieces(self, part: Part, apart: Apart | None) -> list[Part] | None:
        """A part in pieces of words, None where a side has no line or looking costs too much."""
        if part.base is None or part.theirs is None or part.mine is None:
            return None
        if not self._characters.take(_FLAT + len(part.base) + len(part.theirs) + len(part.mine)):
            return None
        words = Block(tokens(part.base), tokens(part.theirs), tokens(part.mine))
        pieces = self._blocks(words, apart or _words_apart(words.base), by_words=True)
        return [_part_of(*("".join(side) for side in piece)) for piece in pieces]

    def _blocks(self, items: Block, apart: Apart, by_words: bool) -> Iterator[Block]:
        hunks = [
            hunk
            for n, side in enumerate((items.theirs, items.mine))
            for hunk in self._hunks(list(items.base), list(side), n, by_words)
        ]
        return woven(*items, hunks, apart)

    def _hunks(self, base: list[str], side: list[str], number: int, by_words: bool) -> list[Hunk]:
        spans = spans_of(base, side, self._budgets[number])
        return hunks_of(polished(spans, base, side) if by_words else spans, base, side, number)


def _part_of(base: str | None, theirs: str | None, mine: str | None) -> Part:
    if theirs == mine:
        return Part("ok" if theirs == base else "both", base, theirs, mine, theirs)
    if mine == base:
        return Part("theirs", base, theirs, mine, theirs)
    if theirs == base:
        return Part("mine", base, theirs, mine, mine)
    return Part("conflict", base, theirs, mine, None)


def _of_both(piece: Part) -> str:
    """Colliding words of both sides, with a space between where there is none."""
    theirs, mine = piece.theirs or "", piece.mine or ""
    touching = theirs and mine and not theirs[-1].isspace() and not mine[0].isspace()
    return f"{theirs} {mine}" if touching else theirs + mine


def _lines(text: str | None) -> list[str]:
    return text.split("\n") if text else []


def _joined(lines: Sequence[str]) -> str | None:
    return "\n".join(lines) if lines else None


def _lines_apart(earlier: Hunk, later: Hunk) -> bool:
    """Other lines; right beside each other only where it stays clear which line is which."""
    between = later.low - earlier.high
    return between > 0 or (between == 0 and _may_touch(earlier, later))


def _may_touch(one: Hunk, other: Hunk) -> bool:
    return (one.steady and (other.steady or other.pure)) or (one.pure and other.steady)


def _words_apart(base: Sequence[str]) -> Apart:
    """Enough unchanged words between."""
    words = list(accumulate(word_starts(base), initial=0))

    def apart(earlier: Hunk, later: Hunk) -> bool:
        return words[later.low] - words[earlier.high] >= WORDS_BETWEEN

    return apart


def _moved_and_removed(parts: list[Part]) -> bool:
    """Whether a line that both took away from its place is put elsewhere by one: moved and removed, or moved twice."""
    gone = {line for part in parts if part.kind == "both" for line in _without(part.base, part.text)}
    return any(
        not gone.isdisjoint(_without(part.text, part.base))
        for part in parts
        if part.kind in ("theirs", "mine") and gone
    )


def _without(text: str | None, other: str | None) -> set[str]:
    """The lines of a text that the other has not got; blank ones do not count."""
    return {line for line in _lines(text) if line.strip()} - set(_lines(other))
