"""Creating, editing, deleting and restoring events: versions, merging, rights."""

import pytest
from sqlalchemy import func, select

from tests.support.cast import a_document
from webapp.domain.document import units_at_first
from webapp.models import CalendarLog, Event, EventVersion, FieldOrigin, Occurrence
from webapp.operations.errors import NotThere, RoleTooLow
from webapp.operations.events import (
    EditConflict,
    EventDeleted,
    create_event,
    delete_event,
    edit_event,
    restore_version,
    undelete_event,
)
from webapp.operations.unit import KeyReused


def numbers(session, event_id):
    return list(
        session.scalars(
            select(EventVersion.version)
            .where(EventVersion.event_id == event_id)
            .order_by(EventVersion.version)
        )
    )


def test_a_new_event_is_version_1_and_holds_every_unit(session, retreat):
    version = session.scalars(select(EventVersion)).one()

    assert (version.version, version.until, version.via) == (1, None, "web")
    assert version.document == a_document()
    assert set(version.changed) == set(units_at_first(a_document()))


def test_an_edit_becomes_the_next_version_and_closes_the_one_before(session, retreat, bob):
    saved = edit_event(retreat, a_document(title="Summit"), based_on=1, by=bob)

    first, second = session.scalars(select(EventVersion).order_by(EventVersion.version))
    assert saved.version == second.version == 2
    assert first.until == second.at
    assert second.changed == ["title"]
    assert second.actor_label == "Bob Brook"


def test_an_edit_that_changes_nothing_makes_no_version(session, retreat, bob):
    assert not edit_event(retreat, a_document(), based_on=1, by=bob).changed
    assert numbers(session, retreat) == [1]


def test_edits_of_different_fields_merge(session, retreat, alice, bob):
    edit_event(retreat, a_document(title="Summit"), based_on=1, by=alice)
    saved = edit_event(retreat, a_document(location="Studio Nord"), based_on=1, by=bob)

    assert session.get(Event, retreat).document == a_document(title="Summit", location="Studio Nord")
    assert saved.merged_with == ["Alice Adler"]


def test_a_merge_names_who_changed_what_was_kept_and_what_holds_both(session, retreat, alice, bob):
    theirs = a_document(description="Bring a book.\n\nAnd a lamp.", title="Summit")
    edit_event(retreat, theirs, based_on=1, by=alice)
    edit_event(retreat, theirs | {"tags": ["outside"]}, based_on=2, by=bob)
    mine = a_document(description="Lunch at noon.\n\nBring a book.")

    saved = edit_event(retreat, mine, based_on=1, by=bob, key="k1")

    assert session.get(Event, retreat).document == theirs | {
        "description": "Lunch at noon.\n\nBring a book.\n\nAnd a lamp.",
        "tags": ["outside"],
    }
    assert saved.kept == {"title": "Alice Adler", "description": "Alice Adler"}
    assert (saved.combined, saved.since, saved.version) == (["description"], 1, 4)
    assert edit_event(retreat, mine, based_on=1, by=bob, key="k1") == saved


def test_edits_of_the_same_field_collide_and_save_nothing(session, retreat, alice, bob):
    edit_event(retreat, a_document(title="Summit"), based_on=1, by=alice)

    with pytest.raises(EditConflict) as conflict:
        edit_event(retreat, a_document(title="Workshop", location="Studio Nord"), based_on=1, by=bob)

    assert list(conflict.value.merged.conflicts) == ["title"]
    assert session.get(Event, retreat).document == a_document(title="Summit")
    assert numbers(session, retreat) == [1, 2]


def test_start_and_end_collide_as_one(retreat, alice, bob):
    edit_event(retreat, a_document(end="2026-03-24T11:00"), based_on=1, by=alice)

    with pytest.raises(EditConflict) as conflict:
        edit_event(retreat, a_document(start="2026-03-24T08:00"), based_on=1, by=bob)

    assert list(conflict.value.merged.conflicts) == ["when"]


def test_a_retry_with_the_same_key_writes_once_and_gets_the_first_answer(session, retreat, bob):
    first = edit_event(retreat, a_document(title="Summit"), based_on=1, by=bob, key="k1")
    again = edit_event(retreat, a_document(title="Summit"), based_on=1, by=bob, key="k1")

    assert again == first
    assert numbers(session, retreat) == [1, 2]


def test_a_key_with_another_request_behind_it_is_refused(retreat, bob):
    edit_event(retreat, a_document(title="Summit"), based_on=1, by=bob, key="k1")

    with pytest.raises(KeyReused):
        edit_event(retreat, a_document(title="Workshop"), based_on=1, by=bob, key="k1")


def test_a_deleted_event_comes_back_as_it_was(session, retreat, bob):
    delete_event(retreat, by=bob)
    assert session.scalar(select(func.count()).select_from(Occurrence)) == 0
    with pytest.raises(EventDeleted):
        edit_event(retreat, a_document(title="Summit"), based_on=1, by=bob)

    undelete_event(retreat, by=bob)
    assert session.get(Event, retreat).document == a_document()
    assert session.scalar(select(func.count()).select_from(Occurrence)) == 1
    assert numbers(session, retreat) == [1, 2, 3]


def test_restoring_an_old_version_is_a_new_version_that_equals_it(session, retreat, alice, bob):
    edit_event(retreat, a_document(title="Summit", tags=["budget"]), based_on=1, by=alice)
    restore_version(retreat, 1, by=bob)

    event = session.get(Event, retreat)
    assert (event.version, event.document) == (3, a_document())
    last = session.scalars(select(EventVersion).order_by(EventVersion.version.desc())).first()
    assert (last.via, last.changed) == ("restore", ["title", "tags"])


def test_the_margin_knows_which_version_gave_each_unit_its_value(session, retreat, bob):
    edit_event(retreat, a_document(title="Summit"), based_on=1, by=bob)

    origins = dict(session.execute(select(FieldOrigin.unit, FieldOrigin.version)).all())
    assert origins["title"] == 2
    assert origins["when"] == 1


def test_every_change_has_its_own_number_in_the_calendars_log(session, team, retreat, bob):
    edit_event(retreat, a_document(title="Summit"), based_on=1, by=bob)

    logged = session.execute(
        select(CalendarLog.seq, CalendarLog.kind)
        .where(CalendarLog.calendar_id == team)
        .order_by(CalendarLog.seq)
    ).all()
    assert [row.seq for row in logged] == list(range(1, len(logged) + 1))
    assert [row.kind for row in logged][-2:] == ["event", "event"]


WRITES = {
    "create": lambda team, event, by: create_event(team, a_document(), by=by),
    "edit": lambda team, event, by: edit_event(event, a_document(title="Summit"), based_on=1, by=by),
    "restore": lambda team, event, by: restore_version(event, 1, by=by),
    "delete": lambda team, event, by: delete_event(event, by=by),
    "undelete": lambda team, event, by: undelete_event(event, by=by),
}


@pytest.mark.parametrize("write", WRITES.values(), ids=WRITES)
@pytest.mark.parametrize(
    ("who", "refusal"),
    [("alice", None), ("bob", None), ("vera", RoleTooLow), ("charlie", NotThere), ("root", NotThere)],
)
def test_owners_and_editors_write_viewers_and_strangers_do_not(cast, team, retreat, write, who, refusal):
    if refusal is None:
        write(team, retreat, getattr(cast, who))
    else:
        with pytest.raises(refusal):
            write(team, retreat, getattr(cast, who))
