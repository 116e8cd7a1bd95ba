"""Which days of a month, a week, a day, a year or an agenda a change touches, and what they look like after it."""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from webapp.domain.document import Document
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
from webapp.operations.schedule import Item, items_of, window
from webapp.operations.watching import SeenCalendar, Sight

MOST_CELLS = 20
WEEK = timedelta(days=6)  # from the first to the last day of it

Planned = Mapping[str, list[Item]]  # by calendar ("c3") and by event that somebody was given alone ("e9")


def month(first: date, audience: Audience, news: News, sight: Sight) -> Pieces | None:
    """The cells that changed; None when there are so many that the page had better fetch itself."""
    week_start = sight.person.week_start
    start, end = grid_range(first, week_start)
    touching = _touching(news, sight, audience, start, end)
    if not touching:
        return Pieces()
    days = _days_of(news, touching, audience, start, end)
    planned = _planned(
        news, _first_of_week(min(days), start), _first_of_week(max(days), start) + WEEK, audience
    )
    shown = planned.keys() & _names(sight)

    def draw() -> Pieces | None:
        items = _sorted(planned, shown)
        wanted = _with_weeks(days, _bar_days(news, items, touching, audience, (start, end)), start)
        if len(wanted) > MOST_CELLS:
            return None
        cells = month_fragments.cells(first, week_start, items, audience, _today(audience.zone), wanted)
        return Pieces(list(cells.values()), _said(news, touching, audience, sight))

    return news.once((first, week_start, audience, *_same(news, sight, shown, touching)), draw)


def agenda(first: date, audience: Audience, news: News, sight: Sight) -> Pieces | None:
    """The whole list, when one of its days changed."""
    last = first + timedelta(days=agenda_fragments.DAYS - 1)
    touching = _touching(news, sight, audience, first, last)
    if not touching:
        return Pieces()
    planned = _planned(news, first, last, audience)
    shown = planned.keys() & _names(sight)

    def draw() -> Pieces:
        names = {row.id: row.name for row in sight.calendars.values()}
        now, today = _now(), _today(audience.zone)
        items = _sorted(planned, shown)
        html = agenda_fragments.agenda(items, names, first, last, audience, now, today)
        return Pieces([html], _said(news, touching, audience, sight))

    return news.once((first, audience, *_same(news, sight, shown, touching)), draw)


def _planned(news: News, first: date, last: date, audience: Audience) -> Planned:
    """What is planned on these days, by calendar and single event: read once for everybody who is told."""
    parts = news.in_view()

    def read() -> Planned:
        calendars = {int(name[1:]) for name in parts if name[0] == "c"}
        events = {int(name[1:]) for name in parts if name[0] == "e"}
        planned: dict[str, list[Item]] = defaultdict(list)
        for item in items_of(calendars, events, first, last, audience.zone):
            planned[f"c{item.calendar_id}"].append(item)
            if item.event_id in events:
                planned[f"e{item.event_id}"].append(item)
        return planned

    return news.once(("planned", first, last, audience.zone, parts), read)


def _names(sight: Sight) -> set[str]:
    """What the person has in view, as cursors name it; a calendar that is switched off is not."""
    return {f"c{row.id}" for row in _shown(sight)} | {f"e{event.event_id}" for event in sight.alone}


def _sorted(planned: Planned, shown: Iterable[str]) -> list[Item]:
    return sorted((item for name in shown for item in planned[name]), key=lambda item: item.sort_key)


def _same(
    news: News, sight: Sight, shown: set[str], touching: Iterable[EventVersion]
) -> tuple[Hashable, Hashable, Hashable]:
    """Pages of one kind, day and audience that have these in common show the same and say the same."""
    versions = tuple((version.event_id, version.version) for version in touching)
    return frozenset(shown), versions, news.known_to(sight)


def grid(kind: str, day: date, count: int, audience: Audience, news: News, sight: Sight) -> Pieces | None:
    """The columns of days that changed, with the row above them; a year fetches itself."""
    first, days_shown = _grid_range(kind, day, count, sight)
    last = first + timedelta(days=days_shown - 1)
    touching = _touching(news, sight, audience, first, last)
    if not touching:
        return Pieces()
    if kind == "year":
        return None
    planned = _planned(news, first, last, audience)
    shown = planned.keys() & _names(sight)

    def draw() -> Pieces:
        items, now = _sorted(planned, shown), _now()
        changed = _days_of(news, touching, audience, first, last)
        columns = week_fragments.columns(first, days_shown, items, audience, now, changed)
        html = [week_fragments.top(first, days_shown, items, audience, now), *columns.values()]
        return Pieces(html, _said(news, touching, audience, sight))

    return news.once((kind, first, days_shown, audience, *_same(news, sight, shown, touching)), draw)


def _grid_range(kind: str, day: date, count: int, sight: Sight) -> tuple[date, int]:
    if kind == "year":
        first = day.replace(month=1, day=1)
        return first, (day.replace(month=12, day=31) - first).days + 1
    return (week_of(day, sight.person.week_start), 7) if kind == "week" else (day, count)


def _shown(sight: Sight) -> list[SeenCalendar]:
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
    return [version for version in found if _spans(news, version, audience.zone, first, last)]


def _spans(news: News, version: EventVersion, zone: str, first: date, last: date) -> list[tuple[date, date]]:
    """First and last day of each instance of an event, as it was then, that touches these days."""
    key = ("days", version.event_id, version.version, zone, first, last)
    return news.once(key, lambda: _spans_of(version.document, zone, first, last))


def _spans_of(document: Document, zone: str, first: date, last: date) -> list[tuple[date, date]]:
    if not repeats(document):
        found = [local_days(document, zone)]
    else:
        after, before = window(first, last)
        found = [
            days_in(one.start, one.end, document["all_day"], zone)
            for one in instances(document, after, before)
        ]
    return [(start, end) for start, end in found if start <= last and end >= first]


def _days_of(
    news: News, versions: Iterable[EventVersion], audience: Audience, first: date, last: date
) -> set[date]:
    days: set[date] = set()
    for version in versions:
        for start, end in _spans(news, version, audience.zone, first, last):
            days |= _between(max(start, first), min(end, last))
    return days


def _bar_days(
    news: News,
    items: Iterable[Item],
    versions: Iterable[EventVersion],
    audience: Audience,
    within: tuple[date, date],
) -> set[date]:
    """The days under bars, before the change or after it."""
    spans = [(item.first_day, item.last_day) for item in items if item.is_bar]
    for version in versions:
        for start, end in _spans(news, version, audience.zone, *within):
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


def _first_of_week(day: date, start: date) -> date:
    return day - timedelta(days=(day - start).days % 7)


def _between(first: date, last: date) -> set[date]:
    return {first + timedelta(days=number) for number in range((last - first).days + 1)}


def _said(news: News, touching: Iterable[EventVersion], audience: Audience, sight: Sight) -> str:
    """The last change of what is touched, as those read it who have the same in view."""
    events = {version.event_id for version in touching}
    last = max((news.versions_of(one)[-1] for one in events), key=lambda one: (one.at, one.version))
    return news.said(last, audience, news.known_to(sight), titled=True)


def _today(zone: str) -> date:
    return _now().astimezone(ZoneInfo(zone)).date()


def _now() -> datetime:
    return datetime.now(UTC)
