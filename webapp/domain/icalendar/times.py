"""When an event of a calendar file is: its start and end, as a document has them."""

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

from webapp.domain.document import Document
from webapp.domain.event_input import FIRST_YEAR, LAST_YEAR, LONGEST
from webapp.domain.icalendar.lines import Line
from webapp.domain.icalendar.nesting import Component
from webapp.domain.icalendar.problems import EventRefused
from webapp.domain.icalendar.tzids import Zones
from webapp.domain.icalendar.values import PLACE, Length, length_of, moment_of
from webapp.domain.periods import ending, to_utc, told_in
from webapp.domain.series import name_of
from webapp.domain.zones import known

_DAY = timedelta(days=1)
NOT_KEPT = "It {} in a time zone of its own, which no place keeps. Give it the name of a place, such as Europe/Berlin."


@dataclass(frozen=True, slots=True)
class Moment:
    """A wall time in a zone, or a day. `floats`: the file names no zone for it; `fixed`: its zone is right then alone."""

    wall: datetime
    zone: str
    all_day: bool = False
    floats: bool = False
    fixed: bool = False

    def in_zone(self, zone: str) -> datetime:
        """What a clock in that zone shows then."""
        if self.all_day or self.zone == zone:
            return self.wall
        return told_in(to_utc(self.wall, self.zone), zone)


def moment(value: str, tzid: str, zones: Zones, clock: str = "") -> Moment:
    """A value of DTSTART and its like; raises EventRefused.

    A time in UTC is put on the clock of a zone where the line names one (`PLACE`, values.py).
    """
    found, is_utc = moment_of(value)
    if not FIRST_YEAR <= found.year <= LAST_YEAR:
        raise EventRefused(
            f"{found.year} is too far away. Events lie in the years {FIRST_YEAR} to {LAST_YEAR}."
        )
    if not isinstance(found, datetime):
        return Moment(datetime.combine(found, time()), zones.default, all_day=True)
    if is_utc:
        return (
            Moment(told_in(found.replace(tzinfo=UTC), clock), clock) if known(clock) else Moment(found, "UTC")
        )
    if not tzid:
        return Moment(found, zones.default, floats=True)
    place = zones.place(found, tzid)
    return Moment(place.wall, place.zone, fixed=place.fixed)


def moment_of_line(line: Line, zones: Zones) -> Moment:
    """The one value of a property."""
    return moment(line.value, line.params.get("TZID", ""), zones, line.params.get(PLACE, ""))


def start_of(component: Component, zones: Zones) -> Moment:
    """DTSTART; raises EventRefused where it is missing."""
    line = component.first("DTSTART")
    if line is None:
        raise EventRefused("It has no start (DTSTART).")
    return moment_of_line(line, zones)


def when_of(component: Component, start: Moment, zones: Zones) -> Document:
    """The fields of the unit "when"; an end before the start is taken for none. Raises EventRefused."""
    end, end_zone = _end(component, start, zones)
    if to_utc(end, end_zone or start.zone) < to_utc(start.wall, start.zone):
        end, end_zone = start.wall, ""
    if end - start.wall > LONGEST:
        raise EventRefused(f"It lasts longer than {LONGEST.days} days.")
    if end.year > LAST_YEAR:
        raise EventRefused(
            f"{end.year} is too far away. Events lie in the years {FIRST_YEAR} to {LAST_YEAR}."
        )
    return {
        "start": name_of(start.wall, start.all_day),
        "end": name_of(end, start.all_day),
        "zone": start.zone,
        "end_zone": end_zone,
        "all_day": start.all_day,
    }


def end_by_length(start: Moment, length: Length) -> datetime:
    """Days by the calendar first, then a time by the clock (RFC 5545, section 3.3.6); raises EventRefused."""
    try:
        # Adding nothing would lose which of two equal times it starts at.
        wall = start.wall + timedelta(days=length.days) if length.days else start.wall
        if start.all_day or not length.time:
            return wall + length.time
        return told_in(to_utc(wall, start.zone) + length.time, start.zone)
    except OverflowError:
        raise EventRefused("It is longer than any event.") from None


def _end(component: Component, start: Moment, zones: Zones) -> tuple[datetime, str]:
    """The end as a document has it (a last day is inclusive) and its zone, where that is another one."""
    line = component.first("DTEND")
    if line is not None and line.value.strip():
        return _end_at(moment_of_line(line, zones), start)
    line = component.first("DURATION")
    if line is not None:
        length = length_of(line.value)
        if start.fixed and length.days:
            raise EventRefused(NOT_KEPT.format("lasts for days"))
        end = end_by_length(start, length)
        return (_last_day(end, start), "") if start.all_day else (end, "")
    return start.wall, ""


def _end_at(end: Moment, start: Moment) -> tuple[datetime, str]:
    if start.all_day:
        return _last_day(end.wall, start), ""
    if end.all_day or end.floats or end.zone in (start.zone, "UTC"):
        return ending(end.in_zone(start.zone), start.zone, start.wall), ""
    return end.wall, end.zone


def _last_day(end: datetime, start: Moment) -> datetime:
    """DTEND of days is exclusive; some programs write the first day again for an event of one day."""
    whole = datetime.combine(end.date(), time())
    last = whole - _DAY if end == whole else whole
    return start.wall if last == start.wall - _DAY else last
