"""What a process knows of who is where: counted once a person, and forgotten in time."""

import pytest

from webapp.domain.document import UNITS
from webapp.live.presence_picture import HOLDS, IN_FIELD, LINGER, SILENT, Picture
from webapp.live.presence_words import MOST_NAMED, Left, Place, Seen, Told, is_word, read, units_of, word_of

RETREAT = Place(9, 3)
OTHER = Place(10, 3)
BOB, VERA = 41, 42
TITLE, WHERE = 1, 3


@pytest.fixture
def picture() -> Picture:
    return Picture()


@pytest.mark.parametrize(
    ("said", "word"),
    [
        (Seen(RETREAT, {VERA: 0, BOB: 4}), "v9.3.41-4.42-0"),
        (Seen(RETREAT, {}), "v9.3"),
        (Told(77, BOB, 9, WHERE), "f77.41.9.3"),
        (Left(77, BOB, 9), "l77.41.9"),
    ],
)
def test_what_is_said_travels_as_a_word_of_numbers(said: Seen | Told | Left, word: str) -> None:
    assert word_of(said) == word
    assert read(word) == said
    assert is_word(word)


@pytest.mark.parametrize(
    "word",
    ["v", "v9", "v9.x", "v9.3.41", "v9.3.41-", "v9.3.-1", "f", "f1.2.3", "f1.2.3.٣", "l1.2", "l1.2.3.4"],
)
def test_a_word_that_is_none_says_nothing(word: str) -> None:
    assert read(word) is None


@pytest.mark.parametrize("name", ["", "c3.41", "p7", "everything"])
def test_the_name_of_a_change_is_no_word(name: str) -> None:
    assert not is_word(name)


def test_a_word_names_so_many_people_and_first_those_who_edit() -> None:
    crowd = {number: int(number == 500) for number in range(1, 501)}
    told = read(word_of(Seen(RETREAT, crowd)))
    assert isinstance(told, Seen)
    assert len(told.crowd) == MOST_NAMED and told.crowd[500] == 1


def test_somebody_with_many_pages_in_many_processes_is_one_person(picture: Picture) -> None:
    picture.pages.come("page", RETREAT, BOB, 77)
    picture.pages.come("other page", RETREAT, BOB, 78)
    picture.pages.enter(Told(78, BOB, 9, WHERE), 0)
    picture.others.see("them", Seen(RETREAT, {BOB: 1, VERA: 0}), 0)
    assert picture.crowd(RETREAT) == {BOB: 0b101, VERA: 0}
    assert units_of(0b101) == tuple(UNITS)[:3:2]


def test_a_page_that_goes_leaves_its_field_at_once_and_its_person_soon(picture: Picture) -> None:
    picture.pages.come("page", RETREAT, BOB, 77)
    picture.pages.enter(Told(77, BOB, 9, WHERE), 0)
    picture.pages.leave("page", 1)
    assert picture.crowd(RETREAT) == {BOB: 0}
    assert picture.pages.expire(1 + LINGER / 2) == set()
    assert picture.pages.expire(1 + LINGER) == {RETREAT}
    assert picture.crowd(RETREAT) == {} and picture.places() == set()


def test_a_field_is_forgotten_unless_it_is_said_again(picture: Picture) -> None:
    picture.pages.come("page", RETREAT, BOB, 77)
    assert picture.pages.enter(Told(77, BOB, 9, WHERE), 0) == RETREAT
    assert picture.pages.enter(Told(77, BOB, 9, WHERE), 10) is None
    assert picture.pages.expire(IN_FIELD) == set()
    assert picture.pages.expire(10 + IN_FIELD) == {RETREAT}
    assert picture.crowd(RETREAT) == {BOB: 0}


@pytest.mark.parametrize(
    "told", [Told(77, VERA, 9, WHERE), Told(78, BOB, 9, WHERE), Told(77, BOB, 10, WHERE)]
)
def test_only_the_person_of_a_page_says_where_in_its_event_they_are(picture: Picture, told: Told) -> None:
    picture.pages.come("page", RETREAT, BOB, 77)
    assert picture.pages.enter(told, 0) is None
    assert picture.crowd(RETREAT) == {BOB: 0}
    assert picture.pages.enter(Told(77, BOB, 9, WHERE), 0) == RETREAT


def test_a_silent_process_is_forgotten_and_one_with_a_pulse_is_not(picture: Picture) -> None:
    picture.others.see("dead", Seen(RETREAT, {BOB: 0}), 0)
    picture.others.see("alive", Seen(OTHER, {VERA: 0}), 0)
    picture.others.beat("alive", SILENT - 1)
    assert picture.others.expire(SILENT) == {RETREAT}
    assert picture.crowd(RETREAT) == {} and picture.crowd(OTHER) == {VERA: 0}


def test_a_word_that_is_not_said_again_is_forgotten_although_its_process_lives(picture: Picture) -> None:
    picture.others.see("alive", Seen(RETREAT, {BOB: 0}), 0)
    picture.others.see("alive", Seen(OTHER, {VERA: 0}), HOLDS - 1)
    assert picture.others.expire(HOLDS) == {RETREAT}
    assert picture.crowd(OTHER) == {VERA: 0}


def test_a_goodbye_lasts_as_long_as_a_page_takes_to_come_back(picture: Picture) -> None:
    picture.others.see("ending", Seen(RETREAT, {BOB: 0}), 0)
    picture.others.end("ending", 1)
    assert picture.others.expire(1 + LINGER / 2) == set()
    assert picture.others.expire(1 + LINGER) == {RETREAT}
