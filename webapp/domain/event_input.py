"""From what was typed in an event's form to a document, or to a sentence for each field that will not do."""

import re
from calendar import monthrange
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from webapp.domain import locales, periods, zones
from webapp.domain.document import STATUSES, TAGS_AT_MOST, Document
from webapp.domain.texts import Refused, many_lines, one_line, showable

TITLE_AT_MOST = 200
LOCATION_AT_MOST = 300
TAG_AT_MOST = 40
FIRST_YEAR, LAST_YEAR = 1900, 2200
LONGEST = timedelta(days=366)
USUAL_LENGTH = timedelta(hours=1)

# Which fields of the form belong to which unit.
FORM_FIELDS: dict[str, tuple[str, ...]] = {
    "title": ("title",),
    "when": ("start_date", "start_time", "end_date", "end_time", "zone", "all_day"),
    "location": ("location",),
    "description": ("description",),
    "tags": ("tags",),
    "status": ("status",),
}

Raw = Mapping[str, Any]
Errors = dict[str, str]

_DATE = re.compile(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})")
_TIME = re.compile(r"([0-9]{1,2}):([0-9]{2})(?::[0-9]{2})?")
_YES = {"1", "on", "true", "yes"}
_NO = {"", "0", "off", "false", "no", "none"}
# All tags with commas and spaces between them; more is refused before it is taken apart.
_TAGS_TEXT_AT_MOST = TAGS_AT_MOST * (TAG_AT_MOST + 2) * 3


@dataclass(frozen=True)
class Checked:
    """A document, or the fields that will not do; and what was typed, to be shown again."""

    document: Document | None
    errors: Errors = field(default_factory=dict)
    typed: dict[str, str] = field(default_factory=dict)


def check_event(raw: Raw, *, default_zone: str) -> Checked:
    """The document that a whole form describes; takes anything and never raises."""
    return _check(tuple(FORM_FIELDS), {}, {"zone": default_zone, **_given(raw)})


def partial(document: Document, unit: str, raw: Raw, default_zone: str) -> Checked:
    """The document with one unit as its form describes it; what the form leaves out stays as it was."""
    # A box that is not ticked is not sent, so leaving it out is an answer.
    before = {name: value for name, value in as_form(document).items() if name != "all_day"}
    asked = {name: before.get(name, "") for name in FORM_FIELDS[unit]}
    given = _given(raw)
    sent = {name: given[name] for name in FORM_FIELDS[unit] if name in given}
    return _check((unit,), document, {"zone": default_zone, **asked, **sent})


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
        "all_day": "1" if document["all_day"] else "",
        "location": document["location"],
        "description": document["description"],
        "tags": ", ".join(document["tags"]),
        "status": document["status"],
    }


def _given(raw: Raw) -> dict[str, Any]:
    """The fields that were sent; an empty zone counts as left out."""
    return {name: value for name, value in raw.items() if not (name == "zone" and value in ("", None))}


def _check(units: tuple[str, ...], before: Document, raw: Raw) -> Checked:
    errors: Errors = {}
    parts = [_READERS[unit](raw, errors) for unit in units]
    typed = {name: showable(raw.get(name)) for unit in units for name in FORM_FIELDS[unit]}
    if errors:
        return Checked(None, errors, typed)
    return Checked({**before, **{name: value for part in parts for name, value in part.items()}}, {}, typed)


def _read(errors: Errors, name: str, reading: Callable[[], Any]) -> Any:
    """What `reading` gives, or None and its refusal under the field's name."""
    try:
        return reading()
    except Refused as refusal:
        errors[name] = str(refusal)
        return None


def _title(raw: Raw, errors: Errors) -> Document:
    def reading() -> str:
        return one_line(raw.get("title"), label="Title", at_most=TITLE_AT_MOST, required=True)

    return {"title": _read(errors, "title", reading)}


def _location(raw: Raw, errors: Errors) -> Document:
    def reading() -> str:
        return one_line(raw.get("location"), label="Where", at_most=LOCATION_AT_MOST)

    return {"location": _read(errors, "location", reading)}


def _description(raw: Raw, errors: Errors) -> Document:
    def reading() -> str:
        return many_lines(raw.get("description"), label="Description")

    return {"description": _read(errors, "description", reading)}


def _status(raw: Raw, errors: Errors) -> Document:
    return {"status": _read(errors, "status", lambda: _read_status(raw.get("status")))}


def _read_status(value: object) -> str:
    if value in ("", None):
        return STATUSES[0]
    if not isinstance(value, str) or value not in STATUSES:
        raise Refused("Choose confirmed, tentative or cancelled.")
    return value


