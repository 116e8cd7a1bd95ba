"""The form of "Repeats": a rule as plain choices and back. What the choices cannot say is "a rule of its own".

The stored rule travels along in the field `rrule`. While the plain choices still say what that rule says, it stays to
the letter: an end by date keeps its hour, a rule from elsewhere its way of being written.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from webapp.domain.day_input import read_day, say
from webapp.domain.document import Document
from webapp.domain.override_input import is_name
from webapp.domain.periods import LATER, name_of, settled, to_utc, wall_of
from webapp.domain.recurrence import check_rule
from webapp.domain.rules import MOST_TIMES, WEEKDAYS, Day, Rule, RuleError, parse_rule
from webapp.domain.texts import Refused
from webapp.domain.wording_rules import last_day

KINDS = ("", "daily", "weekdays", "weekly", "monthly", "yearly", "rule")
ENDS = ("", "count", "until")
BOXES = tuple(f"repeat_{name.lower()}" for name in WEEKDAYS)
FIELDS = (
    "repeat",
    "repeat_interval",
    *BOXES,
    "repeat_on",
    "repeat_ends",
    "repeat_count",
    "repeat_until",
    "rrule",
    "rdate",
    "exdate",
)
FREQUENCIES = {"daily": "DAILY", "weekly": "WEEKLY", "monthly": "MONTHLY", "yearly": "YEARLY"}
MOST_INTERVAL = 999

Raw = Mapping[str, Any]
Errors = dict[str, str]
Fields = dict[str, str]

BLANK: Fields = dict.fromkeys(FIELDS, "") | {"repeat_interval": "1"}
_WORKING_DAYS = tuple(Day(weekday) for weekday in range(5))
_MONTH_DAY = re.compile(r"-1|[1-9]|[12][0-9]|3[01]")
_NTH = re.compile(r"(-1|[1-5])(MO|TU|WE|TH|FR|SA|SU)")
# More dates than this in one field are refused before they are taken apart.
_MOST_DATES = 2_000


@dataclass(frozen=True, slots=True)
class Start:
    """The first instance, from which a rule counts: a wall time in a zone."""

    wall: datetime
    zone: str
    all_day: bool


def as_fields(document: Mapping[str, Any]) -> Fields:
    """What the fields of the form hold for the repeats of a document."""
    rule = parse_rule(document["rrule"]) if document["rrule"] else None
    dates = {name: ", ".join(document[name]) for name in ("rdate", "exdate")}
    if rule is None:
        return BLANK | dates | {"repeat": "rule" if document["rdate"] else ""}
    plain = _plain(rule, document["zone"])
    return BLANK | (plain or {"repeat": "rule"}) | dates | {"rrule": document["rrule"]}


def read_repeats(raw: Raw, start: Start | None, errors: Errors) -> Document:
    """The fields of the document; a form without this question leaves them as they are."""
    if "repeat" not in raw:
        return {}
    dates = {name: _dates(raw[name], name, start, errors) for name in ("rdate", "exdate") if name in raw}
    kind = _text(raw, "repeat")
    if kind not in KINDS:
        errors["repeat"] = "Choose one of the ways to repeat."
    if kind == "":
        return {"rrule": "", "rdate": [], "exdate": []}
    if kind == "rule":
        return dates | {"rrule": _own_rule(raw, start, bool(dates.get("rdate")), errors)}
    found: Errors = {}
    rule = _plain_rule(raw, kind, start, found)
    errors.update(found)
    return dates | {"rrule": str(rule) if rule and not found else ""}


def days_of_month(day: date, chosen: str = "") -> list[str]:
    """What a monthly rule can mean on this day: by date, by its weekday, by the end of the month; and what is chosen."""
    name, nth = WEEKDAYS[day.weekday()], (day.day + 6) // 7
    is_last = (day + timedelta(days=7)).month != day.month
    found = ["", str(day.day), f"{nth}{name}" if nth < 5 else "", f"-1{name}" if is_last else "", "-1"]
    kept = chosen if _MONTH_DAY.fullmatch(chosen) or _NTH.fullmatch(chosen) else ""
    return list(dict.fromkeys([*found, kept]))


def month_rule(on: str) -> Rule:
    """The monthly rule of one of these choices."""
    return Rule("MONTHLY", **_days({}, "monthly", on))


# -- from a rule to the choices


def _plain(rule: Rule, zone: str) -> Fields | None:
    shape = _shape(rule)
    return None if shape is None else {**shape, "repeat_interval": str(rule.interval), **_end(rule, zone)}


def _shape(rule: Rule) -> Fields | None:
    """How often and on which days, None for what the choices cannot say."""
    used = {name for name in Rule.__slots__ if name.startswith("by_") and getattr(rule, name)}
    if rule.interval > MOST_INTERVAL:
        return None
    if rule.freq == "WEEKLY" and used <= {"by_day"}:
        if rule.by_day == _WORKING_DAYS and rule.interval == 1:
            return {"repeat": "weekdays"}
        return {"repeat": "weekly", **{BOXES[day.weekday]: "1" for day in rule.by_day}}
    if rule.freq == "MONTHLY":
        on = _day_of_month(rule, used)
        return None if on is None else {"repeat": "monthly", "repeat_on": on}
    return {"repeat": rule.freq.lower()} if not used else None


def _day_of_month(rule: Rule, used: set[str]) -> str | None:
    """ "24", "-1" for the last day, "4TU", nothing for the day of the start; None for anything else."""
    if not used:
        return ""
    if used == {"by_month_day"} and len(rule.by_month_day) == 1 and rule.by_month_day[0] >= -1:
        return str(rule.by_month_day[0])
    if used == {"by_day"} and len(rule.by_day) == 1 and _NTH.fullmatch(str(rule.by_day[0])):
        return str(rule.by_day[0])
    return None


def _end(rule: Rule, zone: str) -> Fields:
    if rule.count:
        return {"repeat_ends": "count", "repeat_count": str(rule.count)}
    if rule.until is not None:
        return {"repeat_ends": "until", "repeat_until": last_day(rule.until, zone).isoformat()}
    return {"repeat_ends": ""}


# -- from the choices to a rule


def _plain_rule(raw: Raw, kind: str, start: Start | None, errors: Errors) -> Rule | None:
    interval = 1 if kind == "weekdays" else _number(raw, "repeat_interval", MOST_INTERVAL, errors, "1")
    on = _text(raw, "repeat_on") if kind == "monthly" else ""
    if on and not (_MONTH_DAY.fullmatch(on) or _NTH.fullmatch(on)):
        errors["repeat_on"] = "Choose one of the days of the month."
    count, until = _read_end(raw, start, errors)
    if errors or start is None or kind not in KINDS:
        return None
    rule = Rule(FREQUENCIES.get(kind, "WEEKLY"), interval, count, **_days(raw, kind, on))
    kept = _kept(raw, rule, until, start.zone)
    if kept is None:
        rule = replace(rule, until=_until(until, start) if until else None)
    return _checked(kept or rule, start, "repeat", errors)


def _days(raw: Raw, kind: str, on: str) -> dict[str, Any]:
    if kind == "weekdays":
        return {"by_day": _WORKING_DAYS}
    if kind == "weekly":
        ticked = [number for number, box in enumerate(BOXES) if _text(raw, box)]
        return {"by_day": tuple(map(Day, ticked))}
    if nth := _NTH.fullmatch(on):
        return {"by_day": (Day(WEEKDAYS.index(nth[2]), int(nth[1])),)}
    return {"by_month_day": (int(on),)} if on else {}


def _kept(raw: Raw, rule: Rule, until: date | None, zone: str) -> Rule | None:
    """The rule that came with the form, where the choices still say the same."""
    try:
        stored = parse_rule(_text(raw, "rrule"))
    except RuleError:
        return None
    said = (_shape(rule), rule.interval, rule.count, until)
    end = None if stored.until is None else last_day(stored.until, zone)
    return stored if said == (_shape(stored), stored.interval, stored.count, end) else None


def _until(day: date, start: Start) -> date | datetime:
    """The end of the last day, as RFC 5545 wants it beside a start with a zone: in UTC (section 3.3.10)."""
    if start.all_day:
        return day
    return to_utc(datetime.combine(day, time(23, 59, 59)), start.zone).astimezone(UTC)


def _read_end(raw: Raw, start: Start | None, errors: Errors) -> tuple[int | None, date | None]:
    ends = _text(raw, "repeat_ends")
    if ends == "count":
        return _number(raw, "repeat_count", MOST_TIMES, errors), None
    if ends == "until":
        return None, _last_day(raw, start, errors)
    if ends not in ENDS:
        errors["repeat_ends"] = "Choose whether it ends never, after a number of times, or on a day."
    return None, None


def _last_day(raw: Raw, start: Start | None, errors: Errors) -> date | None:
    try:
        day = read_day(raw.get("repeat_until"))
    except Refused as refusal:
        errors["repeat_until"] = str(refusal)
        return None
    if start and day < start.wall.date():
        errors["repeat_until"] = f"It ends before it starts. Choose {say(start.wall.date())} or a later day."
    return day


def _number(raw: Raw, name: str, most: int, errors: Errors, usual: str = "") -> int:
    text = _text(raw, name) or usual
    if text.isascii() and text.isdigit() and len(text) < 7 and 1 <= int(text) <= most:
        return int(text)
    errors[name] = f"Write a whole number from 1 to {most:,}."
    return 1


def _own_rule(raw: Raw, start: Start | None, has_dates: bool, errors: Errors) -> str:
    text = _text(raw, "rrule")
    if not text and has_dates:
        return ""
    if not text:
        errors["rrule"] = "Write a rule such as FREQ=WEEKLY;BYDAY=TU, or choose above how often it repeats."
        return ""
    try:
        rule = parse_rule(text)
    except RuleError as refusal:
        errors["rrule"] = str(refusal)
        return ""
    return str(_checked(rule, start, "rrule", errors)) if start else str(rule)


def _checked(rule: Rule, start: Start, place: str, errors: Errors) -> Rule:
    try:
        check_rule(rule, start.wall, start.zone, start.all_day)
    except RuleError as refusal:
        errors[place] = str(refusal)
    return rule


def _dates(value: object, name: str, start: Start | None, errors: Errors) -> list[str]:
    """The names of dates; an extra one may be the second of two equal times, where clocks show it twice."""
    parts = re.split(rf"[,\s]+(?!{LATER.strip()}\b)", value) if isinstance(value, str) else [""]
    names = [" ".join(one.split()) for one in parts if one]
    known = len(names) <= _MOST_DATES and all(map(is_name, names))
    if not known or (name == "exdate" and any(one.endswith(LATER) for one in names)):
        errors[name] = "Write the dates as 2026-03-24 or 2026-03-24T09:00, with commas between them."
        return []
    return sorted({_settled(one, start) for one in names})


def _settled(name: str, start: Start | None) -> str:
    if start is None:
        return name
    if start.all_day or "T" not in name:  # a day alone is at the usual time
        day = wall_of(name[:10])
        return name_of(day if start.all_day else datetime.combine(day, start.wall.time()), start.all_day)
    if not name.endswith(LATER):
        return name
    return name_of(settled(wall_of(name), start.zone), start.all_day)


def _text(raw: Raw, name: str) -> str:
    value = raw.get(name)
    return value.strip() if isinstance(value, str) else ""
