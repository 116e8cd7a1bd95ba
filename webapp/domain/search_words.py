"""What somebody searches for, and where it stands in a text: capitals, accents and runs of space make no difference."""

import re
import unicodedata
from typing import NamedTuple

from webapp.domain.texts import Refused

WORDS_AT_MOST = 8
LONGEST = 100
_AROUND = 70  # characters that an excerpt shows before its first hit
_SHOWN = 240  # and in all

# Letters that Unicode does not take apart, as people without them on their keyboard write them.
_PLAIN = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "ħ": "h", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th"}
)
_QUOTES = str.maketrans(dict.fromkeys("“”„«»", '"'))
_PART = re.compile(r'"([^"]+)"|(\S+)')
# Marks up to this class make another letter of the one before (the dakuten of Japanese, virama, nukta).
_LAST_OF_LETTERS = 9
_REMEMBERED = 4096


class Piece(NamedTuple):
    """A part of a text, and whether it is what was searched for."""

    text: str
    marked: bool


class _Letters(dict[int, str]):
    """What each letter is searched as; letters of Latin alphabets come again and again, so they are remembered."""

    def __missing__(self, code: int) -> str:
        parts = unicodedata.normalize("NFKD", chr(code))
        plain = "".join(one for one in parts if unicodedata.combining(one) <= _LAST_OF_LETTERS)
        folded = plain.casefold().translate(_PLAIN)
        if len(self) < _REMEMBERED:
            self[code] = folded
        return folded


_letters = _Letters()


def fold(text: str) -> str:
    """The form in which texts are compared: "  Café  Łódź" is "cafe lodz"."""
    return " ".join(text.translate(_letters).split())


def words_of(typed: str) -> list[str]:
    """The folded words of what was typed, each once; what stands in quotation marks is one.

    Raises Refused for more than can be looked for at once.
    """
    if len(typed) > LONGEST:
        raise Refused(f"What you search for is {len(typed):,} characters long. Shorten it to {LONGEST}.")
    found = [quoted or word.strip('"') for quoted, word in _PART.findall(typed.translate(_QUOTES))]
    words = [word for word in dict.fromkeys(map(fold, found)) if word]
    if len(words) > WORDS_AT_MOST:
        raise Refused(f"These are {len(words)} words. Search for {WORDS_AT_MOST} of them at most.")
    return words


def marked(text: str, words: list[str]) -> list[Piece]:
    """The text in pieces, those that are one of the folded words marked; put together they are the text."""
    folded, origins = _traced(text)
    hit = [False] * len(text)
    for word in words:
        at = folded.find(word)
        while at >= 0:
            end = origins[at + len(word)]  # where the next letter begins, so accents are marked with theirs
            hit[origins[at] : end] = [True] * (end - origins[at])
            at = folded.find(word, at + 1)
    return _pieces(text, hit)


def excerpt(text: str, words: list[str]) -> list[Piece]:
    """The same for a long text: what stands around its first hit, with an ellipsis where it is cut off."""
    pieces = marked(text, words)
    if len(text) <= _SHOWN:
        return pieces
    first = 0
    for piece in pieces:
        if piece.marked:
            break
        first += len(piece.text)
    begin = _after_space(text, max(0, first - _AROUND)) if first > _AROUND else 0
    end = min(len(text), begin + _SHOWN)
    before = [Piece("…", False)] if begin else []
    after = [Piece("…", False)] if end < len(text) else []
    return [*before, *_cut(pieces, begin, end), *after]


def _traced(text: str) -> tuple[str, list[int]]:
    """The folded text, and for each of its letters where in the text it begins; one more for the end."""
    letters: list[str] = []
    origins: list[int] = []
    for place, letter in enumerate(text):
        for one in letter.translate(_letters):
            if not one.isspace():
                letters.append(one)
                origins.append(place)
            elif letters and letters[-1] != " ":
                letters.append(" ")
                origins.append(place)
    return "".join(letters), [*origins, len(text)]


def _pieces(text: str, hit: list[bool]) -> list[Piece]:
    found: list[Piece] = []
    begin = 0
    for place in range(1, len(text) + 1):
        if place == len(text) or hit[place] != hit[begin]:
            found.append(Piece(text[begin:place], hit[begin]))
            begin = place
    return found


def _after_space(text: str, place: int) -> int:
    """The beginning of the next word, where there is one near."""
    space = text.find(" ", place, place + 20)
    return space + 1 if space >= 0 else place


def _cut(pieces: list[Piece], begin: int, end: int) -> list[Piece]:
    found, place = [], 0
    for text, is_hit in pieces:
        part = text[max(0, begin - place) : max(0, end - place)]
        place += len(text)
        if part:
            found.append(Piece(part, is_hit))
    return found
