"""Changes in human words: as messages (an id and JSON-able parameters) to be stored, and as sentences in a language.

Ids that `describe` makes: event.created {when}, title.renamed {from, to}, when.moved {from, to: "when" units},
repeats.changed {from, to: rules, added, undone, left_out, back: dates}, overrides.changed {changed, reset: dates},
location.set {to}, location.changed {from, to}, location.cleared {from}, description.added, description.cleared,
description.changed {counts}, tags.changed {added, removed}, status.changed {from, to}, extra.changed (what a calendar file says beside).
Ids that operations make: event.split_off {from}, event.deleted, event.restored, event.reverted {version}, unit.reverted {unit, version},
sharing.granted {person, role}, sharing.changed {person, role, from}, sharing.revoked {person, role}, sharing.left {role}
(with {calendar} where the sentence has to name the calendar that is meant),
calendar.created {name}, calendar.renamed {from, to}, calendar.recoloured {from, to}, calendar.zone {from, to},
calendar.deleted, calendar.restored.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from webapp.domain.diffs import compare_sets
from webapp.domain.document import Document, changed_units, unit_of
from webapp.domain.wording_dates import (
    city,
    clock_time,
    count,
    day_and_year,
    day_in_year,
    span,
    times,
    when_value,
)
from webapp.domain.wording_phrases import Phrase, language_of
from webapp.domain.wording_repeats import (
    dates_text,
    describe_overrides,
    describe_repeats,
    overrides_parts,
    overrides_value,
    repeats_parts,
    repeats_value,
    rule_text,
)
from webapp.domain.wording_text import text_parts, text_summary
from webapp.domain.wording_when import when_parts

Message = tuple[str, dict[str, Any]]

_LONGEST_VALUE, _MOST_NAMES = 60, 4
# These say how a version came about; a colon and what it changed follow.
_OPENING = ("event.reverted", "unit.reverted", "event.split_off")


def describe(before: Mapping[str, Any] | None, after: Mapping[str, Any]) -> list[Message]:
    """What a version changed, one message for each unit; for a first version that the event was made."""
    if before is None:
        return [("event.created", {"when": unit_of(after, "when")})]
    return [
        _DESCRIBERS[unit](unit_of(before, unit), unit_of(after, unit))
        for unit in changed_units(before, after)
    ]


def unit_of_message(message: Message) -> str | None:
    """The unit a message speaks of; None where it is about the whole event, its sharing or its calendar."""
    noun = message[0].partition(".")[0]
    if noun == "unit":
        return str(message[1]["unit"])
    return noun if noun in _DESCRIBERS else None


def say(messages: list[Message], locale: str = "en_GB", clock: int = 24) -> str:
    """One sentence to stand after a name: "moved it 2 h later, and added the tag budget"."""
    if len(messages) > 1 and messages[0][0] in _OPENING:
        return f"{say(messages[:1], locale, clock)}: {say(messages[1:], locale, clock)}"
    clauses = [clause for message in messages for clause in _clauses(message, locale, clock)]
    plain, heavy = language_of(locale).joined
    light = len(clauses) == 2 and not any(", " in clause or " and " in clause for clause in clauses)
    return _listed(clauses, plain if light else heavy)


def say_unit(message: Message, locale: str = "en_GB", clock: int = 24) -> str:
    """A message as it stands beside its field: "moved 2 h later, 30 min longer"."""
    return ", ".join(
        _phrase(part, locale).unit.format_map(_shown(part, locale, clock)) for part in _parts(message)
    )


def say_value(unit: str, document: Mapping[str, Any], locale: str = "en_GB", clock: int = 24) -> str:
    """A unit's value in plain words: "Tue 24 March 2026, 11:00–12:30 Berlin", or "nothing"."""
    words = language_of(locale).words
    if unit == "when":
        return when_value(unit_of(document, "when"), locale, clock)
    if unit == "repeats":
        return repeats_value(
            unit_of(document, unit), locale, datetime.fromisoformat(document["start"]), document["zone"]
        )
    if unit == "overrides":
        return overrides_value(unit_of(document, unit)["overrides"], locale)
    value = unit_of(document, unit)[unit]
    if unit == "status":
        return words[value]
    if unit == "extra":
        return "\n".join(value.get("lines", ())) or words["nothing"]
    return (", ".join(value) if unit == "tags" else value.strip()) or words["nothing"]


# -- from two documents to messages


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


_DESCRIBERS: dict[str, Callable[[Document, Document], Message]] = {
    "title": _describe_title,
    "when": _describe_when,
    "repeats": describe_repeats,
    "overrides": describe_overrides,
    "location": _describe_location,
    "description": _describe_description,
    "tags": _describe_tags,
    "status": _describe_status,
    "extra": _describe_extra,
}


# -- from messages to words: a stored message becomes one or more parts, each a phrase of the language


