"""An answer is pushed to whoever looks: the list of people, the same for all, and nothing of the reader's own question."""

import re

import pytest
from flask import Flask

from tests.live.test_days import news, sight_of
from tests.operations.test_attendance import SECOND, gathering
from webapp.live.event_pages import EventPage
from webapp.models import Person
from webapp.operations.attendance import answer
from webapp.operations.sessions import start_session
from webapp.operations.unit import unit_of_work

__all__ = ["gathering"]

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


@pytest.fixture
def looking(alice: Person) -> Person:
    with unit_of_work(by=alice) as unit:
        start_session(unit, alice, "tests", "127.0.0.1")
    return alice


def pushed(app: Flask, looking: Person, page: EventPage, do: object) -> str:
    """What the page gets of what is done."""
    with app.test_request_context():
        before = sight_of(looking)
        do()  # type: ignore[operator]
        after = sight_of(looking)
        pieces = page.pull(page.view(after), news(page.view(before), page.view(after)), after)
        return "".join(pieces.html)


def test_an_answer_pushes_the_people_and_the_header(
    app: Flask, looking: Person, vera: Person, gathering: int
) -> None:
    page = EventPage.open(looking, {"id": str(gathering)})
    html = pushed(app, looking, page, lambda: answer(gathering, "accepted", by=vera))

    assert re.findall(r'<(?:section|header) class="[^"]*" id="([^"]+)"', html) == ["ev-title", "ev-attendees"]
    assert f'data-answer="accepted" data-person="{vera.id}"' in html
    assert "ev-going" not in html and "csrf" not in html


def test_an_answer_to_one_date_is_pushed_to_its_page(
    app: Flask, looking: Person, vera: Person, gathering: int
) -> None:
    page = EventPage.open(looking, {"id": str(gathering), "occurrence": SECOND})
    html = pushed(app, looking, page, lambda: answer(gathering, "declined", vera, SECOND, whole=False))

    assert f'data-answer="declined" data-person="{vera.id}"' in html
