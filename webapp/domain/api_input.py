"""From the fields of an event in the contract of the API to a document, and back.

`new_document` and `changed_document` take the fields that were sent, by their names in the contract, and give a document or
a sentence for each field that will not do, under the name it has there. `as_contract` is the way back.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from webapp.domain import api_times
from webapp.domain.day_input import read_zone
from webapp.domain.document import ONCE, Document
from webapp.domain.event_input import check_units
from webapp.domain.periods import to_utc, told_in
from webapp.domain.readers import read_into
from webapp.domain.repeat_input import Start, read_repeats
from webapp.domain.series import ALONE, has_instance, repeats, wall_of
from webapp.domain.series_edits import edit_all
from webapp.domain.texts import Refused
from webapp.domain.when_input import timed, whole_days

Fields = Mapping[str, Any]
Errors = dict[str, str]

REQUIRED = "Send a value: it is required."
NEEDS_PATTERN = "Send how it repeats, such as FREQ=WEEKLY;BYDAY=TU, or is_recurring: false."
OF_ALL = "A single occurrence does not repeat. Send this with scope: all or following."
NO_DATE = "The event has no occurrence at {0}. Send the original start of one."
TOO_MANY = "These are more dates than one event leaves out. Send at most {0:,}."
NO_COMMAS = "A tag has no commas. Send each tag by itself."
MOST_EXCEPTIONS = 2_000
NEEDED = ("title", "start_time", "end_time")
_PLAIN = ("title", "description", "location", "tags", "status")
_WHEN = ("start_time", "end_time", "time_zone", "all_day")
_REPEATS = ("is_recurring", "recurrence_pattern", "recurrence_exceptions")
# The fields that a document says; what the contract has besides belongs to the event or to whoever asks.
FIELDS = ("title", "description", "location", *_WHEN, *_REPEATS, "tags", "status")
_NEW: Document = {**ONCE, "title": "", "description": "", "location": "", "tags": [], "status": "confirmed"}
# What the checks of forms call the fields.
_NAMES = {
    "start_date": "start_time",
    "end_date": "end_time",
    "zone": "time_zone",
    "rrule": "recurrence_pattern",
    "repeat": "recurrence_pattern",
}


@dataclass(frozen=True)
class Read:
    """A document, or the fields that will not do with a sentence for each."""

    document: Document | None
    errors: Errors = field(default_factory=dict)


def new_document(given: Fields, zone: str) -> Read:
    """The document of a new event; `zone` is the one of its calendar, for who names none. Never raises."""
    missing = {name: REQUIRED for name in NEEDED if given.get(name) in (None, "")}
    if not missing:
        return _read(_NEW, given, zone)
    others = _read(_NEW, _completed(given, missing), zone)
    return Read(None, missing | {name: said for name, said in others.errors.items() if name not in missing})


def _completed(given: Fields, missing: Collection[str]) -> Fields:
    """What was sent, with something in place of what is missing: so all that is wrong with the rest is said at once."""
    some_time = given.get("end_time") or given.get("start_time") or "2000-01-01T00:00:00"
    whole = {**given, **{name: "?" if name == "title" else some_time for name in missing}}
    # A rule is right or wrong for its start.
    return {
        name: value for name, value in whole.items() if name not in _REPEATS or "start_time" not in missing
    }


def changed_document(before: Document, given: Fields) -> Read:
    """An event with the fields that were sent, and all others as before; exceptions of a series follow its dates."""
    found = _read(before, given, before["zone"])
    if found.document is None or found.document == before:
        return found
    if not (repeats(before) and repeats(found.document)):
        return found
    document = edit_all(before, "", found.document).document
    if _are_new(before, given) and repeats(document):
        document |= _leaving_out(document, found.document["exdate"])
    return Read(document)


def changed_occurrence(instance: Document, given: Fields, may_repeat: bool) -> Read:
    """One occurrence with the fields that were sent: what series_edits takes as `mine`.

    `instance` is its document with the rule of its series, which can be changed where `may_repeat` says so.
    """
    if not may_repeat and (wrong := [name for name in _REPEATS if _says_otherwise(instance, given, name)]):
        return Read(None, dict.fromkeys(wrong, OF_ALL))
    sent = {name: value for name, value in given.items() if name != "recurrence_exceptions"}
    return _read(instance, sent, instance["zone"])


def as_contract(document: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of the contract that a document says."""
    start, end = api_times.say_span(document)
    return {
        "title": document["title"],
        "description": document["description"],
        "location": document["location"] or None,
        "start_time": start,
        "end_time": end,
        "time_zone": document["zone"],
        "all_day": document["all_day"],
        "is_recurring": bool(document["rrule"] or document["rdate"]),
        "recurrence_pattern": document["rrule"] or None,
        "recurrence_exceptions": [api_times.say_name(name, document) for name in document["exdate"]],
        "tags": document["tags"],
        "status": document["status"],
    }


def _read(before: Document, given: Fields, zone: str) -> Read:
    errors: Errors = {}
    document = {**before, **_plain(before, given, errors), **_when(before, given, zone, errors)}
    if not errors.keys() & set(_WHEN):
        document |= _recurrence(before, document, given, errors)
    return Read(None, errors) if errors else Read(document)


# -- texts


