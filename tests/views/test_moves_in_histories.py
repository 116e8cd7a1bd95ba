"""A move between calendars in histories: its tag, in the reader's language, and the filter that finds it."""

import re

import pytest

from webapp.operations.accounts import change_profile
from webapp.operations.events import edit_event
from webapp.operations.relocating import move_event_to

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


@pytest.fixture
def paths(cast, team, rooms, retreat):
    """The histories of the event, of the calendar that it left, and of the one that it is in."""
    edit_event(retreat, {"location": "Attic"}, based_on=1, by=cast.alice)
    move_event_to(retreat, rooms, by=cast.bob, based_on=2, via="api")
    return [f"/events/{retreat}/history", *(f"/calendars/{one}/history" for one in (team, rooms))]


def tags(page):
    """The words of all tags of the rows of a page, for each row that has some."""
    rows = re.findall(r'<li class="v[ "].*?</li>', page, re.DOTALL)
    found = (re.findall(r'<span class="tag[^"]*">(?:<svg.*?</svg>)?([^<]*)</span>', row) for row in rows)
    return [words for words in found if words]


@pytest.mark.parametrize(
    ("locale", "word", "where"), [("en_GB", "Calendar", "Where"), ("de_DE", "Kalender", "Ort")]
)
def test_a_move_has_a_tag_of_its_own(visit, bob, paths, locale, word, where):
    change_profile(bob, {"locale": locale})
    event, old, new = (tags(visit(bob).get(path).text) for path in paths)
    assert event == [[word, "via API"], [where]]
    assert old == new == [[word, "via API"]]


@pytest.mark.parametrize(("locale", "word"), [("en_GB", "Calendar"), ("de_DE", "Kalender")])
def test_the_filter_of_the_same_name_finds_it_alone(visit, bob, paths, locale, word):
    change_profile(bob, {"locale": locale})
    for path in paths:
        page = visit(bob).get(f"{path}?unit=calendar").text
        assert re.search(rf'value="calendar" checked><svg.*?</svg>{word}</label>', page)
        assert tags(page) == [[word, "via API"]]
        assert all(word not in row for row in tags(visit(bob).get(f"{path}?unit=location").text))
