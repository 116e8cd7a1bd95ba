"""From what was typed in an event's form to a document, or to a sentence for each field that will not do."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from webapp.domain import attendee_input, repeat_input
from webapp.domain.attendee_input import NOBODY, Guests, read_attendees
from webapp.domain.day_input import FIRST_YEAR as FIRST_YEAR
from webapp.domain.day_input import LAST_YEAR as LAST_YEAR
from webapp.domain.day_input import is_empty, read_day, read_tick, read_time, say
from webapp.domain.day_input import read_zone as read_zone
from webapp.domain.document import ONCE, STATUSES, TAGS_AT_MOST, Document
from webapp.domain.override_input import SAMPLE, is_name, read_overrides, written_overrides
from webapp.domain.periods import LATER
from webapp.domain.readers import one_of, read_into
from webapp.domain.repeat_input import Start
from webapp.domain.texts import Refused, many_lines, one_line, showable
from webapp.domain.when_input import LONGEST as LONGEST
from webapp.domain.when_input import timed, whole_days
from webapp.domain.which_input import ANY, WHICH, read_which, read_which_end, which_of_two
from webapp.domain.zones import known

TITLE_AT_MOST = 200
LOCATION_AT_MOST = 300
TAG_AT_MOST = 40
USUAL_LENGTH = timedelta(hours=1)

# Which fields of the form belong to which unit.
FORM_FIELDS: dict[str, tuple[str, ...]] = {
    "title": ("title",),
    "when": ("start_date", "start_time", "end_date", "end_time", "zone", "end_zone", "all_day", *WHICH),
    "repeats": repeat_input.FIELDS,
    "overrides": ("overrides",),
    "location": ("location",),
    "attendees": tuple(attendee_input.FIELDS),
    "description": ("description",),
    "tags": ("tags",),
    "status": ("status",),
}

# Units with controls of their own; the exceptions of a series are changed on pages of their dates.
CONTROLS = tuple(unit for unit in FORM_FIELDS if unit != "overrides")

Raw = Mapping[str, Any]
Errors = dict[str, str]

# A box that is not ticked is not sent, so leaving it out is an answer.
_BOXES = {"all_day", *repeat_input.BOXES}
# All tags with commas and spaces between them; more is refused before it is taken apart.
_TAGS_TEXT_AT_MOST = TAGS_AT_MOST * (TAG_AT_MOST + 2) * 3


@dataclass(frozen=True)
class Checked:
    """A document, or the fields that will not do; and what was typed, to be shown again."""

    document: Document | None
    errors: Errors = field(default_factory=dict)
    typed: dict[str, str] = field(default_factory=dict)


def check_event(raw: Raw, *, default_zone: str, guests: Guests = NOBODY) -> Checked:
    """The document that a whole form describes; takes anything and never raises."""
    return _check(tuple(FORM_FIELDS), {}, {"zone": default_zone, **_given(raw)}, guests)


def check_repeats(raw: Raw, *, default_zone: str) -> Checked:
    """What When and Repeats of a form describe, as a document without a title: for looking at its dates."""
    which = {name: raw.get(name) or ANY for name in WHICH}
    return _check(("when", "repeats"), {**SAMPLE, **ONCE}, {"zone": default_zone, **_given(raw), **which})


def partial(document: Document, unit: str, raw: Raw, default_zone: str, guests: Guests = NOBODY) -> Checked:
    """The document with one unit as its form describes it; what the form leaves out stays as it was."""
    ours, given = set(FORM_FIELDS[unit]), _given(raw)
    before = {name: value for name, value in as_form(document).items() if name not in ours & _BOXES}
    sent = {name: given[name] for name in ours if name in given}
    return _check((unit,), document, {"zone": default_zone, **before, **sent}, guests)


def check_units(units: tuple[str, ...], document: Document, raw: Raw) -> Checked:
    """The document with these units as the fields of the form describe them."""
    return _check(units, document, raw)


def as_form(document: Document) -> dict[str, str]:
    """What the fields of the form hold for a document."""
    start, end = document["start"], document["end"]
    return {
        "title": document["title"],
        "start_date": start[:10],
        "start_time": start[11:16],
        "end_date": end[:10],
        "end_time": end[11:16],
        "zone": document["zone"],
        "end_zone": document.get("end_zone", ""),
        "all_day": "1" if document["all_day"] else "",
        **dict(zip(WHICH, which_of_two(document), strict=True)),
        **repeat_input.as_fields({**ONCE, **document}),
        "overrides": written_overrides(document.get("overrides", {})),
        "location": document["location"],
        **attendee_input.as_fields(document.get("attendees") or {}),
        "description": document["description"],
        "tags": ", ".join(document["tags"]),
        "status": document["status"],
    }


def _given(raw: Raw) -> dict[str, Any]:
    """The fields that were sent; an empty zone counts as left out."""
    return {name: value for name, value in raw.items() if not (name == "zone" and value in ("", None))}


def _check(units: tuple[str, ...], before: Document, raw: Raw, guests: Guests = NOBODY) -> Checked:
    errors: Errors = {}
    parts = [
        read_attendees(raw, errors, guests) if unit == "attendees" else _READERS[unit](raw, errors)
        for unit in units
    ]
    typed = {name: showable(raw.get(name)) for unit in units for name in FORM_FIELDS[unit]}
    if errors:
        return Checked(None, errors, typed)
    return Checked({**before, **{name: value for part in parts for name, value in part.items()}}, {}, typed)


def _title(raw: Raw, errors: Errors) -> Document:
    def reading() -> str:
        return one_line(raw.get("title"), label="Title", at_most=TITLE_AT_MOST, required=True)

    return {"title": read_into(errors, "title", reading)}


def _location(raw: Raw, errors: Errors) -> Document:
    def reading() -> str:
        return one_line(raw.get("location"), label="Where", at_most=LOCATION_AT_MOST)

    return {"location": read_into(errors, "location", reading)}


def _description(raw: Raw, errors: Errors) -> Document:
    def reading() -> str:
        return many_lines(raw.get("description"), label="Description")

    return {"description": read_into(errors, "description", reading)}


def _status(raw: Raw, errors: Errors) -> Document:
    return {"status": read_into(errors, "status", _read_status, raw.get("status"))}


def _read_status(value: object) -> str:
    if value in ("", None):
        return STATUSES[0]
    return one_of(value, STATUSES, "Choose confirmed, tentative or cancelled.")


def _tags(raw: Raw, errors: Errors) -> Document:
    return {"tags": read_into(errors, "tags", read_tags, raw.get("tags"))}


def read_tags(value: object) -> list[str]:
    """Tags out of a text with commas: trimmed, each once whatever its case, sorted; raises Refused."""
    text = one_line(value, label="Tags", at_most=_TAGS_TEXT_AT_MOST)
    tags = [
        one_line(tag, label=f"The tag “{tag.strip()[:20]}…”", at_most=TAG_AT_MOST) for tag in text.split(",")
    ]
    once = {tag.casefold(): tag for tag in reversed(tags) if tag}
    if len(once) > TAGS_AT_MOST:
        raise Refused(f"These are {len(once)} tags. Keep {TAGS_AT_MOST} of them.")
    return sorted(once.values())


def _when(raw: Raw, errors: Errors) -> Document:
    zone = read_into(errors, "zone", read_zone, raw.get("zone"))
    all_day = read_into(errors, "all_day", read_tick, raw.get("all_day"))
    first = read_into(errors, "start_date", read_day, raw.get("start_date"))
    last = read_into(errors, "end_date", lambda: _read_last_day(raw.get("end_date"), first))
    if all_day:
        return whole_days(first, last, zone, errors)
    begins = read_into(errors, "start_time", read_time, raw.get("start_time"))
    ends = read_into(errors, "end_time", lambda: _read_end_time(raw.get("end_time"), first, last))
    end_zone = read_into(errors, "end_zone", lambda: _read_end_zone(raw.get("end_zone"), zone))
    if errors.keys() & set(FORM_FIELDS["when"]):
        return {}
    start = read_which(raw, "start", datetime.combine(first, begins), zone, errors)
    end = read_which_end(raw, _end(start, last, ends), end_zone or zone, start, errors)
    if errors.keys() & set(FORM_FIELDS["when"]):
        return {}
    named = {"end_zone": end_zone} if "end_zone" in raw else {}
    return timed(start, end, zone, end_zone, errors) | named


def _read_end_zone(value: object, zone: str | None) -> str:
    """Another zone than that of the start, or nothing."""
    if is_empty(value):
        return ""
    found = read_zone(value)
    return "" if found == zone else found


def _end(start: datetime, last: date, ends: time | None) -> datetime:
    if ends is None and last == start.date():
        return start + USUAL_LENGTH
    return datetime.combine(last, ends or start.time())


def _read_last_day(value: object, first: date | None) -> date | None:
    return first if is_empty(value) else read_day(value)


def _read_end_time(value: object, first: date | None, last: date | None) -> time | None:
    if not is_empty(value):
        return read_time(value)
    if first and last and last > first:
        raise Refused(f"Choose the time when it ends on {say(last)}.")
    return None


def _repeats(raw: Raw, errors: Errors) -> Document:
    return repeat_input.read_repeats(raw, _start(raw), errors)


def _start(raw: Raw) -> Start | None:
    """The start that a rule counts from; None where it will not do, which is said below When."""
    try:
        all_day, day = read_tick(raw.get("all_day")), read_day(raw.get("start_date"))
        clock = time() if all_day else read_time(raw.get("start_time"))
        return Start(datetime.combine(day, clock), read_zone(raw.get("zone")), all_day)
    except Refused:
        return None


def _overrides(raw: Raw, errors: Errors) -> Document:
    """Exceptions travel with a form only where it asks about them: on the page of a conflict."""
    if "overrides" not in raw:
        return {}
    return {
        "overrides": read_into(errors, "overrides", lambda: read_overrides(raw["overrides"], _is_document))
    }


def _is_document(document: Document) -> bool:
    named = [document[side].removesuffix(LATER) for side in ("start", "end")]
    places = [document["zone"], document["end_zone"] or document["zone"]]
    return all(map(is_name, named)) and all(map(known, places)) and _says(document)


def _says(document: Document) -> bool:
    return _check(_PLAIN_UNITS, document, as_form(document)).document == document


_PLAIN_UNITS = ("title", "when", "location", "description", "tags", "status")
_READERS: dict[str, Callable[[Raw, Errors], Document]] = {
    "title": _title,
    "when": _when,
    "repeats": _repeats,
    "overrides": _overrides,
    "location": _location,
    "description": _description,
    "tags": _tags,
    "status": _status,
}
