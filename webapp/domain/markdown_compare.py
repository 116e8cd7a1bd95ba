"""Two Markdown texts beside each other as they look, block by block, with the words marked that came and went.

The marks are put into the parsed text, between its tokens, and what comes out is cleaned like any other: a text cannot
make marks of its own, and a mark cannot break what it stands in.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from markdown_it.token import Token

from webapp.domain.diffs import Segment, Stop, compare_text, text_of
from webapp.domain.markdown import blocks_of, html_of

_MARKS = {"insert": "ins", "delete": "del"}
_SPOKEN = {"ins": "added", "del": "removed"}
_CODE = ("fence", "code_block")
# What says nothing, a rule for instance, stands as this where blocks are aligned.
_SILENT = "—"


@dataclass(frozen=True)
class Block:
    """One or more blocks of each side as HTML; one side is empty where the other alone has them.

    `kind` is that of a row of a comparison, or "look" where the words are the same and only how they look is not.
    """

    kind: str
    left: str
    right: str
    move: int | None = None


def compare_looks(
    before: str, after: str, stop: Stop | None = None, spoken: Mapping[str, str] = _SPOKEN
) -> list[Block] | None:
    """The blocks of two texts side by side; None where one of them is shown as it was typed. `stop` as in compare_text.

    `spoken` is what ears hear before a part that came or went, by its tag.
    """
    old, new = blocks_of(before), blocks_of(after)
    return None if old is None or new is None else list(_beside(old, new, stop, spoken))


def _beside(
    old: list[list[Token]], new: list[list[Token]], stop: Stop | None, spoken: Mapping[str, str]
) -> Iterator[Block]:
    i = j = 0
    for row in compare_text("\n".join(map(_said, old)), "\n".join(map(_said, new)), stop):
        lefts = 0 if row.kind in ("came", "moved_to") else text_of(row.left).count("\n") + 1
        rights = 0 if row.kind in ("gone", "moved_from") else text_of(row.right).count("\n") + 1
        left, right = (
            _html(old[i : i + lefts], row.left, spoken),
            _html(new[j : j + rights], row.right, spoken),
        )
        yield Block("look" if row.kind == "same" and left != right else row.kind, left, right, row.move)
        i, j = i + lefts, j + rights


def _said(block: list[Token]) -> str:
    """What a block says, on one line."""
    return " ".join("".join(map(_content, _leaves(token))) for token in block if _speaks(token)) or _SILENT


def _speaks(token: Token) -> bool:
    return token.type == "inline" or token.type in _CODE


def _leaves(token: Token) -> list[Token]:
    return (token.children or []) if token.type == "inline" else [token]


def _content(token: Token) -> str:
    if token.type.endswith("break"):
        return " "
    return token.content.replace("\n", " ") if token.type in ("text", "code_inline", *_CODE) else ""


def _html(blocks: list[list[Token]], segments: tuple[Segment, ...], spoken: Mapping[str, str]) -> str:
    """Blocks as HTML, with the marks of the segments, which say the same."""
    marks, tokens = _Marks(segments), []
    for block in blocks:
        speaking = [token for token in block if _speaks(token)]
        for number, token in enumerate(speaking):
            marks.take(1 if number else 0)
            _mark(token, marks)
        marks.take(1 if speaking else len(_SILENT) + 1)  # and what stands between two blocks
        tokens += block
    html = html_of(tokens, _SPOKEN)
    for tag, word in spoken.items():
        html = html.replace(f"<{tag}>", f'<{tag}><span class="vh">{word} </span>')
    return html


def _mark(token: Token, marks: "_Marks") -> None:
    if token.type in _CODE:  # code is one piece: its words are not marked
        marks.take(len(token.content))
        return
    token.children = [piece for leaf in _leaves(token) for piece in _pieces(leaf, marks)]


def _pieces(leaf: Token, marks: "_Marks") -> Iterator[Token]:
    said, start = _content(leaf), 0
    if leaf.type not in ("text", "code_inline"):
        marks.take(len(said))
        yield leaf
        return
    around = ["code"] if leaf.type == "code_inline" else []
    yield from _tags("<{}>", around)
    for op, length in marks.take(len(said)):
        mark = [_MARKS[op]] if op in _MARKS else []
        yield from _tags("<{}>", mark)
        yield Token("text", "", 0, content=leaf.content[start : start + length])
        yield from _tags("</{}>", mark)
        start += length
    yield from _tags("</{}>", around)


def _tags(form: str, names: list[str]) -> Iterator[Token]:
    return (Token("html_inline", "", 0, content=form.format(name)) for name in names)


class _Marks:
    """The segments of one side, taken character by character; a space that came or went needs no mark of its own."""

    def __init__(self, segments: tuple[Segment, ...]) -> None:
        self._rest = [
            (segment.op if segment.text.strip() else "equal", len(segment.text)) for segment in segments
        ][::-1]

    def take(self, length: int) -> list[tuple[str, int]]:
        """The operations of the next so many characters."""
        found = []
        while length and self._rest:
            op, here = self._rest.pop()
            used = min(here, length)
            found.append((str(op), used))
            if here > used:
                self._rest.append((op, here - used))
            length -= used
        return found
