"""Changing a series: one instance, the following ones, all; random edits keep the same dates as a plain list does."""

import random
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from webapp.domain import series_edits
from webapp.domain.document import ONCE
from webapp.domain.series import has_instance, instance_document, instances, name_of, wall_of

FOREVER = datetime(1990, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)


def standup(**fields: Any) -> dict[str, Any]:
    """Every Tuesday at nine, ten times, from 3 March 2026 on."""
    return {
        **ONCE,
        "title": "Stand-up",
        "description": "",
        "location": "",
        "start": "2026-03-03T09:00",
        "end": "2026-03-03T09:30",
        "zone": "Europe/Berlin",
        "all_day": False,
        "rrule": "FREQ=WEEKLY;COUNT=10;BYDAY=TU",
        "tags": [],
        "status": "confirmed",
        **fields,
    }


def told(document: dict[str, Any]) -> list[str]:
    """All instances as "03-03 09:00 Stand-up", by the clock on the wall."""
    found = []
    for one in instances(document, *FOREVER):
        mine = instance_document(document, one.recurrence_id)
        found.append(f"{wall_of(mine['start']):%m-%d %H:%M} {mine['title']}")
    return found


def changed(document: dict[str, Any], name: str, **fields: Any) -> dict[str, Any]:
    return {**instance_document(document, name), "rrule": document["rrule"], **fields}


def at(text: str) -> dict[str, str]:
    start = datetime.fromisoformat(text)
    return {"start": name_of(start, False), "end": name_of(start + timedelta(minutes=30), False)}


def test_one_instance_changes_alone() -> None:
    series = standup()
    after = series_edits.edit_this(
        series, "2026-03-10T09:00", changed(series, "2026-03-10T09:00", title="Review")
    )
    assert told(after.document)[:3] == ["03-03 09:00 Stand-up", "03-10 09:00 Review", "03-17 09:00 Stand-up"]
    again = changed(after.document, "2026-03-10T09:00", **at("2026-03-11T14:00"))
    after = series_edits.edit_this(after.document, "2026-03-10T09:00", again)
    assert told(after.document)[1] == "03-11 14:00 Review"


def test_an_instance_that_is_like_the_series_again_is_no_exception() -> None:
    series = standup(overrides={"2026-03-10T09:00": {"title": "Review"}})
    back = series_edits.edit_this(
        series, "2026-03-10T09:00", changed(series, "2026-03-10T09:00", title="Stand-up")
    )
    assert back.document["overrides"] == {}


def test_one_instance_is_left_out() -> None:
    series = standup(overrides={"2026-03-10T09:00": {"title": "Review"}})
    after = series_edits.leave_out_this(series, "2026-03-10T09:00").document
    assert told(after)[:2] == ["03-03 09:00 Stand-up", "03-17 09:00 Stand-up"]
    assert after["overrides"] == {}
    assert not has_instance(after, "2026-03-10T09:00")


def test_all_instances_move_and_exceptions_stay_exceptions() -> None:
    series = standup(overrides={"2026-03-10T09:00": {"title": "Review"}}, exdate=["2026-03-17T09:00"])
    after = series_edits.edit_all(
        series, "2026-03-24T09:00", changed(series, "2026-03-24T09:00", **at("2026-03-24T10:00"))
    )
    assert told(after.document)[:3] == ["03-03 10:00 Stand-up", "03-10 10:00 Review", "03-24 10:00 Stand-up"]
    assert (after.kept, after.lost) == (("2026-03-10T10:00", "2026-03-17T10:00"), ())


def test_a_series_moved_to_another_day_happens_on_that_day() -> None:
    series = standup(exdate=["2026-03-17T09:00"])
    after = series_edits.edit_all(
        series, "2026-03-10T09:00", changed(series, "2026-03-10T09:00", **at("2026-03-11T09:00"))
    )
    assert after.document["rrule"] == "FREQ=WEEKLY;COUNT=10;BYDAY=WE"
    assert [one[:5] for one in told(after.document)][:4] == ["03-04", "03-11", "03-25", "04-01"]
    assert len(told(after.document)) == 9


