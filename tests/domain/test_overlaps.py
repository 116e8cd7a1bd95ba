"""What overlaps with what: the sweep finds what comparing every two finds."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support.cast import a_document
from tests.support.effort import within
from webapp.domain.overlap_plans import Plan, may_bring_overlaps, spans_of
from webapp.domain.overlaps import Span, overlapping, overlapping_on, pairs

START = datetime(2026, 3, 24, tzinfo=UTC)
NOW = datetime(2026, 1, 1, tzinfo=UTC)
WEEKLY = "FREQ=WEEKLY;COUNT=10;BYDAY=TU"


def at(start, end, event=1, **more):
    moments = (START + timedelta(minutes=minute) for minute in (start, end))
    return Span(*moments, event_id=event, name=f"{start}", **more)


@st.composite
def spans(draw):
    """Few different minutes, so that ends and starts often fall together; moments too."""
    start, length = draw(st.integers(0, 30)), draw(st.integers(0, 12))
    people = draw(st.frozensets(st.integers(1, 3), max_size=2))
    room, all_day = draw(st.booleans()), draw(st.sampled_from([False, False, True]))
    return at(start, start + length, draw(st.integers(1, 5)), people=people, room=room, all_day=all_day)


def meet(one, other):
    return one.start < other.end and other.start < one.end


def found_naively(ours, others):
    for one in ours:
        for other in others:
            both = one.people & other.people
            if one.event_id != other.event_id and meet(one, other) and (both or (one.room and other.room)):
                yield one, other, both


TWO_SIDES = given(st.lists(spans(), max_size=12), st.lists(spans(), max_size=12))


@settings(max_examples=150, deadline=None)
@TWO_SIDES
def test_the_sweep_finds_what_comparing_every_two_finds(ours, others):
    assert Counter(pairs(ours, others)) == Counter(found_naively(ours, others))


def test_what_is_at_one_time_is_found_in_one_order_however_it_is_given():
    ours = [at(0, 30, event=1, room=True)]
    others = [at(10, 20, event=number, room=True) for number in (2, 3, 4, 5)]
    found = [[one.other.event_id for one in pairs(ours, some)] for some in (others, others[::-1])]
    assert found == [[2, 3, 4, 5]] * 2


@pytest.mark.soak
@settings(max_examples=5_000, deadline=None)
@TWO_SIDES
def test_the_sweep_finds_it_in_five_thousand_pairs_of_calendars(ours, others):
    assert Counter(pairs(ours, others)) == Counter(found_naively(ours, others))


@settings(max_examples=400, deadline=None)
@given(st.lists(spans(), max_size=14))
def test_what_is_marked_overlaps_with_another_event_and_all_that_does_is_marked(given_spans):
    spans = [one._replace(name=str(number)) for number, one in enumerate(given_spans)]
    naively = {
        (one.event_id, one.name)
        for one in spans
        if any(other.event_id != one.event_id and meet(one, other) for other in spans)
    }
    assert overlapping(spans) == naively


def test_a_thousand_beside_a_thousand_cost_no_million_comparisons():
    ours = [at(n * 10, n * 10 + 5, 1, room=True) for n in range(20_000)]
    others = [at(n * 10 + 5, n * 10 + 10, 2, room=True) for n in range(20_000)]
    assert within(60, lambda: list(pairs(ours, others))) == []
    assert within(60, lambda: overlapping([*ours, *others])) == set()


def test_what_is_marked_on_a_day_overlaps_on_that_day():
    long, late = at(0, 3000, 1), at(2000, 2060, 2)
    assert overlapping_on([long, late], date(2026, 3, 25), date(2026, 3, 25), "UTC") == {
        (1, "0"),
        (2, "2000"),
    }
    assert overlapping_on([long, late], date(2026, 3, 24), date(2026, 3, 24), "UTC") == set()


@pytest.mark.parametrize(
    ("change", "names"),
    [
        ({"description": "Other words."}, []),
        ({"title": "Sync", "overrides": {"2026-04-07T09:00": {"title": "Review"}}}, []),
        ({"exdate": ["2026-04-07T09:00"]}, []),
        (
            {"overrides": {"2026-04-07T09:00": {"start": "2026-04-07T11:00", "end": "2026-04-07T12:00"}}},
            ["2026-04-07T09:00"],
        ),
        ({"rrule": "FREQ=WEEKLY;COUNT=11;BYDAY=TU"}, ["2026-06-02T09:00"]),
    ],
)
def test_of_an_edit_only_what_is_at_a_new_time_counts(change, names):
    before = a_document(rrule=WEEKLY)
    found = spans_of(Plan({**before, **change}, 1, 7, before), NOW)
    assert [one.name for one in found] == names
    assert may_bring_overlaps(before, {**before, **change}) or not names


def test_an_instance_that_was_moved_before_the_first_one_counts():
    early = {"2026-03-24T09:00": {"start": "2026-03-23T09:00", "end": "2026-03-23T10:00"}}
    before = a_document(rrule=WEEKLY)
    (found,) = spans_of(Plan({**before, "overrides": early}, 1, 7, before), NOW)
    assert found.start == datetime(2026, 3, 23, 8, tzinfo=UTC)


def test_who_is_new_counts_where_nothing_moves():
    bob = {"person:2": {"name": "Bob", "part": "required", "answer": "accepted"}}
    both = bob | {"person:3": {"name": "Vera", "part": "optional", "answer": "needs-action"}}
    (one,) = spans_of(Plan(a_document(attendees=both), 1, 7, a_document(attendees=bob)), NOW)
    assert (one.people, one.room) == ({3}, False)


def test_what_is_cancelled_takes_no_time_and_what_is_tentative_does():
    assert spans_of(Plan(a_document(status="cancelled"), 1), NOW) == []
    assert len(spans_of(Plan(a_document(status="tentative"), 1), NOW)) == 1
    again = Plan(a_document(), 1, 7, a_document(status="cancelled"))
    assert len(spans_of(again, NOW)) == 1


def test_of_a_series_the_year_ahead_counts():
    daily = a_document(rrule="FREQ=DAILY")
    found = spans_of(Plan(daily, 1), datetime(2027, 5, 1, tzinfo=UTC))
    assert found[0].start == datetime(2027, 5, 1, 7, tzinfo=UTC)
    assert found[-1].start < datetime(2028, 5, 2, tzinfo=UTC)
    twice = a_document(
        rrule="FREQ=DAILY", rdate=[f"2026-{m:02}-{d:02}T15:00" for m in (5, 6) for d in range(1, 29)]
    )
    assert len(spans_of(Plan(twice, 1), NOW)) == 400
