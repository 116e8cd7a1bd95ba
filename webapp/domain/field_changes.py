"""What differs between two documents, by the fields of the contract of the API, each with the sentence of the history."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from webapp.domain.api_input import FIELDS, as_contract
from webapp.domain.api_times import say_name
from webapp.domain.document import UNITS, Document, changed_units, units_at_first
from webapp.domain.locales import Audience
from webapp.domain.series import as_instance, has_instance, repeats
from webapp.domain.wording import Message, say, unit_of_message

CALENDAR = "calendar_id"  # and the one that says that it moved to another calendar
DELETED = "deleted"  # the field that says that an event was deleted or brought back

# By unit the fields that it is told as; the others have the name of their unit, or none.
FIELDS_OF: dict[str, tuple[str, ...]] = {
    "when": ("start_time", "end_time", "time_zone", "all_day"),
    "repeats": ("is_recurring", "recurrence_pattern", "recurrence_exceptions"),
} | {name: (name,) for name in FIELDS if name in UNITS}
# What one date of a series can have of its own.
_OWN = tuple(name for name in FIELDS if name not in FIELDS_OF["repeats"])
_NOTHING: tuple[Any, ...] = (None, "", [], False)


class FieldChange(NamedTuple):
    """A field with its values on both sides. `occurrence` names the one date of a series that it is about.

    What no field of the contract says (people, other dates, lines of a file) has the name of its unit, and values only
    where they can be told.
    """

    unit: str
    field: str
    old: Any
    new: Any
    occurrence: str | None = None


def field_changes(before: Document | None, after: Document) -> list[FieldChange]:
    """The fields that differ, in the order of the contract; of a first version those that say something."""
    if before is None:
        made = as_contract(after)
        found = [
            _first(unit, name, made) for unit in units_at_first(after) for name in FIELDS_OF.get(unit, ())
        ]
        return [*(one for one in found if one.new not in _NOTHING), *_people(None, after)]
    sides = as_contract(before), as_contract(after)
    return [one for unit in changed_units(before, after) for one in _of_unit(unit, before, after, sides)]


def names_of(changes: Sequence[FieldChange]) -> list[str]:
    """The fields that changed, each once; single dates of a series are one of them."""
    return list(dict.fromkeys("overrides" if one.occurrence else one.field for one in changes))


def say_change(unit: str, said: Sequence[Message], audience: Audience) -> str:
    """The sentence about a unit among those of a version, else all that the version says of itself."""
    ours = [message for message in reversed(said) if unit_of_message(message) == unit][:1]
    return say(ours or list(said), audience.locale, audience.clock)


def _first(unit: str, name: str, made: Mapping[str, Any]) -> FieldChange:
    return FieldChange(unit, name, None, made[name])


def _of_unit(
    unit: str, before: Document, after: Document, sides: tuple[dict[str, Any], dict[str, Any]]
) -> list[FieldChange]:
    if unit == "attendees":
        return _people(before, after)
    if unit == "overrides":
        found = list(_of_dates(before, after))
    else:
        found = _differing(unit, FIELDS_OF.get(unit, ()), *sides)
    return found or [FieldChange(unit, unit, None, None)]


def _differing(
    unit: str,
    names: Sequence[str],
    old: Mapping[str, Any] | None,
    new: Mapping[str, Any] | None,
    occurrence: str | None = None,
) -> list[FieldChange]:
    sides = {name: (old and old[name], new and new[name]) for name in names}
    return [FieldChange(unit, name, *both, occurrence) for name, both in sides.items() if both[0] != both[1]]


def _people(before: Document | None, after: Document) -> list[FieldChange]:
    old, new = (_invited(side) if side else None for side in (before, after))
    return [FieldChange("attendees", "attendees", old, new)] if (old or []) != new else []


def _invited(document: Document) -> list[dict[str, str]]:
    """Who is invited, by name: addresses are nobody's business who reads what has changed."""
    people = document["attendees"].values()
    return sorted(
        ({name: one[name] for name in ("name", "part", "answer")} for one in people),
        key=lambda one: (one["name"], one["part"]),
    )


def _of_dates(before: Document, after: Document) -> Iterator[FieldChange]:
    """Single dates that have something else of their own than before, or nothing any more."""
    old, new = before["overrides"], after["overrides"]
    for name in sorted(old.keys() | new.keys()):
        if old.get(name) == new.get(name):
            continue
        document = after if _has(after, name) else before
        occurrence = say_name(name, document) if _has(document, name) else name
        found = _differing("overrides", _OWN, _one(before, name), _one(after, name), occurrence)
        yield from found or [
            FieldChange("overrides", _unsaid(old.get(name), new.get(name)), None, None, occurrence)
        ]


def _unsaid(old: Document | None, new: Document | None) -> str:
    """What differs of a date although no field says so: who is invited to it and has answered, or lines of a file."""
    people = [(own or {}).get("attendees") for own in (old, new)]
    return "attendees" if people[0] != people[1] else "extra"


def _one(document: Document, name: str) -> dict[str, Any] | None:
    return as_contract(as_instance(document, name)) if _has(document, name) else None


def _has(document: Document, name: str) -> bool:
    return repeats(document) and has_instance(document, name)
