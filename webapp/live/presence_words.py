"""What processes tell each other about who is where: words of ids and numbers, which travel over the bus.

| word | who says it means |
|---|---|
| `v9.3.41-2.42-0` | at event 9 of calendar 3 my pages are those of person 41, who is in a field, and of person 42 |
| `f77.41.9.2` | person 41 says that their tab 77 is in unit 2 of event 9; whoever holds that tab, take note |
| `l77.41.9` | tab 77 of person 41 asks no more for news of event 9 |
| `h` | I am here, and what I said still holds |
| `q` | I have just begun to listen: say it all again |
| `g` | I end |

Persons of a place come with their units as the bits of a number, fields with the number of the one unit, 0 for none.
"""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from webapp.domain.document import UNITS

HERE, AGAIN, GONE = "h", "q", "g"
MOST_NAMED = 60  # people of one process at one event whom the other processes are told of

Crowd = Mapping[int, int]  # person id -> bits of the units they are in


class Place(NamedTuple):
    """Where somebody can be: an event, which lies in a calendar."""

    event_id: int
    calendar_id: int


class Told(NamedTuple):
    """What a page says of itself: which unit of which event its person is in (0: in none)."""

    tab: int
    person_id: int
    event_id: int
    unit: int


class Left(NamedTuple):
    """A page that asked for its news has been closed."""

    tab: int
    person_id: int
    event_id: int


class Seen(NamedTuple):
    """What a process says of a place: who is there on its pages."""

    place: Place
    crowd: Crowd


def is_word(word: str) -> bool:
    """Whether this is ours, and not the name of a change."""
    return word[:1] != "" and word[0] in "vflhqg"


def word_of(said: Told | Left | Seen) -> str:
    """What is said, as it travels."""
    if not isinstance(said, Seen):
        return ("f" if isinstance(said, Told) else "l") + ".".join(str(number) for number in said)
    people = [f".{person_id}-{units}" for person_id, units in ranked(said.crowd)[:MOST_NAMED]]
    return f"v{said.place.event_id}.{said.place.calendar_id}{''.join(people)}"


def read(word: str) -> Told | Left | Seen | None:
    """What a word of numbers says; None when it is none."""
    parts = word[1:].split(".")
    if word[:1] == "f":
        numbers = _numbers(parts)
        return Told(*numbers) if len(numbers) == 4 else None
    if word[:1] == "l":
        numbers = _numbers(parts)
        return Left(*numbers) if len(numbers) == 3 else None
    place = _numbers(parts[:2])
    people = [_numbers(part.split("-")) for part in parts[2:]]
    if word[:1] != "v" or len(place) != 2 or any(len(pair) != 2 for pair in people):
        return None
    return Seen(Place(*place), {pair[0]: pair[1] for pair in people})


def ranked(crowd: Crowd) -> list[tuple[int, int]]:
    """People with their units, those who are in a field first, in an order that is the same in every process."""
    return sorted(crowd.items(), key=lambda one: (not one[1], one[0]))


def number_of(unit: str) -> int:
    """The number of a unit as it travels, 0 for none."""
    return list(UNITS).index(unit) + 1 if unit else 0


def bit_of(number: int) -> int:
    """A unit as a bit of a crowd's number."""
    return 1 << number - 1 if 0 < number <= len(UNITS) else 0


def units_of(bits: int) -> tuple[str, ...]:
    """The names of the units in a number of bits."""
    return tuple(unit for place, unit in enumerate(UNITS) if bits & 1 << place)


def together(people: Iterable[tuple[int, int]]) -> Crowd:
    """Everybody once, in all the units that they are in."""
    found: dict[int, int] = {}
    for person_id, units in people:
        found[person_id] = found.get(person_id, 0) | units
    return found


def _numbers(parts: list[str]) -> list[int]:
    """The numbers that these texts are; empty when one of them is none."""
    if not all(part.isascii() and part.isdigit() and len(part) < 12 for part in parts):
        return []
    return [int(part) for part in parts]
