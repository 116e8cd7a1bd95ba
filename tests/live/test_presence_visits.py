"""What a process keeps of pages that ask: until they should have asked again, and no longer than they have no socket."""

import pytest

from tests.live.test_presence_picture import BOB, OTHER, RETREAT, TITLE, VERA, WHERE
from webapp.live.presence_picture import Picture
from webapp.live.presence_words import Left, Told


@pytest.fixture
def picture() -> Picture:
    """Bob's page has asked and stays until 5."""
    picture = Picture()
    assert picture.visits.ask(Told(77, BOB, 9, WHERE), RETREAT, 5) == {RETREAT}
    return picture


def test_a_page_stays_until_it_should_have_asked_again(picture: Picture) -> None:
    assert picture.visits.ask(Told(77, BOB, 9, WHERE), RETREAT, 8) == set(), "nothing is new"
    assert picture.expire(7.9) == (set(), set())
    assert picture.crowd(RETREAT) == {BOB: 0b100}
    assert picture.expire(8) == ({RETREAT}, set())
    assert picture.crowd(RETREAT) == {} and picture.places() == set()


def test_it_is_told_to_others_as_any_page_is(picture: Picture) -> None:
    picture.pages.come("page", OTHER, VERA, 78)
    picture.pages.come("page of his own", RETREAT, BOB, 79)
    assert picture.ours(RETREAT) == {BOB: 0b100} and picture.ours(OTHER) == {VERA: 0}
    assert set(picture.our_places()) == {RETREAT, OTHER}


def test_another_field_is_the_only_one(picture: Picture) -> None:
    assert picture.visits.ask(Told(77, BOB, 9, TITLE), RETREAT, 8) == {RETREAT}
    assert picture.crowd(RETREAT) == {BOB: 0b1}
    assert picture.visits.enter(Told(77, BOB, 9, WHERE)) == RETREAT, "said in another process"
    assert picture.crowd(RETREAT) == {BOB: 0b100}
    assert picture.visits.enter(Told(77, BOB, 9, WHERE)) is None


@pytest.mark.parametrize("told", [Told(78, BOB, 9, 0), Told(77, VERA, 9, 0), Told(77, BOB, 10, 0)])
def test_what_is_said_of_another_page_changes_nothing(picture: Picture, told: Told) -> None:
    assert picture.visits.enter(told) is None
    assert picture.crowd(RETREAT) == {BOB: 0b100}
    assert picture.visits.enter(Told(77, BOB, 9, 0)) == RETREAT


def test_a_tab_is_at_one_place(picture: Picture) -> None:
    assert picture.visits.ask(Told(77, BOB, 10, 0), OTHER, 8) == {RETREAT, OTHER}
    assert picture.crowd(RETREAT) == {} and picture.crowd(OTHER) == {BOB: 0}


def test_a_page_that_has_a_socket_again_asks_no_more(picture: Picture) -> None:
    assert picture.visits.end(BOB, 77) == RETREAT
    assert picture.visits.end(BOB, 77) is None
    assert picture.places() == set() and picture.expire(9) == (set(), set())


def test_a_page_that_is_closed_leaves_its_field_at_once_and_its_person_soon(picture: Picture) -> None:
    assert picture.visits.leave(Left(77, BOB, 10), 2) is None, "another page"
    assert picture.crowd(RETREAT) == {BOB: 0b100}
    assert picture.visits.leave(Left(77, BOB, 9), 2) == RETREAT
    assert picture.crowd(RETREAT) == {BOB: 0}
    assert picture.expire(2) == ({RETREAT}, set())
