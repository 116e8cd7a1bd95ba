"""Which days of a month, a week, a day, a year or an agenda a change touches, and what they look like after it."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from webapp.domain.locales import Audience
from webapp.domain.month_grid import grid_range
from webapp.domain.periods import days_in, local_days
from webapp.domain.series import instances, repeats
from webapp.domain.week_grid import week_of
from webapp.fragments import agenda as agenda_fragments
from webapp.fragments import month as month_fragments
from webapp.fragments import week as week_fragments
from webapp.live.news import News, Pieces
from webapp.models import EventVersion
from webapp.operations.calendars import CalendarRow
from webapp.operations.schedule import Item, items_between, window
from webapp.operations.watching import Sight

MOST_CELLS = 20


def month(first: date, audience: Audience, news: News, sight: Sight) -> Pieces | None:
    """The cells that changed; None when there are so many that the page had better fetch itself."""
    week_start = sight.person.week_start
    start, end = grid_range(first, week_start)
    touching = _touching(news, sight, audience, start, end)
    if not touching:
        return Pieces()
    items = items_between(sight.person, _shown(sight), start, end, audience.zone)
    wanted = _with_weeks(
        _days_of(touching, audience, start, end), _bar_days(items, touching, audience, start, end), start
    )
    if len(wanted) > MOST_CELLS:
        return None
    cells = month_fragments.cells(first, week_start, items, audience, _today(audience.zone), wanted)
    return Pieces(list(cells.values()), news.said(_latest(touching), audience, titled=True))


def agenda(first: date, audience: Audience, news: News, sight: Sight) -> Pieces | None:
    """The whole list, when one of its days changed."""
    last = first + timedelta(days=agenda_fragments.DAYS - 1)
    touching = _touching(news, sight, audience, first, last)
    if not touching:
        return Pieces()
    items = items_between(sight.person, _shown(sight), first, last, audience.zone)
    names = {row.id: row.name for row in sight.calendars.values()}
    now, today = _now(), _today(audience.zone)
    html = agenda_fragments.agenda(items, names, first, last, audience, now, today)
    return Pieces([html], news.said(_latest(touching), audience, titled=True))


def grid(kind: str, day: date, count: int, audience: Audience, news: News, sight: Sight) -> Pieces | None:
    """The columns of days that changed, with the row above them; a year fetches itself."""
    first, days_shown = _grid_range(kind, day, count, sight)
    last = first + timedelta(days=days_shown - 1)
    touching = _touching(news, sight, audience, first, last)
    if not touching:
        return Pieces()
    if kind == "year":
        return None
    items = items_between(sight.person, _shown(sight), first, last, audience.zone)
    changed, now = _days_of(touching, audience, first, last), _now()
    columns = week_fragments.columns(first, days_shown, items, audience, now, changed)
    html = [week_fragments.top(first, days_shown, items, audience, now), *columns.values()]
    return Pieces(html, news.said(_latest(touching), audience, titled=True))


def _grid_range(kind: str, day: date, count: int, sight: Sight) -> tuple[date, int]:
    if kind == "year":
        first = day.replace(month=1, day=1)
        return first, (day.replace(month=12, day=31) - first).days + 1
    return (week_of(day, sight.person.week_start), 7) if kind == "week" else (day, count)


def _shown(sight: Sight) -> list[CalendarRow]:
    return [row for row in sight.calendars.values() if not row.hidden]


def _touching(news: News, sight: Sight, audience: Audience, first: date, last: date) -> list[EventVersion]:
    """New versions, with the ones before them, of events that are or were shown on these days."""
    visible = {row.id for row in _shown(sight)}
    alone = {event.event_id for event in sight.alone}
    found: list[EventVersion] = []
    for event_id in news.events():
        versions = news.with_before(event_id)
        if event_id in alone or any(version.calendar_id in visible for version in versions):
            found += versions
    return [version for version in found if _spans(version, audience.zone, first, last)]


def _spans(version: EventVersion, zone: str, first: date, last: date) -> list[tuple[date, date]]:
    """First and last day of each instance of an event, as it was then, that touches these days."""
    document = version.document
    if not repeats(document):
        found = [local_days(document, zone)]
    else:
        after, before = window(first, last)
        found = [
            days_in(one.start, one.end, document["all_day"], zone)
            for one in instances(document, after, before)
        ]
    return [(start, end) for start, end in found if start <= last and end >= first]


def _days_of(versions: Iterable[EventVersion], audience: Audience, first: date, last: date) -> set[date]:
    days: set[date] = set()
    for version in versions:
        for start, end in _spans(version, audience.zone, first, last):
            days |= _between(max(start, first), min(end, last))
    return days


def _bar_days(
    items: Iterable[Item], versions: Iterable[EventVersion], audience: Audience, first: date, last: date
) -> set[date]:
    """The days under bars, before the change or after it."""
    spans = [(item.first_day, item.last_day) for item in items if item.is_bar]
    for version in versions:
        for start, end in _spans(version, audience.zone, first, last):
            if end > start or version.document["all_day"]:
                spans.append((start, end))
    return set().union(*(_between(start, end) for start, end in spans))


def _with_weeks(days: set[date], bars: set[date], start: date) -> set[date]:
    """In a week with bars, one day that changes may shift them all."""
    wanted = set(days)
    for week in {(day - start).days // 7 for day in days}:
        whole = _between(start + timedelta(weeks=week), start + timedelta(weeks=week, days=6))
        if whole & bars:
            wanted |= whole
    return wanted


def _between(first: date, last: date) -> set[date]:
    return {first + timedelta(days=number) for number in range((last - first).days + 1)}


def _latest(versions: Iterable[EventVersion]) -> EventVersion:
    return max(versions, key=lambda version: (version.at, version.version))


def _today(zone: str) -> date:
    return _now().astimezone(ZoneInfo(zone)).date()


def _now() -> datetime:
    return datetime.now(UTC)
