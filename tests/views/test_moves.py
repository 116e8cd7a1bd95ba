"""Moving an event: what a drag sends, and the form "Move to…" that needs no script."""

import html
import re

import pytest
from sqlalchemy import func, select

from tests.support.cast import a_document
from tests.support.page_forms import fields_of
from tests.support.series_forms import THIRD, series, starts
from tests.support.time_zones import IN_2026
from webapp.models import Event, EventVersion
from webapp.operations.events import create_event, delete_event, edit_event

__all__ = ["series"]
pytestmark = pytest.mark.usefixtures("no_csrf")

DRAGGED = {"HX-Request": "true", "HX-Request-Type": "partial"}


def drag(client, event, start, end, base=1, **more):
    data = {"base": base, "start": start, "end": end, **more}
    return client.post(f"/events/{event}/moves", data=data, headers=DRAGGED)


def said(answer):
    """The sentence of the toast."""
    return html.unescape(re.search(r"<p>(.*?)</p>", answer.text)[1])


def when(session, event):
    document = session.get(Event, event).document
    return tuple(document[name] for name in ("start", "end", "zone", "end_zone", "all_day"))


def zoned(alice, team, **changes):
    return create_event(team, a_document(**changes), by=alice).event_id


# -- where it goes


def test_a_drag_moves_an_event_and_says_where_it_is(visit, session, bob, retreat):
    answer = drag(visit(bob), retreat, "2026-03-26T10:00", "2026-03-26T11:30")

    assert answer.status_code == 200
    assert said(answer) == f"Moved Retreat to Thu 26 March{IN_2026}, 10:00–11:30."
    assert f"/events/{retreat}/versions/2/undo" in answer.text
    assert when(session, retreat) == ("2026-03-26T10:00", "2026-03-26T11:30", "Europe/Berlin", "", False)


def test_another_length_alone_is_said_so(visit, bob, retreat):
    answer = drag(visit(bob), retreat, "2026-03-24T09:00", "2026-03-24T12:00")
    assert said(answer) == f"Retreat is now Tue 24 March{IN_2026}, 09:00–12:00."


def test_the_clock_is_the_readers_and_the_zone_stays_the_events(visit, session, alice, bob, team):
    # 09:00 in New York is 14:00 in Berlin on this day, as only New York has changed its clocks, and 15:00 a week later.
    event = zoned(alice, team, start="2026-03-23T09:00", end="2026-03-23T10:00", zone="America/New_York")
    assert drag(visit(bob), event, "2026-03-30T14:00", "2026-03-30T15:00").status_code == 200
    assert when(session, event)[:3] == ("2026-03-30T08:00", "2026-03-30T09:00", "America/New_York")


def test_a_flight_keeps_both_zones_and_its_length(visit, session, alice, bob, team):
    event = zoned(alice, team, start="2026-03-24T10:00", end="2026-03-24T12:00", end_zone="America/New_York")
    drag(visit(bob), event, "2026-03-25T11:00", "2026-03-25T18:00")
    assert when(session, event) == (
        "2026-03-25T11:00",
        "2026-03-25T13:00",
        "Europe/Berlin",
        "America/New_York",
        False,
    )

    drag(visit(bob), event, "2026-03-25T11:00", "2026-03-25T19:00", base=2)
    assert when(session, event)[1] == "2026-03-25T14:00"


def test_an_event_stays_as_long_as_it_is_by_its_own_clock_over_a_change_of_clocks(
    visit, session, alice, bob, team
):
    # The clocks of New York skip an hour in the second night, those of Berlin do not.
    event = zoned(alice, team, start="2026-03-06T22:00", end="2026-03-07T06:00", zone="America/New_York")
    drag(visit(bob), event, "2026-03-08T04:00", "2026-03-08T12:00")
    assert when(session, event)[:2] == ("2026-03-07T22:00", "2026-03-08T06:00")


def test_a_time_that_clocks_skip_is_the_one_they_show_instead(visit, session, bob, retreat):
    drag(visit(bob), retreat, "2026-03-29T02:30", "2026-03-29T03:30")
    assert when(session, retreat)[:2] == ("2026-03-29T03:30", "2026-03-29T04:30")


