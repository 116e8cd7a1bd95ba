"""Runs of edits: who, how long, and what they come to."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.support.cast import a_document
from webapp.operations import history
from webapp.operations.events import edit_event
from webapp.operations.history import Author, VersionRow
from webapp.operations.history_filters import Filters
from webapp.operations.history_runs import LONGEST, runs, sums

NOON = datetime(2026, 3, 24, 12, tzinfo=UTC)


def row(number, minutes, who=1, via="web", deleted=False):
    author = Author(f"Person {who}", "teal")
    at = NOON + timedelta(minutes=minutes)
    return VersionRow(number, at, author, via, deleted, "", [], [], 1, who, 0)


def folded(*rows, apart=(), zone="UTC"):
    moments = [NOON + timedelta(minutes=minutes) for minutes in apart]
    found = runs(sorted(rows, key=lambda one: -one.number), zone, moments)
    return [[one.number for one in run.rows] for run in found]


def test_a_run_lasts_ten_minutes_from_its_oldest_version():
    assert folded(row(2, 0), row(3, 4), row(4, 10), row(5, 11)) == [[5], [4, 3, 2]]


def test_what_comes_later_takes_no_run_to_pieces():
    assert folded(row(2, 0), row(3, 10)) == [[3, 2]]
    assert folded(row(2, 0), row(3, 10), row(4, 12)) == [[4], [3, 2]]


@pytest.mark.parametrize(
    "other", [row(3, 1, who=2), row(3, 1, via="undo"), row(3, 1, deleted=True), row(4, 1), row(3, 11)]
)
def test_a_run_is_of_one_person_one_way_and_without_gaps(other):
    assert folded(row(2, 0), row(3, 1)) == [[3, 2]]
    assert folded(row(2, 0), other) == [[other.number], [2]]


def test_the_version_that_made_the_event_stands_alone():
    assert folded(row(1, 0), row(2, 1), row(3, 2)) == [[3, 2], [1]]


def test_a_change_of_sharing_and_midnight_part_a_run():
    assert folded(row(2, 0), row(3, 2), apart=[1]) == [[3], [2]]
    assert folded(row(2, 0), row(3, 2), apart=[3]) == [[3, 2]]
    assert folded(row(2, 0), row(3, 2), zone="Etc/GMT-12") == [[3, 2]]
    assert folded(row(2, -2), row(3, 2), zone="Etc/GMT-12") == [[3], [2]]


def test_a_run_says_what_it_comes_to(retreat, bob):
    for base, document in enumerate(
        (a_document(title="A"), a_document(title="B", location="Attic"), a_document(title="B")), start=1
    ):
        edit_event(retreat, document, based_on=base, by=bob)
    found = runs(history.versions(retreat, Filters(), 50).rows, "Europe/Berlin")

    total = sums(retreat, found)
    assert total[4].units == ["title"]
    assert total[4].said == [("title.renamed", {"from": "Retreat", "to": "B"})]
    assert (found[0].before, found[0].grown) == (1, len("B") - len("Retreat"))


def test_texts_that_take_too_long_to_compare_are_only_named(retreat, bob):
    for base, text in enumerate(("a", "b" * LONGEST), start=1):
        edit_event(retreat, a_document(description=text), based_on=base, by=bob)
    found = runs(history.versions(retreat, Filters(), 50).rows, "Europe/Berlin")

    assert (sums(retreat, found)[3].units, sums(retreat, found)[3].said) == (["description"], None)
