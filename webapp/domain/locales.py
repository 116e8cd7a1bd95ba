"""Dates and times as an audience reads them: its zone, its language, its clock."""

from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date, format_time, format_timedelta

from webapp.domain import zones

DEFAULT_LOCALE = "en_GB"

# The locales a person can choose, each under the name its own speakers know.
LOCALES: dict[str, str] = {
    "en_GB": "English (United Kingdom)",
    "en_US": "English (United States)",
    "de_DE": "Deutsch (Deutschland)",
    "fr_FR": "Français (France)",
    "es_ES": "Español (España)",
    "it_IT": "Italiano (Italia)",
    "pt_PT": "Português (Portugal)",
    "nl_NL": "Nederlands (Nederland)",
    "sv_SE": "Svenska (Sverige)",
    "tr_TR": "Türkçe (Türkiye)",
    "ja_JP": "日本語 (日本)",
}


class Audience(NamedTuple):
    """What the look of a fragment depends on; the same for everybody who shares it."""

    role: str
    zone: str
    locale: str
    clock: int
    root: str = ""  # what addresses begin with: those of a moment of the past have one


class _Manner(NamedTuple):
    """How a language writes a day and the few words that Babel does not know."""

    day: str
    year: str
    weekday: str
    short: str
    all_day: str
    yesterday: str
    just_now: str
    elsewhere: str


_MANNERS = {
    "en_GB": _Manner(
        "d MMMM", "{} y", "ccc {}", "d MMM", "all day", "yesterday", "just now", "{time} in {place}"
    ),
    "en_US": _Manner(
        "MMMM d", "{}, y", "ccc, {}", "MMM d", "all day", "yesterday", "just now", "{time} in {place}"
    ),
    "de_DE": _Manner(
        "d. MMMM", "{} y", "ccc {}", "d. MMM", "ganztägig", "gestern", "gerade eben", "{time} in {place}"
    ),
    "fr_FR": _Manner(
        "d MMMM", "{} y", "ccc {}", "d MMM", "toute la journée", "hier", "à l’instant", "{time} à {place}"
    ),
    "es_ES": _Manner(
        "d 'de' MMMM",
        "{} 'de' y",
        "ccc {}",
        "d MMM",
        "todo el día",
        "ayer",
        "ahora mismo",
        "{time} en {place}",
    ),
    "it_IT": _Manner(
        "d MMMM", "{} y", "ccc {}", "d MMM", "tutto il giorno", "ieri", "proprio ora", "{time} a {place}"
    ),
    "pt_PT": _Manner(
        "d 'de' MMMM",
        "{} 'de' y",
        "ccc, {}",
        "d 'de' MMM",
        "dia inteiro",
        "ontem",
        "agora mesmo",
        "{time} em {place}",
    ),
    "nl_NL": _Manner(
        "d MMMM", "{} y", "ccc {}", "d MMM", "hele dag", "gisteren", "zojuist", "{time} in {place}"
    ),
    "sv_SE": _Manner(
        "d MMMM", "{} y", "ccc {}", "d MMM", "hela dagen", "i går", "just nu", "{time} i {place}"
    ),
    "tr_TR": _Manner(
        "d MMMM", "{} y", "{} ccc", "d MMM", "tüm gün", "dün", "az önce", "{place} saatiyle {time}"
    ),
    "ja_JP": _Manner(
        "M月d日", "y年{}", "{}(ccc)", "M月d日", "終日", "昨日", "たった今", "{place}時間 {time}"
    ),
}
# In these the year stands first, so a range says it with its first day.
_YEAR_FIRST = {"ja_JP"}


@lru_cache(maxsize=32768)
def _clock_face(hour: int, minute: int, clock: int, locale: str) -> str:
    if clock == 24:
        return f"{hour:02}:{minute:02}"
    pattern = _locale(locale).datetime_skeletons["hm"].pattern
    return _plain_spaces(format_time(time(hour, minute), pattern, locale=_locale(locale)))


def say_time(moment: datetime, clock: int, locale: str) -> str:
    """A time of day as it stands in the datetime: "09:30", or "9:30 am" on a 12-hour clock."""
    return _clock_face(moment.hour, moment.minute, clock, locale)


def say_day(
    day: date, locale: str, *, today: date | None = None, year: bool = True, weekday: bool = True
) -> str:
    """A day: "Tue 24 March 2026". With `today` given, the year is said only where it is another one."""
    return _day(_only_date(day), locale, year and (today is None or today.year != day.year), weekday)


@lru_cache(maxsize=8192)
def _day(day: date, locale: str, year: bool, weekday: bool) -> str:
    manner = _manner(locale)
    pattern = manner.year.format(manner.day) if year else manner.day
    return _format(day, manner.weekday.format(pattern) if weekday else pattern, locale)


