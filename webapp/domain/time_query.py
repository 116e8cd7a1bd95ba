"""What is asked of the page that finds a time: who, when, how long."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from webapp.domain.day_input import is_empty, read_day
from webapp.domain.texts import Refused, showable

MOST_DAYS, USUAL_DAYS = 14, 5
USUAL_LENGTH, SHORTEST, LONGEST = 60, 5, 24 * 60
LENGTHS = (15, 30, 45, 60, 90, 120, 180, 240, 480)
_LONGEST_NAME = 32

Values = Mapping[str, Sequence[str]]


@dataclass
class Asked:
    """What was asked, as far as it makes sense; `errors` has a sentence for what does not."""

    required: list[str] = field(default_factory=list)
    optional: list[str] = field(default_factory=list)
    first: date = date.min
    days: int = USUAL_DAYS
    minutes: int = USUAL_LENGTH
    outside: bool = False
    typed: dict[str, str] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)

    @property
    def people(self) -> list[str]:
        return [*self.required, *self.optional]

    @property
    def step(self) -> timedelta:
        """Long meetings begin on the half-hour, short ones on the quarter."""
        return timedelta(minutes=30 if self.minutes >= 30 else 15)


def read_query(values: Values, today: date) -> Asked:
    """What the parts of an address ask for; what is left out is the usual. Whoever is named twice is optional."""
    asked = Asked(outside="outside" in values)
    asked.optional = usernames(values.get("optional", ()))
    asked.required = [name for name in usernames(values.get("with", ())) if name not in asked.optional]
    asked.typed = {name: showable(_last(values, name))[:20] for name in ("date", "days", "length")}
    asked.first = _first(values, today, asked.errors)
    asked.days = _number(values, "days", USUAL_DAYS, 1, MOST_DAYS, "Choose 1 to 14 days.", asked.errors)
    wrong = "Choose a length of 5 minutes to 24 hours."
    asked.minutes = _number(values, "length", USUAL_LENGTH, SHORTEST, LONGEST, wrong, asked.errors)
    return asked


def usernames(texts: Iterable[str]) -> list[str]:
    """Usernames out of texts with commas, each once: "alice, @Bob" -> alice and bob."""
    parts = (part.strip().removeprefix("@").lower() for text in texts for part in text.split(","))
    return list(dict.fromkeys(showable(part)[:_LONGEST_NAME] for part in parts if part))


def _first(values: Values, today: date, errors: dict[str, str]) -> date:
    typed = _last(values, "date")
    try:
        return today if is_empty(typed) else read_day(typed)
    except Refused as refused:
        errors["date"] = str(refused)
        return today


def _number(
    values: Values, name: str, usual: int, least: int, most: int, wrong: str, errors: dict[str, str]
) -> int:
    typed = _last(values, name).strip()
    if not typed:
        return usual
    if typed.isascii() and typed.isdigit() and len(typed) < 6 and least <= int(typed) <= most:
        return int(typed)
    errors[name] = wrong
    return usual


def _last(values: Values, name: str) -> str:
    return (list(values.get(name, ())) or [""])[-1]