@pytest.mark.parametrize("until", ["20260317T080000Z", "20260317T090000", "20260317"])
def test_the_last_instance_is_not_lost_when_a_series_moves_later(until: str) -> None:
    series = standup(rrule=f"FREQ=WEEKLY;UNTIL={until}")
    after = series_edits.edit_all(
        series, "2026-03-03T09:00", changed(series, "2026-03-03T09:00", **at("2026-03-03T11:00"))
    )
    assert [one[:11] for one in told(after.document)] == ["03-03 11:00", "03-10 11:00", "03-17 11:00"]


def test_a_moved_exception_keeps_its_own_time_when_all_move() -> None:
    series = standup()
    alone = series_edits.edit_this(
        series, "2026-03-10T09:00", changed(series, "2026-03-10T09:00", **at("2026-03-10T15:00"))
    )
    series = alone.document
    after = series_edits.edit_all(
        series, "2026-03-03T09:00", changed(series, "2026-03-03T09:00", **at("2026-03-03T08:00"))
    )
    assert [one[:11] for one in told(after.document)][:3] == ["03-03 08:00", "03-10 15:00", "03-17 08:00"]


def test_what_is_changed_for_all_from_an_exception_holds_for_it_too() -> None:
    series = standup(overrides={"2026-03-10T09:00": {"title": "Review", "location": "Attic"}})
    mine = changed(series, "2026-03-10T09:00", title="Weekly")
    after = series_edits.edit_all(series, "2026-03-10T09:00", mine).document
    assert {one[12:] for one in told(after)} == {"Weekly"}
    assert after["overrides"] == {"2026-03-10T09:00": {"location": "Attic"}}


def test_this_and_following_become_an_event_of_their_own() -> None:
    series = standup(
        exdate=["2026-03-10T09:00", "2026-03-31T09:00"], overrides={"2026-04-07T09:00": {"title": "Review"}}
    )
    mine = changed(series, "2026-03-24T09:00", title="Sync", **at("2026-03-24T10:00"))
    after = series_edits.edit_following(series, "2026-03-24T09:00", mine)
    assert after.rest is not None
    assert told(after.document) == ["03-03 09:00 Stand-up", "03-17 09:00 Stand-up"]
    assert told(after.rest)[:3] == ["03-24 10:00 Sync", "04-07 10:00 Review", "04-14 10:00 Sync"]
    assert len(told(after.document)) + len(told(after.rest)) == 8


def test_following_from_the_first_on_is_all() -> None:
    series = standup()
    mine = changed(series, "2026-03-03T09:00", title="Sync")
    assert series_edits.edit_following(series, "2026-03-03T09:00", mine) == series_edits.edit_all(
        series, "2026-03-03T09:00", mine
    )


def test_another_rule_keeps_the_exceptions_that_still_have_an_instance() -> None:
    series = standup(exdate=["2026-03-10T09:00", "2026-03-17T09:00"])
    mine = changed(series, "2026-03-03T09:00", rrule="FREQ=WEEKLY;INTERVAL=2;BYDAY=TU;COUNT=5")
    after = series_edits.edit_all(series, "2026-03-03T09:00", mine)
    assert (after.kept, after.lost) == (("2026-03-17T09:00",), ("2026-03-10T09:00",))


def test_a_series_made_all_day_keeps_what_was_left_out() -> None:
    series = standup(exdate=["2026-03-10T09:00"])
    mine = changed(series, "2026-03-03T09:00", start="2026-03-03", end="2026-03-03", all_day=True)
    after = series_edits.edit_all(series, "2026-03-03T09:00", mine).document
    assert (after["start"], after["exdate"]) == ("2026-03-03", ["2026-03-10"])


def test_a_series_can_end_before_an_instance() -> None:
    for rule in (
        "FREQ=WEEKLY;COUNT=10;BYDAY=TU",
        "FREQ=WEEKLY;BYDAY=TU",
        "FREQ=WEEKLY;UNTIL=20270101;BYDAY=TU",
    ):
        ended = series_edits.end_before(standup(rrule=rule), "2026-03-17T09:00").document
        assert [one[:5] for one in told(ended)] == ["03-03", "03-10"]


