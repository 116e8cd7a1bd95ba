"""Lists of numbers in statements that go past SQLAlchemy: however long they are, what comes is what it would have read."""

import pytest
from sqlalchemy import bindparam, select

from webapp.extensions import db
from webapp.models import Calendar
from webapp.models.base import table_of
from webapp.operations import prepared
from webapp.operations.prepared import Prepared

CALENDARS = table_of(Calendar).c
WANTED = select(CALENDARS.id, CALENDARS.name, CALENDARS.created_at).where(
    CALENDARS.id.in_(bindparam("wanted", expanding=True)), CALENDARS.seq < bindparam("below")
)


@pytest.mark.parametrize("count", [0, 1, 2, 3, 5, 64, 70])
def test_a_list_of_any_length_gives_the_rows_of_its_numbers(app, team, count, monkeypatch):
    monkeypatch.setattr(prepared, "AT_ONCE", 64)
    numbers = [team + 1000 + number for number in range(count - 1)] + [team] * (count > 0)
    connection = db.session.connection()
    expected = connection.execute(WANTED, {"wanted": numbers, "below": 1000}).all()
    found = Prepared(WANTED).read_of(connection, "wanted", numbers, {"below": 1000})
    assert found == [tuple(row) for row in expected]
    assert len(found) == (count > 0)
    assert Prepared(WANTED).read_of(connection, "wanted", numbers, {"below": 0}) == []


def test_lists_of_similar_lengths_are_one_text(app, team):
    statement, connection = Prepared(WANTED), db.session.connection()
    for count in range(1, 9):
        statement.read_of(connection, "wanted", range(count), {"below": 1000})
    # For lists, one each of 1, 2, 4 and 8 places, and the one they are made from.
    assert len(statement._forms) == 5
