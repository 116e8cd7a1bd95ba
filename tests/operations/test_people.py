"""Finding people: by names, never by parts of an address."""

import pytest

from tests.support.cast import make_person, switch_off
from webapp.models import Calendar
from webapp.operations.members import (
    find_people,
    people_meant,
)


@pytest.mark.parametrize("typed", ["bo", "BOB", "brook", "@bob", "bob@lantern.example", " Bob Brook "])
def test_people_are_found_by_parts_of_their_names_and_by_their_whole_address(cast, typed):
    assert [person.name for person in find_people(typed, but=set())] == ["Bob Brook"]


@pytest.mark.parametrize(
    "typed", ["b", "", "bob@", "bob@lantern", "lantern.example", "%", "__", "bob\\", "b\x00b"]
)
def test_parts_of_an_address_and_patterns_find_nobody(cast, typed):
    assert find_people(typed, but=set()) == []


def test_a_whole_name_is_meant_where_it_is_also_part_of_another(cast):
    make_person("bobby", "Bobby Brooks")
    assert len(people_meant("brook", but=set())) == 2
    assert [person.username for person in people_meant("bob brook", but=set())] == ["bob"]
    assert [person.username for person in people_meant("bob", but=set())] == ["bob"]


def test_somebody_who_is_switched_off_is_not_found(session, cast, team):
    assert find_people("bob", but=set())
    switch_off(session, cast.bob, session.get(Calendar, team).created_at)
    assert find_people("bob", but=set()) == []
