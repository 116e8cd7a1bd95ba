"""When an event is, by the reader's clocks and by its own, on plain days and where clocks change."""

import pytest

from webapp.domain.locales import Audience
from webapp.domain.spans import say_clocks, say_span

BERLIN, NEW_YORK, LORD_HOWE = "Europe/Berlin", "America/New_York", "Australia/Lord_Howe"


def seen_from(zone, clock=24):
    return Audience("viewer", zone, "en_GB", clock)


def timed(start, end, zone=BERLIN, end_zone=""):
    return {"start": start, "end": end, "zone": zone, "end_zone": end_zone, "all_day": False}


@pytest.mark.parametrize(
    ("document", "here", "own"),
    [
        (
            timed("2026-03-24T18:00", "2026-03-24T19:30", "Asia/Tokyo"),
            "Tue 24 March 2026, 10:00–11:30",
            "18:00–19:30 in Tokyo",
        ),
        # Midnight lies between the two here, and there.
        (
            timed("2026-03-24T06:00", "2026-03-24T09:00", "Asia/Tokyo"),
            "Mon 23 March, 22:00 – Tue 24 March 2026, 01:00",
            "Tue 24 March, 06:00–09:00 in Tokyo",
        ),
        (
            timed("2026-03-24T22:00", "2026-03-25T01:00", "Asia/Tokyo"),
            "Tue 24 March 2026, 14:00–17:00",
            "Tue 24 March, 22:00 – Wed 25 March, 01:00 in Tokyo",
        ),
        (
            timed("2026-03-24T22:00", "2026-03-25T00:00", "Asia/Tokyo"),
            "Tue 24 March 2026, 14:00–16:00",
            "22:00–00:00 in Tokyo",
        ),
        (timed("2026-03-24T09:00", "2026-03-24T10:00"), "Tue 24 March 2026, 09:00–10:00", ""),
        (timed("2026-03-24T09:00", "2026-03-24T10:00", "Europe/Paris"), "Tue 24 March 2026, 09:00–10:00", ""),
    ],
)
def test_an_event_says_both_times_where_they_differ(document, here, own):
    span = say_span(document, seen_from(BERLIN))
    assert (span.text, span.note) == (here, own)


@pytest.mark.parametrize(
    ("zone", "here", "own"),
    [
        (BERLIN, "Tue 24 March 2026, 09:00–16:30", "09:00 in Berlin – 11:30 in New York"),
        (NEW_YORK, "Tue 24 March 2026, 04:00–11:30", "09:00 in Berlin – 11:30 in New York"),
        (
            "Asia/Tokyo",
            "Tue 24 March, 17:00 – Wed 25 March 2026, 00:30",
            "09:00 in Berlin – Tue 24 March, 11:30 in New York",
        ),
    ],
)
def test_each_end_is_said_by_the_clocks_of_its_own_zone(zone, here, own):
    flight = timed("2026-03-24T09:00", "2026-03-24T11:30", BERLIN, NEW_YORK)
    span = say_span(flight, seen_from(zone))
    assert (span.text, span.note) == (here, own)


