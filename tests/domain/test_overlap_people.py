"""Who takes part in which occurrence that is looked at for overlaps: the same as the rows of `participation` say."""

from datetime import UTC, datetime

from tests.support.cast import a_document
from webapp.domain.attendance import attendee
from webapp.domain.overlap_plans import Plan, spans_of

NOW = datetime(2026, 3, 1, tzinfo=UTC)
ALICE, BOB, CLEO = 1, 2, 3
THIRD = "2026-03-26T11:00"


def people(document: dict, organizer: int | None = None) -> list[set[int]]:
    """Who takes part in each of the occurrences."""
    return [set(one.people) for one in spans_of(Plan(document, organizer), NOW)]


def daily(invited: tuple[int, ...] = (BOB, CLEO), **own: object) -> dict:
    attendees = {f"person:{one}": attendee(str(one)) for one in invited}
    overrides = {THIRD: {"attendees": own["own"]}} if own else {}
    start = {"start": "2026-03-24T11:00", "end": "2026-03-24T12:00", "rrule": "FREQ=DAILY;COUNT=4"}
    return a_document(**start, attendees=attendees, overrides=overrides)


def test_one_date_that_somebody_declines_is_theirs_no_more_and_all_others_stay():
    declined = {f"person:{BOB}": {"answer": "declined"}}
    assert people(daily(own=declined)) == [{BOB, CLEO}, {BOB, CLEO}, {CLEO}, {BOB, CLEO}]


def test_who_is_taken_out_of_one_date_and_who_comes_to_one_alone():
    own = {f"person:{BOB}": None, f"person:{ALICE}": attendee("Alice")}
    assert people(daily(own=own)) == [{BOB, CLEO}, {BOB, CLEO}, {ALICE, CLEO}, {BOB, CLEO}]


def test_the_organizer_goes_where_nobody_is_invited_and_not_for_others():
    assert people(daily(()), ALICE) == [{ALICE}] * 4
    assert people(daily(), ALICE) == [{BOB, CLEO}] * 4
    alone = {f"person:{ALICE}": attendee("Alice")}
    assert people(daily((), own=alone), ALICE) == [set(), set(), {ALICE}, set()]
