"""The values of an event that can be searched for: each is a text of one unit that people see as one piece.

A description is held line by line, and a long line by its sentences: so an edit writes what it changed and nothing
else, however long the text is, and a line is known to have been there while others around it changed. What is
searched for in quotation marks may go on in the next line: where two pieces meet is held as well, in a unit of its own.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from itertools import pairwise
from typing import Any, NamedTuple

from webapp.domain.search_words import fold

SEARCHED = ("title", "location", "description", "tags", "attendees", "overrides")
SEAM = "+"  # behind the unit of what is held where two pieces meet
SEAMS = ("description" + SEAM, "overrides" + SEAM)
_AROUND = 120  # characters on each side of it: more than can be searched for
_LONG = 200  # a line of more characters is held by its sentences
_LONGEST = 500
_PIECES_AT_MOST = 400  # of one description; of more, some that follow each other are held as one
_SENTENCE = re.compile(r"(?<=[.!?…。！？])\s+")


class Held(NamedTuple):
    """One value: the unit it is of, and the text as people read it; where pieces meet, with a line feed between them."""

    unit: str
    text: str

    @property
    def folded(self) -> str:
        """What is compared: words and nothing else, but where pieces meet."""
        return "\n".join(map(fold, self.text.split("\n"))) if self.unit in SEAMS else fold(self.text)


def held_values(document: Mapping[str, Any], units: Collection[str] = SEARCHED) -> set[Held]:
    """Everything of these units that can be searched for."""
    return {
        Held(unit, text.strip())
        for unit in SEARCHED
        if unit in units
        for text in _texts(unit, document)
        if text.strip()
    } | {Held(unit + SEAM, text) for unit in SEARCHED if unit in units for text in _meeting(unit, document)}


def unit_of(held_unit: str) -> str:
    """The unit that people know it by."""
    return held_unit.removesuffix(SEAM)


def held_changes(
    before: Mapping[str, Any], after: Mapping[str, Any], changed: Collection[str]
) -> tuple[list[Held], list[Held]]:
    """What an event does not say any more and what it says anew, given the units that differ."""
    old, new = held_values(before, changed), held_values(after, changed)
    return sorted(old - new), sorted(new - old)


def dates_that_say(document: Mapping[str, Any], text: str) -> list[str]:
    """The single dates of a series which have a text of their own, by the names of their instances, in order."""
    overrides = document.get("overrides") or {}
    return sorted(
        name
        for name, own in overrides.items()
        if any(text == said.strip() for said in (*_of_single_dates([own]), *_meeting("description", own)))
    )


def _texts(unit: str, document: Mapping[str, Any]) -> Iterator[str]:
    value = document.get(unit)
    if unit in ("title", "location"):
        yield value or ""
    elif unit == "description":
        yield from _parts(value or "")
    elif unit == "tags":
        yield from value or ()
    elif unit == "attendees":
        yield from _names(value or {})
    else:
        yield from _of_single_dates((value or {}).values())


def _of_single_dates(overrides: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    """What instances of a series have of their own, once however many have it; `dates_that_say` finds which."""
    for own in overrides:
        for unit in SEARCHED[:-1]:
            if own.get(unit):
                yield from _texts(unit, own)


def _meeting(unit: str, document: Mapping[str, Any]) -> Iterator[str]:
    """Where pieces of a description meet: the end of one and the beginning of the next."""
    if unit == "overrides":
        for own in (document.get(unit) or {}).values():
            yield from _meeting("description", own)
    elif unit == "description":
        parts = _parts(document.get(unit) or "")
        for one, other in pairwise(" ".join(part.split()) for part in parts):
            yield f"{one[-_AROUND:].lstrip()}\n{other[:_AROUND].rstrip()}"


def _names(attendees: Mapping[str, Mapping[str, str] | None]) -> Iterator[str]:
    """Names as they were when people were invited; an instance's own answer to an invitation has none."""
    for who in attendees.values():
        if who and who.get("name"):
            yield who["name"]


def _parts(description: str) -> list[str]:
    parts = [part for line in description.splitlines() for part in _of_line(line.strip()) if part]
    at_once = -(-len(parts) // _PIECES_AT_MOST)
    if at_once < 2:
        return parts
    return ["\n".join(parts[first : first + at_once]) for first in range(0, len(parts), at_once)]


def _of_line(line: str) -> list[str]:
    if len(line) <= _LONG:
        return [line]
    return [piece for sentence in _SENTENCE.split(line) for piece in _short(sentence)]


def _short(sentence: str) -> list[str]:
    """A sentence in pieces that can be read at a glance, cut between words where there are any."""
    pieces = []
    while len(sentence) > _LONGEST:
        cut = sentence.rfind(" ", _LONGEST // 2, _LONGEST)
        cut = cut if cut > 0 else _LONGEST
        pieces.append(sentence[:cut])
        sentence = sentence[cut:].lstrip()
    return [*pieces, sentence]
