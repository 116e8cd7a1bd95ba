"""Who is invited to an event, as its document says it: `attendees` by key, `person:12` or `mailto:somebody@example.org`.

An attendee is {"name", "part": "required" or "optional", "answer"}; the name is what they were called when they were invited.
An instance of a series has in `overrides[name]["attendees"]` only what differs from the series: by key some fields
({"answer": "declined"}), a whole attendee who is invited to this one alone, or None for one who is not invited to it.
Fields of somebody who is not invited any more say nothing.
"""

from collections.abc import Mapping
from typing import Any

from webapp.domain.document import Document

PERSON = "person:"
OUTSIDE = "mailto:"
ANSWERS = ("needs-action", "accepted", "tentative", "declined")
PARTS = ("required", "optional")
AT_MOST = 200

Attendee = dict[str, str]
Attendees = Mapping[str, Mapping[str, str]]
Own = Mapping[str, Mapping[str, str] | None]


def attendee(name: str, part: str = PARTS[0], answer: str = ANSWERS[0]) -> Attendee:
    """Somebody who is invited and has not been heard of."""
    return {"name": name, "part": part, "answer": answer}


def key_of_person(person_id: int) -> str:
    """The key of somebody with an account."""
    return f"{PERSON}{person_id}"


def person_of(key: str) -> int | None:
    """The account behind a key, None for an outside address."""
    return int(key.removeprefix(PERSON)) if key.startswith(PERSON) else None


def accounts(document: Mapping[str, Any]) -> dict[int, bool]:
    """The invited people who have an account, and whether they take part: all but those who have declined."""
    return _accounts(document.get("attendees") or {})


def every_account(document: Mapping[str, Any]) -> set[int]:
    """The invited people who have an account, to single instances as well."""
    found = set(accounts(document))
    for own in (document.get("overrides") or {}).values():
        found |= _accounts(with_own(document.get("attendees") or {}, own.get("attendees") or {})).keys()
    return found


def taking_part(document: Mapping[str, Any]) -> dict[int, tuple[bool, list[str]]]:
    """By account whether they take part in the series, and the instances for which the opposite is true."""
    series = accounts(document)
    found = {one: (series.get(one, False), []) for one in sorted(every_account(document))}  # type: ignore[var-annotated]
    for name, own in sorted((document.get("overrides") or {}).items()):
        if own.get("attendees"):
            here = _accounts(with_own(document["attendees"], own["attendees"]))
            for one, (goes, otherwise) in found.items():
                if here.get(one, False) != goes:
                    otherwise.append(name)
    return found


def with_own(series: Attendees, own: Own) -> dict[str, Attendee]:
    """Who is invited to an instance that has something of its own."""
    found = {key: dict(who) for key, who in series.items()}
    for key, fields in own.items():
        if fields is None:
            found.pop(key, None)
        elif key in found or "name" in fields:
            found[key] = {**found.get(key, {}), **fields}
    return found


def own_of(series: Attendees, wanted: Attendees, before: Own | None = None) -> dict[str, Any]:
    """What an instance needs of its own, for `wanted` to be who is invited; what it has, it keeps where it fits."""
    before = before or {}
    now = with_own(series, before)
    found: dict[str, Any] = {}
    for key in sorted({*series, *wanted}):
        if key in before and now.get(key) == wanted.get(key):
            found[key] = before[key]
        elif key not in wanted:
            found[key] = None
        elif wanted[key] != series.get(key):
            was = series.get(key, {})
            found[key] = {field: value for field, value in wanted[key].items() if value != was.get(field)}
    return found


def still_own(series: Attendees, own: Own) -> dict[str, Any]:
    """What an instance has of its own, without what says nothing beside such a series."""
    return {key: who for key, who in own.items() if key in series or (who is not None and "name" in who)}


def followed(series: Attendees, was: Attendees, mine: Attendees) -> dict[str, Attendee]:
    """The series after the change that was made to one instance of it, from `was` to `mine`."""
    found = {key: dict(who) for key, who in series.items()}
    for key in {**was, **mine}:
        old, new = was.get(key), mine.get(key)
        if new is None and old is not None:
            found.pop(key, None)
        elif new is not None and new != old:
            changed = {field: value for field, value in new.items() if value != (old or {}).get(field)}
            found[key] = {**new, **found.get(key, {}), **changed}
    return found


def answered(document: Mapping[str, Any], key: str, answer: str, occurrence: str = "") -> Document:
    """The document with one answer, to the series or to one instance of it; raises KeyError for who is not invited."""
    series = document["attendees"]
    if not occurrence:
        return {**document, "attendees": {**series, key: {**series[key], "answer": answer}}}
    own = document["overrides"].get(occurrence, {})
    here = with_own(series, own.get("attendees", {}))
    wanted = {**here, key: {**here[key], "answer": answer}}
    others = {other: who for other, who in own.get("attendees", {}).items() if other != key}
    return with_instance(document, occurrence, own_of(series, wanted, others))


def without_own_answer(document: Mapping[str, Any], key: str, occurrence: str) -> Document:
    """The document in which somebody's answer to an instance is again that to the series."""
    own = dict(document["overrides"].get(occurrence, {}).get("attendees", {}))
    fields = own.get(key)
    if not fields or "name" in fields:
        return dict(document)
    rest = {field: value for field, value in fields.items() if field != "answer"}
    others = {other: who for other, who in own.items() if other != key}
    return with_instance(document, occurrence, {**others, **({key: rest} if rest else {})})


def with_instance(document: Mapping[str, Any], occurrence: str, own: Own) -> Document:
    """The document with such attendees of its own for an instance."""
    overrides = {name: fields for name, fields in document["overrides"].items() if name != occurrence}
    fields = {
        name: value
        for name, value in document["overrides"].get(occurrence, {}).items()
        if name != "attendees"
    }
    fields |= {"attendees": dict(own)} if own else {}
    return {**document, "overrides": {**overrides, **({occurrence: fields} if fields else {})}}


def _accounts(attendees: Attendees) -> dict[int, bool]:
    return {
        person: who["answer"] != "declined"
        for key, who in attendees.items()
        if (person := person_of(key)) is not None
    }
