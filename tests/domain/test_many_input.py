"""One thing done to many events: what is read, and what becomes of each."""

from datetime import date, timedelta

import pytest

from tests.support.cast import a_document
from webapp.domain.many_input import BY_DAYS, read_wish, shifted, tagged, untagged
from webapp.domain.roles import Role
from webapp.domain.texts import Refused
from webapp.domain.wording_many import say_done_to_many, say_wish

WEEKLY = a_document(rrule="FREQ=WEEKLY;BYDAY=TU", exdate=["2026-03-31T09:00"])


def when(document):
    return document["start"], document["end"]


@pytest.mark.parametrize(
    ("by", "expected"),
    [
        (timedelta(hours=2), ("2026-03-24T11:00", "2026-03-24T12:00")),
        (timedelta(weeks=-1), ("2026-03-17T09:00", "2026-03-17T10:00")),
        (timedelta(days=7), ("2026-03-31T09:00", "2026-03-31T10:00")),  # summer time began: 9 stays 9
    ],
)
def test_it_moves_on_its_own_clocks(by, expected):
    document = a_document(end_zone="America/New_York")
    moved = shifted(document, by)
    assert when(moved) == expected
    assert {**moved, **dict(zip(("start", "end"), when(document), strict=True))} == document


def test_whole_days_move_by_days():
    fair = a_document(all_day=True, start="2026-03-24", end="2026-03-26")
    assert when(shifted(fair, timedelta(days=3))) == ("2026-03-27", "2026-03-29")
    with pytest.raises(Refused, match=BY_DAYS):
        shifted(fair, timedelta(hours=3))


def test_a_series_moves_with_its_rule_and_its_exceptions():
    moved = shifted(WEEKLY, timedelta(days=1))
    assert when(moved) == ("2026-03-25T09:00", "2026-03-25T10:00")
    assert moved["rrule"] == "FREQ=WEEKLY;BYDAY=WE" and moved["exdate"] == ["2026-04-01T09:00"]


@pytest.mark.parametrize(
    "by", [timedelta(weeks=-50_000), timedelta(days=999 * 7 * 40), timedelta(days=3_000_000)]
)
def test_nothing_moves_out_of_time(by):
    with pytest.raises(Refused):
        shifted(a_document(), by)


def test_tags_come_and_go_however_they_are_written():
    document = a_document(tags=["planning", "Team"])
    assert set(tagged(document, ("team", "hut"))["tags"]) == {"planning", "Team", "hut"}
    assert tagged(document, ("TEAM",)) == document
    assert untagged(document, ("TEAM", "gone"))["tags"] == ["planning"]
    with pytest.raises(Refused):
        tagged(document, tuple(f"t{n}" for n in range(60)))


@pytest.mark.parametrize(
    ("raw", "field"),
    [
        ({}, "do"),
        ({"do": "burn"}, "do"),
        ({"do": "shift", "by": "0"}, "by"),
        ({"do": "shift", "by": "-1"}, "by"),
        ({"do": "shift", "by": "1e3"}, "by"),
        ({"do": "day", "date": "tomorrow"}, "date"),
        ({"do": "tag", "tags": " , "}, "tags"),
        ({"do": "tag", "tags": "x" * 900}, "tags"),
        ({"do": "untag"}, "untag"),
        ({"do": "share", "role": "viewer"}, "person"),
        ({"do": "share", "role": "king", "person": "bob"}, "role"),
    ],
)
def test_what_will_not_do_gets_a_sentence(raw, field):
    wish, errors = read_wish(raw)
    assert wish is None and list(errors) == [field] and errors[field].endswith(".")


@pytest.mark.parametrize(
    ("raw", "heading", "done"),
    [
        ({"do": "shift", "by": "2", "unit": "days"}, "Move 3 events 2 days later", "Moved 3 events 2 days later"),
        ({"do": "shift", "by": "7", "unit": "days", "way": "earlier"}, "Move 3 events 1 week earlier",
         "Moved 3 events 1 week earlier"),
        ({"do": "shift", "by": "1", "unit": "hours"}, "Move 3 events 1 hour later", "Moved 3 events 1 hour later"),
        ({"do": "tag", "tags": "a, b"}, "Tag 3 events with “a” and “b”", "Tagged 3 events with “a” and “b”"),
        ({"do": "untag", "untag": "a"}, "Take “a” off 3 events", "Took “a” off 3 events"),
        ({"do": "share", "person": "bob", "role": "editor"}, "Let Bob edit 3 events", "Bob can edit 3 events now"),
        ({"do": "delete"}, "Delete 3 events", "Deleted 3 events"),
    ],
)  # fmt: skip
def test_it_is_said_before_and_after(raw, heading, done):
    wish, errors = read_wish(raw)
    assert wish and not errors
    assert (say_wish(wish, 3, "Bob"), say_done_to_many(wish, 3, "Bob")) == (heading, done)


def test_a_day_and_a_role_are_read():
    assert read_wish({"do": "day", "date": "2026-04-01"})[0].day == date(2026, 4, 1)
    assert read_wish({"do": "share", "person": " bob ", "role": "owner"})[0].role is Role.OWNER