class Plain:
    """The reference: events as lists of rows [start by the series, start of its own, title of its own], and a title."""

    def __init__(self, series: dict[str, Any]) -> None:
        rows = [[wall_of(one.recurrence_id), None, None] for one in instances(series, *FOREVER)]
        self.events: list[tuple[str, list[list[Any]]]] = [("Stand-up", rows)]

    def change(self, event: int, place: int, scope: str, shift: timedelta, title: str | None) -> None:
        series_title, rows = self.events[event]
        chosen = rows[place]
        if scope == "this":
            chosen[1:] = [(chosen[1] or chosen[0]) + shift, title or chosen[2]]
            self._simplify(event)
            return
        if scope == "following" and place:
            self.events[event] = (series_title, rows[:place])
            event, rows = len(self.events), rows[place:]
            self.events.append((series_title, rows))
        self._change_all(event, chosen, shift, title if title != (chosen[2] or series_title) else None)

    def _change_all(self, event: int, chosen: list[Any], shift: timedelta, title: str | None) -> None:
        series_title, rows = self.events[event]
        for row in rows:
            row[0] += shift
        if chosen[1]:
            chosen[1] += shift
        if title:
            chosen[2] = None
        self.events[event] = (title or series_title, rows)
        self._simplify(event)

    def _simplify(self, event: int) -> None:
        title, rows = self.events[event]
        for row in rows:
            row[1] = None if row[1] == row[0] else row[1]
            row[2] = None if row[2] == title else row[2]

    def leave_out(self, event: int, place: int) -> None:
        self.events[event][1].pop(place)

    def told(self) -> list[str]:
        return sorted(
            f"{own or plain:%m-%d %H:%M} {own_title or title}"
            for title, rows in self.events
            for plain, own, own_title in rows
        )


def run_at_random(seed: int) -> None:
    """Some changes to a series and to the reference; after each one both must tell the same."""
    dice = random.Random(seed)
    rule = dice.choice(
        ("FREQ=WEEKLY;COUNT=8;BYDAY=TU", "FREQ=DAILY;COUNT=9", "FREQ=WEEKLY;UNTIL=20260421T070000Z;BYDAY=TU")
    )
    series = [standup(rrule=rule)]
    plain, steps = Plain(series[0]), []
    for _ in range(dice.randint(2, 7)):
        event = dice.randrange(len(series))
        names = [one.recurrence_id for one in by_name(series[event])]
        place, scope = dice.randrange(len(names)), dice.choice(("this", "following", "all", "out"))
        shift, title = (
            timedelta(minutes=15 * dice.choice((0, 0, 1, 2, -1))),
            dice.choice((None, "Sync", "Review")),
        )
        steps.append((event, names[place], scope, shift, title))
        if scope == "out":
            if len(names) > 1:
                series[event] = series_edits.leave_out_this(series[event], names[place]).document
                plain.leave_out(event, place)
        else:
            after = edit(series[event], names[place], scope, shift, title)
            plain.change(event, place, scope, shift, title)
            series[event] = after.document
            series += [after.rest] if after.rest else []
            assert not after.lost, steps
        assert sorted(line for one in series for line in told(one)) == plain.told(), (rule, steps)


def by_name(document: dict[str, Any]) -> list[Any]:
    return sorted(instances(document, *FOREVER), key=lambda one: one.recurrence_id)


def edit(
    series: dict[str, Any], name: str, scope: str, shift: timedelta, title: str | None
) -> series_edits.Edited:
    mine = changed(series, name)
    moved = at((wall_of(mine["start"]) + shift).isoformat())
    mine |= {**(moved if shift else {}), **({"title": title} if title else {})}
    change = {
        "this": series_edits.edit_this,
        "following": series_edits.edit_following,
        "all": series_edits.edit_all,
    }
    return change[scope](series, name, mine)


@pytest.mark.parametrize("first", range(0, 400, 100))
def test_random_edits_leave_the_instances_that_a_plain_list_has(first: int) -> None:
    for seed in range(first, first + 100):
        run_at_random(seed)


@pytest.mark.soak
def test_two_thousand_random_sequences_leave_the_instances_that_a_plain_list_has() -> None:
    for seed in range(1000, 3000):
        run_at_random(seed)
