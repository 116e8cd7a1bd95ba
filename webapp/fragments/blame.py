"""Who wrote what an event says now: a row for each unit, those with parts part by part."""

from typing import Any, NamedTuple

from webapp.domain.blame import lines_of, runs
from webapp.domain.locales import Audience, say_moment
from webapp.domain.wording import is_empty, say_instance, say_value
from webapp.domain.wording_occurrences import dates_text, timed_of
from webapp.fragments.event import FIELDS, HOW, Margin, margin_of
from webapp.operations.blame import Parts, Wrote
from webapp.operations.reading import EventView

_ANSWERS = {"accepted": "yes", "tentative": "maybe", "declined": "no"}
# What is told only where there is something, or was: an event that happens once has no rule, one without guests no guests.
_SILENT = ("repeats", "overrides", "attendees")
_ROWS = {
    "title": ("Title", "pencil"),
    **{unit: (label, icon) for unit, (_, label, icon) in FIELDS.items()},
    "overrides": ("Single dates", "calendar"),
}


class Part(NamedTuple):
    """A piece of a unit as it is now, with the notes beside it: (what was done, who and when)."""

    text: str
    notes: list[tuple[str, Margin]]


class Row(NamedTuple):
    """A unit as it is now: its value with one note, or its parts."""

    unit: str
    label: str
    icon: str
    value: str
    margin: Margin | None
    parts: list[Part]


def rows(view: EventView, parts: Parts, audience: Audience) -> list[Row]:
    """What the event says and who wrote it, in the order of its page."""
    return [_row(unit, view, parts, audience) for unit in _ROWS if not _is_silent(unit, view)]


def _is_silent(unit: str, view: EventView) -> bool:
    origin = view.origins.get(unit)
    never = origin is None or origin.version == 1
    return unit in _SILENT and never and is_empty(unit, view.document)


def _row(unit: str, view: EventView, parts: Parts, audience: Audience) -> Row:
    said = say_value(unit, view.document, audience.locale, audience.clock)
    if unit == "status":  # a word alone, as on the page of the event
        said = said.capitalize()
    margin = margin_of(view.origins.get(unit), audience, unit)
    return Row(unit, *_ROWS[unit], said, margin, _parts(unit, view.document, parts, audience))


def _parts(unit: str, document: dict[str, Any], parts: Parts, audience: Audience) -> list[Part]:
    if unit == "attendees":
        return [_guest(key, one, parts, audience) for key, one in document["attendees"].items()]
    if unit == "overrides":
        return [_date(name, document, parts, audience) for name in sorted(document["overrides"])]
    return _lines(document["description"], parts, audience) if unit == "description" else []


def _guest(key: str, one: dict[str, str], parts: Parts, audience: Audience) -> Part:
    notes = _note("invited by", parts.invited.get(key), audience)
    if key in parts.answered:
        notes += _note(f"{_ANSWERS[one['answer']]}, by", parts.answered[key], audience)
    return Part(one["name"], notes)


def _date(name: str, document: dict[str, Any], parts: Parts, audience: Audience) -> Part:
    timed = timed_of([name], document, audience.zone)
    day = dates_text([name], audience.locale, audience.clock, timed)
    said = say_instance(document["overrides"][name], audience.locale, audience.clock, document["attendees"])
    return Part(f"{day}: {said}" if said else day, _note("", parts.dates.get(name), audience))


def _lines(text: str, parts: Parts, audience: Audience) -> list[Part]:
    """Neighbouring lines of one version are one part; an empty line belongs to no one."""
    written = [one for one in zip(lines_of(text), parts.lines, strict=False) if one[0].strip()]
    return [
        Part("\n".join(line for line, _ in run), _note("", run[0][1], audience))
        for run in runs(written, key=lambda one: one[1].version)
    ]


def _note(verb: str, wrote: Wrote | None, audience: Audience) -> list[tuple[str, Margin]]:
    if wrote is None:
        return []
    moment, how = say_moment(wrote.at, audience), HOW.get(wrote.via, "")
    return [(verb, Margin(wrote.first_name, wrote.at.isoformat(), moment, "", wrote.version, how))]