def _tags(raw: Raw, errors: Errors) -> Document:
    return {"tags": _read(errors, "tags", lambda: read_tags(raw.get("tags")))}


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
    zone = _read(errors, "zone", lambda: read_zone(raw.get("zone")))
    all_day = _read(errors, "all_day", lambda: _read_tick(raw.get("all_day")))
    first = _read(errors, "start_date", lambda: _read_day(raw.get("start_date")))
    last = _read(errors, "end_date", lambda: _read_last_day(raw.get("end_date"), first))
    if all_day:
        return _whole_days(first, last, zone, errors)
    begins = _read(errors, "start_time", lambda: _read_time(raw.get("start_time")))
    ends = _read(errors, "end_time", lambda: _read_end_time(raw.get("end_time"), first, last))
    if errors.keys() & set(FORM_FIELDS["when"]):
        return {}
    start = datetime.combine(first, begins)
    return _timed(start, _end(start, last, ends), zone, errors)


def _end(start: datetime, last: date, ends: time | None) -> datetime:
    if ends is None and last == start.date():
        return start + USUAL_LENGTH
    return datetime.combine(last, ends or start.time())


def _whole_days(first: date | None, last: date | None, zone: str | None, errors: Errors) -> Document:
    if first is None or last is None or zone is None:
        return {}
    if last < first:
        errors["end_date"] = f"It ends before it starts. Choose {_say(first)} or a later day."
    elif last - first >= LONGEST:
        errors["end_date"] = _too_long(first + LONGEST - timedelta(days=1))
    return {"start": first.isoformat(), "end": last.isoformat(), "zone": zone, "all_day": True}


def _timed(start: datetime, end: datetime, zone: str, errors: Errors) -> Document:
    place = "end_date" if end.date() < start.date() else "end_time"
    if end < start:
        errors[place] = f"It ends before it starts. Choose an end after {_say(start)}, {start:%H:%M}."
    elif periods.to_utc(end, zone) < periods.to_utc(start, zone):
        errors[place] = (
            f"The clocks skip {start:%H:%M} that day, so it ends before it starts. Choose a later end."
        )
    elif end - start > LONGEST:
        errors["end_date"] = _too_long(start + LONGEST)
    elif end.year > LAST_YEAR:
        errors["end_date"] = _wrong_year(end.year)
    return {
        "start": start.isoformat(timespec="minutes"),
        "end": end.isoformat(timespec="minutes"),
        "zone": zone,
        "all_day": False,
    }


def _say(day: date) -> str:
    return locales.say_day(day, locales.DEFAULT_LOCALE, weekday=False)


def _too_long(latest: date) -> str:
    return f"It lasts longer than {LONGEST.days} days. Choose an end by {_say(latest)}."


def _wrong_year(year: int) -> str:
    return f"{year} is too far away. Choose a year from {FIRST_YEAR} to {LAST_YEAR}."


def read_zone(value: object) -> str:
    """The name of a time zone that exists; raises Refused."""
    if not isinstance(value, str) or not zones.known(value.strip()):
        raise Refused("We do not know this time zone. Choose one from the list, such as Europe/Berlin.")
    return value.strip()


def _read_tick(value: object) -> bool:
    text = str(value).lower() if isinstance(value, str | bool | None) else "unknown"
    if text in _YES:
        return True
    if text in _NO:
        return False
    raise Refused("Tick the box for all day, or leave it empty.")


def _is_empty(value: object) -> bool:
    return value is None or (isinstance(value, str) and not value.strip())


def _read_last_day(value: object, first: date | None) -> date | None:
    return first if _is_empty(value) else _read_day(value)


def _read_day(value: object) -> date:
    if _is_empty(value):
        raise Refused("Choose a day, such as 2026-03-24.")
    match = _DATE.fullmatch(value.strip()) if isinstance(value, str) else None
    if not match:
        raise Refused("Write the day as year, month and day, such as 2026-03-24.")
    return _real_day(*map(int, match.groups()))


def _real_day(year: int, month: int, day: int) -> date:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise Refused(_wrong_year(year))
    if not 1 <= month <= 12:
        raise Refused(f"There is no month {month}. Choose one from 1 to 12.")
    if not 1 <= day <= monthrange(year, month)[1]:
        raise Refused(_no_such_day(year, month, day))
    return date(year, month, day)


def _no_such_day(year: int, month: int, day: int) -> str:
    name = _say(date(year, month, 1)).split()[1]
    return f"There is no {day} {name} in {year}. Choose another day."


def _read_end_time(value: object, first: date | None, last: date | None) -> time | None:
    if not _is_empty(value):
        return _read_time(value)
    if first and last and last > first:
        raise Refused(f"Choose the time when it ends on {_say(last)}.")
    return None


def _read_time(value: object) -> time:
    if _is_empty(value):
        raise Refused("Choose a time, such as 09:00.")
    match = _TIME.fullmatch(value.strip()) if isinstance(value, str) else None
    if not match or int(match[1]) > 23 or int(match[2]) > 59:
        raise Refused("Write the time as hours and minutes, such as 09:00 or 17:30.")
    return time(int(match[1]), int(match[2]))


_READERS: dict[str, Callable[[Raw, Errors], Document]] = {
    "title": _title,
    "when": _when,
    "location": _location,
    "description": _description,
    "tags": _tags,
    "status": _status,
}
