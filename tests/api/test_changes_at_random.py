"""Whatever several people do, a program that syncs now and then has in the end what a fresh one gets, and what is there."""

import random

import pytest

from tests.support.syncing import Copy, Crowd, seen_by

only_sqlite = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


def play(program, cast, seed, turns):
    """People do things while three programs of three people sync in parts of a few items, some things happening in between."""
    crowd, dice = Crowd([cast.alice, cast.bob, cast.vera, cast.charlie], cast.root, seed), random.Random(seed)
    watchers = [
        (person, Copy(program(person)), Copy(program(person), by_event=True))
        for person in (cast.bob, cast.vera, cast.charlie)
    ]
    for _ in range(turns):
        crowd.act()
        for _, *copies in watchers:
            for copy in copies:
                if dice.random() < 0.3:
                    copy.page(dice.randrange(1, 6))
        if dice.random() < 0.1:
            for person, *copies in watchers:
                check(program, person, *copies, limit=dice.randrange(1, 6))
    for person, *copies in watchers:
        check(program, person, *copies)
    return crowd


def check(program, person, copy, by_event, limit=200):
    """Both have what a fresh program gets and what the person sees."""
    copy.told.clear()
    copy.sync(limit)
    by_event.sync(limit)
    told = [item["event_id"] for item in copy.told if item["kind"] == "event" and not item["deleted"]]
    assert len(told) == len(set(told))  # nothing happens meanwhile, so each event comes once
    calendars, events = seen_by(person)
    fresh = Copy(program(person)).sync()
    assert (fresh.calendars, fresh.versions) == (calendars, events)
    assert (copy.calendars, copy.versions) == (calendars, events)
    assert by_event.versions == events


@only_sqlite
@pytest.mark.parametrize("seed", range(3))
def test_a_program_that_syncs_at_random_moments_ends_with_what_is_there(program, cast, seed):
    crowd = play(program, cast, seed, turns=60)
    assert len(crowd.done) > 6, crowd.done


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(6))
def test_the_same_for_long(program, cast, seed):
    crowd = play(program, cast, 1000 + seed, turns=300)
    assert len(crowd.done) > 10, crowd.done
