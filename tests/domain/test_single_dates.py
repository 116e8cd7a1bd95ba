"""Single dates of a series, followed through what moved it, and taken back one by one."""

import pytest

from tests.domain.test_series_edits import changed, standup
from webapp.domain import series_edits
from webapp.domain.single_dates import (
    changed_dates,
    first_of_the_rest,
    moved_along,
    take_back_date,
    through_split,
    with_dates_of,
)

FIRST, SECOND, THIRD = (f"2026-03-{day}T09:00" for day in ("03", "10", "17"))
WEDNESDAY = {"start": "2026-03-11T10:00", "end": "2026-03-11T10:30"}


def split(series, name=SECOND, **fields):
    edited = series_edits.edit_following(series, name, changed(series, name, **fields))
    return edited.document, edited.rest


def test_a_split_to_another_day_takes_dates_along_under_other_names():
    series = standup()
    ended, rest = split(series, **WEDNESDAY)
    assert first_of_the_rest(series, ended) == SECOND
    names = [through_split(name, SECOND, rest) for name in (SECOND, THIRD)]
    assert names == ["2026-03-11T10:00", "2026-03-18T10:00"]


def test_a_split_that_happens_once_has_its_own_date_alone():
    series = standup()
    _, rest = split(series, rrule="", **WEDNESDAY)
    names = [through_split(name, SECOND, rest) for name in (SECOND, THIRD)]
    assert names == ["2026-03-11T10:00", ""]


def test_a_date_moves_with_its_series():
    later = series_edits.edit_all(standup(), SECOND, changed(standup(), SECOND, **WEDNESDAY)).document
    assert moved_along(THIRD, standup(), later) == "2026-03-18T10:00"
    assert moved_along("2027-06-01T09:00", standup(), later) == "2027-06-02T10:00", "after its end as well"


def test_dates_are_told_where_the_series_kept_its_own():
    own = standup(overrides={SECOND: {"location": "Attic"}}, exdate=[THIRD])
    assert changed_dates(standup(), own) == [SECOND, THIRD]
    assert changed_dates(standup(), {**own, "rrule": "FREQ=DAILY;COUNT=9"}) == []
    assert with_dates_of(standup(), own, [SECOND, THIRD]) == own
    assert with_dates_of(own, standup(), [THIRD]) == {**own, "exdate": []}


@pytest.mark.parametrize(
    ("now", "left", "collides", "left_out"),
    [
        ({}, {}, [], False),
        ({"title": "Talk"}, {"title": "Talk"}, [], False),
        ({"location": "Deck"}, {"location": "Deck"}, ["location"], False),
        (None, {}, [], True),
    ],
)
def test_what_a_date_has_of_its_own_is_taken_back_by_fields(now, left, collides, left_out):
    made = standup(overrides={SECOND: {"location": "Attic"}})
    here = standup(overrides={SECOND: {"location": "Attic"} | (now or {})})
    if now is None:
        here = series_edits.leave_out_this(here, SECOND).document
    back = take_back_date(here, SECOND, (made, SECOND), standup())
    assert back.document["overrides"].get(SECOND, {}) == left
    assert (list(back.conflicts), back.left_out) == (collides, left_out)


def test_a_date_that_was_taken_out_comes_back_with_what_it_had():
    before = standup(overrides={SECOND: {"location": "Attic"}}, rdate=["2026-03-12T09:00"])
    for name in (SECOND, "2026-03-12T09:00"):
        out = series_edits.leave_out_this(before, name).document
        assert take_back_date(out, name, (out, name), before).document == before
