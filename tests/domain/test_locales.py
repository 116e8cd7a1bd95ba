from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from webapp.domain.locales import (
    LOCALES,
    Audience,
    month_short,
    say_ago,
    say_day,
    say_days,
    say_full_day,
    say_moment,
    say_month,
    say_time,
    say_times,
    weekday_names,
)
from webapp.domain.spans import say_span

TUESDAY = date(2026, 3, 24)
BERLIN = Audience("editor", "Europe/Berlin", "en_GB", 24)
EVERY_LOCALE = pytest.mark.parametrize("locale", LOCALES)


def timed(start, end, zone="Europe/Berlin"):
    return {"start": start, "end": end, "zone": zone, "all_day": False}


def all_day(first, last):
    return {"start": first, "end": last, "zone": "Asia/Tokyo", "all_day": True}


@pytest.mark.parametrize(
    ("clock", "locale", "said"),
    [
        (24, "en_GB", "09:30"),
        (24, "ja_JP", "09:30"),
        (12, "en_GB", "9:30 am"),
        (12, "en_US", "9:30 AM"),
        (12, "ja_JP", "午前9:30"),
        (12, "tr_TR", "ÖÖ 9:30"),
    ],
)
def test_a_time_follows_the_clock_and_the_language(clock, locale, said):
    assert say_time(datetime(2026, 3, 24, 9, 30), clock, locale) == said


@pytest.mark.parametrize(("hour", "said"), [(0, "12:00 am"), (12, "12:00 pm"), (23, "11:00 pm")])
def test_noon_and_midnight_are_twelve_on_a_twelve_hour_clock(hour, said):
    assert say_time(datetime(2026, 3, 24, hour), 12, "en_GB") == said


@pytest.mark.parametrize(
    ("locale", "said"),
    [
        ("en_GB", "Tue 24 March 2026"),
        ("en_US", "Tue, March 24, 2026"),
        ("de_DE", "Di 24. März 2026"),
        ("fr_FR", "mar. 24 mars 2026"),
        ("es_ES", "mar 24 de marzo de 2026"),
        ("it_IT", "mar 24 marzo 2026"),
        ("pt_PT", "terça, 24 de março de 2026"),
        ("nl_NL", "di 24 maart 2026"),
        ("sv_SE", "tis 24 mars 2026"),
        ("tr_TR", "24 Mart 2026 Sal"),
        ("ja_JP", "2026年3月24日(火)"),
    ],
)
def test_a_day_is_written_as_in_its_language(locale, said):
    assert say_day(TUESDAY, locale) == said


def test_a_day_can_be_said_without_its_weekday_or_its_year():
    assert say_day(TUESDAY, "en_GB", weekday=False) == "24 March 2026"
    assert say_day(TUESDAY, "en_GB", year=False) == "Tue 24 March"
    assert say_day(datetime(2026, 3, 24, 9, 30), "en_GB") == "Tue 24 March 2026"


@pytest.mark.parametrize(
    ("locale", "said"),
    [
        ("en_GB", "Tuesday 24 March"),
        ("en_US", "Tuesday, March 24"),
        ("de_DE", "Dienstag 24. März"),
        ("ja_JP", "3月24日(火曜日)"),
    ],
)
def test_a_day_can_be_said_with_its_whole_weekday(locale, said):
    assert say_full_day(TUESDAY, locale) == said


def test_the_year_is_left_out_where_it_is_this_one():
    assert say_day(TUESDAY, "en_GB", today=date(2026, 1, 1)) == "Tue 24 March"
    assert say_day(TUESDAY, "en_GB", today=date(2025, 12, 31)) == "Tue 24 March 2026"


@pytest.mark.parametrize(
    ("locale", "said"),
    [("en_GB", "March 2026"), ("fr_FR", "Mars 2026"), ("es_ES", "Marzo de 2026"), ("ja_JP", "2026年3月")],
)
def test_a_month_is_said_as_a_heading(locale, said):
    assert say_month(TUESDAY, locale) == said


def test_the_short_name_of_a_month_stands_beside_its_first_day():
    assert [month_short(locale, 3) for locale in ("en_GB", "de_DE", "fr_FR", "ja_JP")] == [
        "Mar",
        "Mär",
        "mars",
        "3月",
    ]


def test_weekdays_begin_where_the_week_does():
    assert weekday_names("en_GB", 0)[0] == ("Mon", "M", "Monday")
    assert [short for short, _, _ in weekday_names("en_GB", 6)] == [
        "Sun",
        "Mon",
        "Tue",
        "Wed",
        "Thu",
        "Fri",
        "Sat",
    ]
    assert weekday_names("de_DE", 5)[0] == ("Sa", "S", "Samstag")


@EVERY_LOCALE
def test_every_locale_on_offer_can_say_everything(locale):
    audience = BERLIN._replace(locale=locale, clock=12)
    span = say_span(timed("2026-12-31T09:00", "2027-01-01T10:00", "Asia/Tokyo"), audience)
    now = datetime(2026, 3, 24, 12, tzinfo=UTC)
    agos = [
        say_ago(now - timedelta(minutes=minutes), now, locale, clock=12)
        for minutes in (0, 4, 150, 1440, 99999, 999999)
    ]

    assert "Tokyo" in span.note and span.text and say_month(TUESDAY, locale)
    assert len(set(agos)) == 6 and all(agos)
    assert len({full for _, _, full in weekday_names(locale, 0)}) == 7
    assert not {"\xa0", "\u202f"} & set("".join([span.text, span.note, *agos]))


def test_a_locale_that_is_not_on_offer_is_read_as_english():
    assert say_day(TUESDAY, "xx_XX") == "Tue 24 March 2026"