@pytest.mark.parametrize(
    ("document", "zone", "here", "own"),
    [
        # Berlin goes forward three weeks after New York.
        (timed("2026-03-28T15:00", "2026-03-28T16:00"), NEW_YORK, "10:00–11:00", "15:00–16:00 in Berlin"),
        (timed("2026-03-29T15:00", "2026-03-29T16:00"), NEW_YORK, "09:00–10:00", "15:00–16:00 in Berlin"),
        # And back a week before.
        (timed("2026-10-25T15:00", "2026-10-25T16:00"), NEW_YORK, "10:00–11:00", "15:00–16:00 in Berlin"),
        (timed("2026-11-01T15:00", "2026-11-01T16:00"), NEW_YORK, "09:00–10:00", "15:00–16:00 in Berlin"),
        # Lord Howe goes by half an hour, and at another time than Sydney's full one.
        (
            timed("2026-04-05T09:00", "2026-04-05T10:00", LORD_HOWE),
            "UTC",
            "22:30–23:30",
            "Sun 5 April, 09:00–10:00 in Lord Howe",
        ),
        (
            timed("2026-10-04T09:00", "2026-10-04T10:00", LORD_HOWE),
            "UTC",
            "22:00–23:00",
            "Sun 4 October, 09:00–10:00 in Lord Howe",
        ),
        # An hour of the clock that passes in none, and one that takes two.
        (timed("2026-03-29T01:30", "2026-03-29T03:30"), "UTC", "00:30–01:30", "01:30–03:30 in Berlin"),
        (
            timed("2026-10-25T01:30", "2026-10-25T03:30"),
            "UTC",
            "23:30",
            "Sun 25 October, 01:30–03:30 in Berlin",
        ),
    ],
)
def test_days_on_which_clocks_change_are_said_right(document, zone, here, own):
    span = say_span(document, seen_from(zone))
    assert (span.times or span.days.split(", ")[1].split(" – ")[0], span.note) == (here, own)


@pytest.mark.parametrize("zone", [BERLIN, NEW_YORK, LORD_HOWE, "Pacific/Apia"])
def test_whole_days_are_the_same_for_everybody_over_any_change(zone):
    document = {"start": "2026-03-28", "end": "2026-03-30", "zone": BERLIN, "end_zone": "", "all_day": True}
    span = say_span(document, seen_from(zone))
    assert (span.text, span.note) == ("Sat 28 March – Mon 30 March 2026, all day", "")
    assert say_clocks(document, seen_from(zone)) == []


@pytest.mark.parametrize(
    ("document", "said"),
    [
        (
            timed("2026-03-29T02:30", "2026-03-29T04:00"),
            ["Clocks in Berlin skip 02:30 on Sun 29 March, so it starts at 03:30."],
        ),
        (
            timed("2026-03-29T01:00", "2026-03-29T02:15"),
            ["Clocks in Berlin skip 02:15 on Sun 29 March, so it ends at 03:15."],
        ),
        (
            timed("2026-03-08T02:30", "2026-03-08T04:00", NEW_YORK),
            ["Clocks in New York skip 02:30 on Sun 8 March, so it starts at 03:30."],
        ),
        (
            timed("2026-10-04T02:10", "2026-10-04T04:00", LORD_HOWE),
            ["Clocks in Lord Howe skip 02:10 on Sun 4 October, so it starts at 02:40."],
        ),
        (
            timed("2026-10-25T02:30", "2026-10-25T04:00"),
            ["Clocks in Berlin show 02:30 twice on Sun 25 October. It starts at the first."],
        ),
        (
            timed("2026-11-01T01:30", "2026-11-01T01:30", NEW_YORK),
            ["Clocks in New York show 01:30 twice on Sun 1 November. It starts at the first."],
        ),
        (
            timed("2026-04-05T01:45", "2026-04-05T03:00", LORD_HOWE),
            ["Clocks in Lord Howe show 01:45 twice on Sun 5 April. It starts at the first."],
        ),
        (
            timed("2026-10-25T02:30", "2026-10-25T02:45"),
            [
                "Clocks in Berlin show 02:30 twice on Sun 25 October. It starts at the first.",
                "Clocks in Berlin show 02:45 twice on Sun 25 October. It ends at the first.",
            ],
        ),
        (
            timed("2026-03-28T22:00", "2026-03-29T02:30", NEW_YORK, BERLIN),
            ["Clocks in Berlin skip 02:30 on Sun 29 March, so it ends at 03:30."],
        ),
        (timed("2026-03-29T03:00", "2026-03-29T04:00"), []),
        (timed("2026-03-29T01:00", "2026-03-29T02:00"), []),
        (timed("2026-10-25T01:00", "2026-10-25T02:00"), []),
        (timed("2026-10-25T03:00", "2026-10-25T04:00"), []),
    ],
)
def test_times_that_clocks_skip_or_show_twice_are_told(document, said):
    assert say_clocks(document, seen_from("UTC")) == said
