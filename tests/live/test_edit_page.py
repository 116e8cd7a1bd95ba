"""What the form with all fields hears while somebody types in it: values as text, and no more once the role is too low."""

import json
from html import unescape
from typing import Any

import pytest

from tests.support.sockets import Arrive, Heard, Visitor
from webapp.models import Person


def page_of(event_id: int) -> dict[str, Any]:
    return {"page": "edit", "id": event_id}


def edit(browser: Visitor, event_id: int, unit: str, base: int = 1, **fields: str) -> None:
    assert browser.post(f"/events/{event_id}/fields/{unit}", base=base, **fields) == 303


def values(heard: Heard) -> dict[str, str]:
    text = heard.html.split('data-values="')[1].split('"')[0]
    found: dict[str, str] = json.loads(unescape(text))
    return found


def test_one_element_for_each_unit_says_who_changed_it_to_what(
    arrive: Arrive, alice: Person, bob: Person, retreat: int
) -> None:
    owner, path = arrive(alice), f"/events/{retreat}/edit"
    watching = owner.watch(**page_of(retreat), since=owner.since(path))
    edit(arrive(bob), retreat, "location", location='<b>Studio</b> "Nord"')
    heard = watching.hear()
    assert heard.html.count("<live-field ") == 1
    assert '<live-field unit="location" v="2" by="Bob"' in heard.html
    assert values(heard) == {"location": '<b>Studio</b> "Nord"'}
    assert "<b>" not in heard.html and "<form" not in heard.html and "<input" not in heard.html
    assert heard.said.startswith("Bob ")
    assert heard.to == owner.since(path)


def test_a_form_that_was_away_hears_the_last_state_of_each_unit(
    arrive: Arrive, alice: Person, bob: Person, retreat: int
) -> None:
    owner, editor = arrive(alice), arrive(bob)
    since = owner.since(f"/events/{retreat}/edit")
    edit(editor, retreat, "location", location="Barn")
    edit(editor, retreat, "description", base=2, description="")
    edit(editor, retreat, "location", base=3, location="Attic")
    heard = owner.watch(**page_of(retreat), since=since, hello=False).hear()
    assert heard.html.count("<live-field ") == 2
    assert 'unit="location" v="4"' in heard.html and "changed Where to “Attic”" in heard.html
    assert 'unit="description" v="3"' in heard.html and "emptied Description" in heard.html
    assert "Barn" not in heard.html.split("<live-field", 1)[1]


def test_a_deleted_event_is_told_and_its_return_too(
    arrive: Arrive, alice: Person, bob: Person, retreat: int
) -> None:
    owner, editor = arrive(alice), arrive(bob)
    watching = owner.watch(**page_of(retreat), since=owner.since(f"/events/{retreat}/edit"))
    assert editor.post(f"/events/{retreat}/deletions") == 303
    assert '<live-event deleted="yes" by="Bob">' in watching.hear().html
    assert editor.post(f"/events/{retreat}/recoveries") == 303
    assert '<live-event deleted="no" by="Bob">' in watching.hear().html


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_who_may_not_edit_may_not_listen(
    arrive: Arrive, alice: Person, bob: Person, vera: Person, charlie: Person, retreat: int
) -> None:
    assert arrive(bob).watch(**page_of(retreat), hello=False).hear()
    assert arrive(vera).refusal(**page_of(retreat)) == 403
    assert arrive(charlie).refusal(**page_of(retreat)) == 404
    assert arrive(None).refusal(**page_of(retreat)) == 401


def test_a_lower_role_ends_the_form_and_no_byte_follows(
    arrive: Arrive, alice: Person, bob: Person, retreat: int, team: int
) -> None:
    owner, editor = arrive(alice), arrive(bob)
    watching = editor.watch(**page_of(retreat), since=editor.since(f"/events/{retreat}/edit"))
    owner.post(f"/calendars/{team}/shares/{bob.id}", role="viewer", **{f"role-{bob.id}": "viewer"})
    edit(owner, retreat, "location", location="Attic")
    assert watching.closed() == (4405, "Alice made you a viewer: you may look, not change.")
