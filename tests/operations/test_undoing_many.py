"""An import of thousands is taken back at once: the tables of what is there are as before, and it is done again as fast."""

import pytest
from sqlalchemy import select

from tests.support.cast import a_document
from webapp.models import Event, EventVersion, FieldOrigin, Occurrence, Participation
from webapp.models.base import table_of
from webapp.operations.announcements import CalendarChanged, announced
from webapp.operations.events import create_event, edit_event
from webapp.operations.importing import import_calendar
from webapp.operations.undoing_sets import undo_change_set

HEADS = (Event, Occurrence, Participation, FieldOrigin)


def many(count, guest=""):
    """A file with so many events, some of which repeat, all of which invite somebody."""
    lines = "".join(
        f"BEGIN:VEVENT\r\nUID:{n}\r\nDTSTART:2026{n % 12 + 1:02}{n % 28 + 1:02}T090000\r\nSUMMARY:Fair {n}\r\n"
        f"{'RRULE:FREQ=WEEKLY;COUNT=4' if n % 100 == 0 else 'LOCATION:Barn'}\r\n"
        f"ATTENDEE;CN=Somebody:mailto:{guest}\r\nEND:VEVENT\r\n"
        for n in range(count)
    )
    return f"BEGIN:VCALENDAR\r\n{lines}END:VCALENDAR\r\n".encode()


def there(session):
    """Every row of what is there now: of deleted events, nothing but that they are."""
    session.rollback()
    gone = select(Event.id).where(Event.deleted)
    found = {}
    for model in HEADS:
        table = table_of(model)
        event_id = table.c.id if model is Event else table.c.event_id
        keep = ~event_id.in_(gone) if model in (Event, FieldOrigin) else True
        found[table.name] = sorted(map(tuple, session.execute(select(table).where(keep))), key=str)
    return found


def plain(rows):
    """The rows of events without who changed them last and in which version."""
    changing = {"version", "updated_at", "updated_by_id", "updated_by_label", "placed_from", "placed_until"}
    names = [one.name for one in table_of(Event).c]
    return [
        tuple(value for name, value in zip(names, row, strict=True) if name not in changing) for row in rows
    ]


def take_back_and_do_again(session, team, cast, count, statements):
    kept = create_event(team, a_document(), by=cast.alice).event_id
    before = there(session)
    change_set = import_calendar(team, many(count, cast.vera.email), by=cast.bob).change_set
    after = there(session)
    assert len(after["participation"]) == count + 1

    told = []
    with announced.connected_to(lambda one: told.append(one)):
        statements.clear()
        undone = undo_change_set(change_set, by=cast.bob)
        executed = len(statements)
    assert there(session) == before
    assert undone.deleted == count
    assert sum(isinstance(one, CalendarChanged) for one in told) == 1
    versions = session.scalars(
        select(EventVersion.version).where(EventVersion.change_set_id == undone.change_set)
    )
    assert set(versions) == {2}

    again = undo_change_set(undone.change_set, by=cast.bob)
    back = there(session)
    assert again.restored == count
    assert {name: rows for name, rows in back.items() if name != "event"} == {
        name: rows for name, rows in after.items() if name != "event"
    }
    assert plain(back["event"]) == plain(after["event"])
    assert edit_event(kept, a_document(title="Later"), 1, by=cast.alice).version == 2
    return executed


def test_an_import_of_300_leaves_no_trace_but_in_the_history(session, team, cast, statements):
    executed = take_back_and_do_again(session, team, cast, 300, statements)
    assert executed < 40, "as many statements as for a few"


@pytest.mark.soak
@pytest.mark.timeout(900)
def test_an_import_of_10_000_leaves_no_trace_but_in_the_history(session, team, cast, statements):
    executed = take_back_and_do_again(session, team, cast, 10_000, statements)
    assert executed < 80


def test_an_edit_of_many_is_taken_back_with_their_margins(session, team, cast):
    """Events that one change set renamed and moved, as a batch does."""
    events = [create_event(team, a_document(title=f"No {n}"), by=cast.alice).event_id for n in range(3)]
    before = there(session)
    change_set = 0
    for event_id in events:
        document = session.get_one(Event, event_id).document
        saved = edit_event(
            event_id,
            {**document, "title": "Same", "start": "2026-03-25T09:00", "end": "2026-03-25T10:00"},
            1,
            by=cast.bob,
        )
        change_set = change_set or saved.change_set
        versions = table_of(EventVersion)
        session.execute(
            versions.update()
            .where(versions.c.event_id == event_id, versions.c.version == 2)
            .values(change_set_id=change_set)
        )
        session.commit()

    assert undo_change_set(change_set, by=cast.bob).changed == 3
    back = there(session)
    assert back["occurrence"] == before["occurrence"] and plain(back["event"]) == plain(before["event"])
    origins = {(row.unit, row.version) for row in session.scalars(select(FieldOrigin))}
    assert {("title", 3), ("when", 3), ("location", 1)} <= origins and ("title", 1) not in origins
