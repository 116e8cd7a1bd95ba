"""Changes in human words: as messages (an id and JSON-able parameters) to be stored, and as sentences in a language.

Ids that `describe` makes: event.created {when, rule}, title.renamed {from, to}, when.moved {from, to: "when" units},
repeats.changed {from, to: rules, starts, added, undone, left_out, back: dates}, overrides.changed {changed: {date: messages}, reset: dates},
attendees.changed {invited, invited_optional, uninvited, required, optional: names, answers: names by answer},
location.set {to}, location.changed {from, to}, location.cleared {from}, description.added, description.cleared,
description.changed {counts}, tags.changed {added, removed}, status.changed {from, to}, extra.changed (what a calendar file says beside).
Ids that operations make: event.split_off {from}, event.deleted, event.restored, event.reverted {version}, event.undone {version}, event.purged, version.purged {by, on, why},
unit.reverted {unit, version}, sharing.granted {person, role}, sharing.changed {person, role, from},
sharing.revoked {person, role}, sharing.left {role} (with {calendar} where the sentence has to name the calendar that is
meant), calendar.created {name}, calendar.renamed {from, to}, calendar.recoloured {from, to}, calendar.zone {from, to},
calendar.one_at_a_time, calendar.many_at_a_time, calendar.warns, calendar.refuses, calendar.deleted, calendar.restored,
attendees.answered {answer}, overrides.answered {dates, answer}.
"""

from collections.abc import Callable, Mapping
from typing import Any

from webapp.domain.diffs import compare_sets
from webapp.domain.document import ONCE, SHOWN, UNITS, Document, changed_units, unit_of
from webapp.domain.series import wall_of
from webapp.domain.wording_attendees import (
    answer_parts,
    attendees_parts,
    attendees_value,
    describe_attendees,
    own_answer_parts,
    own_value,
)
from webapp.domain.wording_dates import when_value
from webapp.domain.wording_formats import FORMATTERS, listed
from webapp.domain.wording_phrases import Phrase, language_of
from webapp.domain.wording_repeats import (
    describe_overrides,
    describe_repeats,
    overrides_parts,
    overrides_value,
    repeats_parts,
    repeats_value,
)
from webapp.domain.wording_text import text_parts, text_summary
from webapp.domain.wording_when import when_parts

Message = tuple[str, dict[str, Any]]

# These say how a version came about; a colon and what it changed follow.
_OPENING = ("event.reverted", "event.undone", "unit.reverted", "event.split_off")


def describe(before: Mapping[str, Any] | None, after: Mapping[str, Any]) -> list[Message]:
    """What a version changed, one message for each unit; for a first version that the event was made."""
    if before is None:
        return [("event.created", {"when": unit_of(after, "when")} | _rule_of(after))]
    return [_describe_unit(unit, before, after) for unit in changed_units(before, after)]


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
    return listed(clauses, plain if light else heavy)


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
        start = document.get("start")  # a side of a conflict is the unit alone
        return repeats_value(
            unit_of(document, unit), locale, start and wall_of(start), document.get("zone") or "UTC"
        )
    if unit == "overrides":
        series = document.get("attendees") or {}
        return overrides_value(
            unit_of(document, unit)["overrides"], locale, lambda own: say_instance(own, locale, clock, series)
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
    if params.get("rule"):
        return [("event.created_series", params | {"to_rule": params["rule"]})]
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
    "overrides.answered": own_answer_parts,
    "attendees.changed": attendees_parts,
    "attendees.answered": answer_parts,
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


# Messages within a message: what was changed in one instance.
_FORMATTERS = FORMATTERS | {"what": say}
