"""Who wrote what an event says now: the version in which the value came to be, whatever happened before."""

import random
from collections import Counter

import pytest
from sqlalchemy import select

from tests.support.cast import a_document
from tests.support.pasts import a_past, documents_of, since_when
from webapp.domain.attendance import attendee
from webapp.domain.blame import lines_of
from webapp.domain.document import SHOWN, unit_of
from webapp.extensions import db
from webapp.models import EventVersion
from webapp.operations.blame import parts_of
from webapp.operations.events import create_event, edit_event, restore_version
from webapp.operations.reading import instance_of, read_event
from webapp.operations.undoing import undo_version

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)

ANN, CEM = "mailto:ann@example.org", "mailto:cem@example.org"


def wrong_of(event_id):
    """Where blame and looking at every version differ."""
    documents, found = documents_of(event_id), parts_of(event_id)
    newest = next(iter(documents.values()))
    origins = read_event(event_id).origins
    told = {unit: origins[unit].version for unit in SHOWN}
    told |= {("invited", key): one.version for key, one in found.invited.items()}
    told |= {("answered", key): one.version for key, one in found.answered.items()}
    told |= {("date", key): one.version for key, one in found.dates.items()}
    told |= {("line", n): one.version for n, one in enumerate(found.lines)}
    right = {unit: since_when({n: unit_of(one, unit) for n, one in documents.items()}) for unit in SHOWN}
    for key, guest in newest["attendees"].items():
        right["invited", key] = since_when({n: key in one["attendees"] for n, one in documents.items()})
        if guest["answer"] != "needs-action":
            answers = {n: one["attendees"].get(key, {}).get("answer") for n, one in documents.items()}
            right["answered", key] = since_when(answers)
    for key in newest["overrides"]:
        right["date", key] = since_when({n: one["overrides"].get(key) for n, one in documents.items()})
    texts = {n: lines_of(one["description"]) for n, one in documents.items()}
    for number, line in enumerate(texts[max(texts)]):
        if all(
            text.count(line) < 2 for text in texts.values()
        ):  # which of two that are alike is not to be said
            right["line", number] = since_when({n: line in text for n, text in texts.items()})
        else:
            told.pop(("line", number), None)
    return {key: (told.get(key), right.get(key)) for key in told | right if told.get(key) != right.get(key)}


# 10,000 in all; in parts, so that several workers share them.
PARTS = [pytest.param(range(n, n + 1000), marks=pytest.mark.soak) for n in range(0, 10_000, 1000)]


@pytest.mark.parametrize("seeds", [range(40), *PARTS])
def test_blame_is_where_the_value_came_to_be(team, alice, bob, seeds):
    ways, versions = Counter(), 0
    for seed in seeds:
        event_id = a_past(random.Random(seed), team, [alice, bob], steps=7)
        assert wrong_of(event_id) == {}, f"seed {seed}"
        ways.update(db.session.scalars(select(EventVersion.via).where(EventVersion.event_id == event_id)))
        versions += read_event(event_id).event.version
    assert versions > 4 * len(seeds) and {"web", "restore", "undo", "import"} <= ways.keys()


def test_a_restored_value_belongs_to_who_restored_it(retreat, alice, bob):
    edit_event(retreat, a_document(title="Summit"), based_on=1, by=bob)
    restore_version(retreat, 1, by=alice)
    origins = read_event(retreat).origins

    assert (origins["title"].version, origins["title"].author) == (3, "Alice Adler")
    assert origins["location"].version == 1


def test_an_undone_change_belongs_to_who_undid_it(retreat, alice, bob):
    edit_event(retreat, a_document(location="Studio Nord"), based_on=1, by=alice)
    undo_version(retreat, 2, by=bob)
    edit_event(retreat, a_document(title="Summit"), based_on=3, by=alice)

    assert read_event(retreat).origins["location"].version == 3


def test_who_invited_and_who_answered_are_told_apart(retreat, alice, bob):
    ann, cem = attendee("Ann"), attendee("Cem")
    edit_event(retreat, a_document(attendees={ANN: ann}), based_on=1, by=alice)
    edit_event(retreat, a_document(attendees={ANN: ann, CEM: cem}), based_on=2, by=bob)
    yes = ann | {"answer": "accepted"}
    edit_event(retreat, a_document(attendees={ANN: yes, CEM: cem}), based_on=3, by=bob)
    found = parts_of(retreat)

    assert {key: (one.version, one.first_name) for key, one in found.invited.items()} == {
        ANN: (2, "Alice"),
        CEM: (3, "Bob"),
    }
    assert {key: one.version for key, one in found.answered.items()} == {ANN: 4}


def test_a_value_of_one_date_belongs_to_who_gave_it_to_that_date(team, alice, bob):
    dates = [f"2026-03-{day}T09:00" for day in (24, 25)]
    series = a_document(start=dates[0], end="2026-03-24T10:00", rrule="FREQ=DAILY;COUNT=5")
    made = create_event(team, series, by=alice).event_id
    one = {dates[0]: {"location": "Attic"}}
    edit_event(made, series | {"overrides": one}, 1, by=bob)
    both = one | {dates[1]: {"location": "Cellar"}}
    edit_event(made, series | {"overrides": both}, 2, by=alice)
    both = both | {dates[0]: {"location": "Attic", "title": "Summit"}}
    edit_event(made, series | {"overrides": both}, 3, by=alice)
    view = read_event(made)
    first, second = (instance_of(view, date).origins for date in dates)

    assert (first["location"].version, first["location"].author) == (2, "Bob Brook")
    assert (first["title"].version, second["location"].version, second["title"].version) == (4, 3, 1)


def test_the_lines_of_a_description_keep_who_wrote_them(retreat, alice, bob):
    edit_event(retreat, a_document(description="Bring a book.\nLunch is at noon."), based_on=1, by=bob)
    edit_event(retreat, a_document(description="Lunch is at noon.\nBring a book."), based_on=2, by=alice)

    assert sorted(one.version for one in parts_of(retreat).lines) == [1, 2]


def test_it_takes_one_statement_however_long_the_past(retreat, bob, statements):
    for n in range(12):
        edit_event(retreat, a_document(description=f"Take {n}."), based_on=n + 1, by=bob)
    statements.clear()

    assert parts_of(retreat).back_to is None
    assert len(statements) == 1
