"""The cast that is put back is the one that was made: the same rows, and operations go on from there."""

from sqlalchemy import inspect

from tests.security.world import rows_of
from tests.support.again import again
from tests.support.cast import a_document, make_person
from tests.support.chains import misfits
from tests.support.statements import recording
from webapp.models import Person
from webapp.operations.calendars import create_calendar
from webapp.operations.events import create_event, edit_event


def play(database):
    """Two people, a calendar of the first and an event of the second in their own; the event's id."""
    ann = again(database, "ann", lambda: make_person("ann", "Ann Arden"))
    ben = again(database, "ben", lambda: make_person("ben", "Ben Birch"))
    again(database, "hikes", lambda: create_calendar("It's \\ hikes", "sky", "Europe/Berlin", by=ann))
    return ann, ben, again(database, "hike", lambda: create_event(2, a_document(), by=ben).event_id)


def as_in_the_next_test(database, session):
    session.expunge_all()
    database.empty()


def test_the_same_steps_find_the_same_rows_and_operations_go_on(database, session):
    database.empty()
    play(database)
    made = rows_of(database)
    as_in_the_next_test(database, session)
    ann, ben, hike = play(database)

    assert rows_of(database) == made  # moments and salts, too: nothing was made again
    edit_event(hike, a_document(title="Summit"), 1, by=ben)
    assert create_calendar("Huts", "leaf", "Europe/Berlin", by=ann) == 4
    assert misfits() == []


def test_who_is_put_back_is_in_the_session_and_nothing_is_read_for_it(database, session):
    play(database)
    as_in_the_next_test(database, session)
    with recording() as sent:
        ann, *_ = play(database)
        assert (ann.name, ann.role, inspect(ann).persistent) == ("Ann Arden", "member", True)
    assert sent == [] and session.get(Person, ann.id) is ann


def test_after_anything_else_was_written_steps_are_made_anew(database, session):
    play(database)
    as_in_the_next_test(database, session)
    again(database, "ann", lambda: make_person("ann", "Ann Arden"))
    other = make_person("other", "Olly Other")

    ben = again(database, "ben", lambda: make_person("ben", "Ben Birch"))
    assert (other.id, ben.id) == (2, 3)
    assert {row[0] for row in database.look("SELECT username FROM person")} == {"ann", "other", "ben"}


def test_rows_of_others_are_not_taken_for_the_beginning(database, session):
    play(database)
    session.expunge_all()
    database.refill("INSERT INTO person SELECT * FROM person WHERE id = 0")
    with recording() as sent:
        play(database)
    assert sent