def test_a_start_that_was_left_alone_stays_in_the_hour_that_comes_twice(visit, session, alice, bob, team):
    # This is the second 02:30 of the night in Berlin, which no wall time of Berlin can say.
    event = zoned(alice, team, start="2026-10-25T01:30", end="2026-10-25T03:00", zone="UTC")
    drag(visit(bob), event, "2026-10-25T02:30", "2026-10-25T05:00")
    assert when(session, event)[:2] == ("2026-10-25T01:30", "2026-10-25T04:00")


def test_an_event_becomes_a_day_and_a_day_becomes_an_hour(visit, session, bob, retreat):
    assert said(drag(visit(bob), retreat, "2026-03-25", "2026-03-26")) == (
        f"Moved Retreat to Wed 25 March{IN_2026} – Thu 26 March{IN_2026}."
    )
    assert when(session, retreat) == ("2026-03-25", "2026-03-26", "Europe/Berlin", "", True)
    drag(visit(bob), retreat, "2026-03-25T13:15", "2026-03-25T14:15", base=2)
    assert when(session, retreat) == ("2026-03-25T13:15", "2026-03-25T14:15", "Europe/Berlin", "", False)


def test_where_it_is_already_no_version_is_made(visit, session, bob, retreat):
    answer = drag(visit(bob), retreat, "2026-03-24T09:00", "2026-03-24T10:00")
    assert said(answer) == "Retreat is there already."
    assert session.get(Event, retreat).version == 1


# -- series


def test_a_series_asks_for_which_ones_and_without_an_answer_nothing_changes(visit, session, bob, series):
    answer = drag(
        visit(bob), series, "2026-04-07T11:00", "2026-04-07T12:00", occurrence=THIRD, key="one-drop"
    )

    assert answer.status_code == 200
    assert 'data-move="scope"' in answer.text
    for words in ("Tue 7 April 2026 alone moves.", "8 occurrences move", "All 10 occurrences move"):
        assert words in answer.text
    assert fields_of(answer.text, "move-scope")["key"] == "one-drop"
    assert session.get(Event, series).version == 1


@pytest.mark.parametrize(
    ("scope", "there", "sentence"),
    [
        ("this", 1, f"Moved Stand-up to Tue 7 April{IN_2026}, 11:00–12:00."),
        ("following", 8, f"Moved Stand-up from Tue 7 April{IN_2026} on. It is a series of its own now."),
        ("all", 10, "Moved all of Stand-up."),
    ],
)
def test_those_that_were_chosen_move(visit, session, bob, series, scope, there, sentence):
    client = visit(bob)
    asked = drag(client, series, "2026-04-07T11:00", "2026-04-07T12:00", occurrence=THIRD)
    answer = client.post(
        f"/events/{series}/moves",
        data={**fields_of(asked.text, "move-scope"), "scope": scope},
        headers=DRAGGED,
    )

    assert said(answer) == sentence
    events = session.scalars(select(Event.id).order_by(Event.id)).all()
    found = [start for event in events for start in starts(session, event)]
    assert len(found) == 10 and sum(start.endswith("11:00") for start in found) == there


def test_an_instance_that_was_moved_can_be_moved_from_where_it_was_drawn(visit, session, bob, series):
    client = visit(bob)
    drag(client, series, "2026-04-07T11:00", "2026-04-07T12:00", occurrence=THIRD, scope="this")
    # The others are drawn from version 1 still, as nothing of theirs has changed.
    second = drag(
        client, series, "2026-04-01T09:00", "2026-04-01T10:00", occurrence="2026-03-31T09:00", scope="this"
    )
    assert second.status_code == 200
    assert {"04-01T09:00", "04-07T11:00"} <= set(starts(session, series))


def test_a_series_without_one_of_its_dates_is_refused(visit, session, bob, series):
    answer = drag(visit(bob), series, "2026-04-07T11:00", "2026-04-07T12:00")
    assert answer.status_code == 422
    assert said(answer) == "This event repeats. Say which of its dates you mean."
    assert session.get(Event, series).version == 1


# -- refusals


def test_viewers_and_strangers_move_nothing(visit, session, bob, vera, charlie, retreat):
    there = "2026-03-25T09:00", "2026-03-25T10:00"
    refused = drag(visit(vera), retreat, *there)
    assert refused.status_code == 403 and "Your role here does not allow this" in refused.text
    assert drag(visit(charlie), retreat, *there).status_code == 404
    assert visit(vera).get(f"/events/{retreat}/moves/new").status_code == 403
    assert session.get(Event, retreat).version == 1
    assert drag(visit(bob), retreat, *there).status_code == 200


