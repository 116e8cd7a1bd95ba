"""A change set is taken back after others have changed what it made: they are asked for field by field, and nothing is lost."""

import pytest
from sqlalchemy import select

from tests.domain.files import OURS
from tests.operations.test_undoing_sets import WEEKLY, heads, now, series, split
from tests.support.cast import a_document
from webapp.domain.taking_back import Answers, asked_about
from webapp.models import Event
from webapp.operations.change_sets import outlook, steps_of
from webapp.operations.events import delete_event, edit_event, restore_version
from webapp.operations.importing import import_calendar
from webapp.operations.undoing_sets import SetConflict, undo_change_set

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
__all__ = ["series"]


@pytest.fixture
def imported(session, team, alice, bob):
    """Bob's import of five events, of which Alice renamed one and gave another another place."""
    change_set = import_calendar(team, OURS, by=bob).change_set
    events = session.scalars(select(Event).order_by(Event.id)).all()
    edit_event(events[0].id, {**events[0].document, "title": "Alice’s"}, 1, by=alice)
    edit_event(events[1].id, {**events[1].document, "location": "Barn"}, 1, by=alice)
    return change_set, [one.id for one in events]


def test_events_that_others_edited_are_asked_about_and_nothing_is_deleted(session, bob, imported):
    change_set, events = imported
    with pytest.raises(SetConflict) as raised:
        undo_change_set(change_set, by=bob)

    assert [step.event.id for step in raised.value.steps] == events[:2]
    assert all(step.wanted.asks_to_delete for step in raised.value.steps)
    assert len(heads(session)[0]) == 5
    found = outlook(steps_of(change_set))
    assert (found.deleted, found.edited, found.changed, found.gone) == (5, 2, 0, 0)


def test_each_is_deleted_or_left_as_it_was_answered(session, bob, imported):
    change_set, events = imported
    answers = {events[0]: Answers(2, {"event": "theirs"}), events[1]: Answers(2, {"event": "mine"})}
    undone = undo_change_set(change_set, by=bob, answers=answers)

    assert undone.deleted == 4
    assert [(one[0], one[1]) for one in heads(session)[0]] == [(events[0], "Alice’s")]
    assert now(session, events[0]).version == 2
    assert now(session, events[1]).document["location"] == "Barn", "it would come back with what Alice did"


def test_an_answer_does_not_count_for_what_was_changed_after_the_question(session, alice, bob, imported):
    change_set, events = imported
    answers = {one: Answers(2, {"event": "mine"}) for one in events[:2]}
    edit_event(events[0], {**now(session, events[0]).document, "title": "Later"}, 2, by=alice)

    with pytest.raises(SetConflict) as raised:
        undo_change_set(change_set, by=bob, answers=answers)
    assert [step.event.id for step in raised.value.steps] == events[:1]
    assert len(heads(session)[0]) == 5


def test_an_event_that_was_edited_and_edited_back_is_deleted_without_a_question(session, bob, imported):
    change_set, events = imported
    for event_id in events[:2]:
        restore_version(event_id, 1, by=bob)

    assert undo_change_set(change_set, by=bob).deleted == 5


def test_what_others_deleted_since_stays_deleted(session, alice, bob, series):
    change_set = split(series, bob).change_set
    delete_event(series, by=alice)
    assert outlook(steps_of(change_set)).gone == 1
    undone = undo_change_set(change_set, by=bob)

    assert (undone.deleted, undone.changed) == (1, 0)
    assert heads(session)[0] == []


@pytest.fixture
def renamed(series, alice, bob):
    """Bob changed title, place and description in one go, and Alice changed title and description after him."""
    texts = "One\nTwo\nThree", "One\n2\nThree", "Zero\nOne\nzwei\nThree"
    edit_event(series, a_document(**WEEKLY, description=texts[0]), 1, by=alice)
    done = a_document(**WEEKLY, title="Summit", location="Barn", description=texts[1])
    change_set = edit_event(series, done, 2, by=bob).change_set
    edit_event(series, {**done, "title": "Fair", "description": texts[2]}, 3, by=alice)
    return change_set


def test_colliding_fields_are_asked_one_by_one(session, series, bob, renamed):
    with pytest.raises(SetConflict) as raised:
        undo_change_set(renamed, by=bob)
    (step,) = raised.value.steps
    assert list(step.wanted.conflicts) == ["title", "description"]
    sides = step.wanted.conflicts["title"]
    assert [side["title"] for side in (sides.base, sides.theirs, sides.mine)] == ["Summit", "Fair", "Retreat"]
    assert now(session, series).version == 4


@pytest.mark.parametrize(
    ("title", "text", "wanted"),
    [
        ("theirs", "theirs", ("Fair", "Zero\nOne\nzwei\nThree")),
        ("mine", "theirs", ("Retreat", "Zero\nOne\nzwei\nThree")),
        ("theirs", "mine", ("Fair", "Zero\nOne\nTwo\nThree")),
    ],
)
def test_the_answers_decide_field_by_field_and_the_rest_is_taken_back(
    session, series, bob, renamed, title, text, wanted
):
    asked = asked_in(renamed)
    choices = {"title": title, "description.0": text}
    undo_change_set(renamed, by=bob, answers={series: Answers(4, choices, asked)})

    document = now(session, series).document
    assert (document["title"], document["description"], document["location"]) == (*wanted, "Harbour room")


@pytest.mark.parametrize(
    "answers",
    [
        {"choices": {"title": "mine"}},
        {"choices": {"description.0": "mine"}},
        {"choices": {"title": "mine", "description.0": "mine"}, "asked": "other parts"},
        {"choices": {"title": "never", "description.0": "mine"}},
    ],
)
def test_an_answer_that_is_not_whole_is_asked_for_again(session, series, bob, renamed, answers):
    whole = {"seen": 4, "asked": asked_in(renamed)}
    with pytest.raises(SetConflict):
        undo_change_set(renamed, by=bob, answers={series: Answers(**{**whole, **answers})})
    assert now(session, series).version == 4
    good = {"choices": {"title": "mine", "description.0": "mine"}}
    assert undo_change_set(renamed, by=bob, answers={series: Answers(**{**whole, **good})}).changed == 1


def test_an_answer_holds_for_fields_that_nobody_touched_after_the_question(
    session, series, alice, bob, renamed
):
    answers = {series: Answers(4, {"title": "mine", "description.0": "mine"}, asked_in(renamed))}
    edit_event(series, {**now(session, series).document, "tags": ["late"]}, 4, by=alice)
    undo_change_set(renamed, by=bob, answers=answers)
    assert (now(session, series).title, now(session, series).document["tags"]) == ("Retreat", ["late"])


def test_an_answer_does_not_hold_for_a_field_that_was_changed_after_the_question(
    session, series, alice, bob, renamed
):
    answers = {series: Answers(4, {"title": "mine", "description.0": "mine"}, asked_in(renamed))}
    edit_event(series, {**now(session, series).document, "title": "Later"}, 4, by=alice)
    with pytest.raises(SetConflict) as raised:
        undo_change_set(renamed, by=bob, answers=answers)
    assert list(raised.value.steps[0].wanted.conflicts) == ["title"]


def asked_in(change_set):
    return asked_about(steps_of(change_set)[0].wanted.conflicts["description"]).name
