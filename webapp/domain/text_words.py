"""Words marked inside a pair of texts."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from typing import Literal, NamedTuple

from webapp.domain.text_budget import Budget
from webapp.domain.text_polish import polished
from webapp.domain.text_spans import Span, spans_of

Op = Literal["equal", "delete", "insert"]
Cut = Callable[[str], list[str]]


class Segment(NamedTuple):
    """A piece of a text: kept, only on the left, or only on the right."""

    op: Op
    text: str


# Scripts that put no spaces between words: each sign is a word of its own, with its marks.
_UNSPACED = (
    r"\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\U00020000-\U0003ffff"
)
_MARK = "".join(
    chr(code) for code in range(0x300, 0x10000) if unicodedata.category(chr(code)).startswith("M")
)
_EMOJI = r"\U0001f000-\U0001faff\u2600-\u27bf"
_SIGN = re.compile(f"[{_UNSPACED}]")
# Texts of nothing but these signs have no marks, no emoji and no unspaced scripts: a much simpler cut says the same.
_PLAIN = re.compile(r"[\x00-\u02ff\u2010-\u2027\u2030-\u205e\u20a0-\u20bf]*")
_PLAIN_TOKEN = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*|\d+(?:[.:,]\d+)*|[ \t]+|.", re.DOTALL)
_TOKEN = re.compile(
    rf"[{_UNSPACED}][{_MARK}]*"
    rf"|(?:(?![{_UNSPACED}])[^\W\d_][{_MARK}]*)+(?:['’][^\W\d_]+)*"
    r"|\d+(?:[.:,]\d+)*"
    rf"|[{_EMOJI}](?:[{_MARK}\U0001f3fb-\U0001f3ff]|\u200d[{_EMOJI}]|(?<=[\U0001f1e6-\U0001f1ff])[\U0001f1e6-\U0001f1ff])*"
    r"|[ \t]+|.",
    re.DOTALL,
)


def tokens(text: str) -> list[str]:
    """The text cut into words, numbers, runs of spaces and single signs; joined again they are the text."""
    plain = text.isascii() or _PLAIN.fullmatch(text)
    return (_PLAIN_TOKEN if plain else _TOKEN).findall(text)


def word_starts(items: Iterable[str]) -> Iterator[bool]:
    """For each token whether a word begins with it: "Q2", "e-mail" and an address are one word each, 会議 is two."""
    inside = False
    for token in items:
        begins = token[0].isalnum() and (not inside or bool(_SIGN.match(token)))
        inside = (inside or begins) and not token.isspace()
        yield begins


def mark_words(before: str, after: str, budget: Budget, cut: Cut = tokens) -> list[Segment]:
    """The words that were kept, removed and added, in reading order; the segments rebuild both texts.

    `cut` gives the tokens of a text, for who has them already.
    """
    left, right = cut(before), cut(after)
    return list(_segments(polished(spans_of(left, right, budget), left, right), left, right))


def _segments(spans: list[Span], left: list[str], right: list[str]) -> Iterator[Segment]:
    for span in spans:
        if span.equal:
            yield Segment("equal", "".join(left[span.i1 : span.i2]))
            continue
        if span.i1 < span.i2:
            yield Segment("delete", "".join(left[span.i1 : span.i2]))
        if span.j1 < span.j2:
            yield Segment("insert", "".join(right[span.j1 : span.j2]))