@pytest.mark.parametrize(
    ("start", "end", "sentence"),
    [
        ("2026-03-25T09:00", "2026-03-25", "Give the start and the end both as days, or both with a time."),
        (
            "2026-03-25T10:00",
            "2026-03-25T09:00",
            "It ends before it starts. Choose an end after 25 March 2026, 10:00.",
        ),
        ("2026-02-30", "2026-03-01", "There is no 30 February in 2026. Choose another day."),
        (
            "2026-03-25T25:00",
            "2026-03-26T09:00",
            "Write the time as hours and minutes, such as 09:00 or 17:30.",
        ),
        ("2026-03-25", "2027-06-01", "It lasts longer than 366 days. Choose an end by 25 March 2027."),
        ("2300-03-25", "2300-03-25", "2300 is too far away. Choose a year from 1900 to 2200."),
        ("", "", "Choose a day, such as 2026-03-24."),
        ("\ud83d'>", "x", "Write the day as year, month and day, such as 2026-03-24."),
    ],
)
def test_a_time_that_will_not_do_is_refused_with_a_sentence(
    visit, session, bob, retreat, start, end, sentence
):
    answer = drag(visit(bob), retreat, start.encode("utf-8", "replace").decode(), end)
    assert answer.status_code == 422
    assert said(answer) == sentence
    assert session.get(Event, retreat).version == 1


def test_a_deleted_event_says_so(visit, session, alice, bob, retreat):
    delete_event(retreat, by=alice)
    answer = drag(visit(bob), retreat, "2026-03-25T09:00", "2026-03-25T10:00", base=2)
    assert answer.status_code == 409
    assert said(answer) == "Somebody has deleted this event. Restore it first, then save your change."


def test_what_others_changed_meanwhile_is_kept_and_said(visit, session, alice, bob, retreat):
    edit_event(retreat, {"location": "Attic"}, 1, by=alice)
    answer = drag(visit(bob), retreat, "2026-03-25T09:00", "2026-03-25T10:00")

    assert said(answer).startswith(f"Moved Retreat to Wed 25 March{IN_2026}, 09:00–10:00.")
    assert "Alice’s change to Where" in said(answer)
    document = session.get(Event, retreat).document
    assert (document["location"], document["start"]) == ("Attic", "2026-03-25T09:00")


def test_a_move_by_somebody_else_is_never_overwritten(visit, session, alice, bob, retreat):
    client = visit(bob)
    edit_event(retreat, {"start": "2026-03-27T09:00", "end": "2026-03-27T10:00"}, 1, by=alice)
    answer = drag(client, retreat, "2026-03-25T09:00", "2026-03-25T10:00")

    assert answer.status_code == 409
    assert said(answer) == "Alice changed When of Retreat meanwhile, so your move was not saved."
    assert f'href="/events/{retreat}"' in answer.text
    assert when(session, retreat)[0] == "2026-03-27T09:00"
    assert drag(client, retreat, "2026-03-25T09:00", "2026-03-25T10:00", base=2).status_code == 200


def test_the_same_drop_sent_twice_is_one_move(visit, session, bob, retreat):
    client = visit(bob)
    for _ in range(2):
        answer = drag(client, retreat, "2026-03-25T09:00", "2026-03-25T10:00", key="dropped")
        assert said(answer) == f"Moved Retreat to Wed 25 March{IN_2026}, 09:00–10:00."
    wanted = select(func.count()).where(EventVersion.event_id == retreat)
    assert session.scalar(wanted) == 2
    assert drag(client, retreat, "2026-03-26T09:00", "2026-03-26T10:00", key="dropped").status_code == 422


def test_undo_from_a_calendar_says_so_where_it_was_pressed(visit, session, bob, retreat):
    client = visit(bob)
    drag(client, retreat, "2026-03-25T09:00", "2026-03-25T10:00")
    answer = client.post(f"/events/{retreat}/versions/2/undo", headers=DRAGGED)

    assert answer.status_code == 200
    assert said(answer) == "Took back version 2."
    assert f"/events/{retreat}/versions/3/undo" in answer.text
    assert when(session, retreat)[0] == "2026-03-24T09:00"