@lru_cache(maxsize=2048)
def say_full_day(day: date, locale: str) -> str:
    """A day with its whole weekday, for headings and for those who only hear it: "Tuesday 24 March"."""
    manner = _manner(locale)
    return _format(day, manner.weekday.replace("ccc", "cccc").format(manner.day), locale)


@lru_cache(maxsize=2048)
def say_month(day: date, locale: str) -> str:
    """The month of a day, as a heading: "March 2026"."""
    text = _format(day, _locale(locale).datetime_skeletons["yMMMM"].pattern, locale)
    return text[:1].upper() + text[1:]


@lru_cache(maxsize=256)
def month_short(locale: str, month: int) -> str:
    """The short name of a month: "Mar"."""
    return str(_locale(locale).months["stand-alone"]["abbreviated"][month]).rstrip(".")


@lru_cache(maxsize=128)
def weekday_names(locale: str, week_start: int) -> tuple[tuple[str, str, str], ...]:
    """Seven (short, narrow, full) names, from the day on which the week starts: 0 is Monday."""
    days = _locale(locale).days["stand-alone"]
    order = [(week_start + offset) % 7 for offset in range(7)]
    return tuple(
        (days["abbreviated"][day].rstrip("."), days["narrow"][day].rstrip("."), days["wide"][day])
        for day in order
    )


def say_days(first: date, last: date, locale: str) -> str:
    """One day or a range of days; the year is said once where both have the same."""
    if first == last:
        return say_day(first, locale)
    return " – ".join(
        say_day(day, locale, year=says_year)
        for day, says_year in zip((first, last), says_years(first, last, locale), strict=True)
    )


def say_times(start: datetime, end: datetime, clock: int, locale: str) -> str:
    """A range of times within a day: "11:00–12:30"; a moment is said once."""
    if start == end:
        return say_time(start, clock, locale)
    return f"{say_time(start, clock, locale)}–{say_time(end, clock, locale)}"


def say_place(time: str, zone: str, locale: str) -> str:
    """A time by the clocks of a zone: "10:00 in Tokyo"."""
    return _manner(locale).elsewhere.format(time=time, place=zones.short_name(zone))


def all_day_word(locale: str) -> str:
    """What stands for the times of an event that lasts all day."""
    return _manner(locale).all_day


def say_ago(then: datetime, now: datetime, locale: str, *, clock: int = 24) -> str:
    """How long ago: "4 min ago", "yesterday, 16:20", "12 Jan". Days are those of `now`'s zone."""
    # Within one zone Python subtracts wall times, which is wrong where clocks change in between.
    manner, passed = _manner(locale), now.astimezone(UTC) - then
    then = then.astimezone(now.tzinfo)
    if passed < timedelta(minutes=1):
        return manner.just_now
    if then.date() == now.date() or passed < timedelta(hours=1):
        return _span_ago(int(passed.total_seconds()) // 60, locale)
    if then.date() == now.date() - timedelta(days=1):
        return f"{manner.yesterday}, {say_time(then, clock, locale)}"
    short = manner.short if then.year == now.year else manner.year.format(manner.short)
    return _format(then.date(), short, locale)


def say_moment(then: datetime, audience: Audience) -> str:
    """An instant in full, for titles: "Tue 24 March 2026, 10:38"."""
    there = then.astimezone(ZoneInfo(audience.zone))
    return f"{say_day(there, audience.locale)}, {say_time(there, audience.clock, audience.locale)}"


def says_years(first: date, last: date, locale: str) -> tuple[bool, bool]:
    """Of a range, whether its first day and its last one say the year."""
    if first.year != last.year:
        return True, True
    return (True, False) if locale in _YEAR_FIRST else (False, True)


@lru_cache(maxsize=8192)
def _span_ago(minutes: int, locale: str) -> str:
    passed = timedelta(minutes=minutes) if minutes < 60 else timedelta(hours=minutes // 60)
    text = format_timedelta(-passed, add_direction=True, format="short", threshold=1, locale=_locale(locale))
    return _plain_spaces(text).replace(". ", " ")


def _format(day: date, pattern: str, locale: str) -> str:
    return str(format_date(day, pattern, locale=_locale(locale)))


def _plain_spaces(text: str) -> str:
    """Babel's no-break spaces as plain ones, so that what is shown is also what one would type to find it."""
    return text.replace("\u202f", " ").replace("\xa0", " ")


def _only_date(day: date) -> date:
    """A datetime is a date too, but would fill the cache with one entry for each second."""
    return day.date() if isinstance(day, datetime) else day


def _manner(locale: str) -> _Manner:
    return _MANNERS.get(locale, _MANNERS[DEFAULT_LOCALE])


@lru_cache(maxsize=64)
def _locale(locale: str) -> Locale:
    return Locale.parse(locale if locale in LOCALES else DEFAULT_LOCALE)
