"""What is dropped where clocks show a time twice stands where it was let go, and is the one that is as far away as it looks."""

from datetime import UTC, datetime, timedelta
from itertools import product

import pytest

from tests.domain.two_times import BERLIN, FIRST, twice
from tests.support.cast import a_document
from webapp.domain import moving, periods
from webapp.domain.texts import Refused
from webapp.domain.which_input import FIRST as THE_FIRST
from webapp.domain.which_input import SECOND as THE_SECOND

QUARTER = timedelta(minutes=15)
MIDNIGHT = datetime(2026, 10, 25)
MOMENTS = [datetime(2026, 10, 24, 23, tzinfo=UTC) + QUARTER * n for n in range(14)]  # 01:00 CEST to 03:15 CET
WALLS = [MIDNIGHT + QUARTER * n for n in range(4, 16)]


def between(start, end, zone=BERLIN):
    walls = (periods.name_of(periods.told_in(moment, zone), False) for moment in (start, end))
    return a_document(**dict(zip(("start", "end"), walls, strict=True)), zone=zone)


def dropped(document, start, end, zone=BERLIN, which=""):
    moved = moving.moved(document, moving.Wanted(start, end, False, which), zone)
    return moved["start"][5:].replace("T", " "), moved["end"][11:]


def at(text, day=25):
    return datetime.fromisoformat(f"2026-10-{day}T{text}")


ALL = [(one, other) for one, other in product(MOMENTS, MOMENTS) if one <= other]


@pytest.mark.parametrize("zone", [BERLIN, "UTC", "America/New_York"])
def test_dropped_on_its_own_place_nothing_changes(zone):
    for start, end in ALL:
        document = between(start, end, zone)
        assert periods.span(document) == (start, end)
        assert moving.moved(document, moving.seen_in(document, BERLIN), BERLIN) == document


@pytest.mark.parametrize("zone", [BERLIN, "UTC", "America/New_York"])
def test_what_is_resized_is_drawn_from_and_to_where_it_was_let_go(zone):
    for start, end in ALL[::2]:
        document = between(start, end, zone)
        seen = moving.seen_in(document, BERLIN)
        for wall in WALLS[::2]:
            for side in ("start", "end"):
                wanted = moving.Wanted(*((wall, seen.end) if side == "start" else (seen.start, wall)), False)
                if wanted.end - wanted.start < QUARTER:
                    continue
                if side == "start" and periods.to_utc(wall, BERLIN) > end:
                    # It looks taller than its end is late: such a start is after it, and is refused with a sentence.
                    assert seen.end > periods.wall_in(end, BERLIN)
                    with pytest.raises(Refused, match="ends before it starts"):
                        moving.moved(document, wanted, BERLIN)
                    continue
                found = moving.moved(document, wanted, BERLIN)
                other = "end" if side == "start" else "start"
                assert found[other] == document[other]
                now = moving.seen_in(found, BERLIN)
                assert getattr(now, side) == getattr(wanted, side), (document, side, wanted, found)


@pytest.mark.parametrize("zone", [BERLIN, "UTC", "America/New_York"])
def test_what_is_moved_stands_where_it_was_let_go_and_is_as_far_away_as_it_looks(zone):
    for start, end in ALL[::2]:
        document = between(start, end, zone)
        seen = moving.seen_in(document, BERLIN)
        for by in (-timedelta(days=1), -4 * QUARTER, -QUARTER, QUARTER, 3 * QUARTER, timedelta(days=1)):
            wanted = moving.Wanted(seen.start + by, seen.end + by, False)
            found = periods.span(moving.moved(document, wanted, BERLIN))
            assert periods.wall_in(found[0], BERLIN) == wanted.start
            both = {periods.to_utc(wanted.start.replace(fold=fold), BERLIN) for fold in (0, 1)}
            assert all(abs(found[0] - start - by) <= abs(one - start - by) for one in both)


def test_in_the_second_hour_it_stays_there():
    watch = twice(end="2026-10-25T02:45 later")
    assert dropped(watch, at("02:15"), at("02:30")) == ("10-25 02:15 later", "02:30 later")
    assert dropped(watch, at("02:30"), at("02:55")) == ("10-25 02:30 later", "02:55 later")
    assert dropped(watch, at("02:05"), at("02:45")) == ("10-25 02:05 later", "02:45 later")
    first = twice(start=FIRST, end="2026-10-25T02:45")
    assert dropped(first, at("02:15"), at("02:30")) == ("10-25 02:15", "02:30")
    assert dropped(first, at("02:05"), at("02:45")) == ("10-25 02:05", "02:45")


def test_from_before_it_is_the_first_and_from_after_the_second():
    for day, hours, found in ((24, "02:30", ""), (26, "02:30", " later"), (25, "09:00", " later")):
        start = at(hours, day)
        document = between(*(periods.to_utc(one, BERLIN) for one in (start, start + QUARTER)))
        assert dropped(document, at("02:30"), at("02:45")) == (f"10-25 02:30{found}", f"02:45{found}")
    whole = a_document(start="2026-10-25", end="2026-10-25", all_day=True)
    assert dropped(whole, at("02:30"), at("02:45")) == ("10-25 02:30", "02:45")


def test_who_says_which_has_it():
    for document in (twice(end="2026-10-25T02:45 later"), twice(start=FIRST, end="2026-10-25T02:45")):
        for which, found in ((THE_FIRST, ""), (THE_SECOND, " later")):
            for hours in ("02:30", "02:15"):
                until = at(hours) + QUARTER
                there = f"10-25 {hours}{found}", f"{until:%H:%M}{found}"
                assert dropped(document, at(hours), until, which=which) == there
    whole = a_document(start="2026-10-25", end="2026-10-25", all_day=True)
    assert dropped(whole, at("02:30"), at("02:45"), which=THE_SECOND) == ("10-25 02:30 later", "02:45 later")


def test_over_the_change_it_stays_as_long_as_it_is():
    night = between(datetime(2026, 10, 24, 20, tzinfo=UTC), datetime(2026, 10, 25, 5, tzinfo=UTC))
    assert dropped(night, at("21:00", 24), at("05:00")) == ("10-24 21:00", "05:00")
    short = twice(start=FIRST, end="2026-10-25T02:15 later")  # 45 minutes
    assert dropped(short, at("02:15"), at("03:00")) == ("10-25 02:15", "02:00 later")
    assert dropped(short, at("02:30"), at("03:30")) == ("10-25 02:30", "02:30 later")
