"""What happened to an event's time, as the few facts a person would tell, most important first."""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from webapp.domain.periods import length, wall_of
from webapp.domain.wording_dates import end_of, start_of

When = dict[str, Any]
Part = tuple[str, dict[str, Any]]


def when_parts(before: When, after: When) -> list[Part]:
    """The facts of a change of a "when" unit as (phrase id, raw parameters); wall-clock, so a DST day is no change."""
    return _when_parts(before, after) + _end_zone(before, after) + _of_two(before, after)


def _when_parts(before: When, after: When) -> list[Part]:
    if before["all_day"] != after["all_day"]:
        return _toggled(before, after) + _moved_days(before, after) + _days_longer(before, after)
    if before["all_day"]:
        return _zone_named(before, after) + _moved_all_day(before, after)
    if before["zone"] != after["zone"]:
        return _zone_changed(before, after) + _longer(before, after)
    return _moved(before, after)


def _end_zone(before: When, after: When) -> list[Part]:
    """A message of before ends could lie in another zone says nothing about it."""
    zone = after.get("end_zone") or ""
    if after["all_day"] or zone == (before.get("end_zone") or ""):
        return []
    return [("when.ends_elsewhere", {"to_zone": zone})] if zone else [("when.ends_here", {})]


def _of_two(before: When, after: When) -> list[Part]:
    """Which of two times that clocks show alike it is now, where that is not the first as ever; an end goes along."""
    if after["all_day"]:
        return []
    start, end = (_which(before, after, side) for side in ("start", "end"))
    return start or end


def _which(before: When, after: When, side: str) -> list[Part]:
    was, now = wall_of(before[side]), wall_of(after[side])
    if now.fold and before[side] != after[side]:
        return [(f"when.second_{side}", {"time": now})]
    is_back = was.fold and not now.fold and was == now and before["zone"] == after["zone"]
    return [(f"when.first_{side}", {"time": now})] if is_back else []


def _toggled(before: When, after: When) -> list[Part]:
    return [("when.all_day", {})] if after["all_day"] else [("when.timed", {"times": after})]


def _moved_days(before: When, after: When) -> list[Part]:
    """A move counted in whole days."""
    first, second = start_of(before), start_of(after)
    if first.date() == second.date():
        return []
    return [_day(first, second)]


def _days_longer(before: When, after: When) -> list[Part]:
    days = (end_of(after).date() - start_of(after).date()) - (end_of(before).date() - start_of(before).date())
    return _signed(days, "when.longer", "when.shorter")


def _moved_all_day(before: When, after: When) -> list[Part]:
    if before["end"] == after["end"]:
        return _signed(start_of(after) - start_of(before), "when.starts_later", "when.starts_earlier")
    return _moved_days(before, after) + _days_longer(before, after)


def _zone_named(before: When, after: When) -> list[Part]:
    return [("when.zone", _zones(before, after))] if before["zone"] != after["zone"] else []


def _zone_changed(before: When, after: When) -> list[Part]:
    shift = _moment(after) - _moment(before)
    if not shift:
        return [("when.zone_moment", _zones(before, after))]
    if before["start"] == after["start"]:
        return [
            ("when.zone_clock", _zones(before, after)),
            *_signed(shift, "when.so_later", "when.so_earlier"),
        ]
    return [("when.zone", _zones(before, after)), *_signed(shift, "when.later", "when.earlier")]


def _moved(before: When, after: When) -> list[Part]:
    """A move of a timed event within its zone."""
    shift = start_of(after) - start_of(before)
    if shift and before["end"] == after["end"]:
        return _signed(shift, "when.starts_later", "when.starts_earlier")
    return _shifted(start_of(before), start_of(after)) + _longer(before, after)


def _shifted(first: datetime, second: datetime) -> list[Part]:
    shift = second - first
    if first.date() == second.date():
        return _signed(shift, "when.later", "when.earlier")
    if first.time() == second.time():
        return [_day(first, second)]
    if abs(shift) < timedelta(hours=12):  # over midnight: the distance says more than the two days
        return [*_signed(shift, "when.later", "when.earlier"), ("when.to_day", {"to_day": second})]
    return [_day(first, second), ("when.clock", {"time": second})]


def _day(first: datetime, second: datetime) -> Part:
    """From one day to another, with the years where they differ."""
    form = "day" if first.year == second.year else "date"
    return "when.day", {f"from_{form}": first, f"to_{form}": second}


def _longer(before: When, after: When) -> list[Part]:
    lengths = [length(when) for when in (before, after)]
    return _signed(lengths[1] - lengths[0], "when.longer", "when.shorter")


def _signed(amount: timedelta, more: str, less: str) -> list[Part]:
    minutes = round(amount.total_seconds() / 60)
    return [(more if minutes > 0 else less, {"minutes": minutes})] if minutes else []


def _zones(before: When, after: When) -> dict[str, Any]:
    return {"from_zone": before["zone"], "to_zone": after["zone"]}


def _moment(when: When) -> datetime:
    return start_of(when).replace(tzinfo=ZoneInfo(when["zone"])).astimezone(ZoneInfo("UTC"))
