"""Everything between two versions taken back at once: what came later stays, and what collides is asked about."""

import random
from datetime import UTC, datetime

import pytest
from sqlalchemy import func, select

from tests.support.cast import a_document
from tests.support.chains import misfits
from webapp.domain.document import SHOWN, changed_units, unit_of
from webapp.models import ChangeSet, Event, EventVersion
from webapp.operations.errors import NotThere, RoleTooLow
from webapp.operations.events import EditConflict, create_event, delete_event, edit_event
from webapp.operations.undo_prospects import prospect_of
from webapp.operations.undoing import Answer, undo_version
from webapp.operations.undoing_sets import SetConflict

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)

STEPS = [
    {"title": "Summit"},
    {"location": "Attic"},
    {"title": "Summit at sea"},
    {"tags": ["boat"]},
]


@pytest.fixture
def story(retreat, alice, bob):
    """The retreat with five versions: renamed, carried to the attic, renamed again, tagged."""
    whole = a_document()
    for number, step in enumerate(STEPS, 1):
        whole |= step
        edit_event(retreat, whole, number, by=bob if number % 2 else alice)
    return retreat


def document(session, event_id):
    session.expire_all()
    return session.get_one(Event, event_id).document


def test_all_between_two_versions_goes_and_what_came_later_stays(session, story, bob):
    saved = undo_version(story, 4, bob, since=1)

    assert document(session, story) == a_document(tags=["boat"])
    last = session.scalars(select(EventVersion).order_by(EventVersion.version.desc()).limit(1)).one()
    assert (saved.version, last.via) == (6, "undo")
    assert last.said[0] == ["event.undone_all", {"first": 2, "version": 4}]
    assert [name for name, _ in last.said[1:]] == ["title.renamed", "location.changed"]
    assert session.get_one(ChangeSet, last.change_set_id).undoes_id is None
    assert misfits() == []


def test_taking_the_new_version_back_does_all_of_it_again(session, story, bob):
    before = document(session, story)
    saved = undo_version(story, 4, bob, since=1)
    undo_version(story, saved.version, bob)

    assert document(session, story) == before


def test_a_field_that_changed_again_later_is_asked_about_and_an_answer_settles_it(session, story, bob):
    with pytest.raises(EditConflict) as asked:
        undo_version(story, 2, bob, since=1)  # "Summit", which is "Summit at sea" by now
    assert list(asked.value.merged.conflicts) == ["title"]
    assert session.get_one(Event, story).version == 5

    answer = Answer(a_document(title="Retreat", location="Attic", tags=["boat"]), based_on=5)
    undo_version(story, 2, bob, answer=answer, since=1)
    assert document(session, story)["title"] == "Retreat"


def test_one_step_is_said_as_the_undo_of_that_version(session, story, bob):
    saved = undo_version(story, 3, bob, since=2)

    said = session.scalars(select(EventVersion.said).filter_by(event_id=story, version=saved.version)).one()
    assert said[0] == ["event.undone", {"version": 3}]


def test_a_deletion_among_them_brings_it_back_and_a_restoration_asks(session, story, bob, alice):
    delete_event(story, by=bob)
    undo_version(story, 6, bob, since=3)
    assert not session.get_one(Event, story).deleted
    assert document(session, story) == a_document(title="Summit", location="Attic")

    with pytest.raises(
        SetConflict
    ):  # before version 6 of 7 it was deleted: undoing 7 alone deletes what changed since
        edit_event(story, a_document(title="Later"), 7, by=alice)
        undo_version(story, 7, bob, since=6)


def test_nothing_left_makes_no_version_and_a_retry_makes_one(session, story, bob):
    first = undo_version(story, 4, bob, key="once", since=1)
    again = undo_version(story, 4, bob, key="once", since=1)
    assert again.version == first.version
    assert not undo_version(story, 4, bob, since=1).changed

    assert session.scalar(select(func.count()).select_from(EventVersion)) == 6


@pytest.mark.parametrize(("since", "number"), [(4, 2), (3, 3), (1, 9), (-1, 2)])
def test_versions_that_are_not_there_or_stand_the_wrong_way_round(session, story, bob, since, number):
    with pytest.raises(NotThere):
        undo_version(story, number, bob, since=since)
    assert undo_version(story, 4, bob, since=1).changed


def test_viewers_may_not(story, vera, bob):
    with pytest.raises(RoleTooLow):
        undo_version(story, 4, vera, since=1)
    assert undo_version(story, 4, bob, since=1).changed


@pytest.mark.parametrize(("since", "number"), [(1, 4), (1, 2), (2, 5)])
def test_what_is_foretold_is_what_happens(session, story, bob, since, number):
    before = session.get_one(Event, story)
    told = prospect_of(before, number, since, datetime.now(UTC), bob)
    try:
        saved = undo_version(story, number, bob, since=since)
    except EditConflict as conflict:
        assert told.collides == list(conflict.merged.conflicts) and told.left
    else:
        said = session.scalars(select(EventVersion.said).filter_by(version=saved.version)).one()
        assert [[name, params] for name, params in told.does] == said[1:] and not told.collides


def written_at_random(rng, event_id, people, steps):
    """Every state of an event that was edited at random, by version."""
    states = {1: a_document()}
    for _ in range(steps):
        change = rng.choice(
            [
                {"title": rng.choice("ABC")},
                {"location": rng.choice("ABC")},
                {"status": rng.choice(["confirmed", "tentative"])},
                {"tags": rng.sample(["boat", "hut", "sea"], 1)},
            ]
        )
        base = max(states)
        if edit_event(event_id, states[base] | change, base, by=rng.choice(people)).changed:
            states[base + 1] = states[base] | change
    return states


@pytest.mark.parametrize("seeds", [range(25), pytest.param(range(2_000), marks=pytest.mark.soak)])
def test_it_alters_what_they_altered_and_nobody_since(session, team, alice, bob, seeds):
    undone = 0
    for seed in seeds:
        rng = random.Random(seed)
        event_id = create_event(team, a_document(), by=alice).event_id
        states = written_at_random(rng, event_id, [alice, bob], 8)
        if len(states) < 4:
            continue
        older, newer = sorted(rng.sample(sorted(states), 2))
        now = states[max(states)]
        touched = set(changed_units(states[older], states[newer]))
        asked = set()
        try:
            undo_version(event_id, newer, bob, since=older)
            undone += 1
        except EditConflict as conflict:
            asked = set(conflict.merged.conflicts)
        after = document(session, event_id)
        again = set(changed_units(states[newer], now))
        same = {unit for unit in touched if unit_of(now, unit) == unit_of(states[older], unit)}
        assert asked <= touched & again - same, f"seed {seed}"
        for unit in SHOWN if not asked else ():
            if unit in touched and unit not in again:
                assert unit_of(after, unit) == unit_of(states[older], unit), f"seed {seed}"
            elif unit not in touched:
                assert unit_of(after, unit) == unit_of(now, unit), f"seed {seed}"
    assert undone > len(seeds) // 4
