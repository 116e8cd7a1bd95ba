"""Texts and edits of them by script, the same on every machine that has Python 3.11."""

import ast
import random
import sysconfig
from collections.abc import Callable, Iterator
from pathlib import Path
from pydoc_data.topics import topics
from typing import NamedTuple

PAIRS, LONGEST = 400, 65_536
# Most revisions touch a few places; some go through a whole text.
_EDITS = (1, 1, 2, 2, 3, 4, 6, 10, 20, 60)
_SIZES = (1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 48_000, LONGEST)
_EVERYWHERE, _SHARES = 0.1, (0.02, 0.05, 0.1, 0.3)


class Pair(NamedTuple):
    """A text before and after an edit."""

    name: str
    before: str
    after: str


def pairs() -> list[Pair]:
    """400 real texts with scripted edits; every tenth has words changed throughout, up to three in ten of all."""
    pick = random.Random(20261129)
    texts = _texts()
    return [_pair(number, texts, pick) for number in range(PAIRS)]


def hostile() -> Iterator[Pair]:
    """Pairs of 64 KB that have as little in common, or as much, as can be."""
    pick = random.Random(7)

    def noise(words: int, vocabulary: int, lines: int) -> str:
        return "\n".join(
            " ".join(f"w{pick.randrange(vocabulary)}" for _ in range(words)) for _ in range(lines)
        )[:LONGEST]

    yield Pair("unrelated prose", noise(12, 3000, 1100), noise(12, 3000, 1100))
    yield Pair("few words", noise(12, 20, 1200), noise(12, 20, 1200))
    yield Pair("one line", noise(13_000, 3000, 1), noise(13_000, 3000, 1))
    yield Pair("two lines", noise(6_500, 40, 2), noise(6_500, 40, 2))
    yield Pair("shifted signs", "a b " * 16_384, "b a " * 16_384)
    yield Pair(
        "signs", "".join(pick.choices("!?.,;:", k=LONGEST)), "".join(pick.choices("!?.,;:", k=LONGEST))
    )
    yield Pair("lines of a letter", *("\n".join(pick.choices("abcdef", k=32_768)) for _ in range(2)))
    words = noise(12, 3000, 900)
    yield Pair("everything split", words, words.replace(" ", "\n"))


def _pair(number: int, texts: list[str], pick: random.Random) -> Pair:
    size = _SIZES[number % len(_SIZES)]
    before = _passage(pick.choice(texts), size, pick)
    if pick.random() < _EVERYWHERE:
        share = pick.choice(_SHARES)
        return Pair(f"{number}: {share:.0%} of the words", before, _throughout(before, share, pick)[:LONGEST])
    after, edits = before, pick.choice(_EDITS)
    for _ in range(edits):
        after = pick.choice(_KINDS)(after, pick)
    return Pair(f"{number}: {edits} edits", before, after[:LONGEST])


def _texts() -> list[str]:
    """The topics of the reference one after another, and the docstrings of large modules."""
    library = Path(sysconfig.get_path("stdlib"))
    found = [
        ast.get_docstring(node) or "" for path in sorted(library.glob("*.py")) for node in _documented(path)
    ]
    return ["\n\n".join(topics[name] for name in sorted(topics)), "\n\n".join(filter(None, found))]


def _documented(path: Path) -> Iterator[ast.Module | ast.ClassDef | ast.FunctionDef]:
    for node in ast.walk(ast.parse(path.read_text("utf-8", "replace"))):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef):
            yield node


def _passage(text: str, size: int, pick: random.Random) -> str:
    start = pick.randrange(max(1, len(text) - size))
    return text[start : start + size]


def _throughout(text: str, share: float, pick: random.Random) -> str:
    words = text.split()
    return "\n".join(
        " ".join(pick.choice(words) if word and pick.random() < share else word for word in line.split(" "))
        for line in text.split("\n")
    )


def _reword(text: str, pick: random.Random) -> str:
    words = text.split(" ")
    words[pick.randrange(len(words))] = pick.choice(("Thursday", "10:30", "Lisbon", "twelve", "not"))
    return " ".join(words)


def _add_line(text: str, pick: random.Random) -> str:
    lines = text.split("\n")
    lines.insert(pick.randrange(len(lines) + 1), "- Bring the figures of last year, please")
    return "\n".join(lines)


def _remove_line(text: str, pick: random.Random) -> str:
    lines = text.split("\n")
    lines.pop(pick.randrange(len(lines)))
    return "\n".join(lines)


def _move_paragraph(text: str, pick: random.Random) -> str:
    paragraphs = text.split("\n\n")
    moved = paragraphs.pop(pick.randrange(len(paragraphs)))
    paragraphs.insert(pick.randrange(len(paragraphs) + 1), moved)
    return "\n\n".join(paragraphs)


def _split(text: str, pick: random.Random) -> str:
    sentences = text.split(". ")
    place = pick.randrange(len(sentences))
    return ". ".join(sentences[:place]) + ".\n\n" + ". ".join(sentences[place:]) if place else text


def _join(text: str, pick: random.Random) -> str:
    paragraphs = text.split("\n\n")
    place = pick.randrange(len(paragraphs))
    return "\n\n".join(paragraphs[:place]) + " " + "\n\n".join(paragraphs[place:]) if place else text


_KINDS: tuple[Callable[[str, random.Random], str], ...] = (
    _reword,
    _reword,
    _reword,
    _add_line,
    _add_line,
    _remove_line,
    _move_paragraph,
    _split,
    _join,
)
