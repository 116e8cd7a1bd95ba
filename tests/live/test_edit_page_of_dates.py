"""What the form of one date of a series hears: the date as it is, by its series or alone, and that it is gone."""

from typing import Any

import pytest

from tests.live.test_edit_page import values
from tests.support.series_forms import THIRD, of_instance, series, standup
from tests.support.sockets import Arrive, Visitor, Watching
from webapp.models import Person

__all__ = ["series"]

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


@pytest.fixture
def owner(arrive: Arrive, alice: Person) -> Visitor:
    return arrive(alice)


@pytest.fixture
def watching(owner: Visitor, series: int) -> Watching:
    since = owner.since(f"/events/{series}/edit?occurrence={THIRD}")
    return owner.watch(page="edit", id=series, occurrence=THIRD, since=since)


def save(browser: Visitor, event_id: int, base: int = 1, **typed: Any) -> None:
    assert browser.post(f"/events/{event_id}", **of_instance(standup(), THIRD, base, **typed)) == 303


def test_what_the_series_and_what_the_date_alone_says_are_told_alike(
    arrive: Arrive, bob: Person, watching: Watching, series: int
) -> None:
    editor = arrive(bob)
    assert editor.post(f"/events/{series}/fields/location", base=1, location="Studio Nord") == 303
    heard = watching.hear()
    assert '<live-field unit="location" v="2" by="Bob"' in heard.html
    assert values(heard) == {"location": "Studio Nord"}

    save(editor, series, base=2, location="Studio Nord", title="Review", scope="this")
    heard = watching.hear()
    assert heard.html.count("<live-field ") == 1 and values(heard) == {"title": "Review"}
    assert '<live-field unit="title" v="3" by="Bob"' in heard.html


def test_another_date_is_nothing_to_it(arrive: Arrive, bob: Person, watching: Watching, series: int) -> None:
    other = of_instance(standup(), "2026-04-14T09:00", title="Review", scope="this")
    editor = arrive(bob)
    assert editor.post(f"/events/{series}", **other) == 303
    assert editor.post(f"/events/{series}/fields/location", base=2, location="Attic") == 303
    heard = watching.hear()
    assert "Review" not in heard.html and values(heard) == {"location": "Attic"}


def test_a_date_that_is_gone_is_told_and_its_return_too(
    arrive: Arrive, bob: Person, watching: Watching, series: int
) -> None:
    editor = arrive(bob)
    assert editor.post(f"/events/{series}/deletions", occurrence=THIRD, scope="this") == 303
    assert '<live-event deleted="date" by="Bob">' in watching.hear().html
    assert editor.post(f"/events/{series}/versions/2/undo") == 303
    assert '<live-event deleted="no" by="Bob">' in watching.hear().html


def test_a_form_whose_date_went_while_it_was_away_is_told_when_it_is_back(
    arrive: Arrive, bob: Person, owner: Visitor, series: int
) -> None:
    since = owner.since(f"/events/{series}/edit?occurrence={THIRD}")
    assert arrive(bob).post(f"/events/{series}/deletions", occurrence=THIRD, scope="following") == 303
    back = owner.watch(page="edit", id=series, occurrence=THIRD, since=since, hello=False)
    assert '<live-event deleted="date" by="Bob">' in back.hear().html


def test_a_lower_role_ends_it(arrive: Arrive, bob: Person, owner: Visitor, series: int, team: int) -> None:
    editor = arrive(bob)
    since = editor.since(f"/events/{series}/edit?occurrence={THIRD}")
    watching = editor.watch(page="edit", id=series, occurrence=THIRD, since=since)
    owner.post(f"/calendars/{team}/shares/{bob.id}", role="viewer", **{f"role-{bob.id}": "viewer"})
    assert watching.closed() == (4405, "Alice made you a viewer: you may look, not change.")
