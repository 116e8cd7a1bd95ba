"""Changes in human words: as messages (an id and JSON-able parameters) to be stored, and as sentences in a language.

Ids that `describe` makes: event.created {when, rule}, title.renamed {from, to}, when.moved {from, to: "when" units},
repeats.changed {from, to: rules, starts, added, undone, left_out, back: dates, effect: [instances, year]}, overrides.changed {changed: {date: messages}, reset: dates}, both with timed [dates with their time, zone, whether it is told] where there are such,
attendees.changed {invited, invited_optional, uninvited, required, optional: names, answers: names by answer},
location.set {to}, location.changed {from, to}, location.cleared {from}, description.added, description.cleared,
description.changed {counts}, tags.changed {added, removed}, status.changed {from, to}, extra.changed (what a calendar file says beside).
Ids that operations make: event.split_off {from, of: a series, at: a date}, event.deleted, event.restored, event.reverted {version}, event.undone {version},
event.undone_all {first, version}, event.undone_of and event.undone_all_of {from: another event}, event.moved {old, new: calendars} (with {from, to: their names} for who may know them, {here}: whose history it is), event.purged, event.emptied {count}, version.purged {by, on, why},
unit.reverted {unit, version}, sharing.granted {person, role}, sharing.changed {person, role, from}, sharing.taken {role},
sharing.revoked {person, role}, sharing.left {role} (with {calendar} where the sentence has to name the calendar that is
meant), calendar.created {name}, calendar.renamed {from, to}, calendar.recoloured {from, to}, calendar.zone {from, to},
calendar.one_at_a_time, calendar.many_at_a_time, calendar.warns, calendar.refuses, calendar.undone, calendar.deleted, calendar.restored,
attendees.answered {answer}, overrides.answered {dates, answer}.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from webapp.domain.diffs import compare_sets
from webapp.domain.document import ONCE, SHOWN, UNITS, Document, changed_units, unit_of
from webapp.domain.wording_attendees import attendees_value, describe_attendees, own_value
from webapp.domain.wording_dates import when_value
from webapp.domain.wording_formats import FORMATTERS, listed
from webapp.domain.wording_language import IT, Phrase
from webapp.domain.wording_parts import Message, parts_of
from webapp.domain.wording_phrases import language_of
from webapp.domain.wording_repeats import (
    EFFECTS,
    describe_overrides,
    describe_repeats,
    effect_on_year,
    overrides_value,
    repeats_value,
)
from webapp.domain.wording_text import text_summary

__all__ = [
    "Message",
    "describe",
    "is_empty",
    "say",
    "say_instance",
    "say_unit",
    "say_value",
    "unit_of_message",
]

# These say how a version came about; a colon and what it changed follow.
_OPENING = (
    "event.reverted",
    "event.undone",
    "event.undone_all",
    "event.undone_of",
    "event.undone_all_of",
    "unit.reverted",
    "event.split_off",
    "calendar.undone",
)


def describe(
    before: Mapping[str, Any] | None, after: Mapping[str, Any], at: datetime | None = None
) -> list[Message]:
    """What a version changed, one message for each unit; for a first version that the event was made.

    With the moment of the change, another rule tells how many instances it took from that year, or gave it.
    """
    if before is None:
        return [("event.created", {"when": unit_of(after, "when")} | _rule_of(after))]
    messages = [_describe_unit(unit, before, after) for unit in changed_units(before, after)]
    return [_with_effect(message, before, after, at) if at else message for message in messages]


def unit_of_message(message: Message) -> str | None:
    """The unit a message speaks of; None where it is about the whole event, its sharing or its calendar."""
    noun = message[0].partition(".")[0]
    if noun == "unit":
        return str(message[1]["unit"])
    return noun if noun in _DESCRIBERS else None


def say(messages: list[Message], locale: str = "en_GB", clock: int = 24) -> str:
    """One sentence to stand after a name: "moved it 2 h later, and added the tag budget"."""
    language = language_of(locale)
    said = _sentence(messages, locale, clock)
    noun, pronoun = language.it
    return (language.lead if said else "") + said.replace(IT, noun, 1).replace(IT, pronoun)


def say_unit(message: Message, locale: str = "en_GB", clock: int = 24) -> str:
    """A message as it stands beside its field: "moved 2 h later, 30 min longer"."""
    said = ", ".join(_beside(part, locale, clock) for part in parts_of(message))
    return said.replace(IT, language_of(locale).it[1])


def say_value(
    unit: str, document: Mapping[str, Any], locale: str = "en_GB", clock: int = 24, reader: str = ""
) -> str:
    """A unit's value in plain words: "Tue 24 March 2026, 11:00–12:30 Berlin", or "nothing".

    For a reader in a zone dates of a series are told exactly: all of them, with the zone where it is not theirs.
    """
    words = language_of(locale).words
    if unit == "when":
        return when_value(unit_of(document, "when"), locale, clock)
    if unit == "repeats":
        return repeats_value(document, locale, clock, reader)
    if unit == "overrides":
        series = document.get("attendees") or {}
        return overrides_value(
            document, locale, lambda own: say_instance(own, locale, clock, series), clock, reader
        )
    value = unit_of(document, unit)[unit]
    if unit == "status":
        return words[value]
    if unit == "attendees":
        return attendees_value(value or {}, locale) or words["nothing"]
    if unit == "extra":
        return "\n".join(value.get("lines", ())) or words["nothing"]
    return (", ".join(value) if unit == "tags" else value.strip()) or words["nothing"]


def is_empty(unit: str, document: Mapping[str, Any]) -> bool:
    """Whether a unit says nothing at all."""
    return unit != "when" and not any(unit_of(document, unit).values())


def say_instance(
    own: Mapping[str, Any], locale: str, clock: int, invited: Mapping[str, Any] | None = None
) -> str:
    """What an instance has of its own: "When Tue 7 April 2026, 10:00–11:00 Berlin, Where “Attic”".

    `invited` are the attendees of the series, of whom it names those who are something else to this instance.
    """
    words, whole = language_of(locale).words, {**own, "overrides": {}}
    return ", ".join(
        f"{words[unit]} "
        + (
            own_value(invited or {}, own[unit], locale)
            if unit == "attendees"
            else say_value(unit, whole, locale, clock)
        )
        for unit in SHOWN
        if UNITS[unit][0] in own
    )


# -- from two documents to messages


def _describe_unit(unit: str, before: Mapping[str, Any], after: Mapping[str, Any]) -> Message:
    """Dates of a series are told by the documents that they are of, everything else by its unit alone."""
    if unit in _OF_SERIES:
        return _DESCRIBERS[unit]({**ONCE, **before}, {**ONCE, **after})
    return _DESCRIBERS[unit](unit_of(before, unit), unit_of(after, unit))


def _with_effect(
    message: Message, before: Mapping[str, Any], after: Mapping[str, Any], at: datetime
) -> Message:
    if message[0] != "repeats.changed":
        return message
    return message[0], message[1] | effect_on_year({**ONCE, **before}, {**ONCE, **after}, at)


def _rule_of(document: Mapping[str, Any]) -> dict[str, Any]:
    rule = document.get("rrule")
    return {"rule": [rule, document["start"], document["zone"]]} if rule else {}


def _describe_overrides(before: Document, after: Document) -> Message:
    return describe_overrides(before, after, describe)


def _describe_title(before: Document, after: Document) -> Message:
    return "title.renamed", {"from": before["title"], "to": after["title"]}


def _describe_when(before: Document, after: Document) -> Message:
    return "when.moved", {"from": before, "to": after}


def _describe_location(before: Document, after: Document) -> Message:
    old, new = before["location"], after["location"]
    if not old or not new:
        return ("location.set", {"to": new}) if new else ("location.cleared", {"from": old})
    return "location.changed", {"from": old, "to": new}


def _describe_description(before: Document, after: Document) -> Message:
    old, new = before["description"], after["description"]
    if not old.strip() or not new.strip():
        return ("description.added" if new.strip() else "description.cleared"), {}
    return "description.changed", text_summary(old, new)


def _describe_tags(before: Document, after: Document) -> Message:
    _, removed, added = compare_sets(before["tags"], after["tags"])
    return "tags.changed", {"added": added, "removed": removed}


def _describe_status(before: Document, after: Document) -> Message:
    return "status.changed", {"from": before["status"], "to": after["status"]}


def _describe_extra(before: Document, after: Document) -> Message:
    return "extra.changed", {}


_OF_SERIES = ("repeats", "overrides")
_DESCRIBERS: dict[str, Callable[[Document, Document], Message]] = {
    "title": _describe_title,
    "when": _describe_when,
    "repeats": describe_repeats,
    "overrides": _describe_overrides,
    "location": _describe_location,
    "attendees": describe_attendees,
    "description": _describe_description,
    "tags": _describe_tags,
    "status": _describe_status,
    "extra": _describe_extra,
}


# -- from messages to words: a stored message becomes one or more parts, each a phrase of the language


def _sentence(messages: list[Message], locale: str, clock: int) -> str:
    """What follows a name and its verb, with IT for the event."""
    if len(messages) > 1 and messages[0][0] in _OPENING:
        return f"{_sentence(messages[:1], locale, clock)}: {_sentence(messages[1:], locale, clock)}"
    clauses = [clause for message in messages for clause in _clauses(message, locale, clock)]
    return listed(clauses, _closing(clauses, locale))


def _closing(clauses: list[str], locale: str) -> str:
    """How the last clause is joined on: after a comma where that makes clear what belongs together."""
    names, several, heavy = language_of(locale).joined
    if any(", " in clause and not clause.endswith(")") for clause in clauses[-2:-1]):
        return heavy
    conjunction = names.format("", "")
    plain = len(clauses) == 2 and not any(", " in clause or conjunction in clause for clause in clauses)
    return names if plain else several


def _clauses(message: Message, locale: str, clock: int) -> list[str]:
    """What a message adds to a sentence: for a time or a text one clause of many parts, else a clause for each part."""
    parts = parts_of(message)
    if message[0] == "repeats.changed":
        effect = [part for part in parts if part[0] in EFFECTS]
        rule, *others = [_said(part, locale, clock) for part in parts if part not in effect]
        return [", ".join([rule, *(_said(part, locale, clock) for part in effect)]), *others]
    if message[0] == "when.moved":
        rest = [_beside(part, locale, clock) for part in parts[1:]]
        return [", ".join([_said(parts[0], locale, clock), *rest])]
    if message[0] == "description.changed" and len(parts) > 1:
        return [
            language_of(locale)
            .phrases["description.several"]
            .said.format(parts=say_unit(message, locale, clock))
        ]
    return [_said(part, locale, clock) for part in parts]


def _said(part: Message, locale: str, clock: int) -> str:
    return _phrase(part, locale).said.format_map(_shown(part, locale, clock))


def _beside(part: Message, locale: str, clock: int) -> str:
    return _phrase(part, locale).unit.format_map(_shown(part, locale, clock))


def _phrase(part: Message, locale: str) -> Phrase:
    return language_of(locale).phrases[part[0]]


# -- parameters as people read them


def _shown(part: Message, locale: str, clock: int) -> dict[str, str]:
    """The parameters of a part, formatted; "from_zone" is shown as {from}, by the formatter of zones."""
    return {
        name.partition("_")[0]: _FORMATTERS[name](value, locale, clock)
        for name, value in part[1].items()
        if name in _FORMATTERS
    }


# Messages within a message: what was changed in one instance.
_FORMATTERS = FORMATTERS | {"what": _sentence}
