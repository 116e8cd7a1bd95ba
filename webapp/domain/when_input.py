"""When an event is, as it is stored: from start and end to the fields of the unit, or to a sentence why they will not do."""

from datetime import date, datetime, timedelta

from webapp.domain import periods
from webapp.domain.day_input import LAST_YEAR, say, wrong_year
from webapp.domain.document import Document
from webapp.domain.series import name_of

LONGEST = timedelta(days=366)

Errors = dict[str, str]


def whole_days(first: date | None, last: date | None, zone: str | None, errors: Errors) -> Document:
    """An event of whole days, the last one included; what will not do is put into `errors`."""
    if first is None or last is None or zone is None:
        return {}
    if last < first:
        errors["end_date"] = f"It ends before it starts. Choose {say(first)} or a later day."
    elif last - first >= LONGEST:
        errors["end_date"] = _too_long(first + LONGEST - timedelta(days=1))
    # Whole days float: they end in no zone of their own.
    return {
        "start": first.isoformat(),
        "end": last.isoformat(),
        "zone": zone,
        "end_zone": "",
        "all_day": True,
    }


def timed(start: datetime, end: datetime, zone: str, end_zone: str, errors: Errors) -> Document:
    """An event with times on the clocks of its zones (`end_zone` is not part of what comes back).

    Of a time that clocks show twice, the fold says which is meant; elsewhere it says nothing and is dropped.
    """
    start, end = periods.settled(start, zone), periods.settled(end, end_zone or zone)
    end = end if end_zone else periods.ending(end, zone, start)
    place = "end_date" if end.date() < start.date() else "end_time"
    backwards = periods.to_utc(end, end_zone or zone) < periods.to_utc(start, zone)
    if backwards and end_zone:
        errors[place] = "It ends before it starts, by the clocks of the two time zones. Choose a later end."
    elif end < start and not end_zone and (backwards or not end.fold):
        errors[place] = f"It ends before it starts. Choose an end after {say(start)}, {start:%H:%M}."
    elif backwards:
        errors[place] = (
            f"The clocks skip {start:%H:%M} that day, so it ends before it starts. Choose a later end."
        )
    elif end - start > LONGEST:
        errors["end_date"] = _too_long(start + LONGEST)
    elif end.year > LAST_YEAR:
        errors["end_date"] = wrong_year(end.year)
    return {
        "start": name_of(start, all_day=False),
        "end": name_of(end, all_day=False),
        "zone": zone,
        "all_day": False,
    }


def _too_long(latest: date) -> str:
    return f"It lasts longer than {LONGEST.days} days. Choose an end by {say(latest)}."
