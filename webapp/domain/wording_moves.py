"""What is said when an event has been moved: where it is now, for the person who moved it."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

from webapp.domain.locales import Audience, say_day
from webapp.domain.periods import dates, span, wall_in
from webapp.domain.series import wall_of
from webapp.domain.spans import say_instant, say_instants
from webapp.domain.wording_phrases import language_of

_DAY = timedelta(days=1)


def say_moved(
    document: Mapping[str, Any], before: Mapping[str, Any], scope: str, audience: Audience, today: date
) -> str:
    """ "Moved Retreat to Tue 24 March, 10:00–11:30."; of more than one instance only which ones."""
    words = language_of(audience.locale).words
    title = document["title"]
    if scope == "all":
        return words["moved.all"].format(title=title)
    if scope == "following":
        day = say_day(wall_of(before["start"]), audience.locale, today=today)
        return words["moved.following"].format(title=title, day=day)
    place = say_place(document, audience, today)
    only_length = span(document)[0] == span(before)[0] and document["all_day"] == before["all_day"]
    return words["moved.length" if only_length else "moved.to"].format(title=title, place=place)


def say_place(document: Mapping[str, Any], audience: Audience, today: date) -> str:
    """A day with its times, or the first and the last of both; of a time that clocks show twice also which it is."""

    def day(moment: date) -> str:
        return say_day(moment, audience.locale, today=today)

    if document["all_day"]:
        first, last = dates(document)
        return day(first) if first == last else f"{day(first)} – {day(last)}"
    moments = span(document)
    start, end = (wall_in(moment, audience.zone) for moment in moments)
    if start.date() == end.date() or end == datetime.combine(start.date() + _DAY, time()):
        return f"{day(start)}, {say_instants(*moments, audience)}"
    from_, to = (say_instant(moment, audience) for moment in moments)
    return f"{day(start)}, {from_} – {day(end)}, {to}"