def _plain(before: Document, given: Fields, errors: Errors) -> Document:
    units = tuple(name for name in _PLAIN if name in given and given[name] != before[name])
    raw = {name: given[name] for name in units}
    if "tags" in raw:
        raw["tags"] = _tags(raw["tags"] or [], errors)
    checked = check_units(units, {}, raw)
    errors |= checked.errors
    return checked.document or {}


def _tags(tags: list[str], errors: Errors) -> str:
    if any("," in tag for tag in tags):
        errors["tags"] = NO_COMMAS
    return ", ".join(tags)


# -- when it is


def _when(before: Document, given: Fields, zone: str, errors: Errors) -> Document:
    sent = {name: given[name] for name in _WHEN if given.get(name) is not None}
    if not sent:
        return {}
    place = read_into(errors, "time_zone", lambda: read_zone(sent.get("time_zone", zone)))
    if place is None:
        return {}
    all_day = sent.get("all_day", before.get("all_day", False))
    found: Errors = {}
    when = (_days if all_day else _times)(before, sent, place, found)
    errors |= {_NAMES.get(name, name): sentence for name, sentence in found.items()}
    return when


def _days(before: Document, sent: Fields, zone: str, errors: Errors) -> Document:
    days: list[date | None] = []
    for name in ("start", "end"):
        text = sent.get(f"{name}_time", before.get(name, "")[:10])
        days.append(read_into(errors, f"{name}_time", api_times.read_whole_day, text))
    return {**whole_days(days[0], days[1], zone, errors)}


def _times(before: Document, sent: Fields, zone: str, errors: Errors) -> Document:
    end_zone = before.get("end_zone", "")
    end_zone = "" if end_zone == zone else end_zone
    start = read_into(errors, "start_time", lambda: _wall(before, sent, "start", zone, ""))
    end = read_into(errors, "end_time", lambda: _wall(before, sent, "end", zone, end_zone))
    if start is None or end is None:
        return {}
    return {**timed(start, end, zone, end_zone, errors), "end_zone": end_zone}


def _wall(before: Document, sent: Fields, name: str, zone: str, end_zone: str) -> datetime:
    """The time of a side on the clocks of its zone; to the letter as before where what was sent says the same."""
    text, kept = sent.get(f"{name}_time"), before.get(name, "")
    if text is None or (before.get("zone") == zone and text == _said(before, name)):
        if len(kept) <= 10:
            raise Refused(api_times.NOT_ALL_DAY)
        return wall_of(kept)
    wall = api_times.read_wall(text, zone)
    return told_in(to_utc(wall, zone), end_zone) if end_zone else wall


def _said(before: Document, name: str) -> str:
    return api_times.say_span(before)[name == "end"]


# -- how it repeats


def _recurrence(before: Document, document: Document, given: Fields, errors: Errors) -> Document:
    wanted, text = given.get("is_recurring"), given.get("recurrence_pattern")
    is_sent = "recurrence_pattern" in given and (text or before["rrule"])
    if wanted is False or (is_sent and not text and wanted is None):
        return dict(ALONE) if wanted is False or before["rrule"] else {}
    if (is_sent and not text) or (wanted and not text and not repeats(before)):
        errors["recurrence_pattern"] = NEEDS_PATTERN
        return {}
    rule = _rule(document, text, errors) if text and text != before["rrule"] else before["rrule"]
    return {"rrule": rule, **_exceptions(before, {**document, "rrule": rule}, given, errors)}


def _rule(document: Document, text: str, errors: Errors) -> str:
    found: Errors = {}
    start = Start(wall_of(document["start"]), document["zone"], document["all_day"])
    read = read_repeats({"repeat": "rule", "rrule": text}, start, found)
    errors |= {_NAMES.get(name, name): sentence for name, sentence in found.items()}
    return str(read["rrule"])


def _exceptions(before: Document, document: Document, given: Fields, errors: Errors) -> Document:
    """The dates that are left out, where others were sent than there are."""
    if errors or not _are_new(before, given):
        return {}
    dates = given["recurrence_exceptions"]
    if len(dates) > MOST_EXCEPTIONS:
        errors["recurrence_exceptions"] = TOO_MANY.format(MOST_EXCEPTIONS)
        return {}
    known = set(before["exdate"])
    bare = {**document, "exdate": []}
    names = []
    for n, text in enumerate(dates):
        place = f"recurrence_exceptions[{n}]"
        name = read_into(errors, place, api_times.read_name, text, document)
        if name is not None and name not in known and not has_instance(bare, name):
            errors[place] = NO_DATE.format(text)
        names.append(name)
    return {} if errors else {"exdate": sorted({name for name in names if name is not None})}


def _leaving_out(document: Document, names: list[str]) -> Document:
    """A series without these dates and without what they had of their own."""
    overrides = {name: own for name, own in document["overrides"].items() if name not in names}
    return {"exdate": names, "overrides": overrides}


def _are_new(before: Document, given: Fields) -> bool:
    dates = given.get("recurrence_exceptions")
    return dates is not None and dates != [api_times.say_name(name, before) for name in before["exdate"]]


def _says_otherwise(instance: Document, given: Fields, name: str) -> bool:
    return given.get(name) is not None and given[name] != as_contract(instance)[name]
