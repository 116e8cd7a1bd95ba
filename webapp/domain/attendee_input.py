"""People as a form has them: names, usernames and addresses, one a line or with commas between them."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from webapp.domain.attendance import AT_MOST, OUTSIDE, PARTS, Attendee, Attendees, attendee, key_of_person
from webapp.domain.readers import read_into
from webapp.domain.texts import Refused, many_lines, one_line

NAME_AT_MOST = 80
_ADDRESS_AT_MOST = 254
# A username, a name with a comma, an address with a name: whatever a line is as a whole is not taken apart.
_BETWEEN = re.compile("[,;]")
_ADDRESS = re.compile(
    r"(?:(?P<name>[^<>]*)<)?\s*(?:mailto:)?(?P<address>[^<>\s@]+@[^<>\s@]+\.[^<>\s@.]+)\s*>?"
)
_NAMED_AT_MOST = 3

# The boxes of the form; whoever is in the last one that names them is that.
FIELDS = {"attendees_add": PARTS[0], "attendees": PARTS[0], "attendees_optional": PARTS[1]}
_LABELS = {"attendees_add": "Add somebody", "attendees": "People", "attendees_optional": "Optional"}


class Account(NamedTuple):
    """Somebody who can be found."""

    id: int
    name: str
    username: str
    email: str


@dataclass(frozen=True)
class Guests:
    """Who is invited so far, and how others are found: accounts whose whole name, username or address is one of some texts."""

    invited: Attendees = field(default_factory=dict)
    look_up: Callable[[Sequence[str]], Iterable[Account]] = lambda texts: ()


NOBODY = Guests()


def as_fields(attendees: Attendees) -> dict[str, str]:
    """What the boxes hold for those who are invited."""
    texts = _texts(attendees)
    lines = {
        part: "\n".join(
            sorted((texts[key] for key, who in attendees.items() if who["part"] == part), key=str.casefold)
        )
        for part in PARTS
    }
    return {"attendees": lines["required"], "attendees_optional": lines["optional"], "attendees_add": ""}


def read_attendees(raw: Mapping[str, Any], errors: dict[str, str], guests: Guests) -> dict[str, Any]:
    """Who is invited by the boxes; nothing where the form has none of them. What will not do is named in `errors`."""
    if not raw.keys() & FIELDS.keys():
        return {}
    reader = _Reader(guests)
    typed = {name: read_into(errors, name, reader.texts, name, raw.get(name)) or [] for name in FIELDS}
    reader.look_up(text for texts in typed.values() for text in texts)
    found: dict[str, Attendee] = {}
    for name, part in FIELDS.items():
        met = read_into(errors, name, reader.people, typed[name]) or {}
        found |= {key: {**who, "part": part} for key, who in met.items()}
    if len(found) > AT_MOST:
        errors["attendees"] = f"These are {len(found)} people. Invite {AT_MOST} of them at most."
    return {"attendees": found}


class _Reader:
    """From texts to people: first who is invited already, then outside addresses, then accounts."""

    def __init__(self, guests: Guests) -> None:
        self._guests = guests
        self._known = {text.casefold(): key for key, text in _texts(guests.invited).items()}
        self._accounts: dict[str, dict[int, Account]] = {}

    def texts(self, name: str, value: object) -> list[str]:
        """The single texts of a box."""
        lines = many_lines(value, label=_LABELS[name]).split("\n")
        parts = [[line] if line.strip().casefold() in self._known else _BETWEEN.split(line) for line in lines]
        return [text.strip() for found in parts for text in found if text.strip()]

    def look_up(self, texts: Iterable[str]) -> None:
        """Find the accounts of all texts at once."""
        unknown = {_plain(text) for text in texts if text.casefold() not in self._known}
        for one in self._guests.look_up(sorted(unknown)) if unknown else ():
            for text in (one.username, one.email, one.name):
                self._accounts.setdefault(text.casefold(), {})[one.id] = one

    def people(self, texts: Iterable[str]) -> dict[str, Attendee]:
        """Who is meant, by key; raises Refused for what nobody is called."""
        found: dict[str, Attendee] = {}
        lost: list[str] = []
        for text in texts:
            key, who = self._one(text)
            found |= {key: who} if key else {}
            lost += [] if key else [text]
        if lost:
            raise Refused(_nobody(lost))
        return found

    def _one(self, text: str) -> tuple[str, Attendee]:
        if key := self._known.get(text.casefold()):
            return key, dict(self._guests.invited[key])
        if meant := self._meant(text):
            return self._invited(key_of_person(meant.id), attendee(meant.name))
        if found := _ADDRESS.fullmatch(text):
            address = one_line(found["address"].lower(), label="The address", at_most=_ADDRESS_AT_MOST)
            name = one_line((found["name"] or "").strip(' "'), label="The name", at_most=NAME_AT_MOST)
            return self._invited(OUTSIDE + address, attendee(name or address))
        return "", {}

    def _invited(self, key: str, who: Attendee) -> tuple[str, Attendee]:
        """Whoever is invited already keeps their answer, also under another name for them."""
        return key, dict(self._guests.invited.get(key, who))

    def _meant(self, text: str) -> Account | None:
        meant = list(self._accounts.get(_plain(text).casefold(), {}).values())
        exact = [one for one in meant if one.username == _plain(text).casefold()]
        if len(exact or meant) > 1:
            named = " or ".join(f"@{one.username}" for one in meant[:_NAMED_AT_MOST])
            raise Refused(f"“{text}” can be {named}. Write which one.")
        return next(iter(exact or meant), None)


def _plain(text: str) -> str:
    """A text as it is looked up: a username without its @, of an address with a name the address."""
    if found := _ADDRESS.fullmatch(text):
        return found["address"].lower()
    return text.removeprefix("@")


def _texts(attendees: Attendees) -> dict[str, str]:
    """How each is written in a box: by name, and with a number where two have the same."""
    plain = {key: _text(key, who["name"]) for key, who in attendees.items()}
    folded = [text.casefold() for text in plain.values()]
    return {
        key: text if folded.count(text.casefold()) == 1 else f"{text} #{key.partition(':')[2]}"
        for key, text in plain.items()
    }


def _text(key: str, name: str) -> str:
    if not key.startswith(OUTSIDE):
        return name
    address = key.removeprefix(OUTSIDE)
    return address if name == address else f"{name} <{address}>"


def _nobody(texts: list[str]) -> str:
    """The sentence that names what was not understood."""
    shown = [f"“{text[:60]}”" for text in texts[:_NAMED_AT_MOST]]
    more = [f"{len(texts) - _NAMED_AT_MOST} more"] if len(texts) > _NAMED_AT_MOST else []
    named = [*shown, *more]
    listed = " or ".join([", ".join(named[:-1]), named[-1]] if len(named) > 1 else named)
    return f"Nobody here is called {listed}. Write a username, a whole name or an address."