def _clauses(message: Message, locale: str, clock: int) -> list[str]:
    """What a message adds to a sentence: for a time or a text one clause of many parts, else a clause for each part."""
    parts = _parts(message)
    if message[0] == "when.moved":
        rest = [_phrase(part, locale).unit.format_map(_shown(part, locale, clock)) for part in parts[1:]]
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


def _phrase(part: Message, locale: str) -> Phrase:
    return language_of(locale).phrases[part[0]]


def _parts(message: Message) -> list[Message]:
    expand = _EXPANDERS.get(message[0])
    return expand(message[1]) if expand else [message]


def _tag_parts(params: dict[str, Any]) -> list[Message]:
    return [
        (f"tags.{verb}", {"tags": params[verb], "tag": len(params[verb])})
        for verb in ("added", "removed")
        if params[verb]
    ]


def _created_parts(params: dict[str, Any]) -> list[Message]:
    return [("event.created_for", params) if params.get("when") else ("event.created", params)]


def _role_parts(said: str) -> Callable[[dict[str, Any]], list[Message]]:
    return lambda params: [(f"{said}.{params['role']}{_named(params)}", params)]


def _end_parts(said: str) -> Callable[[dict[str, Any]], list[Message]]:
    return lambda params: [(said + _named(params), params)]


def _named(params: dict[str, Any]) -> str:
    return ".calendar" if params.get("calendar") else ""


def _zone_parts(params: dict[str, Any]) -> list[Message]:
    return [("calendar.zone", {"from_zone": params["from"], "to_zone": params["to"]})]


def _colour_parts(params: dict[str, Any]) -> list[Message]:
    return [("calendar.recoloured", {"from_word": params["from"], "to_word": params["to"]})]


_EXPANDERS: dict[str, Callable[[dict[str, Any]], list[Message]]] = {
    "event.created": _created_parts,
    "when.moved": lambda params: when_parts(params["from"], params["to"]),
    "repeats.changed": repeats_parts,
    "overrides.changed": overrides_parts,
    "description.changed": text_parts,
    "tags.changed": _tag_parts,
    "status.changed": lambda params: [(f"status.{params['to']}", {})],
    "sharing.granted": _role_parts("sharing.granted"),
    "sharing.changed": _role_parts("sharing.changed"),
    "sharing.revoked": _end_parts("sharing.revoked"),
    "sharing.left": _end_parts("sharing.left"),
    "calendar.zone": _zone_parts,
    "calendar.recoloured": _colour_parts,
}


# -- parameters as people read them


def _shown(part: Message, locale: str, clock: int) -> dict[str, str]:
    """The parameters of a part, formatted; "from_zone" is shown as {from}, by the formatter of zones."""
    return {
        name.partition("_")[0]: _FORMATTERS[name](value, locale, clock)
        for name, value in part[1].items()
        if name in _FORMATTERS
    }


def _quoted(value: str) -> str:
    """A value between quotes, on one line and no longer than a sentence bears."""
    line = " ".join(value.split())
    return f"“{line}”" if len(line) <= _LONGEST_VALUE else f"“{line[: _LONGEST_VALUE - 1].rstrip()}…”"


def _names(names: list[str], locale: str) -> str:
    shown = (
        names
        if len(names) <= _MOST_NAMES
        else [*names[: _MOST_NAMES - 1], count(len(names) - _MOST_NAMES + 1, "more", locale)]
    )
    return _listed(shown, language_of(locale).joined[0])


def _listed(items: list[str], last: str) -> str:
    return last.format(", ".join(items[:-1]), items[-1]) if len(items) > 1 else "".join(items)


_FORMATTERS: dict[str, Callable[[Any, str, int], str]] = {
    "from": lambda value, locale, clock: _quoted(value),
    "to": lambda value, locale, clock: _quoted(value),
    "name": lambda value, locale, clock: _quoted(value),
    "person": lambda value, locale, clock: str(value),
    "calendar": lambda value, locale, clock: str(value),
    "version": lambda value, locale, clock: str(value),
    "from_word": lambda value, locale, clock: str(value),
    "to_word": lambda value, locale, clock: str(value),
    "from_zone": lambda value, locale, clock: city(value),
    "to_zone": lambda value, locale, clock: city(value),
    "from_rule": lambda value, locale, clock: rule_text(value, locale),
    "to_rule": lambda value, locale, clock: rule_text(value, locale),
    "dates": lambda value, locale, clock: dates_text(value, locale),
    "from_day": lambda value, locale, clock: day_in_year(value, locale),
    "to_day": lambda value, locale, clock: day_in_year(value, locale),
    "from_date": lambda value, locale, clock: day_and_year(value, locale),
    "to_date": lambda value, locale, clock: day_and_year(value, locale),
    "times": times,
    "time": clock_time,
    "when": when_value,
    "minutes": lambda value, locale, clock: span(value, locale),
    "tags": lambda value, locale, clock: _names(value, locale),
    "tag": lambda value, locale, clock: language_of(locale).nouns["tag"][value != 1],
    "unit": lambda value, locale, clock: language_of(locale).words[value],
    "count": lambda value, locale, clock: count(value[0], value[1], locale),
}