@pytest.mark.parametrize(
    ("document", "text"),
    [
        (timed("2026-03-24T11:00", "2026-03-24T12:30"), "Tue 24 March 2026, 11:00–12:30"),
        (timed("2026-03-24T11:00", "2026-03-24T11:00"), "Tue 24 March 2026, 11:00"),
        (timed("2026-03-24T22:00", "2026-03-25T00:00"), "Tue 24 March 2026, 22:00–00:00"),
        (timed("2026-03-24T22:00", "2026-03-25T02:00"), "Tue 24 March, 22:00 – Wed 25 March 2026, 02:00"),
        (
            timed("2026-12-31T22:00", "2027-01-01T02:00"),
            "Thu 31 December 2026, 22:00 – Fri 1 January 2027, 02:00",
        ),
        (timed("2026-03-29T02:30", "2026-03-29T04:00"), "Sun 29 March 2026, 03:30–04:00"),
        (all_day("2026-03-24", "2026-03-24"), "Tue 24 March 2026, all day"),
        (all_day("2026-03-24", "2026-03-27"), "Tue 24 March – Fri 27 March 2026, all day"),
    ],
)
def test_a_span_is_said_in_one_line_without_room_for_doubt(document, text):
    assert say_span(document, BERLIN).text == text


def test_a_span_names_the_zone_that_its_times_are_in():
    span = say_span(timed("2026-03-24T11:00", "2026-03-24T12:30"), BERLIN)

    assert (span.days, span.times, span.zone, span.note) == ("Tue 24 March 2026", "11:00–12:30", "Berlin", "")


def test_an_all_day_span_is_the_same_everywhere():
    span = say_span(all_day("2026-03-24", "2026-03-24"), BERLIN)

    assert (span.zone, span.note) == ("", "")


@pytest.mark.parametrize(
    ("document", "times", "note"),
    [
        (timed("2026-03-24T10:00", "2026-03-24T11:00", "Asia/Tokyo"), "02:00–03:00", "10:00–11:00 in Tokyo"),
        (
            timed("2026-03-24T02:00", "2026-03-24T03:00", "Asia/Tokyo"),
            "18:00–19:00",
            "Tue 24 March, 02:00–03:00 in Tokyo",
        ),
        (
            timed("2026-03-24T10:00", "2026-03-24T11:00", "America/New_York"),
            "15:00–16:00",
            "10:00–11:00 in New York",
        ),
        (timed("2026-03-24T10:00", "2026-03-24T11:00", "Europe/Paris"), "10:00–11:00", ""),
    ],
)
def test_times_are_the_audiences_and_the_note_tells_the_events_own(document, times, note):
    span = say_span(document, BERLIN)

    assert (span.times, span.note) == (times, note)


def test_a_time_that_the_events_own_clock_skips_needs_no_note():
    assert say_span(timed("2026-03-29T02:30", "2026-03-29T04:00"), BERLIN).note == ""


def test_ranges_say_the_year_once_and_where_the_language_puts_it():
    assert say_days(TUESDAY, date(2026, 4, 2), "en_GB") == "Tue 24 March – Thu 2 April 2026"
    assert say_days(TUESDAY, date(2026, 4, 2), "ja_JP") == "2026年3月24日(火) – 4月2日(木)"
    assert say_times(datetime(2026, 3, 24, 9), datetime(2026, 3, 24, 10), 12, "en_GB") == "9:00 am–10:00 am"


NOW = datetime(2026, 3, 24, 16, 30, tzinfo=ZoneInfo("Europe/Berlin"))


@pytest.mark.parametrize(
    ("then", "said"),
    [
        (NOW + timedelta(seconds=5), "just now"),
        (NOW - timedelta(seconds=59), "just now"),
        (NOW - timedelta(minutes=1), "1 min ago"),
        (NOW - timedelta(minutes=59, seconds=59), "59 min ago"),
        (NOW - timedelta(hours=3), "3 hr ago"),
        (NOW - timedelta(hours=24, minutes=10), "yesterday, 16:20"),
        (datetime(2026, 3, 23, 0, 0, tzinfo=NOW.tzinfo), "yesterday, 00:00"),
        (datetime(2026, 1, 12, 9, 0, tzinfo=UTC), "12 Jan"),
        (datetime(2025, 12, 31, 22, 59, tzinfo=UTC), "31 Dec 2025"),
        # An hour before midnight in UTC is already the next year in Berlin.
        (datetime(2025, 12, 31, 23, 1, tzinfo=UTC), "1 Jan"),
    ],
)
def test_how_long_ago_is_said_the_shorter_the_nearer_it_is(then, said):
    assert say_ago(then, NOW, "en_GB") == said


def test_just_after_midnight_a_few_minutes_ago_is_not_yesterday():
    midnight = datetime(2026, 3, 24, 0, 5, tzinfo=UTC)

    assert say_ago(midnight - timedelta(minutes=10), midnight, "en_GB") == "10 min ago"
    assert say_ago(midnight - timedelta(hours=2), midnight, "en_GB", clock=12) == "yesterday, 10:05 pm"


def test_the_hour_that_a_clock_skips_does_not_count_as_time_passed():
    after, before = (datetime(2026, 3, 29, hour, 30, tzinfo=NOW.tzinfo) for hour in (3, 1))

    assert say_ago(before, after, "en_GB") == "1 hr ago"


def test_a_moment_is_said_in_full_in_the_audiences_zone():
    assert say_moment(datetime(2026, 3, 24, 23, 38, tzinfo=UTC), BERLIN) == "Wed 25 March 2026, 00:38"
