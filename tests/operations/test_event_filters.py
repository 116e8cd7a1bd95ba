"""Words in lists of events: rows of searches say of now what documents say, whatever stands in them."""

import random

import pytest

from tests.support.cast import a_document
from webapp.domain.attendance import attendee
from webapp.domain.search_words import words_of
from webapp.extensions import db
from webapp.models import Event
from webapp.operations.event_filters import says
from webapp.operations.event_lists import Wanted
from webapp.operations.event_windows import list_events
from webapp.operations.events import create_event, edit_event

PARTS = (
    "Café",
    "cafe\u0301",
    "100%",
    "a_b",
    "\\",
    "Łódź",
    "STRASSE",
    "straße",
    "東京",
    "ﬁn",
    "x\u00a8y",
    "it's",
    "“so”",
    "İ",
    "-" * 7,
)


def a_text(dice, most=4):
    return dice.choice(" \n").join(dice.choice(PARTS) for _ in range(dice.randint(1, most)))


def fields(dice):
    """A document with some of these texts in everything that can hold them."""
    single = {
        "2026-03-25T09:00": {
            "title": a_text(dice, 2),
            "attendees": {"mailto:a@b.example": attendee(a_text(dice, 2))},
        }
    }
    return {
        "title": a_text(dice),
        "location": dice.choice(("", a_text(dice))),
        "description": dice.choice(("", a_text(dice, 30), a_text(dice, 300))),
        "tags": sorted({a_text(dice, 1) for _ in range(dice.randint(0, 2))}),
        "rrule": "FREQ=DAILY",
        "overrides": dice.choice(({}, single)),
    }


def a_wish(dice, documents):
    """Some words: parts of what some event says, as somebody types them."""
    text = dice.choice(documents)["description"] or a_text(dice)
    first = dice.randrange(len(text))
    typed = text[first : first + dice.randint(1, 12)].replace("\n", " ")
    return dice.choice((typed, typed.upper(), f'"{typed}"', f"{typed} {a_text(dice, 1)}"))[:100]


def check(session, team, alice, seed, events, wishes):
    dice = random.Random(seed)
    for _ in range(events):
        made = create_event(team, a_document(**fields(dice)), by=alice).event_id
        if dice.random() < 0.5:
            edit_event(made, a_document(**fields(dice)), 1, by=alice)
    there = {event.id: event.document for event in session.query(Event)}
    found_some = 0
    for _ in range(wishes):
        typed = a_wish(dice, list(there.values()))
        if words := tuple(words_of(typed)):
            found = {one.shown.id for one in list_events(Wanted(words=words), alice, None, 1000)}
            assert found == {number for number, document in there.items() if says(document, words)}, typed
            found_some += bool(found)
    db.session.rollback()
    assert found_some > wishes / 4


def test_what_rows_find_is_what_documents_say(session, team, alice):
    check(session, team, alice, 6, events=12, wishes=60)


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(5))
def test_what_rows_find_is_what_documents_say_at_length(session, team, alice, seed):
    check(session, team, alice, 100 + seed, events=40, wishes=300)
