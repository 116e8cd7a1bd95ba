"""VTIMEZONE for an IANA zone, made of the zone's own data: its changes one by one, and the rule that goes on from them."""

import re
import struct
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from importlib import resources
from pathlib import Path
from zoneinfo import TZPATH

from webapp.domain.icalendar.values import say_time
from webapp.domain.rules import WEEKDAYS

_EPOCH = datetime(1970, 1, 1)
_NAME = r"(<[^>]+>|[A-Za-z]+)"
_RULE = re.compile(
    rf"{_NAME}([-+\d:]+)(?:{_NAME}([-+\d:]*),M(\d+)\.(\d)\.(\d)(?:/([-+\d:]+))?,M(\d+)\.(\d)\.(\d)(?:/([-+\d:]+))?)?"
)


@dataclass(frozen=True)
class Kind:
    """What the clock shows: its offset from UTC in seconds, whether it is summer time, its letters."""

    offset: int
    summer: bool
    letters: str


@dataclass(frozen=True)
class Change:
    """A moment (UTC, seconds since 1970) from which on a clock shows something else."""

    at: int
    before: Kind
    after: Kind

    @property
    def onset(self) -> datetime:
        """The moment on the clock that is about to change."""
        return _EPOCH + timedelta(seconds=self.at + self.before.offset)


@lru_cache(maxsize=256)
def zone_lines(zone: str, first_year: int) -> tuple[str, ...]:
    """The lines of a VTIMEZONE that is right from a year on."""
    changes, first, footer = _data(zone)
    start = int((datetime(first_year, 1, 1) - _EPOCH).total_seconds())
    here = next((change.after for change in reversed(changes) if change.at <= start), first)
    later = [change for change in changes if change.at > start]
    parts = [_part(here, here, [datetime(first_year, 1, 1)])]
    parts += [_part(*kinds, onsets) for kinds, onsets in _grouped(later).items()]
    parts += _rule_parts(footer, later[-1] if later else None, first_year)
    return ("BEGIN:VTIMEZONE", f"TZID:{zone}", *(line for part in parts for line in part), "END:VTIMEZONE")


def _grouped(changes: list[Change]) -> dict[tuple[Kind, Kind], list[datetime]]:
    groups: dict[tuple[Kind, Kind], list[datetime]] = defaultdict(list)
    for change in changes:
        groups[change.before, change.after].append(change.onset)
    return groups


def _part(before: Kind, after: Kind, onsets: list[datetime], rule: str = "") -> list[str]:
    name = "DAYLIGHT" if after.summer else "STANDARD"
    lines = [f"BEGIN:{name}", f"DTSTART:{say_time(onsets[0])}"]
    lines += [f"RRULE:{rule}"] if rule else []
    lines += [f"RDATE:{say_time(onset)}" for onset in onsets[1:]]
    lines += [f"TZOFFSETFROM:{_offset(before.offset)}", f"TZOFFSETTO:{_offset(after.offset)}"]
    return [*lines, f"TZNAME:{after.letters}", f"END:{name}"]


def _offset(seconds: int) -> str:
    minutes, rest = divmod(abs(seconds), 60)
    return f"{'-' if seconds < 0 else '+'}{minutes // 60:02}{minutes % 60:02}{f'{rest:02}' if rest else ''}"


def _rule_parts(footer: str, last: Change | None, first_year: int) -> Iterator[list[str]]:
    """The yearly changes that go on for ever, from the year after the last one that is listed."""
    found = _RULE.fullmatch(footer)
    if not found or not found[3]:
        return
    usual = Kind(-_seconds(found[2]), False, found[1].strip("<>"))
    summer = Kind(-_seconds(found[4]) if found[4] else usual.offset + 3600, True, found[3].strip("<>"))
    year = max(last.onset.year + 1 if last else first_year, first_year)
    for before, after, at in ((usual, summer, 5), (summer, usual, 9)):
        month, week, weekday = (int(found[at + number]) for number in range(3))
        shift, seconds = divmod(_seconds(found[at + 3] or "2"), 86400)
        rule, day = _yearly(month, week, (weekday + 6) % 7, shift, year)
        yield _part(before, after, [day + timedelta(seconds=seconds)], rule)


def _yearly(month: int, week: int, weekday: int, shift: int, year: int) -> tuple[str, datetime]:
    """The rule for the nth weekday of a month, moved by some days (times such as 26:00), and its first day."""
    length = (datetime(year, month % 12 + 1, 1) - timedelta(days=1)).day
    first = length - 6 if week == 5 else 7 * (week - 1) + 1
    nth = next(
        datetime(year, month, day)
        for day in range(first, first + 7)
        if datetime(year, month, day).weekday() == weekday
    )
    if not shift:
        by_day = f"{-1 if week == 5 else week}{WEEKDAYS[weekday]}"
        return f"FREQ=YEARLY;BYMONTH={month};BYDAY={by_day}", nth
    days = ",".join(str(day + shift) for day in range(first, first + 7))
    name = WEEKDAYS[(weekday + shift) % 7]
    return f"FREQ=YEARLY;BYMONTH={month};BYMONTHDAY={days};BYDAY={name}", nth + timedelta(days=shift)


def _seconds(text: str) -> int:
    sign = -1 if text.startswith("-") else 1
    hours, minutes, seconds = [*map(int, text.lstrip("+-").split(":")), 0, 0][:3]
    return sign * (hours * 3600 + minutes * 60 + seconds)


@lru_cache(maxsize=256)
def _data(zone: str) -> tuple[list[Change], Kind, str]:
    """The changes of a zone, what its clock showed before the first, and the rule after the last (RFC 8536)."""
    data = _zone_file(zone)
    isutc, isstd, leaps, times, types, letters = struct.unpack(">6l", data[20:44])
    at = 44 + times * 5 + types * 6 + letters + leaps * 8 + isstd + isutc
    isutc, isstd, leaps, times, types, letters = struct.unpack(">6l", data[at + 20 : at + 44])
    at += 44
    moments = struct.unpack(f">{times}q", data[at : at + times * 8])
    at += times * 8
    numbers = data[at : at + times]
    at += times
    kinds = _kinds(data[at : at + types * 6], data[at + types * 6 : at + types * 6 + letters])
    at += types * 6 + letters + leaps * 12 + isstd + isutc
    shown = [kinds[0], *(kinds[number] for number in numbers)]
    changes = [Change(*one) for one in zip(moments, shown, shown[1:], strict=False)]
    return [one for one in changes if one.before != one.after], kinds[0], data[at:].strip(b"\n").decode()


def _zone_file(zone: str) -> bytes:
    """The very file that zoneinfo reads: the system's, else that of the package tzdata."""
    for folder in TZPATH:
        path = Path(folder, *zone.split("/"))
        if path.is_file():
            return path.read_bytes()
    return resources.files("tzdata.zoneinfo").joinpath(*zone.split("/")).read_bytes()


def _kinds(table: bytes, letters: bytes) -> list[Kind]:
    found = []
    for offset, summer, at in struct.iter_unpack(">lBB", table):
        found.append(Kind(offset, bool(summer), letters[at:].split(b"\0", 1)[0].decode()))
    return found
