"""What is said when an event has been moved: where it is now, for the person who moved it."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

from webapp.domain.locales import Audience, say_day, say_time, say_times
from webapp.domain.moving import Wanted, seen_in
from webapp.domain.series import wall_of
from webapp.domain.wording_phrases import language_of

_DAY = timedelta(days=1)


def say_moved(
    document: Mapping[str, Any], before: Mapping[str, Any], scope: str, audience: Audience, today: date
) -> str:
    """ "Moved Retreat to Tue 24 March, 10:00–11:30."; of more than one instance only which ones."""
    words = language_of(audience.locale).words
    title, now, was = document["title"], seen_in(document, audience.zone), seen_in(before, audience.zone)
    if scope == "all":
        return words["moved.all"].format(title=title)
    if scope == "following":
        day = say_day(wall_of(before["start"]), audience.locale, today=today)
        return words["moved.following"].format(title=title, day=day)
    place = say_place(now, audience, today)
    only_length = now.start == was.start and now.all_day == was.all_day
    return words["moved.length" if only_length else "moved.to"].format(title=title, place=place)


def say_place(when: Wanted, audience: Audience, today: date) -> str:
    """A day with its times, or the first and the last of both."""

    def day(moment: datetime) -> str:
        return say_day(moment, audience.locale, today=today)

    def face(moment: datetime) -> str:
        return say_time(moment, audience.clock, audience.locale)

    start, end = when.start, when.end
    if when.all_day:
        return day(start) if start == end else f"{day(start)} – {day(end)}"
    if start.date() == end.date() or end == datetime.combine(start.date() + _DAY, time()):
        return f"{day(start)}, {say_times(start, end, audience.clock, audience.locale)}"
    return f"{day(start)}, {face(start)} – {day(end)}, {face(end)}"
